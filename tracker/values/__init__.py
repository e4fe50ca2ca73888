"""Small frozen values that say how exactly something is known: when (`FuzzyDate`) and how much (`Quantity`).

Both parse one canonical text, know their bounds, compare by bounds, and say themselves in English or French. Web
addresses, which have no bounds, are in `tracker.values.web_address`.
"""

from tracker.values.fuzzy_date import FuzzyDate
from tracker.values.interval import Relation, ValueProblem
from tracker.values.quantity import Quantity

__all__ = ["FuzzyDate", "Quantity", "Relation", "ValueProblem"]
