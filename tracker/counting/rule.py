"""What a rule is."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rule:
    """One rule; `name` is its anchor in the codebook, `codes` the meanings of codes that are computed, never typed."""

    name: str
    label: str
    text: str
    codes: Mapping[str, str] = field(default_factory=dict)
