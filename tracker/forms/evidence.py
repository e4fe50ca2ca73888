"""The form of a piece of evidence: which passage of which source, and how it puts things."""

from dataclasses import dataclass

from wtforms import Form, ValidationError

from tracker.forms.fields import Input, check_counted_from_one, check_fingerprint, input_for
from tracker.languages import gettext as _
from tracker.languages import lazy
from tracker.models import Field, FieldType
from tracker.models.claim import CREDIBILITIES

SOURCE = Field("source", FieldType.RECORD, lazy("Source"), lazy("What states it."), kinds=("source",))
STANCE = Field(
    "stance",
    FieldType.TERM,
    lazy("Stance"),
    lazy("Whether the passage supports, disputes or only mentions it."),
    vocabulary="evidence_stance",
)
PARAGRAPH = Field(
    "paragraph", FieldType.NUMBER, lazy("Paragraph"), lazy("The paragraph, counting non-empty lines from 1.")
)
CHAR_START = Field("char_start", FieldType.NUMBER, lazy("From character"), lazy("Where the passage begins, from 0."))
CHAR_END = Field("char_end", FieldType.NUMBER, lazy("To character"), lazy("Where the passage ends, that end excluded."))
QUOTE_SHA256 = Field(
    "quote_sha256", FieldType.TEXT, lazy("SHA-256 of the passage"), lazy("The fingerprint of the passage's UTF-8 text.")
)
ATTRIBUTED_TO = Field(
    "attributed_to",
    FieldType.RECORD,
    lazy("Attributed to"),
    lazy("Whose words the source gives, where they are not its own."),
    kinds=("organisation", "person"),
)
ATTRIBUTION_MODE = Field(
    "attribution_mode",
    FieldType.TERM,
    lazy("Voice"),
    lazy("The author's own voice, reported speech, a direct quotation, or a headline."),
    vocabulary="attribution_mode",
)
CERTAINTY = Field(
    "certainty",
    FieldType.TERM,
    lazy("Certainty"),
    lazy("How sure the source sounds (FactBank): CT+ certain, PR+ probable, PS+ possible, and so on."),
    vocabulary="certainty",
)
DATE_INFERENCE = Field(
    "date_inference",
    FieldType.TERM,
    lazy("How the date was read"),
    lazy("Stated as such, or inferred: the year, from the publication date, from a season."),
    vocabulary="date_inference",
)
WORDING = Field(
    "wording",
    FieldType.TEXT,
    lazy("In words"),
    lazy("The words of the date or figure, where it was typed in words: “by May”, “nearly 30,000”."),
)
FORMER_VALUE = Field(
    "former_value",
    FieldType.TEXT,
    lazy("Former value"),
    lazy("The value of the structural field that the passage states, where the field holds another by now."),
)
CREDIBILITY = Field(
    "credibility",
    FieldType.TERM,
    lazy("Credibility"),
    lazy("On the Admiralty scale: 1 confirmed by independent sources … 5 improbable, 6 cannot be judged."),
    vocabulary="credibility",
)
EVIDENCE_NOTE = Field(
    "note", FieldType.TEXT, lazy("Passage or note"), lazy("The words to look for, or a remark, in your own words.")
)
TERMS = (STANCE, ATTRIBUTION_MODE, CERTAINTY, DATE_INFERENCE, CREDIBILITY)


@dataclass(frozen=True)
class EvidenceInput:
    """A passage as it was typed; `source` and `attributed_to` are references not yet looked up."""

    source: str
    stance: str = "supports"
    paragraph: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    quote_sha256: str = ""
    attributed_to: str = ""
    attribution_mode: str = "author_voice"
    certainty: str = "CT+"
    date_inference: str = ""
    credibility: int = 6
    wording: str = ""
    note: str = ""
    former_value: str = ""


class EvidenceForm(Form):
    """One passage of one source. A blank source means there is no evidence."""

    source = input_for(SOURCE)
    paragraph = input_for(PARAGRAPH)
    note = input_for(EVIDENCE_NOTE)
    stance = input_for(STANCE)
    certainty = input_for(CERTAINTY)
    credibility = input_for(CREDIBILITY)
    attribution_mode = input_for(ATTRIBUTION_MODE)
    attributed_to = input_for(ATTRIBUTED_TO)
    date_inference = input_for(DATE_INFERENCE)
    char_start = input_for(CHAR_START)
    char_end = input_for(CHAR_END)
    quote_sha256 = input_for(QUOTE_SHA256)
    wording = input_for(WORDING)
    former_value = input_for(FORMER_VALUE)

    validate_paragraph = check_counted_from_one
    validate_quote_sha256 = check_fingerprint

    def validate_char_end(self, field: Input) -> None:
        """The two ends of a passage come together, in order, inside a paragraph."""
        start, end = self.char_start.data, field.data
        if (start is None) != (end is None):
            raise ValidationError(_("Give both ends of the passage, or neither."))
        if start is not None and (end <= start or self.paragraph.data is None):
            raise ValidationError(_("The passage ends after it begins, in a paragraph that is named."))

    def validate_credibility(self, field: Input) -> None:
        """One digit of the Admiralty scale."""
        if field.data and field.data not in {str(credibility) for credibility in CREDIBILITIES}:
            raise ValidationError(_("“%(text)s” is not one of 1 to 6.", text=field.data))

    def validate_note(self, field: Input) -> None:
        """What is typed about a passage without its source would be lost."""
        if not self.source.data and any(self[name].data not in (None, "") for name in ("paragraph", "note")):
            raise ValidationError(_("Name the source of this passage."))

    def evidence(self) -> EvidenceInput | None:
        """What was typed, blanks as the defaults of `EvidenceInput`; None without a source."""
        if not self.source.data:
            return None
        given = {name: field.data for name, field in self._fields.items() if isinstance(field, Input)}
        given["credibility"] = int(given["credibility"]) if given["credibility"] else None
        return EvidenceInput(**{name: data for name, data in given.items() if data is not None})
