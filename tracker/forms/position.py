"""The form of a position."""

from typing import Any

from wtforms import ValidationError

from tracker.forms.base import RecordForm
from tracker.forms.fields import input_for
from tracker.languages import gettext as _
from tracker.models.fields import NOTE
from tracker.models.position import BINDINGNESS, FULFILMENT, HOLDER, POSITION_KIND, TARGET, TOPIC


class PositionForm(RecordForm):
    """What one may type about a position."""

    position_kind = input_for(POSITION_KIND)
    holder = input_for(HOLDER)
    target = input_for(TARGET)
    topic = input_for(TOPIC)
    bindingness = input_for(BINDINGNESS)
    fulfilment = input_for(FULFILMENT)
    note = input_for(NOTE)

    def validate_bindingness(self, field: Any) -> None:
        """Only a commitment binds, and only a commitment is kept or broken."""
        if field.data and self.position_kind.sent and self.position_kind.data != "commitment":
            raise ValidationError(_("Only a commitment has “%(label)s”.", label=field.spec.label))

    validate_fulfilment = validate_bindingness
