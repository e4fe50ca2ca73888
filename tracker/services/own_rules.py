"""Rules of single nouns: what must hold between the fields of one record, whatever door it came by."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.forms.fields import ends_before
from tracker.forms.labour_event import end_before_start
from tracker.languages import gettext as _
from tracker.models import Deployment, LabourEvent, Record, Source, Work
from tracker.services.errors import Rejected
from tracker.values import FuzzyDate
from tracker.values.web_address import WebAddress

Columns = Mapping[str, Any]


@singledispatch
def own_columns(_record: Record, _columns: Columns, _session: Session) -> dict[str, Any]:
    """Check the columns about to be set against those that stay; return the columns that follow. Raises `Rejected`.

    Most nouns have no rule of their own; one that has registers it here.
    """
    return {}


@own_columns.register
def _of_source(source: Source, columns: Columns, session: Session) -> dict[str, Any]:
    """One source an address, and an origin only where the lineage is known to be derived."""
    if (
        _after(source, columns, "derived_from_id") is not None
        and _after(source, columns, "lineage_status") != "derived"
    ):
        name = "derived_from" if "derived_from_id" in columns else "lineage_status"
        raise Rejected({name: [_("Only a source whose lineage is “derived” names the source it derives from.")]})
    if "url" not in columns:
        return {}
    key = WebAddress.parse(columns["url"]).key if columns["url"] else None
    same = select(Source.slug).where(Source.url_key == key, Source.id.is_distinct_from(source.id))
    if key and (taken := session.scalar(same)):
        raise Rejected({"url": [_("This address is already the source “%(slug)s”.", slug=taken)]})
    return {"url_key": key}


@own_columns.register
def _of_work(work: Work, columns: Columns, _session: Session) -> dict[str, Any]:
    """A season has its series and its number; nothing else has a number."""
    is_season = _after(work, columns, "work_type") == "season"
    number = _after(work, columns, "season_number")
    if is_season and number is None:
        raise Rejected({"season_number": [_("Give the season its number.")]})
    if is_season and _after(work, columns, "parent_id") is None:
        raise Rejected({"parent": [_("Name the series the season belongs to.")]})
    if not is_season and number is not None:
        raise Rejected({"season_number": [_("Only a season has a number.")]})
    return {}


@own_columns.register
def _of_deployment(deployment: Deployment, columns: Columns, _session: Session) -> dict[str, Any]:
    """Somebody uses the AI, or it is used on something: a deployment of which neither is known is none."""
    if _after(deployment, columns, "operator_id") is None and _after(deployment, columns, "work_id") is None:
        raise Rejected({"operator": [_("Name who uses the AI, or the work it is used on.")]})
    return {}


@singledispatch
def own_outcome(_record: Record, _after: Mapping[str, str], _changed: Mapping[str, Any]) -> None:
    """Check what a save came to: the texts of all fields afterwards, and what was sent. Raises `Rejected`."""


@own_outcome.register
def _of_labour_event(_event: LabourEvent, after: Mapping[str, str], changed: Mapping[str, Any]) -> None:
    """Dates that a form sent in two saves, and that cannot both be: the one sent last is what is refused."""
    sent = [name for name in ("ended", "started") if name in changed]
    if not (sent and after["started"] and after["ended"]):
        return
    started, ended = FuzzyDate.parse(after["started"]), FuzzyDate.parse(after["ended"])
    if ends_before(ended, started):
        raise Rejected({sent[0]: [end_before_start(ended, started)]})


def _after(record: Record, columns: Columns, name: str) -> Any:
    """What a column will hold: what is about to be set, else what it holds now."""
    return columns[name] if name in columns else getattr(record, name)
