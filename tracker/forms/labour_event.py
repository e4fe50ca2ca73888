"""The form of a labour event."""

from typing import Any

from wtforms import ValidationError

from tracker.forms.base import RecordForm
from tracker.forms.fields import ends_before, input_for
from tracker.forms.organisation import check_country
from tracker.languages import gettext as _
from tracker.models.fields import NOTE
from tracker.models.labour_event import (
    ANNOUNCED,
    ENDED,
    EVENT_KIND,
    JOBS_AFFECTED,
    PART_OF,
    SHARE_OF_PARENT,
    STARTED,
    WORKERS_INVOLVED,
)
from tracker.models.organisation import COUNTRY
from tracker.values import FuzzyDate


class LabourEventForm(RecordForm):
    """What one may type about a labour event."""

    event_kind = input_for(EVENT_KIND)
    part_of = input_for(PART_OF)
    announced = input_for(ANNOUNCED)
    started = input_for(STARTED)
    ended = input_for(ENDED)
    jobs_affected = input_for(JOBS_AFFECTED)
    workers_involved = input_for(WORKERS_INVOLVED)
    share_of_parent = input_for(SHARE_OF_PARENT)
    country = input_for(COUNTRY)
    note = input_for(NOTE)

    validate_country = check_country

    def validate_ended(self, field: Any) -> None:
        """Refuse an end that is certainly before the beginning sent with it."""
        begun, over = self.started.data, field.data
        if isinstance(begun, FuzzyDate) and isinstance(over, FuzzyDate) and ends_before(over, begun):
            raise ValidationError(end_before_start(over, begun))


def end_before_start(over: FuzzyDate, begun: FuzzyDate) -> str:
    """The sentence about an end that is before the beginning."""
    return _("It ended %(ended)s, before it started %(started)s.", ended=over.sentence(), started=begun.sentence())
