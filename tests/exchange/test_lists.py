"""A cell of an exported list is written as our own forms read it."""

import pytest

from tracker.exchange.lists import _cell
from tracker.values.quantity import Quantity


@pytest.mark.parametrize(
    ("figure", "text"), [(0.000001, "0.000001"), (0.125, "0.125"), (30000.0, "30000"), (1e14, "100000000000000")]
)
def test_a_figure_has_no_exponent_and_can_be_read_again(figure: float, text: str) -> None:
    assert str(_cell(figure)) == text
    Quantity.parse(text)
