"""The form of a person."""

from tracker.forms.base import RecordForm
from tracker.forms.fields import input_for
from tracker.models.fields import NOTE
from tracker.models.person import PERFORMER_KIND


class PersonForm(RecordForm):
    """What one may type about a person; occupation and credits are claims."""

    performer_kind = input_for(PERFORMER_KIND)
    note = input_for(NOTE)
