"""The rules of labour events' own."""

import pytest

from tracker.forms.base import RowData
from tracker.forms.labour_event import LabourEventForm


def form(**row: str) -> LabourEventForm:
    return LabourEventForm(RowData.of({"label": "x", "event_kind": "strike", **row}))


def test_refuses_an_end_before_the_beginning() -> None:
    refused = form(started="2026-05", ended="2026-04")

    assert not refused.validate()
    assert refused.sentences()["ended"] == ["It ended April 2026, before it started May 2026."]


@pytest.mark.parametrize(
    ("started", "ended"), [("2026-05", "2026"), ("2026", "2026-01"), ("2026-05", ""), ("", "2026")]
)
def test_keeps_an_end_that_may_come_after_the_beginning(started: str, ended: str) -> None:
    assert form(started=started, ended=ended).validate()


@pytest.mark.parametrize("country", ["fr", "FRA", "F1", "France"])
def test_refuses_a_country_that_is_no_code(country: str) -> None:
    refused = form(country=country)

    assert not refused.validate()
    assert f"“{country}”" in refused.sentences()["country"][0]
