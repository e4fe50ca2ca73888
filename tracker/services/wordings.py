"""The words in which dates and figures were typed, kept beside the evidence and in the history."""

from collections.abc import Mapping
from dataclasses import replace

from tracker.forms.evidence import EvidenceInput
from tracker.forms.reading import Reading
from tracker.services.history import Changes


def worded(evidence: EvidenceInput, wordings: Mapping[str, Reading], *names: str) -> EvidenceInput:
    """`evidence` with the words of the fields `names` and how their dates were read; what it says itself stands."""
    readings = [wordings[name] for name in names if name in wordings]
    words = "; ".join(reading.words for reading in readings)
    inference = next((reading.inference for reading in readings if reading.inference), "")
    return replace(evidence, wording=evidence.wording or words, date_inference=evidence.date_inference or inference)


def in_words(wordings: Mapping[str, Reading]) -> Changes:
    """The words by field as a revision keeps them, also those of a field that has no evidence."""
    return {f"wording:{name}": ["", reading.words] for name, reading in wordings.items()}
