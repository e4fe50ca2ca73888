"""The form of a schedule."""

from collections.abc import Mapping
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from wtforms import Form, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from tracker.forms.fields import clean, unruly
from tracker.languages import LANGUAGES, lazy
from tracker.languages import gettext as _

MOST_RECIPIENTS = 100
CADENCE_WORDS = {"daily": lazy("every day"), "weekly": lazy("every week"), "monthly": lazy("every month")}
WEEKDAYS = (
    lazy("Monday"),
    lazy("Tuesday"),
    lazy("Wednesday"),
    lazy("Thursday"),
    lazy("Friday"),
    lazy("Saturday"),
    lazy("Sunday"),
)


def choices(words: Mapping[str, str]) -> list[SelectChoice]:
    """Codes to choose from, with their words."""
    return [SelectChoice(value=code, label=word) for code, word in words.items()]


class ScheduleForm(Form):
    """What one may type about a schedule. The reports there are to choose from are given by whoever makes the form."""

    name = StringField(lazy("Name"), description=lazy("What the schedule is listed under, and the mail's subject."))
    report = SelectField(lazy("Report"))
    every = SelectField(lazy("How often"), choices=choices(CADENCE_WORDS))
    weekday = SelectField(
        lazy("Day of the week"), choices=choices({str(n): word for n, word in enumerate(WEEKDAYS, 1)}), default="1"
    )
    day = StringField(
        lazy("Day of the month"), default="1", description=lazy("1 to 31; a shorter month has its last day instead.")
    )
    at = StringField(lazy("Time"), default="08:00", description=lazy("Hours and minutes, as in 08:00."))
    zone = StringField(lazy("Time zone"), default="UTC", description=lazy("As in Europe/Paris or UTC."))
    language = SelectField(lazy("Language"), choices=choices(LANGUAGES))
    recipients = TextAreaField(lazy("Recipients"), description=lazy("Mail addresses, one a line."))

    def validate_name(self, field: Any) -> None:
        """Refuse a blank name, and one that would break the subject line of a mail."""
        field.data = _line(field.data, 100)
        if not field.data:
            raise ValidationError(_("Please fill in “%(label)s”.", label=field.label.text))

    def validate_day(self, field: Any) -> None:
        """Refuse a day no month has; for a daily or weekly schedule it does not matter."""
        text = field.data.strip()
        if self.every.data == "monthly" and not (len(text) <= 2 and text.isdecimal() and 1 <= int(text) <= 31):
            raise ValidationError(_("“%(text)s” is not a day of the month, 1 to 31.", text=field.data))

    def validate_at(self, field: Any) -> None:
        """Refuse what is no time of day in hours and minutes."""
        if _time(field.data) is None:
            raise ValidationError(_("“%(text)s” is not a time of day; write it as 08:00.", text=field.data))

    def validate_zone(self, field: Any) -> None:
        """Refuse a zone nobody knows."""
        # Two of the names are not zones: one stands for the zone of this machine, the other for none.
        if field.data.strip() not in available_timezones() - {"localtime", "Factory"}:
            sentence = _("“%(text)s” is not a time zone; write its name, as in Europe/Paris or UTC.", text=field.data)
            raise ValidationError(sentence)

    def validate_recipients(self, field: Any) -> None:
        """Refuse the list if one address in it cannot be one; each is named."""
        lines = [line.strip() for line in (field.data or "").splitlines() if line.strip()]
        if not lines:
            raise ValidationError(_("Name at least one recipient."))
        if len(lines) > MOST_RECIPIENTS:
            said = {"most": MOST_RECIPIENTS, "n": len(lines)}
            raise ValidationError(_("At most %(most)s recipients; these are %(n)s.", **said))
        wrong = [line for line in lines if _address(line) is None]
        if wrong:
            raise ValidationError(_("Not a mail address: %(lines)s.", lines=", ".join(f"“{line}”" for line in wrong)))

    def values(self) -> dict[str, Any]:
        """What was typed, in the form the table keeps: one day, addresses sorted, each once."""
        typed = {name: str(text or "").strip() for name, text in self.data.items()}
        addresses = {_address(line) for line in typed["recipients"].splitlines() if line.strip()}
        day = {"weekly": typed["weekday"], "monthly": typed["day"]}.get(typed["every"], "1")
        return {
            **{name: typed[name] for name in ("name", "report", "every", "at", "zone", "language")},
            "day": int(day),
            "recipients": "\n".join(sorted(address for address in addresses if address)),
        }


def _line(text: str, longest: int) -> str:
    """One line of text. Raises `ValidationError`."""
    try:
        cleaned = clean(text or "", longest)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if code := unruly(cleaned):
        raise ValidationError(_("A name is one line of plain text: please take out U+%(code)s.", code=code))
    return cleaned


def _time(text: str) -> time | None:
    try:
        at = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if text.strip() == f"{at:%H:%M}" else None


def _address(text: str) -> str | None:
    """The address as every server takes it; None where there is no such form. Nobody is asked whether it exists."""
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError:
        return None
