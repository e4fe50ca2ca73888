"""Cursors that nobody gave out."""

import base64

import pytest
from flask import Flask

from tests.web.conftest import app
from tests.web.visitors import Visitor

__all__ = ["app"]


@pytest.mark.parametrize(
    ("kind", "sort", "value"),
    [
        ("sources", "paragraph_count", "1e999"),
        ("sources", "paragraph_count", "99999999999999999999"),
        ("sources", "paragraph_count", "3000000000"),
        ("sources", "paragraph_count", "true"),
        ("labour-events", "jobs_affected", "9" * 400),
        ("labour-events", "jobs_affected", "NaN"),
        ("labour-events", "jobs_affected", '"1"'),
        ("studios", "updated_at", '"0001-01-01T00:00:00+14:00"'),
        ("studios", "updated_at", '"9999-12-31T23:59:59-14:00"'),
        ("studios", "updated_at", '"2026-01-01T00:00:00"'),
        ("studios", "label", r'"a\u0000b"'),
        ("studios", "label", r'"\ud800"'),
        ("studios", "label", '"' + "a" * 401 + '"'),
        ("studios", "label", "null"),
    ],
)
def test_a_value_no_column_holds_is_refused(app: Flask, kind: str, sort: str, value: str) -> None:
    cursor = base64.urlsafe_b64encode(f'["{sort}",true,{value},1]'.encode()).decode().rstrip("=")

    assert Visitor(app).get(f"/{kind}?sort={sort}&after={cursor}").status_code == 400
