"""A catalogue entry: what the application must know of a noun that its table does not say. Data, never behaviour."""

from dataclasses import dataclass
from typing import Any

from tracker.models.record import Record, kind_of


@dataclass(frozen=True)
class Entity:
    """One kind of record: its address, its words, its table, its form, and its list."""

    slug: str
    label: str
    plural: str
    definition: str
    model: type[Record]
    # The form stands one floor up, so its class is named here only as a thing that can be called.
    form: Any
    columns: tuple[str, ...]
    sort: str = "label"

    @property
    def kind(self) -> str:
        """The kind of its records: `labour_event` for the slug `labour-events`."""
        return kind_of(self.model)
