"""The form of an initiative."""

from tracker.forms.base import RecordForm
from tracker.forms.fields import input_for
from tracker.models.fields import NOTE
from tracker.models.initiative import INITIATIVE_KIND, OWNER, PROPRIETARY_MODELS, RELEASE_STAGE


class InitiativeForm(RecordForm):
    """What one may type about an initiative."""

    owner = input_for(OWNER)
    initiative_kind = input_for(INITIATIVE_KIND)
    release_stage = input_for(RELEASE_STAGE)
    proprietary_models = input_for(PROPRIETARY_MODELS)
    note = input_for(NOTE)
