"""The columns of our files that no field of a noun, a claim or a passage says: keys, counters, bounds, terms."""

from tracker.languages import lazy
from tracker.models import Field, FieldType

TEXT, NUMBER, FLAG, TERM, DATE = FieldType.TEXT, FieldType.NUMBER, FieldType.FLAG, FieldType.TERM, FieldType.DATE

SLUG = Field(
    "slug",
    TEXT,
    lazy("Slug"),
    lazy(
        "The end of the record’s address, which never changes. "
        "With the family before it, as in organisation:some-name, it is the record’s permanent id."
    ),
    required=True,
)
COUNTERS = (
    Field("claim_count", NUMBER, lazy("Claims"), lazy("How many claims of the record stand.")),
    Field("source_count", NUMBER, lazy("Sources"), lazy("How many sources support the record or a claim of it.")),
    Field("origin_count", NUMBER, lazy("Origins"), lazy("How many independent origins those sources have, at least.")),
    Field("unsettled_count", NUMBER, lazy("Unsettled"), lazy("How many fields conflict or are in an open dispute.")),
)
# What follows the name of a field in the name of a column that is derived from it.
SUFFIXES = (
    Field("_slug", TEXT, lazy("Slug of the record"), lazy("The slug of the record the field links to.")),
    Field("_label", TEXT, lazy("Name of the record"), lazy("What the record the field links to is listed under.")),
    Field("_earliest", DATE, lazy("First day"), lazy("The first day the date allows. Empty where that end is open.")),
    Field("_latest", DATE, lazy("Last day"), lazy("The last day the date allows. Empty where that end is open.")),
    Field("_low", NUMBER, lazy("Lowest"), lazy("The smallest number the figure allows, which may be 0.")),
    Field(
        "_high", NUMBER, lazy("Highest"), lazy("The largest number the figure allows. Empty where that end is open.")
    ),
    Field(
        "_bound", TEXT, lazy("Bound"), lazy("How exactly the figure is put: exact, about, nearly, more than …, range.")
    ),
    Field("_by", TEXT, lazy("Decided by"), lazy("The rule that decided the value, or why there is none.")),
    Field("_slips", NUMBER, lazy("Slips"), lazy("How many times a later source moved the date.")),
)
# The counting rule that says in full what a counter or a derived column holds.
RULES = {
    "claim_count": "claims",
    "source_count": "sources",
    "origin_count": "origins",
    "unsettled_count": "unsettled",
    "_earliest": "dates",
    "_latest": "dates",
    "_low": "bounds",
    "_high": "bounds",
    "_bound": "bounds",
    "_by": "resolution",
    "_slips": "slips",
}

_KEY = Field(
    "key",
    TEXT,
    lazy("Key"),
    lazy("What names this row for good, in this file and in those that refer to it."),
    required=True,
)
_RECORD = Field(
    "record", FieldType.RECORD, lazy("Record"), lazy("The record it is about, as family:slug."), kinds=("record",)
)
CLAIM = (
    _KEY,
    _RECORD,
    Field(
        "field", TEXT, lazy("Field"), lazy("The name of the claimed field that the value belongs to."), required=True
    ),
)
EVIDENCE = (
    _KEY,
    Field("claim", TEXT, lazy("Claim"), lazy("The key of the claim it is about. Empty where it is about a record.")),
    _RECORD,
    Field(
        "field",
        TEXT,
        lazy("Field"),
        lazy("The structural field of the record it states. Empty where it states that the record exists."),
    ),
)
DISPUTE = (
    _KEY,
    Field("question", TEXT, lazy("Question"), lazy("What the claims disagree on, as a question."), required=True),
    Field(
        "dispute_kind",
        TERM,
        lazy("Kind of dispute"),
        lazy("Whether values, scopes, roles or words disagree, or something else."),
        required=True,
        vocabulary="dispute_kind",
    ),
    Field(
        "status",
        TERM,
        lazy("Status"),
        lazy("Whether people still look for an answer, have found one, or let both sides stand."),
        required=True,
        vocabulary="dispute_status",
    ),
    Field("ruling", TEXT, lazy("Ruling"), lazy("How it was resolved, and why. A resolved dispute has one.")),
)
DISPUTE_CLAIM = (
    Field("dispute", TEXT, lazy("Dispute"), lazy("The key of a dispute."), required=True),
    Field("claim", TEXT, lazy("Claim"), lazy("The key of a claim that the dispute is about."), required=True),
)
TERMS = (
    Field("vocabulary", TEXT, lazy("Vocabulary"), lazy("The list of codes that the term belongs to."), required=True),
    Field("code", TEXT, lazy("Code"), lazy("What cells hold, in the spelling of whoever publishes it."), required=True),
    Field("label_en", TEXT, lazy("Label in English"), lazy("What English pages show for the code."), required=True),
    Field("label_fr", TEXT, lazy("Label in French"), lazy("What French pages show for the code."), required=True),
    Field("definition", TEXT, lazy("Definition"), lazy("When the code is chosen, in our own words."), required=True),
    Field("broader", TEXT, lazy("Broader"), lazy("The code of the same vocabulary that includes this one.")),
    Field("sort_order", NUMBER, lazy("Order"), lazy("Where the term stands in its vocabulary; stages are in order.")),
    Field(
        "origin",
        TEXT,
        lazy("Origin"),
        lazy("Who publishes the code: a standard, a body, or this project."),
        required=True,
    ),
    Field("origin_uri", FieldType.ADDRESS, lazy("Address of the origin"), lazy("Where the origin can be read.")),
    Field(
        "exact_match", TEXT, lazy("Exact match"), lazy("The codes of other lists it is tied to, each with its prefix.")
    ),
    Field(
        "is_local", FLAG, lazy("Ours"), lazy("Whether the code is ours: no standards body publishes it."), required=True
    ),
    Field("status", TEXT, lazy("Status"), lazy("Active, or deprecated: kept for old data and no longer offered.")),
    Field(
        "definition_fr", TEXT, lazy("Definition in French"), lazy("The same in French; empty where nobody wrote it.")
    ),
)
