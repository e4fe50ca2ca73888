"""Where the five articles disagree, row by row of the table of conflicts: what the seeds make of each.

The rows on who stands how to whom are in test_coded_relations.py.
"""

from collections import Counter

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tests.articles import ARTICLES, articles, disputed, passages, record, resolved, spoken, stated, told
from tracker.models import Claim, Dispute, Evidence, Milestone, Position, Source
from tracker.services.lineage import origins

AI = "initiative:ai-studio"
BETA = "milestone:ai-studio-closed-beta"
RESULTS = "milestone:ai-studio-first-results"
CREATED = "milestone:ai-studio-created"
CUTS = "labour_event:amazon-job-cuts"
JANUARY = "labour_event:amazon-job-cuts-late-january"
DAVID = "deployment:ai-in-house-of-david-season-2"
CHENG = "person:albert-cheng"
USES = ("production_stage", "production_task", "ai_use_case")
# How many facts of each kind the articles state; two of them rest on one passage.
FACTS = Counter(ORG=23, INI=40, MIL=12, PRD=20, PER=9, TEC=7, LAB=20, OBJ=16, COM=13, CON=20, STG=11, CTR=4)


def test_c1_figures_of_the_job_cuts_stand_side_by_side(seeds: Session) -> None:
    figures = {">30000": "A0", "20000..99999": "A1", "nearly 30000": "A3", "~30000": "A4"}

    assert told(seeds, CUTS, "jobs_affected") == set(figures.items())
    assert disputed(seeds, "C1") == ("value", "standing", {("jobs_affected", figure) for figure in figures})
    assert resolved(seeds, CUTS, "jobs_affected", "jobs_affected_by") == (None, "scope")


def test_c2_each_figure_keeps_its_period_and_the_start_is_what_both_dates_share(seeds: Session) -> None:
    assert {row[1:] for row in told(seeds, CUTS, "jobs_affected", "period_start", "period_end")} == {
        ("2024~", "2026~", "A0"),
        ("[..2026-02]", "[..2026-02]", "A1"),
        ("2025-23", "", "A3"),
        ("2025-10", "", "A4"),
    }
    assert told(seeds, CUTS, "started") == {("2025-23", "A3"), ("2025-10", "A4")}
    assert resolved(seeds, CUTS, "started", "started_by") == ("2025-10", "intersection")


def test_c3_half_of_the_cuts_is_a_share_and_no_figure_of_its_own(seeds: Session) -> None:
    assert resolved(seeds, JANUARY, "part_of_id") == (record(seeds, CUTS).id,)
    assert told(seeds, JANUARY, "share_of_parent") == {("~0.5", "A3")}
    assert not stated(seeds, JANUARY, "jobs_affected")


def test_c4_every_cause_keeps_how_strongly_it_was_given(seeds: Session) -> None:
    assert told(seeds, CUTS, "stated_cause", "role") == {
        ("productivity_gains", "partial", "A0"),
        ("technological_update", "partial", "A0"),
        ("artificial_intelligence", "imputed_by_third_party", "A0"),
        ("cost_cutting", "imputed_by_author", "A0"),
        ("productivity_gains", "", "A1"),
        ("artificial_intelligence", "", "A1"),
        ("productivity_gains", "among_reasons", "A3 A4"),
        ("artificial_intelligence", "among_reasons", "A3"),
        ("cost_cutting", "among_reasons", "A3"),
    }


def test_c5_whether_the_beta_began_is_open_and_four_articles_expect_it(seeds: Session) -> None:
    sides = {("actual_date", "2026-03"), ("reported_status", "met"), ("reported_status", "scheduled")}

    assert told(seeds, BETA, "reported_status") == {("met", "A0"), ("scheduled", "A1 A2 A3 A4")}
    assert disputed(seeds, "C5") == ("status", "open", sides)
    assert resolved(seeds, BETA, "reported_status", "reported_status_by") == ("scheduled", "preferred")
    assert resolved(seeds, BETA, "actual_date", "actual_date_by") == (None, "disputed")
    assert resolved(seeds, "source:amazon-prepare-l-avenir-du-cinema-avec-l-ia", "published") == ("2026~",)


def test_c6_where_the_tests_take_place_rests_on_one_article(seeds: Session) -> None:
    assert told(seeds, BETA, "test_setting") == {("live_production", "A0")}
    assert {row.credibility for row in stated(seeds, BETA, "test_setting")[0].evidence} <= {3, 4}


def test_c7_the_partners_are_one_collective_without_a_name(seeds: Session) -> None:
    partners = "organisation:closed-beta-partners"

    assert told(seeds, BETA, "participants", "assertion") == {(partners, "fact", "A0"), (partners, "plan", "A1 A3 A4")}


def test_c8_first_feedback_is_due_when_all_four_dates_meet(seeds: Session) -> None:
    assert told(seeds, RESULTS, "expected_date") == {
        ("[2026-02..]", "A0"),
        ("2026-05", "A1"),
        ("[2026-05..]", "A3"),
        ("[..2026-05]", "A4"),
    }
    assert resolved(seeds, RESULTS, "expected_date", "expected_date_by") == ("2026-05", "intersection")


def test_c9_feedback_and_results_are_two_wordings_of_one_milestone(seeds: Session) -> None:
    wordings = stated(seeds, RESULTS, "statement")

    assert {articles(claim.evidence) for claim in wordings} == {"A0 A1 A4", "A3"}
    assert disputed(seeds, "C9") == ("wording", "resolved", {("statement", claim.value) for claim in wordings})


def test_c10_the_unit_is_of_august_2025_and_the_headline_is_set_aside(seeds: Session) -> None:
    (headline,) = stated(seeds, CREATED, "actual_date", value="2026-02~")

    assert told(seeds, CREATED, "actual_date") == {
        ("2025", "A0"),
        ("2025-08", "A1 A4"),
        ("[..2026-02]", "A2"),
        ("2026-02~", "A2"),
    }
    assert resolved(seeds, CREATED, "actual_date") == ("2025-08",)
    assert (headline.rank, bool(headline.rank_reason)) == ("deprecated", True)
    assert [(row.attribution_mode, row.certainty) for row in headline.evidence] == [("headline", "PR+")]


def test_c11_what_the_unit_is_called_is_kept_in_each_article_s_words(seeds: Session) -> None:
    forms = stated(seeds, AI, "org_form")

    assert {articles(claim.evidence) for claim in forms} == {"A0", "A1", "A2", "A4"}
    assert {claim.rank for claim in forms} == {"normal"}
    assert resolved(seeds, AI, "initiative_kind") == ("internal_unit",)


def test_c12_every_row_that_matches_the_unnamed_division_says_so(seeds: Session) -> None:
    unit = record(seeds, AI)
    about = {unit.id, *seeds.scalars(select(Milestone.id).where(Milestone.subject_id == unit.id))}
    on_claims = select(Claim.id).where(or_(Claim.record_id.in_(about), Claim.value_record_id == unit.id))
    rows = select(Evidence).where(or_(Evidence.record_id.in_(about), Evidence.claim_id.in_(on_claims)))
    matched = [row for row in seeds.scalars(rows) if ARTICLES[row.source.slug] == "A0"]

    assert len(matched) > 10
    assert [row.key for row in matched if "by inference" not in row.note] == []


def test_c17_the_two_counts_of_shots_stand_with_their_scopes(seeds: Session) -> None:
    shots = stated(seeds, DAVID, "shots_ai")

    assert told(seeds, DAVID, "shots_ai", "scope") == {("350", "series", "A0"), (">350", "season 2", "A1")}
    assert {(claim.value, row.certainty) for claim in shots for row in claim.evidence} == {
        ("350", "CT+"),
        (">350", "PR+"),
    }
    assert disputed(seeds, "C17") == ("scope", "standing", {("shots_ai", "350"), ("shots_ai", ">350")})
    assert resolved(seeds, DAVID, "shots_ai", "shots_ai_by") == (None, "scope")


def test_c18_the_images_count_as_composite_and_not_as_generated(seeds: Session) -> None:
    assert told(seeds, DAVID, "digital_source_type", "rank") == {
        ("trainedAlgorithmicMedia", "normal", "A0"),
        ("compositeWithTrainedAlgorithmicMedia", "preferred", "A1 A4"),
    }
    assert resolved(seeds, DAVID, "digital_source_type") == ("compositeWithTrainedAlgorithmicMedia",)
    assert all(claim.rank_reason for claim in stated(seeds, DAVID, "digital_source_type", rank="preferred"))


def test_c19_why_ai_was_used_is_told_in_three_ways(seeds: Session) -> None:
    effects = stated(seeds, DAVID, "statement", role="effect")

    assert sorted(articles(claim.evidence) for claim in effects) == ["A1", "A3", "A4"]


def test_c20_one_article_alone_counts_the_script_among_the_stages(seeds: Session) -> None:
    stages = told(seeds, AI, "production_stage", "assertion")

    assert {row for row in stages if row[1] == "plan"} == {
        ("development", "plan", "A0"),
        ("preproduction", "plan", "A0 A1 A3 A4"),
        ("production", "plan", "A0 A1"),
        ("postproduction", "plan", "A0 A1 A3 A4"),
    }
    assert ("WriteScript", "plan", "A0") in told(seeds, AI, "production_task", "assertion")
    imagined = [claim for field in USES for claim in stated(seeds, AI, field, assertion="speculation")]
    assert {articles(claim.evidence) for claim in imagined} == {"A2"}
    assert {row.certainty for claim in imagined for row in claim.evidence} == {"PS+", "Uu"}


def test_c25_the_last_mile_is_paraphrased_for_each_article(seeds: Session) -> None:
    miles = [claim for claim in stated(seeds, AI, "statement", role="positioning") if "last" in claim.value]

    assert sorted(articles(claim.evidence) for claim in miles) == ["A1", "A4"]


def test_c26_small_doses_are_promised_and_a_standard_is_aimed_at(seeds: Session) -> None:
    assert "A1" in spoken(seeds, "commitment", "limited_or_temporary_use")
    assert "A0" in spoken(seeds, "objective", "set_standard")


def test_c27_three_promises_on_property_stay_three(seeds: Session) -> None:
    assert spoken(seeds, "commitment", "secure_isolated_environment") == "A1"
    assert spoken(seeds, "commitment", "no_infringing_output") == "A3"
    assert spoken(seeds, "commitment", "no_training_on_or_reuse_of_outputs") == "A4"
    doubt, promise = passages(seeds, "COM-11"), passages(seeds, "COM-10")
    cast_on = {row.claim_id for row in doubt if row.stance == "disputes" and row.claim}
    assert cast_on
    assert cast_on <= {row.claim_id for row in promise if row.stance == "supports"}


def test_c28_two_translations_of_a_quotation_are_one_commitment(seeds: Session) -> None:
    rows = [*passages(seeds, "COM-04"), *passages(seeds, "COM-05")]
    french = [row for row in rows if row.claim and row.claim.language == "fr"]

    assert articles(french) == "A3 A4"
    assert len({row.claim_id for row in french}) == 1
    assert {row.attribution_mode for row in french} == {"direct_quote"}
    assert {row.attributed_to_id for row in french} == {record(seeds, CHENG).id}
    assert all("translat" in row.note.lower() for row in french)


def test_c29_nobody_is_replaced_and_two_articles_say_for_now(seeds: Session) -> None:
    ids = select(Position.id).where(Position.topic == "no_replacement_of_humans")
    promises = seeds.scalars(select(Claim).where(Claim.record_id.in_(ids), Claim.field == "statement")).all()
    backed = {
        scope: articles([row for claim in promises if claim.scope == scope for row in claim.evidence])
        for scope in {claim.scope for claim in promises}
    }

    assert backed.keys() == {"", "for now"}
    assert backed["for now"] == "A2 A3"
    assert {"A0", "A1", "A4"} <= set(backed[""].split())


def test_c30_the_writers_strike_is_a_part_of_the_strikes_and_has_no_date(seeds: Session) -> None:
    writers = record(seeds, "labour_event:writers-strike")
    both = record(seeds, "labour_event:hollywood-strikes-2023")

    assert resolved(seeds, writers.reference, "part_of_id") == (both.id,)
    assert told(seeds, both.reference, "started") == {("[2023-05..2023-09]", "A1")}
    assert [claim.field for claim in seeds.scalars(select(Claim).where(Claim.record_id == writers.id))] == ["statement"]


def test_c33_room_for_risk_is_aimed_at_and_its_loss_is_feared(seeds: Session) -> None:
    assert set(spoken(seeds, "objective", "risk_taking_enabled").split()) & {"A3", "A4"}
    assert "A0" in spoken(seeds, "concern", "6.3")


def test_c34_ai_is_generative_where_a_source_says_so(seeds: Session) -> None:
    assert told(seeds, AI, "ai_type") == {("generative", "A3")}
    assert told(seeds, "deployment:generative-ai-in-netflix-vfx", "ai_type") == {("generative", "A0")}
    assert told(seeds, DAVID, "ai_type") == {("generative", "A3")}
    assert not seeds.scalars(select(Claim).where(Claim.field == "ai_type", Claim.value == "unspecified")).all()


def test_c35_the_five_are_counted_by_their_origins(seeds: Session) -> None:
    read = seeds.scalars(select(Source).where(Source.seen)).all()
    from_whom = {ARTICLES[row.slug]: seeds.get(Source, row.derived_from_id or 0) for row in read}
    cited = {label: origin.slug for label, origin in from_whom.items() if origin}

    assert cited == {"A3": "reuters-dispatch-ai-studio", "A4": "articlophile-page-ai-studio"}
    assert {row.lineage_status for row in read if not row.derived_from_id} == {"unknown"}
    assert (origins(seeds, read).least, origins(seeds, read).most) == (2, 5)
    assert not any(row.credibility == 1 for row in seeds.scalars(select(Evidence)))


def test_seven_of_the_rows_are_disputes_and_the_others_are_computed_or_ruled(seeds: Session) -> None:
    assert set(seeds.scalars(select(Dispute.key))) == {"C1", "C5", "C9", "C13", "C17", "C21", "C24"}


def test_every_fact_of_the_articles_is_evidence(seeds: Session) -> None:
    facts = {key.partition(".")[0] for key in seeds.scalars(select(Evidence.key))}

    assert Counter(fact.partition("-")[0] for fact in facts) == FACTS
    places = select(Evidence.source_id, Evidence.paragraph, Evidence.char_start, Evidence.char_end)
    assert len(seeds.execute(places.distinct()).all()) == FACTS.total() - 1


def test_every_commitment_is_a_statement_to_the_press_and_nobody_knows_if_it_is_kept(seeds: Session) -> None:
    commitments = seeds.scalars(select(Position).where(Position.position_kind == "commitment")).all()

    assert len(commitments) >= 7
    judged = {resolved(seeds, one.reference, "bindingness", "fulfilment") for one in commitments}
    press = "oral_or_press_statement"
    assert judged == {(press, "not_yet_testable"), (press, "unverifiable")}
