"""What the five articles are known to say, and what loading the seeds again may not do."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import ALICE
from tests.packages import contents, copied, rewrite
from tracker.config import SEEDS
from tracker.exchange.loading import load
from tracker.exchange.snapshot import snapshot
from tracker.models import Claim, Dispute, LabourEvent, Milestone, Position, Record, Revision, Source
from tracker.permissions import SYSTEM
from tracker.services import records, ruling
from tracker.services.errors import NotAllowed
from tracker.services.lineage import Origins, origins


def milestone(session: Session, slug: str) -> Milestone:
    return session.scalars(select(Milestone).where(Milestone.slug == slug)).one()


def job_cuts(session: Session) -> LabourEvent:
    return session.scalars(select(LabourEvent).where(LabourEvent.slug == "amazon-job-cuts")).one()


def stated(session: Session, record: Record, field: str) -> list[Claim]:
    return list(
        session.scalars(select(Claim).where(Claim.record_id == record.id, Claim.field == field).order_by("key"))
    )


def test_first_feedback_is_due_in_may_2026_as_four_sources_together_say(seeds: Session) -> None:
    results = milestone(seeds, "ai-studio-first-results")

    assert (results.expected_date, results.expected_date_by) == ("2026-05", "intersection")
    assert [claim.value for claim in stated(seeds, results, "expected_date")] == [
        "[2026-02..]",
        "2026-05",
        "[2026-05..]",
        "[..2026-05]",
    ]


def test_the_unit_was_created_in_august_2025_and_not_on_the_day_of_a_headline(seeds: Session) -> None:
    created = milestone(seeds, "ai-studio-created")

    assert (created.actual_date, created.actual_date_by) == ("2025-08", "intersection")
    assert ("2026-02~", "deprecated") in [(one.value, one.rank) for one in stated(seeds, created, "actual_date")]


def test_the_beta_is_scheduled_and_whether_it_began_is_disputed(seeds: Session) -> None:
    beta = milestone(seeds, "ai-studio-closed-beta")

    assert (beta.reported_status, beta.reported_status_by) == ("scheduled", "preferred")
    assert (beta.expected_date, beta.expected_date_by) == ("2026-03", "intersection")
    assert (beta.actual_date, beta.actual_date_by) == (None, "disputed")
    assert seeds.scalars(select(Dispute.status).where(Dispute.key == "C5")).one() == "open"


def test_the_cuts_started_in_october_2025(seeds: Session) -> None:
    assert (job_cuts(seeds).started, job_cuts(seeds).started_by) == ("2025-10", "intersection")


def test_the_figures_of_the_cuts_stand_side_by_side_with_their_periods(seeds: Session) -> None:
    figures = stated(seeds, job_cuts(seeds), "jobs_affected")

    assert [(one.value, one.period_start, one.period_end) for one in figures] == [
        (">30000", "2024~", "2026~"),
        ("20000..99999", "[..2026-02]", "[..2026-02]"),
        ("nearly 30000", "2025-23", ""),
        ("~30000", "2025-10", ""),
    ]
    assert (job_cuts(seeds).jobs_affected, job_cuts(seeds).jobs_affected_by) == (None, "scope")


def test_the_five_articles_have_two_origins_and_at_most_five(seeds: Session) -> None:
    articles = seeds.scalars(select(Source).where(Source.seen)).all()

    found = origins(seeds, articles)

    assert len(articles) == 5
    assert found == Origins(known=1, unknown=4)
    assert (found.least, found.most) == (2, 5)


@pytest.mark.parametrize(
    ("slug", "counted"),
    [
        # claims that stand, sources, origins at least, unsettled fields
        ("ai-studio-closed-beta", (9, 5, 2, 2)),
        ("ai-studio-first-results", (6, 4, 2, 0)),
        ("ai-studio-created", (3, 4, 1, 0)),
        ("amazon-job-cuts", (23, 4, 2, 0)),
        ("ai-studio", (62, 5, 2, 1)),
        ("reuters", (0, 1, 1, 0)),
        ("amazon-prepare-l-avenir-du-cinema-avec-l-ia", (0, 0, 0, 0)),
    ],
)
def test_counts_claims_sources_origins_and_unsettled_fields(
    seeds: Session, slug: str, counted: tuple[int, int, int, int]
) -> None:
    record = seeds.scalars(select(Record).where(Record.slug == slug)).one()

    assert (record.claim_count, record.source_count, record.origin_count, record.unsettled_count) == counted


def test_every_milestone_is_of_the_studio_that_owns_the_unit(seeds: Session) -> None:
    carried = seeds.scalars(select(Milestone.studio_id)).all()

    studio = seeds.scalars(select(Record).where(Record.slug == "amazon-mgm-studios")).one()
    assert carried == [studio.id] * 5


def test_loading_the_seeds_twice_changes_nothing(seeds: Session) -> None:
    before = contents(seeds)

    added = load(seeds, SEEDS, actor=SYSTEM)

    assert added.total() == 0
    assert contents(seeds) == before


def test_loading_the_seeds_leaves_what_an_editor_did_since(seeds: Session) -> None:
    beta, cuts = milestone(seeds, "ai-studio-closed-beta"), job_cuts(seeds)
    records.update(seeds, beta, {"label": "The beta"}, version=1, actor=ALICE, reason="shorter")
    begun = seeds.scalars(select(Claim).where(Claim.key == "c-mil-01.2")).one()
    ruling.rule(seeds, begun, "preferred", "It has begun.", version=begun.record.version, actor=ALICE)
    records.withdraw(seeds, cuts, version=1, actor=ALICE, reason="It is not about AI.")
    before = contents(seeds)

    added = load(seeds, SEEDS, actor=SYSTEM)

    assert added.total() == 0
    assert contents(seeds) == before
    assert (beta.label, beta.reported_status, cuts.is_withdrawn) == ("The beta", "met", True)


def add_parent(rows: list[dict[str, str]]) -> None:
    of_division = next(row for row in rows if row["key"] == "c-org-10")
    rows.append(of_division | {"key": "c-new", "value": "organisation:reuters"})


def test_loading_more_facts_of_a_record_is_one_revision_of_it(seeds: Session, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rewrite(folder, "claim", add_parent)
    rewrite(
        folder,
        "evidence",
        lambda rows: rows.append(rows[-1] | {"key": "NEW", "claim": "c-new", "record": "", "field": ""}),
    )
    about = seeds.scalars(select(Record).where(Record.slug == "amazon-entertainment-division")).one()

    added = load(seeds, folder, actor=SYSTEM)

    assert +added == {"claim": 1, "evidence": 1}
    assert (about.version, about.claim_count) == (2, 2)
    revision = seeds.scalars(select(Revision).where(Revision.record_id == about.id, Revision.version == 2)).one()
    assert (revision.action, revision.reason) == ("update", "seeded")
    assert set(revision.changes) == {"claim:c-new", "evidence:NEW"}


def test_editors_may_not_load_packages(seeds: Session) -> None:
    with pytest.raises(NotAllowed):
        load(seeds, SEEDS, actor=ALICE)


def test_a_snapshot_of_the_seeds_gives_the_same_bytes_back(seeds: Session, tmp_path: Path) -> None:
    snapshot(seeds, tmp_path)

    written, shipped = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in (tmp_path, SEEDS))
    assert written == shipped


def test_a_snapshot_leaves_out_what_was_withdrawn_and_can_be_loaded(seeds: Session, tmp_path: Path) -> None:
    record = milestone(seeds, "ai-studio-created")
    records.withdraw(seeds, record, version=1, actor=ALICE, reason="a mistake")

    snapshot(seeds, tmp_path)

    assert "ai-studio-created" not in (tmp_path / "milestone.csv").read_text(encoding="utf-8")
    assert not +load(seeds, tmp_path, actor=SYSTEM)


def test_a_forecast_of_jobs_at_risk_is_a_position_and_no_labour_event(seeds: Session) -> None:
    forecast = seeds.scalars(select(Position).where(Position.slug == "thousands-of-skilled-jobs-at-risk")).one()

    assert (forecast.position_kind, forecast.topic, forecast.holder_id) == ("forecast", "6.2", None)
    assert [claim.assertion for claim in stated(seeds, forecast, "statement")] == ["opinion"]
