"""How each type of field is typed in: one input a type, used alike by pages, CSV files and seeds.

An input keeps the text exactly as it was sent, for the page to show again, and reads it into a value. What needs the
database (whether a term or a record exists) is the services' business, not a form's.
"""

import re
import unicodedata
from contextlib import suppress
from typing import Any

from wtforms import Form, StringField, ValidationError
from wtforms.validators import StopValidation

from tracker.forms.reading import Reading, Undecided
from tracker.languages import gettext as _
from tracker.languages import number
from tracker.models import Field, FieldType
from tracker.values import FuzzyDate, Quantity, ValueProblem
from tracker.values.figures import AmbiguousFigure, read_figure
from tracker.values.phrases import AmbiguousDate, read_date
from tracker.values.typed_number import WHOLE_UNITS
from tracker.values.web_address import WebAddress

# A link may be typed as the longest name with the longest permanent id behind it.
LONGEST = {FieldType.TEXT: 10_000, FieldType.RECORD: 700}
LONGEST_OTHER = 300
FLAGS = {"yes": True, "no": False}
# What breaks a line, and what turns the direction of the text after it.
_UNRULY = re.compile("[\n\t\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SHA256 = re.compile(r"[0-9a-f]{64}")

Value = str | bool | int | FuzzyDate | Quantity | None


def read(field: Field, text: str) -> Value:
    """The value of `field` that `text` states, whatever its source's date; None where it is blank. See `understand`."""
    found = understand(field, text)
    return found.value if isinstance(found, Reading) else found


def understand(
    field: Field, text: str, *, published: FuzzyDate | None = None, ahead: bool | None = None
) -> Value | Reading:
    """The value of `field` that `text` states, as a `Reading` where a date or figure is in words; None for a blank.

    Terms come back as their code and records as the reference that was typed: both are looked up by the services.
    Words for a date count from when the source was `published`; `ahead` says which way they point from there. Raises
    ValueError, of which `ValueProblem` is a kind, with a sentence for the person who typed; `Undecided` where there are
    several readings to choose from.
    """
    text = clean(text, LONGEST.get(field.type, LONGEST_OTHER))
    if not text:
        return None
    if field.type == FieldType.DATE:
        return _date(text, published, ahead)
    if field.type == FieldType.QUANTITY:
        return _quantity(field, text)
    if field.type == FieldType.NUMBER:
        return _number(text)
    if field.type == FieldType.FLAG:
        return _flag(text)
    return WebAddress.parse(text).text if field.type == FieldType.ADDRESS else text


def write(value: Value) -> str:
    """The canonical text of a value: what `read` takes back unchanged."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def clean(text: str, longest: int) -> str:
    """`text` in Unicode's composed form without outer white space. Raises ValueError on what no database can keep."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    for letter in text:
        if unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t":
            raise ValueError(_("There is a control character (U+%(code)s) in the text.", code=f"{ord(letter):04X}"))
    if len(text) > longest:
        raise ValueError(
            _("At most %(longest)s characters; these are %(n)s.", longest=number(longest), n=number(len(text)))
        )
    return text


def unruly(text: str) -> str:
    """The code of the first character that would disturb the text around a name, as in 202E; empty if there is none."""
    found = _UNRULY.search(text)
    return f"{ord(found.group()):04X}" if found else ""


def ahead_of(field: Field) -> bool | None:
    """Which way words for a date of a field point from when its source appeared: ahead, back, or nobody knows."""
    return field.asserts == "plan" if field.claimed else None


def _date(text: str, published: FuzzyDate | None, ahead: bool | None) -> FuzzyDate | Reading:
    with suppress(ValueProblem):
        return FuzzyDate.parse(text)
    try:
        found = read_date(text, published=published, ahead=ahead)
    except AmbiguousDate as problem:
        choices = [Reading(text, found.date, inference=found.inference) for found in problem.readings]
        raise Undecided(str(problem), choices) from None
    with suppress(ValueProblem):
        # What reads the same without it does not count from the source's date.
        if read_date(text, ahead=ahead).date == found.date:
            published = None
    return Reading(text, found.date, inference=found.inference, published=published)


def _quantity(field: Field, text: str) -> Quantity | Reading:
    try:
        quantity = read_figure(text, field.unit)
    except AmbiguousFigure as problem:
        choices = [
            Reading(text, found, unit=field.unit) for found in problem.readings if not _misfit(field, text, found)
        ]
        raise Undecided(str(problem), choices) if len(choices) > 1 else problem from None
    if misfit := _misfit(field, text, quantity):
        raise ValueError(misfit)
    with suppress(ValueProblem):
        if Quantity.parse(text) == quantity:
            return quantity
    return Reading(text, quantity, unit=field.unit)


def _misfit(field: Field, text: str, quantity: Quantity) -> str:
    """Why a figure cannot be one of the field's unit; '' if it can."""
    if field.unit in WHOLE_UNITS and any(number % 1 for number in quantity.numbers):
        return _("“%(text)s” is not a whole number of %(unit)s.", text=text, unit=field.unit)
    if field.unit == "fraction" and any(number > 1 for number in quantity.numbers):
        return _("“%(text)s” is more than 1; write a half as 0.5.", text=text)
    return ""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(_("“%(text)s” is not a whole number between 0 and 999999999.", text=text))
    return int(text)


def check_fingerprint(_form: Form, field: "Input") -> None:
    """Refuse what is no SHA-256 in hexadecimal."""
    if field.data and not _SHA256.fullmatch(field.data):
        raise ValidationError(_("A SHA-256 has 64 characters, 0 to 9 and a to f."))


def check_counted_from_one(_form: Form, field: "Input") -> None:
    """Refuse nought where things are counted from 1."""
    if field.data == 0:
        raise ValidationError(_("“%(label)s” counts from 1.", label=field.spec.label))


def ends_before(over: FuzzyDate, begun: FuzzyDate) -> bool:
    """Whether every day `over` may mean comes before every day `begun` may mean."""
    return bool(over.latest and begun.earliest and over.latest < begun.earliest)


def _flag(text: str) -> bool:
    if text.lower() not in FLAGS:
        raise ValueError(_("“%(text)s” is neither yes nor no.", text=text))
    return FLAGS[text.lower()]


class Filled:
    """Refuse a required field that is blank. On an update, a field that was not sent at all is left alone."""

    def __call__(self, form: Form, field: Any) -> None:
        left_alone = getattr(form, "partial", False) and not field.raw_data
        if not field.text.strip() and not left_alone:
            raise StopValidation(_("Please fill in “%(label)s”.", label=field.spec.label))


class Input(StringField):
    """A field of a form that stands for a `Field` of the models: its label, definition, and type of value.

    `read_spec` is the field whose value was typed: another one where the input takes those of any field. `choices` are
    the readings of a text that has several; `reading` is the one that was chosen.
    """

    # A StringField's data is text; this one's is the value that was read.
    data: Any

    def __init__(self, label: str | None = None, validators: Any = None, *, spec: Field, **options: Any) -> None:
        super().__init__(label, validators, description=spec.definition, **options)
        self.spec = self.read_spec = spec
        self.text = ""
        self.reading: Reading | None = None
        self.choices: tuple[Reading, ...] = ()

    def process_data(self, value: Any) -> None:
        """Take the value a record holds already, for the page to show."""
        self.data, self.reading, self.choices = value, None, ()
        self.text = write(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent; a refusal keeps the text and says why."""
        if valuelist:
            self.text, self.data = valuelist[0], None
            self.data = self.read_as(self.spec)

    def read_as(self, spec: Field) -> Value:
        """The value of `spec` that the text states; `reading` then holds it where it is in words.

        The form's `meta` may give `published`, when the source appeared, and `ahead`, where the field does not say it;
        and of pages `shown`, the readings that the person was shown by the name of the input: theirs to choose by.
        """
        self.read_spec = spec
        published, ahead = getattr(self.meta, "published", None), getattr(self.meta, "ahead", ahead_of(spec))
        self.reading, self.choices = None, ()
        try:
            found = understand(spec, self.text, published=published, ahead=ahead)
        except Undecided as problem:
            self.choices = problem.choices
            found = problem.chosen(getattr(self.meta, "shown", {}).get(self.name, ""))
        if not isinstance(found, Reading):
            return found
        self.reading = found
        return found.value

    def _value(self) -> str:
        return self.text

    @property
    def sent(self) -> bool:
        """Whether the sender provided the field at all."""
        return bool(self.raw_data)


def readings_of(form: Form) -> dict[str, Reading]:
    """What was typed in words and how it was read, by the name of the input."""
    return {name: field.reading for name, field in form._fields.items() if isinstance(field, Input) and field.reading}


def input_for(field: Field) -> Any:
    """The input of a field, with the field's own label and definition."""
    return Input(field.label, [Filled()] if field.required else [], spec=field)
