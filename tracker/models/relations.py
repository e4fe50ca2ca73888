"""How organisations, people and initiatives stand to each other, as sources state it: fields all three share."""

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType

LEADS = Field(
    "leads",
    FieldType.RECORD,
    lazy("Leads"),
    lazy("The initiative or organisation it is said to head."),
    cardinality="*",
    kinds=("initiative", "organisation"),
)
OVERSEES = Field(
    "oversees",
    FieldType.RECORD,
    lazy("Oversees"),
    lazy("The initiative or organisation it is said to supervise, without heading it."),
    cardinality="*",
    kinds=("initiative", "organisation"),
)
COLLABORATES_WITH = Field(
    "collaborates_with",
    FieldType.RECORD,
    lazy("Collaborates with"),
    lazy("The person or organisation it is said to work with."),
    cardinality="*",
    kinds=("person", "organisation"),
)
EMPLOYED_FORMERLY_BY = Field(
    "employed_formerly_by",
    FieldType.RECORD,
    lazy("Formerly employed by"),
    lazy("An organisation a source names as a past employer or affiliation."),
    cardinality="*",
    kinds=("organisation",),
)
ASSOCIATED_COMPANY = Field(
    "associated_company",
    FieldType.RECORD,
    lazy("Associated company"),
    lazy("A company a source names beside it, without saying what ties the two."),
    cardinality="*",
    kinds=("organisation",),
)
INFRASTRUCTURE_FROM = Field(
    "infrastructure_from",
    FieldType.RECORD,
    lazy("Infrastructure from"),
    lazy("Whose computing it relies on; the role says for what, where a source does."),
    cardinality="*",
    kinds=("organisation",),
    roles="infrastructure_role",
)
MODELS_FROM = Field(
    "models_from",
    FieldType.RECORD,
    lazy("Models from"),
    lazy("Whose AI models it uses. Providers nobody names are one unnamed collective."),
    cardinality="*",
    kinds=("organisation",),
)
CITES_AS_EXAMPLE = Field(
    "cites_as_example",
    FieldType.RECORD,
    lazy("Cites as example"),
    lazy("The work or deployment it holds up as an example."),
    cardinality="*",
    kinds=("work", "deployment"),
)

RELATIONS = (
    LEADS,
    OVERSEES,
    COLLABORATES_WITH,
    EMPLOYED_FORMERLY_BY,
    ASSOCIATED_COMPANY,
    INFRASTRUCTURE_FROM,
    MODELS_FROM,
    CITES_AS_EXAMPLE,
)
