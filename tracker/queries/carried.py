"""Columns carried on a row so that lists need no join: each defined once, for who keeps it and for who checks it."""

from sqlalchemy import ColumnElement, func, select

from tracker.models import Initiative, Milestone, Studio

# Tables rather than classes: the classes would join the spine into every subquery.
_studio = Studio.__table__
_initiative = Initiative.__table__


def studio_of_milestone() -> ColumnElement[int | None]:
    """The studio a milestone concerns: its subject, else the owner of its subject; none where that is no studio."""
    itself = select(_studio.c.id).where(_studio.c.id == Milestone.subject_id).scalar_subquery()
    owner = (
        select(_studio.c.id)
        .join(_initiative, _initiative.c.owner_id == _studio.c.id)
        .where(_initiative.c.id == Milestone.subject_id)
        .scalar_subquery()
    )
    return func.coalesce(itself, owner)
