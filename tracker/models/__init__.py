"""The tables. Importing this package makes every one of them known to SQLAlchemy and Alembic."""

from tracker.models.base import Base, now
from tracker.models.claim import Claim, Evidence
from tracker.models.deployment import Deployment
from tracker.models.dispute import Dispute, DisputeClaim
from tracker.models.entity import Entity
from tracker.models.fields import Field, FieldType
from tracker.models.initiative import Initiative
from tracker.models.labour_event import LabourEvent
from tracker.models.milestone import Milestone
from tracker.models.organisation import Organisation
from tracker.models.person import Person
from tracker.models.position import Position
from tracker.models.record import (
    COUNTERS,
    Record,
    claimed_fields,
    family_of,
    fields_of,
    kind_of,
    live,
    structural_fields,
)
from tracker.models.revision import Revision
from tracker.models.schedule import Delivery, ReportRun, Schedule
from tracker.models.search_document import SearchDocument
from tracker.models.sent_form import SentForm
from tracker.models.source import Source, SourceText
from tracker.models.studio import Studio
from tracker.models.term import Term
from tracker.models.user import SignIn, User
from tracker.models.work import Work

__all__ = [
    "COUNTERS",
    "Base",
    "Claim",
    "Delivery",
    "Deployment",
    "Dispute",
    "DisputeClaim",
    "Entity",
    "Evidence",
    "Field",
    "FieldType",
    "Initiative",
    "LabourEvent",
    "Milestone",
    "Organisation",
    "Person",
    "Position",
    "Record",
    "ReportRun",
    "Revision",
    "Schedule",
    "SearchDocument",
    "SentForm",
    "SignIn",
    "Source",
    "SourceText",
    "Studio",
    "Term",
    "User",
    "Work",
    "claimed_fields",
    "family_of",
    "fields_of",
    "kind_of",
    "live",
    "now",
    "structural_fields",
]
