"""What is withdrawn stays out of a snapshot with all that cannot be without it, and what is left can be loaded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.databases import Copied
from tests.factories import ALICE
from tests.packages import rows_of
from tracker.checking import check
from tracker.config import SEEDS
from tracker.database import open_engine, writing
from tracker.exchange.loading import load
from tracker.exchange.snapshot import snapshot
from tracker.models import Dispute, Evidence, Record
from tracker.permissions import SYSTEM
from tracker.schema import upgrade
from tracker.services import records

FAMILIES = {"organisation": "organisation", "studio": "organisation"}
SEEDED = [
    f"{FAMILIES.get(kind, kind)}:{row['slug']}"
    for kind in ("organisation", "studio", "initiative", "milestone", "labour_event", "position", "source")
    for row in rows_of(SEEDS, kind)
]

Opened = Callable[[], "Session"]


@contextmanager
def opened(url: str) -> Iterator[Session]:
    """A session that leaves nothing behind."""
    engine = open_engine(url)
    with writing(engine)() as session:
        yield session
        session.rollback()
    engine.dispose()


@pytest.fixture(scope="module")
def seeds(_sqlite: Copied) -> Iterator[Session]:
    """The seeds, in one database for all."""
    with _sqlite("seeded") as url, opened(url) as session:
        yield session


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A database of the present schema without a row, in one database for all."""
    url = f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.sqlite3'}"
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    with opened(url) as session:
        yield session


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def withdraw(session: Session, reference: str) -> None:
    family, _colon, slug = reference.partition(":")
    record = session.scalars(select(Record).where(Record.family == family, Record.slug == slug)).one()
    records.withdraw(session, record, version=record.version, actor=ALICE, reason="a mistake")


def written(session: Session, folder: Path) -> Path:
    folder.mkdir()
    session.flush()
    snapshot(session, folder)
    return folder


def proven(seeds: Session, empty: Session, folder: Path) -> Path:
    """A snapshot that can be loaded into an empty database, is sound there, and gives the same bytes again."""
    first = written(seeds, folder / "first")
    with empty.begin_nested() as loaded:
        load(empty, first, actor=SYSTEM)
        assert list(check(empty)) == []
        second = written(empty, folder / "second")
        loaded.rollback()
    empty.expunge_all()
    assert bytes_in(second) == bytes_in(first)
    return first


@contextmanager
def attempt(seeds: Session) -> Iterator[None]:
    """Changes that are taken back afterwards."""
    with seeds.begin_nested() as changed:
        yield
        changed.rollback()
    seeds.expunge_all()


@pytest.mark.parametrize("reference", SEEDED)
def test_a_snapshot_without_a_record_can_be_loaded(
    seeds: Session, empty: Session, tmp_path: Path, reference: str
) -> None:
    with attempt(seeds):
        withdraw(seeds, reference)
        folder = proven(seeds, empty, tmp_path)

    assert reference.partition(":")[2] not in {
        row["slug"] for kind in ("initiative", "milestone", "source") if (folder / f"{kind}.csv").exists()
        for row in rows_of(folder, kind)
    }  # fmt: skip


def test_a_snapshot_without_an_owner_is_one_without_its_units_and_their_milestones(
    seeds: Session, empty: Session, tmp_path: Path
) -> None:
    with attempt(seeds):
        withdraw(seeds, "organisation:amazon-mgm-studios")
        folder = proven(seeds, empty, tmp_path)

    slugs = {row["slug"] for row in rows_of(folder, "initiative")} if (folder / "initiative.csv").exists() else set()
    assert "ai-studio" not in slugs
    assert not (folder / "milestone.csv").exists()


def test_a_snapshot_without_a_source_is_one_without_claims_that_rest_on_it_alone(
    seeds: Session, empty: Session, tmp_path: Path
) -> None:
    with attempt(seeds):
        withdraw(seeds, "source:01net-ai-studio")
        folder = proven(seeds, empty, tmp_path)

    kept = {row["key"] for row in rows_of(folder, "claim")}
    cited = {row["claim"] for row in rows_of(folder, "evidence")}
    grounded = {row["key"] for row in rows_of(folder, "claim") if row["derivation"] or row["reason"]}
    assert kept < {row["key"] for row in rows_of(SEEDS, "claim")}
    assert kept == (cited & kept) | grounded


def test_a_snapshot_without_the_claims_of_a_dispute_is_one_without_it(
    seeds: Session, empty: Session, tmp_path: Path
) -> None:
    with attempt(seeds):
        withdraw(seeds, "labour_event:amazon-job-cuts")
        folder = proven(seeds, empty, tmp_path)

    keys = {row["key"] for row in rows_of(folder, "dispute")}
    assert keys == {row["dispute"] for row in rows_of(folder, "dispute_claim")}
    assert keys < set(seeds.scalars(select(Dispute.key)))


def test_passages_that_only_differ_in_a_voice_that_stays_out_are_one(
    seeds: Session, empty: Session, tmp_path: Path
) -> None:
    with attempt(seeds):
        voice = seeds.scalars(select(Record).where(Record.slug == "prime-video")).one()
        one = seeds.scalars(select(Evidence).where(Evidence.attributed_to_id.is_(None), Evidence.claim_id > 0)).first()
        assert one is not None
        columns = {column.key: getattr(one, column.key) for column in Evidence.__table__.columns}
        seeds.add(Evidence(**columns | {"id": None, "key": "zz", "attributed_to_id": voice.id}))
        seeds.flush()
        withdraw(seeds, "organisation:prime-video")
        folder = proven(seeds, empty, tmp_path)

    assert "zz" not in {row["key"] for row in rows_of(folder, "evidence")}
