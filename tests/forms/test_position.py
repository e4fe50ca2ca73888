"""The rules of positions' own."""

import pytest

from tracker.forms.base import RowData
from tracker.forms.position import PositionForm


def form(**row: str) -> PositionForm:
    return PositionForm(RowData.of({"label": "x", "topic": "6.2", **row}))


@pytest.mark.parametrize("name", ["bindingness", "fulfilment"])
def test_refuses_how_binding_a_forecast_is(name: str) -> None:
    refused = form(position_kind="forecast", **{name: "contract"})

    assert not refused.validate()
    assert list(refused.sentences()) == [name]


def test_takes_how_binding_a_commitment_is() -> None:
    assert form(position_kind="commitment", bindingness="contract", fulfilment="kept").validate()
