"""Frames of the records for notebooks and reports: one public function a noun.

    frame = frames.milestones(session, as_of=date(2026, 7, 1))
    frame[frame.status == "overdue"].groupby("studio").days_overdue.median()

pandas is imported where it is used: the application starts without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row
from sqlalchemy.orm import Session

from tracker.models import Claim, Field
from tracker.models.milestone import EXPECTED_DATE, REPORTED_STATUS
from tracker.permissions import ANYBODY, Actor
from tracker.queries import milestones as queries
from tracker.queries.claims import claims_to_resolve, support_of_claims
from tracker.services.refreshing import blocks
from tracker.services.resolving import Candidate, Resolution, beginning, resolve
from tracker.values import FuzzyDate

if TYPE_CHECKING:
    import pandas

EARLY = "early"
ON_TIME = "on_time"
LATE = "late"
INDETERMINATE = "indeterminate"
VERDICTS = (EARLY, ON_TIME, LATE, INDETERMINATE)

# Seconds, because the years that nanoseconds can count end in 2262, and EDTF's in 9999.
DAY: Final = "datetime64[s]"
MILESTONES: dict[str, Any] = {
    "slug": "string",
    "label": "string",
    "subject": "string",
    "subject_kind": "string",
    "subject_label": "string",
    "studio": "string",
    "studio_label": "string",
    "milestone_kind": "string",
    "expected_date": "string",
    "expected_earliest": DAY,
    "expected_latest": DAY,
    "expected_by": "string",
    "actual_date": "string",
    "actual_earliest": DAY,
    "actual_latest": DAY,
    "actual_by": "string",
    "reported_status": "string",
    "status": "string",
    "days_overdue": "Int64",
    "slips": "Int64",
    "first_expected": "string",
    "late_min": "Int64",
    "late_max": "Int64",
    "verdict": "string",
    "claims": "Int64",
    "sources": "Int64",
    "origins": "Int64",
    "unsettled": "Int64",
}
# What the columns are called in the query, where that is otherwise.
RENAMED = {"subject_slug": "subject", "studio_slug": "studio", "expected_date_slips": "slips"}
RENAMED |= {f"{one}_date_{of}": f"{one}_{of}" for one in ("expected", "actual") for of in ("earliest", "latest", "by")}
RENAMED |= {f"{counted}_count": f"{counted}s" for counted in ("claim", "source", "origin")}
RENAMED |= {"unsettled_count": "unsettled"}


def milestones(session: Session, *, as_of: date, actor: Actor = ANYBODY) -> pandas.DataFrame:
    """One row a live milestone that `actor` may see, by the first day it is expected on (open ones last), then slug.

    The columns and their types are those of `MILESTONES`; a missing value is NA (NaT for a day), never 0 or ''.

    - slug, label, milestone_kind; subject (a slug), subject_kind, subject_label; studio (a slug), studio_label
    - expected_date, actual_date: EDTF; expected_earliest, expected_latest, actual_earliest, actual_latest: their first
      and last day, an open end NaT; expected_by, actual_by: how they were resolved ('single', 'conflict' …)
    - reported_status: what sources had reported by `as_of`, a code of the vocabulary milestone_status
    - status: on `as_of`, one of `queries.milestones.STATUSES`
    - days_overdue: days from the last day expected to `as_of`, where overdue
    - slips: how often a later source moved the expected date
    - first_expected: EDTF of what was announced first, by the publication of its sources. Where several may be first,
      it is what they have in common, resolved as ever; missing if they conflict
    - late_min, late_max: between how many days late it was; negative is early. From the last day first expected to the
      first day it may have happened, and from the first to the last; missing where that end is open
    - verdict: 'late' if late_min > 0; 'early' if late_max < 0; else 'on_time' if it happened at the latest on the last
      day first expected, which has to be known: any day of an announced month keeps the promise; else 'indeterminate'
    - claims, sources, origins (at least), unsettled (fields): counts

    late_min, late_max and verdict are given where the status is 'met' and both dates are known. `as_of` is a clock
    only: what was published later counts too.
    """
    import pandas  # noqa: PLC0415 - see the top

    reported = queries.reported_on(reported_otherwise(session, as_of))
    result = session.execute(queries.milestones(as_of, actor=actor, reported=reported))
    frame = pandas.DataFrame([tuple(row) for row in result], columns=list(result.keys()), dtype=object)
    frame = frame.rename(columns=RENAMED)
    frame["first_expected"] = _first_announced(frame, _first_expected(session))
    typed = frame.astype({name: MILESTONES[name] for name in frame.columns.intersection(list(MILESTONES))})
    overdue = (pandas.Timestamp(as_of) - typed["expected_latest"]).dt.days.astype("Int64")
    typed["days_overdue"] = overdue.where(typed["status"] == queries.OVERDUE)
    measured = typed.assign(**_lateness(typed))
    return measured[list(MILESTONES)].sort_values(["expected_earliest", "slug"], ignore_index=True)


def _first_announced(frame: pandas.DataFrame, several: dict[int, str | None]) -> list[str | None]:
    """The first expected date of each row: the only one, else what `several` has."""
    columns = zip(frame["id"], frame["expected_by"], frame["expected_date"], strict=True)
    return [date if by == "single" else several.get(key) for key, by, date in columns]


def _lateness(frame: pandas.DataFrame) -> dict[str, pandas.Series[Any]]:
    """Between how many days late each milestone was, and the verdict; see `milestones`."""
    import pandas  # noqa: PLC0415 - see the top

    first = [None if pandas.isna(text) else FuzzyDate.parse(text) for text in frame["first_expected"]]
    earliest, latest = (
        pandas.Series([getattr(day, end, None) for day in first], index=frame.index, dtype=object).astype(DAY)
        for end in ("earliest", "latest")
    )
    known = (frame["status"] == queries.MET) & frame["actual_date"].notna() & frame["first_expected"].notna()
    late_min = (frame["actual_earliest"] - latest).dt.days.astype("Int64").where(known)
    late_max = (frame["actual_latest"] - earliest).dt.days.astype("Int64").where(known)
    verdict = pandas.Series(INDETERMINATE, index=frame.index, dtype="string")
    verdict = verdict.mask(frame["actual_latest"] <= latest, ON_TIME)
    verdict = verdict.mask((late_max < 0).fillna(False), EARLY).mask((late_min > 0).fillna(False), LATE)
    return {"late_min": late_min, "late_max": late_max, "verdict": verdict.where(known)}


def reported_otherwise(session: Session, day: date) -> dict[int, str | None]:
    """What sources had reported by `day` on the milestones (by id) of which a report begins later."""
    found: dict[int, str | None] = {}
    for milestone, stated in _stated(session, REPORTED_STATUS, session.scalars(queries.reported_after(day))):
        begun = [candidate for candidate in stated if beginning(candidate.claim) <= day]
        found[milestone] = _text(resolve(REPORTED_STATUS, begun))
    return found


def _first_expected(session: Session) -> dict[int, str | None]:
    """What was announced first, as EDTF, of the milestones whose expected date rests on several claims."""
    found: dict[int, str | None] = {}
    for milestone, stated in _stated(session, EXPECTED_DATE, session.scalars(queries.expected_several_times())):
        live = [(candidate, *_appeared(candidate)) for candidate in stated if _is_live(candidate)]
        first = min((by for _one, _since, by in live), default=date.max)
        found[milestone] = _text(resolve(EXPECTED_DATE, [one for one, since, _by in live if since <= first]))
    return found


def _appeared(candidate: Candidate) -> tuple[date, date]:
    """Between which days a claim first appeared: an unknown publication may be the first of all, or come last."""
    sources = candidate.sources or ()
    since = min((source.published_earliest or date.min for source in sources), default=date.min)
    return since, min((source.published_latest or date.max for source in sources), default=date.max)


def _is_live(candidate: Candidate) -> bool:
    claim = candidate.claim
    decides = claim.rank == "preferred" or (claim.rank == "normal" and not candidate.in_open_dispute)
    return bool(decides and claim.assertion == EXPECTED_DATE.asserts and claim.value_state == "stated")


def _stated(session: Session, field: Field, ids: Iterable[int]) -> Iterator[tuple[int, list[Candidate]]]:
    """The live claims of a field by milestone."""
    of_field = Claim.__table__.c.field == field.name
    for block in blocks(ids):
        support = {key: list(rows) for key, rows in _by(session.execute(support_of_claims(block)), "claim_id")}
        for milestone, claims in _by(session.execute(claims_to_resolve(block).where(of_field)), "record_id"):
            live = (claim for claim in claims if not claim.is_withdrawn)
            asked = ((claim, claim.in_open_dispute, support.get(claim.id, ())) for claim in live)
            yield milestone, [Candidate(claim, field.type, disputed, sources) for claim, disputed, sources in asked]


def _by(rows: Iterable[Row[Any]], column: str) -> Iterator[tuple[int, Iterator[Row[Any]]]]:
    return groupby(sorted(rows, key=attrgetter(column)), key=attrgetter(column))


def _text(resolution: Resolution) -> str | None:
    return None if resolution.value is None else str(resolution.value)
