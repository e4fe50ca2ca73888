"""The form of a deployment."""

from tracker.forms.base import RecordForm
from tracker.forms.fields import input_for
from tracker.models.deployment import DIGITAL_SOURCE_TYPE, INITIATIVE, OPERATOR, SHOTS_AI, USE_STAGE, WORK
from tracker.models.fields import NOTE


class DeploymentForm(RecordForm):
    """What one may type about a deployment."""

    operator = input_for(OPERATOR)
    work = input_for(WORK)
    initiative = input_for(INITIATIVE)
    use_stage = input_for(USE_STAGE)
    digital_source_type = input_for(DIGITAL_SOURCE_TYPE)
    shots_ai = input_for(SHOTS_AI)
    note = input_for(NOTE)
