"""The form of a schedule."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from wtforms import Form, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from tracker.forms.fields import clean, unruly
from tracker.languages import LANGUAGES, lazy
from tracker.languages import gettext as _

MOST_RECIPIENTS = 100
TIME = re.compile(r"([01]?[0-9]|2[0-3])\s*[:hH]\s*([0-5][0-9])")
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


@cache
def zones() -> list[str]:
    """The names of the time zones there are. Two names are none: one stands for this machine's zone, one for none."""
    return sorted(available_timezones() - {"localtime", "Factory"})


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
    zone = StringField(
        lazy("Time zone"), default="UTC", description=lazy("As in Europe/Paris or UTC."), render_kw={"list": "zones"}
    )
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
        if _zone(field.data) is None:
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
            named = ", ".join(f"“{line}”" for line in wrong)
            raise ValidationError(_("Not a mail address: %(lines)s. Write one a line, without names.", lines=named))

    def values(self) -> dict[str, Any]:
        """What was typed, in the form the table keeps: one day, 08:00 for 8:00 or 8h00, addresses sorted, each once."""
        typed = {name: str(text or "").strip() for name, text in self.data.items()}
        addresses = {_address(line) for line in typed["recipients"].splitlines() if line.strip()}
        day = {"weekly": typed["weekday"], "monthly": typed["day"]}.get(typed["every"], "1")
        return {
            **{name: typed[name] for name in ("name", "report", "every", "language")},
            "at": _time(typed["at"]),
            "zone": _zone(typed["zone"]),
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


def _time(text: str) -> str | None:
    """A time of day in hours and minutes, as 08:00."""
    found = TIME.fullmatch(text.strip())
    return f"{found[1]:0>2}:{found[2]}" if found else None


def _zone(text: str) -> str | None:
    """The name of a time zone, whatever its case, with blanks for its underscores."""
    typed = "_".join(text.split()).casefold()
    return next((name for name in zones() if name.casefold() == typed), None)


def _address(text: str) -> str | None:
    """The address as every server takes it; None where there is no such form. Nobody is asked whether it exists."""
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError:
        return None
