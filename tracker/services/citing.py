"""Records that rest on a source: what the rules make of their claims depends on its date and lineage."""

from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.models import Record, Source
from tracker.permissions import Actor
from tracker.queries.claims import records_resting_on
from tracker.services.history import add_revision, differences, lock, state_of
from tracker.services.refreshing import refresh

# The fields of a source that the rules and the counters read.
DECISIVE = frozenset({"published", "lineage_status", "derived_from"})


def refresh_citing(session: Session, source: Source, *, actor: Actor) -> None:
    """Resolve and recount the records that cite a source, or one that derives from it.

    One whose resolved values change that way gains a version, so that its history stays whole.
    """
    for record_id in session.scalars(records_resting_on(source.id)).all():
        record = session.get_one(Record, record_id)
        lock(session, record)
        before = state_of(session, record)
        refresh(session, [record])
        if changes := differences(before, state_of(session, record)):
            record.version += 1
            reason = _("The source “%(label)s” was corrected.", label=source.label)
            add_revision(session, record, "update", changes, actor=actor, reason=reason, source_id=source.id)
