"""Two processes that send, killed again and again: nothing is lost, and a repeat carries the Message-ID it had."""

import random
import subprocess
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from tests.cli.commands import command, environment
from tests.digests.desks import deliveries, runs, scheduled
from tests.digests.post import post_office
from tracker.database import reading, writing
from tracker.models import Delivery, ReportRun


def sending(instance: Path, engine: Engine, smtp_url: str) -> subprocess.Popen[bytes]:
    url = engine.url.render_as_string(hide_password=False)
    settings = environment(instance, database_url=url, smtp_url=smtp_url)
    return subprocess.Popen(
        command("send-due", "--loop"), env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def let_go(engine: Engine) -> int:
    """Let the while pass for which a killed process held its rows; how much is left to do."""
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with writing(engine)() as session:
        session.execute(update(ReportRun).where(ReportRun.status == "due").values(not_before=past))
        session.execute(update(Delivery).where(Delivery.status == "pending").values(not_before=past))
        session.commit()
        left = [run for run in runs(session) if run.status == "due"]
        return len(left) + sum(delivery.status == "pending" for delivery in deliveries(session))


@pytest.mark.parametrize(("slots", "kills"), [(20, 6), pytest.param(500, 100, marks=pytest.mark.nightly)])
def test_kills_lose_nothing(blank: Engine, tmp_path: Path, slots: int, kills: int) -> None:
    chance = random.Random(7)
    now = datetime.now(UTC)
    scheduled(
        blank, every="daily", at=f"{now:%H:%M}", zone="UTC", begins_at=now - timedelta(days=slots), recipients="a@b.org"
    )
    with post_office() as post:
        processes = [sending(tmp_path, blank, post.url) for _n in range(2)]
        for n in range(kills):
            time.sleep(chance.uniform(0.5, 2.5))
            processes[n % 2].kill()
            processes[n % 2].wait()
            let_go(blank)
            processes[n % 2] = sending(tmp_path, blank, post.url)
        deadline = time.monotonic() + 300 + slots
        while (let_go(blank) or not runs_of(blank)) and time.monotonic() < deadline:
            time.sleep(5)  # Long enough for a living process to end what it holds.
        for process in processes:
            process.kill()
            process.wait()

        sent = Counter(message["Message-ID"] for message in post.messages)

    with reading(blank)() as session:
        found, delivered = runs(session), deliveries(session)
        assert len({run.slot for run in found}) == len(found) >= slots
        assert {delivery.status for delivery in delivered} == {"sent"}
        assert set(sent) == {delivery.message_id for delivery in delivered}
        assert len(delivered) == len(found)


def runs_of(engine: Engine) -> int:
    with reading(engine)() as session:
        return len(runs(session))
