"""What milestones were expected for before a later source moved them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select

from tracker.models import Claim, Milestone
from tracker.models.milestone import EXPECTED_DATE


def expected(slugs: Iterable[str]) -> Select[*tuple[Any, ...]]:
    """Every date, as EDTF, that a standing claim announces for those of these milestones that were moved."""
    return (
        select(Milestone.slug, Claim.value)
        .join(Claim, Claim.record_id == Milestone.id)
        .where(
            # Slugs are indexed within their family.
            Milestone.family == "milestone",
            Milestone.slug.in_(list(slugs)),
            getattr(Milestone, f"{EXPECTED_DATE.name}_slips") > 0,
            Claim.field == EXPECTED_DATE.name,
            Claim.assertion == EXPECTED_DATE.asserts,
            Claim.value_state == "stated",
            Claim.rank != "deprecated",
        )
        .distinct()
        .order_by(Milestone.slug, Claim.value)
    )
