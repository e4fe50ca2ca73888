"""START HERE: every kind of record, in one list.

Pages, exports, seeds and contract tests go through it. An entry is data, never behaviour: a kind that needs behaviour
of its own has a rule in `services/own_rules.py`, or a more specific route or template, which wins.
"""

import re

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
    family_of,
)

CATALOGUE = (
    Entity(
        "studios",
        lazy("Studio"),
        lazy("Studios"),
        lazy(
            "An organisation that makes or distributes works and that a source names."
            " Any other body is an organisation, and a unit set up for AI is an initiative."
        ),
        Studio,
        StudioForm,
        columns=("studio_kind", "country", "communication_stance"),
    ),
    Entity(
        "organisations",
        lazy("Organisation"),
        lazy("Organisations"),
        lazy(
            "A body a source names, or describes without naming, that owns, employs, publishes, supplies or takes part."
            " Who is described without a name is an unnamed collective: nobody guesses which union or company is meant."
            " One that makes or distributes works is a studio."
        ),
        Organisation,
        OrganisationForm,
        columns=("organisation_kind", "is_collective", "country"),
    ),
    Entity(
        "people",
        lazy("Person"),
        lazy("People"),
        lazy(
            "Somebody a source names in a public professional role, or a performer that is not a natural person."
            " Private persons, such as readers who comment, stay out, and so do characters of fiction."
        ),
        Person,
        PersonForm,
        columns=("performer_kind",),
    ),
    Entity(
        "works",
        lazy("Work"),
        lazy("Works"),
        lazy(
            "A film, series, season or episode that a source connects with AI, by which it identifies somebody,"
            " or that it mentions. A season is a record of its own. What a source only compares with, out of fiction,"
            " stays out."
        ),
        Work,
        WorkForm,
        columns=("work_type", "parent", "season_number"),
    ),
    Entity(
        "initiatives",
        lazy("Initiative"),
        lazy("Initiatives"),
        lazy(
            "A unit, programme, product, partnership, policy or fund by which an organisation takes up AI."
            " A use of AI on a work is a deployment, and a wish that nothing was set up for is a position."
        ),
        Initiative,
        InitiativeForm,
        columns=("owner", "initiative_kind", "release_stage"),
    ),
    Entity(
        "deployments",
        lazy("Deployment"),
        lazy("Deployments"),
        lazy(
            "A use of AI on a work or in a process that a source reports as planned, tested or done, whoever made the"
            " tools. That somebody makes or owns tools is an initiative, and no use of them."
        ),
        Deployment,
        DeploymentForm,
        columns=("operator", "work", "use_stage", "digital_source_type", "shots_ai"),
    ),
    Entity(
        "milestones",
        lazy("Milestone"),
        lazy("Milestones"),
        lazy(
            "A step of an initiative or organisation that a source announces or reports, dated or not."
            " What happens between workers and employers is a labour event, and a hope nobody announces is a position."
        ),
        Milestone,
        MilestoneForm,
        columns=("subject", "milestone_kind", "expected_date", "actual_date", "reported_status", "studio"),
        sort="expected_date",
    ),
    Entity(
        "labour-events",
        lazy("Labour event"),
        lazy("Labour events"),
        lazy(
            "A work stoppage, protest, job loss, ballot or bargaining step that a source connects with the media"
            " industry, whether or not AI is its cause. None is too small. A wave or side of a larger event is a record"
            " that is part of it."
        ),
        LabourEvent,
        LabourEventForm,
        columns=("event_kind", "started", "ended", "jobs_affected", "part_of"),
        sort="started",
    ),
    Entity(
        "positions",
        lazy("Position"),
        lazy("Positions"),
        lazy(
            "What somebody wants, promises, fears, criticises or foresees about AI: one record for each kind, holder"
            " and topic, with every statement of it as evidence. What happened is no position, and comments of readers"
            " stay out."
        ),
        Position,
        PositionForm,
        columns=("position_kind", "topic", "holder", "target", "fulfilment"),
    ),
    Entity(
        "sources",
        lazy("Source"),
        lazy("Sources"),
        lazy(
            "A document that states facts, or is cited as the origin of one, whether or not one of us has seen it."
            " Comments, advertising, captions and headlines of other stories around it are not part of it."
        ),
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


FAMILIES = tuple(sorted({family_of(entry.model) for entry in CATALOGUE}))
# The form of a permanent id.
REFERENCE = re.compile(rf"(?:{'|'.join(FAMILIES)}):\S+")
