"""What the form of every noun has."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form, ValidationError

from tracker.forms.fields import Input, Value, input_for, unruly
from tracker.languages import gettext as _
from tracker.models.fields import LABEL


class RowData(dict[str, list[str]]):
    """A row of a file or of JSON in the shape WTForms reads: each name with the list of its values."""

    @classmethod
    def of(cls, row: Mapping[str, str]) -> "RowData":
        """Wrap a plain mapping of texts."""
        return cls({name: [text] for name, text in row.items()})

    def getlist(self, name: str) -> list[str]:
        """The values of a name, as WTForms asks for them."""
        return self.get(name, [])


class RecordForm(Form):
    """The fields every record has. A noun's form adds its own in the order people meet them.

    With `partial=True` a field that was not sent is left alone, required or not: what updates need.
    """

    label = input_for(LABEL)

    def __init__(self, formdata: Any = None, *, partial: bool = False, **options: Any) -> None:
        self.partial = partial
        super().__init__(formdata, **options)

    def validate_label(self, field: Input) -> None:
        """Refuse a label that nobody could read out, or that would disturb the text around it."""
        if field.data and not any(letter.isalnum() for letter in field.data):
            raise ValidationError(_("A label has at least one letter or digit."))
        if code := unruly(field.data or ""):
            raise ValidationError(_("A label is one line of plain text: please take out U+%(code)s.", code=code))

    def values(self) -> dict[str, Value]:
        """The values that were sent, by field name."""
        return {name: field.data for name, field in self._fields.items() if isinstance(field, Input) and field.sent}

    def sentences(self) -> dict[str, list[str]]:
        """What was refused, by field name."""
        return {name: [str(error) for error in errors] for name, errors in self.errors.items() if name}
