"""START HERE: every kind of record, in one list.

Pages, exports, seeds and contract tests go through it. An entry is data, never behaviour: a kind that needs behaviour
of its own gets a more specific file with the obvious name (a service, a route, a template), and that file wins.
"""

from tracker.forms.deployment import DeploymentForm
from tracker.forms.initiative import InitiativeForm
from tracker.forms.labour_event import LabourEventForm
from tracker.forms.milestone import MilestoneForm
from tracker.forms.organisation import OrganisationForm
from tracker.forms.person import PersonForm
from tracker.forms.position import PositionForm
from tracker.forms.source import SourceForm
from tracker.forms.studio import StudioForm
from tracker.forms.work import WorkForm
from tracker.languages import lazy
from tracker.models import (
    Deployment,
    Entity,
    Initiative,
    LabourEvent,
    Milestone,
    Organisation,
    Person,
    Position,
    Record,
    Source,
    Studio,
    Work,
)

CATALOGUE = (
    Entity(
        "studios",
        lazy("Studio"),
        lazy("Studios"),
        lazy("An organisation that makes or distributes works and whose use of AI a source speaks of."),
        Studio,
        StudioForm,
        columns=("studio_kind", "country", "communication_stance"),
    ),
    Entity(
        "organisations",
        lazy("Organisation"),
        lazy("Organisations"),
        lazy("A body a source names, or describes without naming, that owns, employs, publishes, or takes part."),
        Organisation,
        OrganisationForm,
        columns=("organisation_kind", "is_collective", "country"),
    ),
    Entity(
        "people",
        lazy("Person"),
        lazy("People"),
        lazy("Somebody a source names in a public professional role, or a performer that is not a natural person."),
        Person,
        PersonForm,
        columns=("performer_kind",),
    ),
    Entity(
        "works",
        lazy("Work"),
        lazy("Works"),
        lazy("A film, series or season that a source connects with AI, or by which it identifies somebody."),
        Work,
        WorkForm,
        columns=("work_type", "parent", "season_number"),
    ),
    Entity(
        "initiatives",
        lazy("Initiative"),
        lazy("Initiatives"),
        lazy("A unit, programme, product, partnership, policy or fund by which an organisation takes up AI."),
        Initiative,
        InitiativeForm,
        columns=("owner", "initiative_kind", "release_stage"),
    ),
    Entity(
        "deployments",
        lazy("Deployment"),
        lazy("Deployments"),
        lazy("A use of AI on a work or in a process that a source reports, plans or tests, whoever made the tools."),
        Deployment,
        DeploymentForm,
        columns=("operator", "work", "use_stage", "digital_source_type", "shots_ai"),
    ),
    Entity(
        "milestones",
        lazy("Milestone"),
        lazy("Milestones"),
        lazy("A step of an initiative or organisation that a source announces or reports, dated or not."),
        Milestone,
        MilestoneForm,
        columns=("subject", "milestone_kind", "expected_date", "actual_date", "reported_status", "studio"),
        sort="expected_date",
    ),
    Entity(
        "labour-events",
        lazy("Labour event"),
        lazy("Labour events"),
        lazy("A work stoppage, job loss, ballot or bargaining step that a source connects with the media industry."),
        LabourEvent,
        LabourEventForm,
        columns=("event_kind", "started", "ended", "jobs_affected", "part_of"),
        sort="started",
    ),
    Entity(
        "positions",
        lazy("Position"),
        lazy("Positions"),
        lazy("What somebody wants, promises, fears or foresees about AI: one record for each kind, holder and topic."),
        Position,
        PositionForm,
        columns=("position_kind", "topic", "holder", "target", "fulfilment"),
    ),
    Entity(
        "sources",
        lazy("Source"),
        lazy("Sources"),
        lazy("A document that states facts, or is cited as the origin of one, whether or not one of us has seen it."),
        Source,
        SourceForm,
        columns=("publisher", "published", "source_kind", "reliability", "lineage_status"),
    ),
)

BY_SLUG = {entry.slug: entry for entry in CATALOGUE}
BY_KIND = {entry.kind: entry for entry in CATALOGUE}


def entry_of(record: Record) -> Entity:
    """The entry of a record's own kind: a studio's is `studios`, even in the list of organisations."""
    return BY_KIND[record.kind]
