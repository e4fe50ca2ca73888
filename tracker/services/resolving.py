"""Which value a record shows: the rules by which claims are resolved, never by average or majority.

`resolve` is pure: it sees the claims of one field and answers. `tracker.services.refreshing` applies it to records, for
the services (which write the answer) and for `tracker check` (which compares it).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, reduce
from itertools import combinations
from typing import Any

from sqlalchemy import Row

from tracker.models import Claim, Field, FieldType, Source
from tracker.values import FuzzyDate, Quantity, Relation

# How a field is resolved once the rules have an answer, which may be that there is no value.
DECIDED = ("preferred", "latest", "single", "intersection")
# A hedge: its words say no more than the plain ones with the same bounds.
_QUALIFIED = re.compile(r"[~?%]|nearly")


@dataclass(frozen=True)
class Candidate:
    """A claim as the rules see it: the object, or its row without what it links to.

    `sources` are those that support it; without them, the sources of the object's evidence.
    """

    claim: Claim | Row[Any]
    type: FieldType
    in_open_dispute: bool = False
    sources: Sequence[Source | Row[Any]] | None = None

    @cached_property
    def value(self) -> FuzzyDate | Quantity | str:
        """What is compared: a date, a figure, or a text (a code, a reference, or the state of having no value)."""
        claim = self.claim
        if claim.value_state != "stated":
            return f"({claim.value_state})"
        if self.type == FieldType.DATE:
            return FuzzyDate.parse(claim.value)
        return Quantity.parse(claim.value) if self.type == FieldType.QUANTITY else claim.value

    def excludes(self, other: "Candidate") -> bool:
        """Whether both values cannot be true."""
        mine, theirs = self.value, other.value
        if isinstance(mine, FuzzyDate) and isinstance(theirs, FuzzyDate):
            return mine.relation(theirs) == Relation.CONFLICT
        if isinstance(mine, Quantity) and isinstance(theirs, Quantity):
            return mine.relation(theirs) == Relation.CONFLICT
        return mine != theirs

    def supersedes(self, other: "Candidate") -> bool:
        """Whether it contradicts `other` and every source of it appeared certainly after every source of `other`.

        Both state a value, of the same thing: silence moves no date, nor does what is said of something else.
        """
        stated = self.claim.value_state == other.claim.value_state == "stated"
        if not stated or self.speaks_of_something_else(other):
            return False
        first, last = self._published(0), other._published(1)
        return self.excludes(other) and first is not None and last is not None and first > last

    def _published(self, end: int) -> date | None:
        """The first day its earliest source may have appeared (0), or the last day of its latest (1); None: unknown."""
        sources = self.sources
        if sources is None:
            sources = [row.source for row in self.claim.evidence if row.counts]
        days = [(source.published_earliest, source.published_latest)[end] for source in sources]
        known = [day for day in days if day is not None]
        if not known or len(known) < len(days):
            return None
        return max(known) if end else min(known)

    def speaks_of_something_else(self, other: "Candidate") -> bool:
        """Whether scope, role or period differ so that the two values do not answer the same question."""
        mine, theirs = self.claim, other.claim
        return (
            (mine.scope, mine.role) != (theirs.scope, theirs.role)
            or _apart(mine.period_start, theirs.period_start)
            or _apart(mine.period_end, theirs.period_end)
        )


def _apart(mine: str, theirs: str) -> bool:
    """Whether two ends of periods are both known and cannot be equal."""
    return bool(mine and theirs) and FuzzyDate.parse(mine).relation(FuzzyDate.parse(theirs)) == Relation.CONFLICT


@dataclass(frozen=True)
class Resolution:
    """The answer for one field: a value or none, the rule that decided (a code of `RESOLVED_BY`), and the slips.

    `conflicts` are the pairs of claims that cannot both be true, where that is why there is no value.
    """

    by: str
    value: FuzzyDate | Quantity | str | None = None
    slips: int = 0
    conflicts: tuple[tuple[Claim | Row[Any], Claim | Row[Any]], ...] = ()


def resolve(field: Field, candidates: Sequence[Candidate]) -> Resolution:
    """Apply the rules of the field to its claims (those of one record, all of them)."""
    live = [candidate for candidate in candidates if _may_decide(field, candidate)]
    deciding = [candidate for candidate in live if not candidate.in_open_dispute or _preferred(candidate)]
    slips, standing = _succeed(deciding) if field.successive else (0, deciding)
    preferred = [candidate for candidate in deciding if _preferred(candidate)]
    if preferred:
        return replace(_agree(preferred, "preferred", "preferred"), slips=slips)
    if field.cardinality == "t":
        standing = _latest(deciding)
    if not standing:
        return Resolution("disputed" if live else "none")
    if any(one.speaks_of_something_else(other) for one, other in combinations(standing, 2)):
        return Resolution("scope", slips=slips)
    rules = ("latest", "latest") if len(standing) < len(deciding) else ("single", "intersection")
    return replace(_agree(standing, *rules), slips=slips)


def comparable(field: Field, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The claims of a field that speak of one time: without those a later source moved, or that were true before."""
    live = [candidate for candidate in candidates if _may_decide(field, candidate)]
    if field.cardinality == "t":
        return _latest(live)
    return _succeed(live)[1] if field.successive else live


def _may_decide(field: Field, candidate: Candidate) -> bool:
    claim = candidate.claim
    return bool(claim.rank != "deprecated" and claim.assertion == field.asserts and claim.value_state != "unknown")


def _preferred(candidate: Candidate) -> bool:
    return bool(candidate.claim.rank == "preferred")


def _succeed(candidates: list[Candidate]) -> tuple[int, list[Candidate]]:
    """How many claims supersede an earlier one, and the claims that none supersedes."""
    slips = sum(any(one.supersedes(other) for other in candidates) for one in candidates)
    standing = [one for one in candidates if not any(other.supersedes(one) for other in candidates)]
    return slips, standing


def _latest(candidates: list[Candidate]) -> list[Candidate]:
    """The claims whose period begins last; one without a beginning is earliest, ties all stay."""
    last = max((beginning(candidate.claim) for candidate in candidates), default=date.min)
    return [candidate for candidate in candidates if beginning(candidate.claim) == last]


def beginning(claim: Claim | Row[Any]) -> date:
    """The first day on which a claim holds; one without a beginning always did."""
    return (FuzzyDate.parse(claim.period_start).earliest if claim.period_start else None) or date.min


def _agree(candidates: list[Candidate], by_one: str, by_several: str) -> Resolution:
    """The one value, or what all values have in common, or the conflict between them."""
    pairs = tuple((one.claim, other.claim) for one, other in combinations(candidates, 2) if one.excludes(other))
    if pairs:
        return Resolution("conflict", conflicts=pairs)
    by = by_one if len(candidates) == 1 else by_several
    if candidates[0].claim.value_state != "stated":
        return Resolution(by)
    return Resolution(by, _in_common([candidate.value for candidate in candidates]))


def _in_common(values: list[Any]) -> FuzzyDate | Quantity | str:
    """The intersection, in the words of a claim with those bounds (unqualified and short first) where there is one."""
    if isinstance(values[0], str):
        return values[0]
    common: FuzzyDate | Quantity = reduce(lambda one, other: one.intersection(other), values)
    said = [value.text for value in values if value.relation(common) == Relation.AGREE]
    text = min(said, key=lambda text: (bool(_QUALIFIED.search(text)), len(text), text), default=str(common))
    return common.parse(text)


def columns_of(field: Field, resolution: Resolution) -> dict[str, Any]:
    """The columns of a record that hold a resolution, by name."""
    name, value = field.name, resolution.value
    columns: dict[str, Any] = {name: None if value is None else str(value), f"{name}_by": resolution.by}
    if field.type == FieldType.DATE:
        ends = (value.earliest, value.latest) if isinstance(value, FuzzyDate) else (None, None)
        columns |= {f"{name}_earliest": ends[0], f"{name}_latest": ends[1]}
    if field.type == FieldType.QUANTITY:
        figure = value if isinstance(value, Quantity) else None
        columns |= {
            f"{name}_low": _number(figure.low) if figure else None,
            f"{name}_high": _number(figure.high) if figure else None,
            f"{name}_bound": figure.bound if figure else None,
        }
    return columns | ({f"{name}_slips": resolution.slips} if field.successive else {})


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
