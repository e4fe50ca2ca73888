"""What the AI of an initiative or a deployment is and does: fields both share."""

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType

AI_TYPE = Field(
    "ai_type",
    FieldType.TERM,
    lazy("Type of AI"),
    lazy("Generative or traditional, as a source names it; “AI” without more is unspecified."),
    cardinality="*",
    vocabulary="ai_type",
)
PRODUCTION_STAGE = Field(
    "production_stage",
    FieldType.TERM,
    lazy("Production stages"),
    lazy("The stages of making and releasing a work in which the AI is used or meant to be."),
    cardinality="*",
    vocabulary="production_stage",
)
PRODUCTION_TASK = Field(
    "production_task",
    FieldType.TERM,
    lazy("Production tasks"),
    lazy("The tasks in which the AI is used or meant to be (MovieLabs OMC, with local additions)."),
    cardinality="*",
    vocabulary="production_task",
)
AI_USE_CASE = Field(
    "ai_use_case",
    FieldType.TERM,
    lazy("AI use cases"),
    lazy("What the AI does there: a list of this project, tied to OMC tasks and NIST activities."),
    cardinality="*",
    vocabulary="ai_use_case",
)

AI_USE = (AI_TYPE, PRODUCTION_STAGE, PRODUCTION_TASK, AI_USE_CASE)
