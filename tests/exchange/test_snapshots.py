"""What is withdrawn stays out of a snapshot with all that cannot be without it, and what is left can be loaded."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.databases import Copied
from tests.factories import ALICE, build
from tests.packages import rows_of
from tracker.catalogue import BY_KIND, CATALOGUE
from tracker.checking import check, round_trip
from tracker.config import SEEDS
from tracker.database import open_engine, writing
from tracker.exchange.loading import load
from tracker.exchange.package import description
from tracker.exchange.snapshot import snapshot
from tracker.forms.evidence import EvidenceInput
from tracker.forms.fields import Value
from tracker.models import Claim, Deployment, Dispute, Evidence, Record, Source, Term, family_of
from tracker.permissions import SYSTEM
from tracker.schema import upgrade
from tracker.services import claims, records, ruling
from tracker.values import FuzzyDate

SEEDED = [
    # Each loads the seeds anew: one of a kind is enough for every change, and all of them for a night.
    pytest.param(f"{family_of(entry.model)}:{row['slug']}", marks=[pytest.mark.nightly] if place else [])
    for entry in CATALOGUE
    for place, row in enumerate(rows_of(SEEDS, entry.kind))
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


def test_a_snapshot_leaves_out_a_claim_that_only_disputing_passages_are_left_of(
    seeds: Session, empty: Session, tmp_path: Path
) -> None:
    with attempt(seeds):
        stated = seeds.scalars(select(Claim).where(Claim.key == "c-mil-09")).one()
        cited = {row.source_id for row in stated.evidence}
        other = seeds.scalars(select(Source).where(Source.id.not_in(cited), Source.withdrawn_at.is_(None))).first()
        denial = EvidenceInput(other.reference, stance="disputes")
        claims.put_evidence(seeds, denial, claim=stated, actor=ALICE, changes={})
        for source in seeds.scalars(select(Source).where(Source.id.in_(cited))):
            withdraw(seeds, source.reference)
        folder = proven(seeds, empty, tmp_path)

    assert "c-mil-09" not in {row["key"] for row in rows_of(folder, "claim")}


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


def test_deprecated_terms_stay_with_the_rows_that_have_them(seeds: Session, empty: Session, tmp_path: Path) -> None:
    with attempt(seeds):
        seeds.execute(update(Term).values(status="deprecated"))
        folder = proven(seeds, empty, tmp_path)

    assert {row["status"] for row in rows_of(folder, "term")} == {"deprecated"}
    assert rows_of(folder, "claim") == rows_of(SEEDS, "claim")


def test_a_package_may_use_a_term_that_was_deprecated_here(seeds: Session, empty: Session, tmp_path: Path) -> None:
    first = written(seeds, tmp_path / "first")
    with empty.begin_nested() as loaded:
        load(empty, vocabularies(first, tmp_path), actor=SYSTEM)
        empty.execute(update(Term).values(status="deprecated"))
        empty.expire_all()

        load(empty, first, actor=SYSTEM)

        assert set(empty.scalars(select(Term.status))) == {"deprecated"}
        assert list(check(empty)) == []
        loaded.rollback()
    empty.expunge_all()


def vocabularies(package: Path, scratch: Path) -> Path:
    """A package of the terms of another alone."""
    folder = scratch / "terms"
    folder.mkdir()
    shutil.copy(package / "term.csv", folder)
    (folder / "datapackage.json").write_text(description(["term"]), encoding="utf-8")
    return folder


def test_what_editors_did_comes_back(seeds: Session) -> None:
    with attempt(seeds):
        for record in seeds.scalars(select(Record).order_by(Record.id)):
            values: dict[str, Value] = {"label": f"{record.label}, renamed", "note": "two\nlines, “quoted”"}
            records.update(seeds, record, values, version=record.version, actor=ALICE, reason="a typo")
        for claim in seeds.scalars(select(Claim).where(Claim.rank == "normal").order_by(Claim.key)):
            ruling.rule(seeds, claim, "deprecated", "Wrong.", version=claim.record.version, actor=ALICE)
        for claim in seeds.scalars(select(Claim).where(Claim.rank == "preferred").order_by(Claim.key)):
            ruling.rule(seeds, claim, "normal", "After all.", version=claim.record.version, actor=ALICE)
        withdraw(seeds, "source:01net-ai-studio")

        assert list(check(seeds)) == []
        assert list(round_trip(seeds)) == []


def test_a_source_that_was_corrected_leaves_the_history_of_those_that_cite_it_whole(seeds: Session) -> None:
    with attempt(seeds):
        for source in seeds.scalars(select(Source).order_by(Source.id)):
            values: dict[str, Value] = {
                "published": FuzzyDate.parse("2020"),
                "lineage_status": "unknown",
                "derived_from": None,
            }
            said = {"derived_from": "former", "published": "former", "lineage_status": "former"}
            records.update(seeds, source, values, version=source.version, actor=ALICE, reason="a typo", answers=said)

        assert any(row.former_value for row in seeds.scalars(select(Evidence)))
        assert list(check(seeds)) == []
        assert list(round_trip(seeds)) == []


def kept(seeds: Session, empty: Session, folder: Path, table: str) -> set[str]:
    """The slugs of a table of a snapshot."""
    proven(seeds, empty, folder)
    return {row["slug"] for row in rows_of(folder / "first", table)}


def test_a_snapshot_without_a_series_is_one_without_its_seasons(seeds: Session, empty: Session, tmp_path: Path) -> None:
    with attempt(seeds):
        terms_of(seeds, "work_type", "series", "season", "creativeWork")
        above = build(seeds, BY_KIND["work"], label="Above", work_type="series").reference
        build(seeds, BY_KIND["work"], label="Below", work_type="season", parent=above, season_number=2)
        build(seeds, BY_KIND["work"], label="Beside", work_type="creativeWork", parent=above)
        withdraw(seeds, above)

        assert kept(seeds, empty, tmp_path, "work") & {"above", "below", "beside"} == {"beside"}


def test_a_deployment_without_its_user_stays_if_its_work_does(seeds: Session, empty: Session, tmp_path: Path) -> None:
    with attempt(seeds):
        terms_of(seeds, "work_type", "creativeWork")
        work = build(seeds, BY_KIND["work"], label="Work", work_type="creativeWork").reference
        user = build(seeds, BY_KIND["organisation"], label="User").reference
        both: dict[str, Value] = {"label": "Both", "operator": user, "work": work}
        one: dict[str, Value] = {"label": "One", "operator": user}
        for values in (both, one):
            records.create(seeds, Deployment, values, actor=ALICE, reason="a test needs it")
        withdraw(seeds, user)

        assert kept(seeds, empty, tmp_path, "deployment") & {"both", "one"} == {"both"}


def terms_of(session: Session, vocabulary: str, *codes: str) -> None:
    """Make sure that a vocabulary has some codes."""
    for code in codes:
        if session.get(Term, (vocabulary, code)) is None:
            said = {"label_en": code, "label_fr": code, "definition": code, "origin": "test", "is_local": True}
            session.add(Term(vocabulary=vocabulary, code=code, **said))
    session.flush()
