"""Addresses around a list: the same list with one thing changed. What it shows stands there and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from tracker.catalogue import BY_KIND
from tracker.queries.list_query import ListQuery
from tracker.queries.records import order_of

# What narrows nothing: it stays when all filters are taken away.
LOOKS = ("sort", "columns", "per")
# What says where in a list one is, and not which list it is.
PLACES = ("per", "count")


def address(query: ListQuery, **changes: Sequence[str]) -> str:
    """The list with some parameters set to other values; none takes the parameter away."""
    return _written(url_for("show_list", entry=query.entry), {**query.sent, **changes})


def _written(path: str, sent: Mapping[str, Sequence[str]]) -> str:
    given = {name: values for name, values in sent.items() if values}
    return f"{path}?{urlencode(given, doseq=True, safe=',:')}" if given else path


@dataclass(frozen=True)
class Addresses:
    """Where the links of a list's page lead. Each begins on the first page, but for `beyond`."""

    query: ListQuery

    def without(self, name: str, text: str = "") -> str:
        """The list without one value of a parameter, or without any."""
        kept = [other for other in self.query.sent.get(name, ()) if text and other != text]
        return address(self.query, **{name: kept})

    def with_value(self, name: str, text: str) -> str:
        """The list with one value of a parameter more."""
        return address(self.query, **{name: [*self.query.sent.get(name, ()), text]})

    def cleared(self) -> str:
        """The list without any filter, as it looks now."""
        return address(self.query, **{name: () for name in self.query.sent if name not in LOOKS})

    def sorted_by(self, name: str) -> str:
        """The list sorted by a column, or the other way round if it is already."""
        again = self.query.sort == name and not self.query.descending
        return address(self.query, sort=[f"-{name}" if again else name])

    def counted(self) -> str:
        """The list with its records counted to the last."""
        return address(self.query, count=["all"])

    def beyond(self, direction: str, row: Any) -> str:
        """The page that begins `after` a row, or ends `before` it."""
        sort = f"-{self.query.sort}" if self.query.descending else self.query.sort
        return address(self.query, **{direction: [order_of(self.query).cursor(row.sort_value, row.id).encode(sort)]})

    def whole(self) -> str:
        """The list from its first page on."""
        return address(self.query, **dict.fromkeys(PLACES, ()))

    def record(self, row: Any) -> str:
        """The page of a record, which there stands in this list: `neighbours` reads what `list` holds."""
        listed = _written(self.query.entry.slug, {**self.query.sent, **dict.fromkeys(PLACES, ())})
        return url_for("show", entry=BY_KIND[row.kind], slug=row.slug, list=listed)

    def csv(self, flavour: str, *, shown: bool) -> str:
        """The list as CSV, with the columns shown or with all, also those of any number of values."""
        columns = (self.query.sent.get("columns") or ["shown"]) if shown else ["all"]
        changes = {"columns": columns, "flavour": [flavour] if flavour != "raw" else (), "per": (), "count": ()}
        return _written(url_for("list_csv", entry=self.query.entry), {**self.query.sent, **changes})
