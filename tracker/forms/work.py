"""The form of a work."""

from tracker.forms.base import RecordForm
from tracker.forms.fields import check_counted_from_one, input_for
from tracker.models.fields import NOTE
from tracker.models.work import PARENT, SEASON_NUMBER, WORK_CATEGORY, WORK_TYPE


class WorkForm(RecordForm):
    """What one may type about a work."""

    work_type = input_for(WORK_TYPE)
    work_category = input_for(WORK_CATEGORY)
    parent = input_for(PARENT)
    season_number = input_for(SEASON_NUMBER)
    note = input_for(NOTE)

    validate_season_number = check_counted_from_one
