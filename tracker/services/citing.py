"""Records that rest on a source: what the rules make of their claims depends on its date, lineage and withdrawal."""

from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.models import Record, Source
from tracker.permissions import Actor
from tracker.queries.claims import records_resting_on
from tracker.services.history import add_revision, differences, lock, state_of
from tracker.services.refreshing import refresh

# The fields of a source that the rules and the counters read.
DECISIVE = frozenset({"published", "lineage_status", "derived_from"})


def refresh_citing(session: Session, source: Source, *, actor: Actor, action: str = "update") -> None:
    """Resolve and recount the records that cite a source, or one that derives from it.

    One whose resolved values change that way gains a version, so that its history stays whole. `action` is what was
    done to the source, as its own revision has it.
    """
    reasons = {
        "update": _("The source “%(label)s” was corrected.", label=source.label),
        "withdraw": _("The source “%(label)s” was withdrawn.", label=source.label),
        "restore": _("The source “%(label)s” was brought back.", label=source.label),
    }
    for record_id in session.scalars(records_resting_on(source.id)).all():
        record = session.get_one(Record, record_id)
        lock(session, record)
        before = state_of(session, record)
        refresh(session, [record])
        if changes := differences(before, state_of(session, record)):
            record.version += 1
            add_revision(session, record, "update", changes, actor=actor, reason=reasons[action], source_id=source.id)
