"""How a service says no. Entry points turn each of these into a page, a status code or an exit code."""

from dataclasses import dataclass

from tracker.permissions import NotAllowed

__all__ = ["NotAllowed", "Overlap", "Rejected", "Stale"]


class Rejected(Exception):
    """What was sent cannot be kept: sentences by field name, for the page to show beside each field."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.fields = fields
        super().__init__(" ".join(f"{name}: {' '.join(sentences)}" for name, sentences in fields.items()))


@dataclass(frozen=True)
class Overlap:
    """A field that two people changed at once, as canonical texts."""

    field: str
    yours: str
    theirs: str
    original: str


class Stale(Exception):
    """Somebody else saved the record meanwhile; `overlaps` are the fields that both of them changed, if any."""

    def __init__(self, overlaps: list[Overlap], version: int) -> None:
        self.overlaps = overlaps
        self.version = version
        super().__init__(", ".join(overlap.field for overlap in overlaps))
