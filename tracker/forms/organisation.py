"""The form of an organisation."""

import re
from typing import Any

from wtforms import ValidationError

from tracker.forms.base import RecordForm
from tracker.forms.fields import input_for
from tracker.languages import gettext as _
from tracker.models.fields import NOTE
from tracker.models.organisation import (
    COMMUNICATION_STANCE,
    COUNTRY,
    INDUSTRY_CODE,
    IS_COLLECTIVE,
    ORGANISATION_KIND,
)

_COUNTRY = re.compile(r"[A-Z]{2}")


def check_country(_form: Any, field: Any) -> None:
    """Refuse what is not two capital letters."""
    if field.data and not _COUNTRY.fullmatch(field.data):
        raise ValidationError(
            _("“%(text)s” is not a country code: two capital letters, such as FR or US.", text=field.data)
        )


class OrganisationForm(RecordForm):
    """What one may type about an organisation."""

    organisation_kind = input_for(ORGANISATION_KIND)
    is_collective = input_for(IS_COLLECTIVE)
    country = input_for(COUNTRY)
    industry_code = input_for(INDUSTRY_CODE)
    communication_stance = input_for(COMMUNICATION_STANCE)
    note = input_for(NOTE)

    validate_country = check_country
