"""How far a value can be relied on: the evidence behind it and the agreement of its claims, never a count of articles.

The scale is that of the IPCC's guidance note of 2010 on the treatment of uncertainties: evidence x agreement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tracker.languages import lazy
from tracker.models import Field
from tracker.services.lineage import Origins
from tracker.services.resolving import Candidate, comparable

EVIDENCE = {"limited": lazy("limited evidence"), "medium": lazy("medium evidence"), "robust": lazy("robust evidence")}
AGREEMENT = {"low": lazy("low agreement"), "medium": lazy("medium agreement"), "high": lazy("high agreement")}
LEVELS = {
    "very_low": lazy("very low confidence"),
    "low": lazy("low confidence"),
    "medium": lazy("medium confidence"),
    "high": lazy("high confidence"),
    "very_high": lazy("very high confidence"),
}


@dataclass(frozen=True)
class Confidence:
    """Codes of `EVIDENCE` and `AGREEMENT`, and the one of `LEVELS` they make together."""

    evidence: str
    agreement: str

    @property
    def level(self) -> str:
        """Each step of evidence or of agreement is one step of confidence."""
        return list(LEVELS)[list(EVIDENCE).index(self.evidence) + list(AGREEMENT).index(self.agreement)]


def confidence(origins: Origins, agreement: str) -> Confidence | None:
    """Of one value: one origin is limited evidence, two are medium, three robust; None without any source.

    Sources of unknown lineage may all retell one origin, and count as one.
    """
    if not origins.least:
        return None
    return Confidence(list(EVIDENCE)[min(origins.least, len(EVIDENCE)) - 1], agreement)


def agreement(field: Field, candidates: Sequence[Candidate]) -> str:
    """How far the claims that may decide a field agree, as a code of `AGREEMENT`.

    Low where two contradict each other or one is in an open dispute; medium where they differ in scope, role or period;
    high where all are compatible. What a later source moved contradicts nothing, and many values exclude none another.
    """
    if any(candidate.in_open_dispute for candidate in candidates):
        return "low"
    if not field.resolved:
        return "high"
    pairs = list(combinations(comparable(field, candidates), 2))
    if any(one.excludes(other) and not one.speaks_of_something_else(other) for one, other in pairs):
        return "low"
    return "medium" if any(one.speaks_of_something_else(other) for one, other in pairs) else "high"
