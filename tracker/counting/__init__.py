"""How things are counted and decided, in words: the rules of the codebook.

Numbers and codes come from the constants that the code itself counts with, so that no sentence can say otherwise.
"""

from tracker.counting.claims import claims
from tracker.counting.confidence import confidence
from tracker.counting.counters import counters
from tracker.counting.figures import figures
from tracker.counting.milestones import milestones
from tracker.counting.rule import Rule

__all__ = ["Rule", "rules"]


def rules() -> tuple[Rule, ...]:
    """Every rule, in the language of the reader."""
    return (*counters(), *claims(), *figures(), *milestones(), *confidence())
