"""The form of a source."""

import re
from typing import Any

from wtforms import ValidationError

from tracker.forms.base import RecordForm
from tracker.forms.fields import check_counted_from_one, check_fingerprint, input_for
from tracker.languages import gettext as _
from tracker.models.fields import NOTE
from tracker.models.source import (
    ACCESSED_ON,
    ARCHIVE_URL,
    CONTENT_SHA256,
    DERIVED_FROM,
    LANGUAGE,
    LINEAGE_STATUS,
    PARAGRAPH_COUNT,
    PUBLISHED,
    PUBLISHER,
    RELIABILITY,
    RELIABILITY_NOTE,
    RIGHTS_NOTE,
    SEEN,
    SOURCE_KIND,
    URL,
)

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class SourceForm(RecordForm):
    """What one may type about a source; its label is its title."""

    source_kind = input_for(SOURCE_KIND)
    url = input_for(URL)
    publisher = input_for(PUBLISHER)
    published = input_for(PUBLISHED)
    language = input_for(LANGUAGE)
    archive_url = input_for(ARCHIVE_URL)
    accessed_on = input_for(ACCESSED_ON)
    seen = input_for(SEEN)
    lineage_status = input_for(LINEAGE_STATUS)
    derived_from = input_for(DERIVED_FROM)
    reliability = input_for(RELIABILITY)
    reliability_note = input_for(RELIABILITY_NOTE)
    rights_note = input_for(RIGHTS_NOTE)
    paragraph_count = input_for(PARAGRAPH_COUNT)
    content_sha256 = input_for(CONTENT_SHA256)
    note = input_for(NOTE)

    validate_content_sha256 = check_fingerprint
    validate_paragraph_count = check_counted_from_one

    def validate_language(self, field: Any) -> None:
        """Refuse what is no BCP 47 tag."""
        if field.data and not _LANGUAGE.fullmatch(field.data):
            raise ValidationError(_("“%(text)s” is not a language tag, such as fr or en-GB.", text=field.data))

    def validate_derived_from(self, field: Any) -> None:
        """Refuse an origin on a source that is said not to derive from one."""
        if field.data and self.lineage_status.sent and self.lineage_status.data != "derived":
            raise ValidationError(_("Only a source whose lineage is “derived” names the source it derives from."))
