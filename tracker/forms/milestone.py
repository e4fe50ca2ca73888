"""The form of a milestone."""

from tracker.forms.base import RecordForm
from tracker.forms.fields import input_for
from tracker.models.fields import NOTE
from tracker.models.milestone import (
    ACTUAL_DATE,
    EXPECTED_DATE,
    MILESTONE_KIND,
    REPORTED_STATUS,
    SUBJECT,
    TEST_SETTING,
)


class MilestoneForm(RecordForm):
    """What one may type about a milestone."""

    subject = input_for(SUBJECT)
    milestone_kind = input_for(MILESTONE_KIND)
    expected_date = input_for(EXPECTED_DATE)
    actual_date = input_for(ACTUAL_DATE)
    reported_status = input_for(REPORTED_STATUS)
    test_setting = input_for(TEST_SETTING)
    note = input_for(NOTE)
