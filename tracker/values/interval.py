"""What the values share: how two intervals relate, and how a text that is none of them is refused."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

# Enough to recognise what was typed; a page-long paste must not fill the sentence.
SHOWN = 60

# A position, then how far an excluded end stands inside it: +1 for a low end, -1 for a high one, else 0.
Edge = tuple[float | Decimal, int]


class ValueProblem(ValueError):
    """A text that cannot be read as the value asked for; `str()` is one translated sentence for who typed it."""


def shown(text: str) -> str:
    """`text` as a sentence can quote it: shortened, and with what cannot be printed replaced."""
    cut = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in cut)


class Relation(StrEnum):
    """How two values relate; the word is the same whichever comes first, also when one lies within the other."""

    AGREE = "agree"
    REFINE = "refine"
    OVERLAP = "overlap"
    CONFLICT = "conflict"


class Interval:
    """The comparison of two values by their bounds alone: their texts, hedges and precision play no part."""

    __slots__ = ()

    def edges(self) -> tuple[Edge, Edge]:
        """The low and the high end, so written that the interval is empty exactly if low > high."""
        raise NotImplementedError

    @classmethod
    def _between(cls, low: Self, high: Self) -> Self:
        """The value that begins where `low` does and ends where `high` does."""
        raise NotImplementedError

    def within(self, other: Self) -> bool:
        """Whether nothing this value allows is outside `other`; true of equal bounds."""
        (low, high), (other_low, other_high) = self.edges(), other.edges()
        return other_low <= low and high <= other_high

    def compatible(self, other: Self) -> bool:
        """Whether both can be true: some point lies in both."""
        (low, high), (other_low, other_high) = self.edges(), other.edges()
        return max(low, other_low) <= min(high, other_high)

    def relation(self, other: Self) -> Relation:
        """Agree on equal bounds, refine if one lies within the other, conflict if no point lies in both."""
        if not self.compatible(other):
            return Relation.CONFLICT
        inside, around = self.within(other), other.within(self)
        if inside and around:
            return Relation.AGREE
        return Relation.REFINE if inside or around else Relation.OVERLAP

    def intersection(self, other: Self) -> Self | None:
        """What both allow, in its shortest text and without either one's hedge; None if they conflict."""
        if not self.compatible(other):
            return None
        low = max(self, other, key=lambda value: value.edges()[0])
        high = min(self, other, key=lambda value: value.edges()[1])
        return self._between(low, high)
