"""The form of a studio: that of an organisation, and the kind of studio first."""

from tracker.forms.fields import input_for
from tracker.forms.organisation import OrganisationForm
from tracker.models.fields import NOTE
from tracker.models.studio import STUDIO_KIND


class StudioForm(OrganisationForm):
    """What one may type about a studio."""

    studio_kind = input_for(STUDIO_KIND)
    # Said again so that the note stays last on the page.
    note = input_for(NOTE)
