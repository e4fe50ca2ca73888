"""The form of a claim: what pages, CSV files and seeds all fill in."""

from dataclasses import dataclass
from typing import Any

from wtforms import Form, ValidationError

from tracker.forms.fields import Input, Value, ahead_of, ends_before, input_for, readings_of
from tracker.forms.reading import Reading
from tracker.languages import gettext as _
from tracker.languages import lazy
from tracker.models import Field, FieldType
from tracker.values import FuzzyDate

VALUE = Field(
    "value",
    FieldType.TEXT,
    lazy("Value"),
    lazy("What the source states, no more exactly than it does."),
    required=False,
)
VALUE_STATE = Field(
    "value_state",
    FieldType.TERM,
    lazy("Kind of answer"),
    lazy("A stated value; or that the value is unknown, that there is none, or that the question does not apply."),
    vocabulary="value_state",
)
PERIOD_START = Field("period_start", FieldType.DATE, lazy("Period from"), lazy("When what the value counts begins."))
PERIOD_END = Field("period_end", FieldType.DATE, lazy("Period to"), lazy("When what the value counts ends."))
SCOPE = Field(
    "scope", FieldType.TEXT, lazy("Scope"), lazy("What the value covers, if not all: a season, a country, a unit.")
)
LANGUAGE = Field(
    "language", FieldType.TEXT, lazy("Language"), lazy("The language of a name or statement, as fr or en.")
)
ASSERTION = Field(
    "assertion",
    FieldType.TERM,
    lazy("Assertion"),
    lazy(
        "How the source puts it: as a fact, a plan, an objective, a commitment, an opinion, a concern, a speculation."
    ),
    vocabulary="assertion",
)
ROLE = Field("role", FieldType.TERM, lazy("Role"), lazy("In what capacity, or how strongly, the value is stated."))
RANK = Field(
    "rank", FieldType.TERM, lazy("Rank"), lazy("Preferred, normal, or deprecated (known wrong)."), vocabulary="rank"
)
RANK_REASON = Field(
    "rank_reason", FieldType.TEXT, lazy("Why this rank"), lazy("Why the claim is preferred or deprecated.")
)
DERIVATION = Field(
    "derivation", FieldType.TEXT, lazy("Derivation"), lazy("How the value was worked out, where no source states it.")
)
REASON = Field(
    "reason", FieldType.TEXT, lazy("Reason"), lazy("Why the claim stands without a source: own observation.")
)

CLAIM_PARTS = (
    VALUE_STATE,
    PERIOD_START,
    PERIOD_END,
    SCOPE,
    ROLE,
    LANGUAGE,
    ASSERTION,
    RANK,
    RANK_REASON,
    DERIVATION,
    REASON,
)


@dataclass(frozen=True)
class ClaimInput:
    """A claim as it was typed: its value read, its links not yet looked up. Blank parts are ''."""

    field: Field
    value: Value
    value_state: str = "stated"
    period_start: FuzzyDate | None = None
    period_end: FuzzyDate | None = None
    scope: str = ""
    role: str = ""
    language: str = ""
    assertion: str = ""
    rank: str = "normal"
    rank_reason: str = ""
    derivation: str = ""
    reason: str = ""


class ClaimForm(Form):
    """One claim about `spec`, the field it fills in."""

    value = input_for(VALUE)
    value_state = input_for(VALUE_STATE)
    period_start = input_for(PERIOD_START)
    period_end = input_for(PERIOD_END)
    scope = input_for(SCOPE)
    role = input_for(ROLE)
    language = input_for(LANGUAGE)
    assertion = input_for(ASSERTION)
    rank = input_for(RANK)
    rank_reason = input_for(RANK_REASON)
    derivation = input_for(DERIVATION)
    reason = input_for(REASON)

    def __init__(self, formdata: Any = None, *, spec: Field, **options: Any) -> None:
        self.spec = spec
        self.read_value: Value = None
        # The period of a value points the same way from its source as the value does.
        meta = {"ahead": ahead_of(spec), **(options.pop("meta", None) or {})}
        super().__init__(formdata, meta=meta, **options)

    def validate_value(self, field: Input) -> None:
        """Read the value as the type its field has; a blank needs a kind of answer that is not `stated`."""
        try:
            self.read_value = field.read_as(self.spec)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if (self.read_value is None) == ((self.value_state.data or "stated") == "stated"):
            raise ValidationError(_("Give a value, or say that it is unknown, none or not applicable; not both."))

    def validate_role(self, field: Input) -> None:
        """Refuse a role where the field has none."""
        if field.data and not self.spec.roles:
            raise ValidationError(_("“%(label)s” has no roles.", label=self.spec.label))

    def validate_period_end(self, field: Input) -> None:
        """Refuse an end that is certainly before the beginning."""
        begun, over = self.period_start.data, field.data
        if begun and over and ends_before(over, begun):
            said = {"end": over.sentence(), "start": begun.sentence()}
            raise ValidationError(_("The period ends %(end)s, before it begins %(start)s.", **said))

    def validate_rank_reason(self, field: Input) -> None:
        """A claim that is preferred or set aside needs a reason."""
        if self.rank.data == "preferred" and not field.data:
            raise ValidationError(_("Say why."))
        if self.rank.data == "deprecated" and not field.data:
            raise ValidationError(_("Say why the claim is wrong."))

    def readings(self) -> dict[str, Reading]:
        """What was typed in words, by the name of the field for the value, and of the input for its period."""
        return {self.spec.name if name == "value" else name: said for name, said in readings_of(self).items()}

    def claim(self) -> ClaimInput:
        """What was typed, blanks as the defaults of `ClaimInput`."""
        given = {part.name: self[part.name].data for part in CLAIM_PARTS}
        return ClaimInput(
            self.spec, self.read_value, **{name: data for name, data in given.items() if data is not None}
        )
