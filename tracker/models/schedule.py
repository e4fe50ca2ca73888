"""Schedules, the runs they come to, and what was delivered to whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import CODE, LABEL, Base, coded, now, one_of
from tracker.values.cadence import CADENCES

RUN_STATUSES = ("due", "built", "failed")
DELIVERY_STATUSES = ("pending", "sent", "failed")


class Schedule(Base):
    """A report that is made and sent again and again: how often, at what time where, in which language, to whom.

    `at` is HH:MM in `zone`; `day` a weekday (1 is Monday) or a day of the month; `recipients` one address a line. What
    was due before `begins_at` is not made up for.
    """

    __tablename__ = "schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(LABEL, unique=True)
    report: Mapped[str] = mapped_column(CODE)
    every: Mapped[str] = mapped_column(CODE)
    day: Mapped[int] = mapped_column(default=1, server_default="1")
    at: Mapped[str] = mapped_column(String(5))
    zone: Mapped[str] = mapped_column(CODE)
    language: Mapped[str] = coded("en")
    recipients: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    begins_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(LABEL)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    updated_by: Mapped[str] = mapped_column(LABEL)

    __table_args__: Any = (
        one_of("every", CADENCES),
        CheckConstraint("day BETWEEN 1 AND 31", name="day_of_month"),
        CheckConstraint("every <> 'weekly' OR day <= 7", name="day_of_week"),
        CheckConstraint("length(trim(name)) > 0", name="name_filled"),
    )


class ReportRun(Base):
    """One slot of a schedule, made once however many processes work: the slot is unique, and the row is the claim.

    Whoever takes it counts `attempts` up and moves `not_before`, until which it is theirs; after a failure that is the
    time of the next attempt. `issue` is the report as it was sent, for ever: no later edit changes it.
    """

    __tablename__ = "report_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"), index=True)
    slot: Mapped[datetime]
    since: Mapped[datetime]
    status: Mapped[str] = coded("due")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    not_before: Mapped[datetime]
    error: Mapped[str] = mapped_column(default="", server_default="")
    built_at: Mapped[datetime | None]
    issue: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    schedule: Mapped[Schedule] = relationship()
    deliveries: Mapped[list["Delivery"]] = relationship(back_populates="run", order_by="Delivery.recipient")

    __table_args__: Any = (
        UniqueConstraint("schedule_id", "slot"),
        Index("ix_report_run_status_not_before", "status", "not_before"),
        one_of("status", RUN_STATUSES),
        CheckConstraint("(status = 'built') = (built_at IS NOT NULL)", name="built_has_time"),
    )


class Delivery(Base):
    """One issue for one recipient. A repeat after a kill carries the same Message-ID, so that mail programs drop it."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("report_run.id"), index=True)
    recipient: Mapped[str] = mapped_column(LABEL)
    message_id: Mapped[str] = mapped_column(LABEL, unique=True)
    status: Mapped[str] = coded("pending")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    not_before: Mapped[datetime]
    error: Mapped[str] = mapped_column(default="", server_default="")
    sent_at: Mapped[datetime | None]

    run: Mapped[ReportRun] = relationship(back_populates="deliveries")

    __table_args__: Any = (
        UniqueConstraint("run_id", "recipient"),
        Index("ix_delivery_status_not_before", "status", "not_before"),
        one_of("status", DELIVERY_STATUSES),
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
    )
