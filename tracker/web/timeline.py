"""The timeline of a record's page: its dates with the claims behind each, and the dates of what hangs on it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tracker.catalogue import BY_KIND, CATALOGUE
from tracker.languages import SEMICOLON, current, ngettext
from tracker.languages import gettext as _
from tracker.models import Claim, Field, FieldType, Record, fields_of, structural_fields
from tracker.permissions import Actor
from tracker.queries.timeline import dates_around, sort_of
from tracker.reports.charts import MOST, Days, Range, RangeChart
from tracker.reports.milestone_chart import STATUSES
from tracker.services.resolving import Candidate
from tracker.values import FuzzyDate
from tracker.web.facts import Fact, Facts
from tracker.web.showing import date_sentence, resolved_words, term

MOST_DATES = 300


@dataclass(frozen=True)
class Preview:
    """What kind of its noun a record is, as a term of a vocabulary, and its dates in words."""

    vocabulary: str
    code: str
    dates: str


@dataclass(frozen=True)
class Timeline:
    """`chart` draws those of the `rows` that have a date, None if none has; `undated` are the others."""

    chart: RangeChart | None
    rows: tuple[Range, ...]
    undated: tuple[Range, ...]
    previews: dict[tuple[str, str], Preview]
    is_cut: bool


def timeline_of(session: Session, facts: Facts, today: date, actor: Actor) -> Timeline:
    """The timeline of the record of `facts`, with one query; whether that was cut short is said by `is_cut`."""
    record = facts.record
    query = dates_around(record, CATALOGUE, day=today, actor=actor, limit=MOST_DATES + 1)
    found = list(session.execute(query)) if query is not None else []
    around = _by_record(found[:MOST_DATES])
    own = around.pop(record.id, [])
    rows = [*_own(facts, own), *sorted((_hanging(dates) for dates in around.values()), key=_begin)]
    dated, undated = ([row for row in rows if any(row.spans) is drawn] for drawn in (True, False))
    shown = _nearest(dated, today)
    return Timeline(
        chart=_chart(record, shown, today) if shown else None,
        rows=tuple(rows),
        undated=tuple(undated),
        previews={(dates[0].kind, dates[0].slug): _preview(dates) for dates in around.values()},
        is_cut=len(found) > MOST_DATES or len(shown) < len(dated),
    )


def _by_record(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return found


def _chart(record: Record, rows: tuple[Range, ...], today: date) -> RangeChart:
    return RangeChart(
        "timeline",
        _("Timeline of “%(label)s”", label=record.label),
        _("A bar is a time within which something is expected, a dot or a full stretch what happened."),
        "",
        current(),
        today,
        rows,
    )


def _nearest(rows: Sequence[Range], today: date) -> tuple[Range, ...]:
    """The rows that begin nearest to today, as many as a picture takes, in the order they had."""
    nearest = sorted(range(len(rows)), key=lambda n: abs((_begin(rows[n]) - today).days))
    return tuple(rows[n] for n in sorted(nearest[:MOST]))


def _own(facts: Facts, own: Sequence[Any]) -> Iterator[Range]:
    """The record's own dates: those it was given, and each that sources state with the claims behind it."""
    path = _path(facts.record.kind, facts.record.slug)
    for field in structural_fields(type(facts.record)):
        if field.type == FieldType.DATE and (text := getattr(facts.record, field.column)):
            yield Range(str(field.label), date_sentence(text), "", f"{path}#field-{field.name}", dot=_days(text))
    status = own[0].status if own else ""
    for fact in facts.claimed:
        if fact.field.type == FieldType.DATE and fact.claims:
            yield from _fact(fact, facts, path, status)


def _fact(fact: Fact, facts: Facts, path: str, status: str) -> Iterator[Range]:
    field, label = fact.field, str(fact.field.label)
    standing = [claim for claim in fact.claims if claim.rank != "deprecated" and claim.value]
    moved = getattr(facts.record, f"{field.name}_slips") if field.successive else 0
    slips = _superseded(fact, standing) if moved else ()
    anchor, status = f"{path}#field-{field.name}", status if field.asserts == "plan" else ""
    if fact.value:
        said = _said(date_sentence(fact.value), status, moved)
        yield _drawn(Range(label, said, status, anchor), field, fact.value, slips)
    else:
        yield Range(label, resolved_words(fact.by or "none"), status, anchor)
    if len(standing) > 1 or (standing and not fact.value):
        for claim in standing:
            yield _claim(claim, fact, facts, path)


def _claim(claim: Claim, fact: Fact, facts: Facts, path: str) -> Range:
    cited = sorted({facts.number(row.source) for row in claim.evidence if row.counts})
    sources = "".join(f"[{n}]" for n in cited) or _("no source")
    label = _("%(field)s, claim %(sources)s", field=fact.field.label, sources=sources)
    other = term("assertion", claim.assertion).lower() if claim.assertion != fact.field.asserts else ""
    is_disputed = claim.id in facts.disputed
    disputed = _("in dispute") if is_disputed else ""
    said = ", ".join(part for part in (date_sentence(claim.value), other, disputed) if part)
    status = "disputed" if is_disputed else ""
    return _drawn(Range(label, said, status, f"{path}#claim-{claim.key}"), fact.field, claim.value)


def _superseded(fact: Fact, claims: Iterable[Claim]) -> tuple[Days, ...]:
    """What was announced before, the first day first: what a later source replaced with a date it excludes."""
    plans = [Candidate(claim, fact.field.type) for claim in claims if claim.assertion == fact.field.asserts]
    earlier = {_days(plan.claim.value) for plan in plans if any(other.supersedes(plan) for other in plans)}
    return tuple(sorted(earlier, key=lambda days: days[0] or date.min))


def _hanging(dates: Sequence[Any]) -> Range:
    """A record that hangs on this one, in one row: what is expected of it and what has happened."""
    row = dates[0]
    fields = fields_of(BY_KIND[row.kind].model)
    plans = [found for found in dates if found.value and fields[found.field].asserts == "plan"]
    events = [found for found in dates if found.value and fields[found.field].asserts != "plan"]
    slips = max(found.slips for found in dates)
    return Range(
        row.label,
        _said(_preview(dates).dates, row.status, slips) or _("no date"),
        row.status,
        _path(row.kind, row.slug),
        bar=(plans[0].earliest, plans[0].latest) if plans else None,
        dot=_hull(events) if events else None,
    )


def _begin(row: Range) -> date:
    """The first day of a row; what has none comes last."""
    return next((first or date.min for first, _last in row.spans), date.max)


def _hull(events: Sequence[Any]) -> Days:
    """From the first to the last of several dates; open where one of them is."""
    first, last = [row.earliest for row in events], [row.latest for row in events]
    return None if None in first else min(first), None if None in last else max(last)


def _preview(dates: Sequence[Any]) -> Preview:
    model = BY_KIND[dates[0].kind].model
    fields, sort = fields_of(model), sort_of(model)
    stated = [found for found in dates if found.value or found.by in ("conflict", "disputed")]
    said = [_("%(field)s: %(value)s", field=fields[found.field].label, value=_value(found)) for found in stated]
    return Preview(sort.vocabulary if sort else "", dates[0].sort, ", ".join(said))


def _value(found: Any) -> str:
    return date_sentence(found.value) if found.value else resolved_words(found.by)


def _said(dates: str, status: str, slips: int) -> str:
    """Dates with the status they come to, and how often they were moved."""
    moved = ngettext("moved %(n)s time", "moved %(n)s times", slips) if slips else ""
    word = str(STATUSES[status]).lower() if status in STATUSES and dates else ""
    return SEMICOLON.join(part for part in (dates, word, moved) if part)


def _drawn(row: Range, field: Field, text: str, slips: tuple[Days, ...] = ()) -> Range:
    """A row with its date: a bar where that is a plan, a dot where it is a fact."""
    if field.asserts == "plan":
        return replace(row, bar=_days(text), slips=slips)
    return replace(row, dot=_days(text))


def _days(text: str) -> Days:
    found = FuzzyDate.parse(text)
    return found.earliest, found.latest


def _path(kind: str, slug: str) -> str:
    return f"{BY_KIND[kind].slug}/{slug}"
