"""What no article says stays empty in the seeds, however well known it is elsewhere."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.articles import ARTICLES, record, stated
from tracker.models import Claim, Deployment, Evidence, LabourEvent, Organisation, Record, Source

# Paragraphs of other matter: headlines of other stories, comments, image text, promotion.
LEFT_OUT = {"A0": range(22, 28), "A2": (2, 10, *range(16, 24)), "A4": (7,)}
IDENTIFIERS = re.compile(r"\bQ[1-9]\d{2,}\b|\b(tt|nm)\d{7,}\b|10\.5240/|\b\d{15}[\dX]\b|\b[A-Z0-9]{18}\d\d\b|https?://")
UNIONS = r"WGA|SAG|AFTRA|IATSE|DGA|Equity|Writers Guild|Screen Actors|Directors Guild|Teamsters|Animation Guild"
VENDORS = r"OpenAI|ChatGPT|Sora|Anthropic|Claude|Gemini|Mistral|Meta|Llama|Runway|Luma|Stability|Midjourney|Nova"
STUDIOS = r"Disney|Warner|Paramount|Sony|Universal|Lionsgate|A24|Apple|Wonder Project"
COUNTS = {"jobs_affected", "share_of_parent", "shots_ai"}


def words(session: Session) -> list[str]:
    """Every text of the seeds a reader may see."""
    cells: list[str | None] = []
    for row in session.execute(select(Record.label, Record.note)):
        cells += row
    for model in (Claim.value, Claim.reason, Claim.rank_reason, Claim.derivation, Evidence.note):
        cells += session.scalars(select(model)).all()
    return [cell for cell in cells if cell]


def test_no_record_has_an_identifier_or_an_address(seeds: Session) -> None:
    assert [text for text in words(seeds) if IDENTIFIERS.search(text)] == []
    assert {value for row in seeds.execute(select(Source.url, Source.archive_url)) for value in row} == {None}


def test_no_deployment_is_made_with_a_known_initiative(seeds: Session) -> None:
    deployments = seeds.scalars(select(Deployment)).all()

    assert [one.slug for one in deployments if one.initiative_id] == []
    assert {one.slug for one in deployments} == {
        "ai-in-house-of-david-season-2",
        "ai-in-on-this-day-1776",
        "generative-ai-in-netflix-vfx",
    }


def test_one_article_has_a_publisher_and_three_say_they_are_untitled(seeds: Session) -> None:
    read = {ARTICLES[source.slug]: source for source in seeds.scalars(select(Source).where(Source.seen))}

    assert {label for label, source in read.items() if source.publisher_id} == {"A3"}
    assert {label for label, source in read.items() if "untitled" in source.label} == {"A1", "A3", "A4"}


def test_no_article_has_an_exact_date(seeds: Session) -> None:
    dates = seeds.execute(select(Source.published, Source.accessed_on)).all()

    assert {published for published, _ in dates} == {"2026~", "2026-02~", None}
    assert {accessed for _, accessed in dates} == {None}


def test_nothing_has_a_country_or_an_industry(seeds: Session) -> None:
    placed = select(Organisation.slug).where(
        Organisation.country.is_not(None) | Organisation.industry_code.is_not(None)
    )

    assert seeds.scalars(placed).all() == []
    assert seeds.scalars(select(LabourEvent.slug).where(LabourEvent.country.is_not(None))).all() == []


@pytest.mark.parametrize("names", [UNIONS, VENDORS, STUDIOS])
def test_no_union_vendor_or_partner_is_named(seeds: Session, names: str) -> None:
    assert [text for text in words(seeds) if re.search(rf"\b({names})\b", text)] == []


def test_unions_vendors_and_partners_are_collectives_that_say_they_are_unnamed(seeds: Session) -> None:
    kinds = ("union", "vendor_unnamed", "informal_group")
    groups = seeds.scalars(select(Organisation).where(Organisation.organisation_kind.in_(kinds))).all()

    assert {"actors-unions", "writers-unions", "unions", "llm-providers", "closed-beta-partners"} <= {
        group.slug for group in groups
    }
    assert [group.slug for group in groups if not (group.is_collective and "(unnamed)" in group.label)] == []


def test_the_only_figures_are_jobs_their_share_and_shots(seeds: Session) -> None:
    counted = seeds.scalars(select(Claim).where(Claim.bound != "")).all()

    assert {claim.field for claim in counted} == COUNTS
    assert not any(re.search(r"\bTRL\b|readiness", text) for text in words(seeds))


def test_titles_of_two_executives_stay_unknown(seeds: Session) -> None:
    bezos = record(seeds, "person:jeff-bezos")

    assert {claim.field for claim in seeds.scalars(select(Claim).where(Claim.record_id == bezos.id))} <= {
        "name",
        "statement",
    }
    cheng = [claim.value for claim in stated(seeds, "person:albert-cheng", "occupation")]
    assert cheng
    assert [title for title in cheng if re.search(r"head|chief|president|director|CEO|officer", title)] == []


def test_nobody_is_said_to_own_or_lead_the_companies_of_the_advisers(seeds: Session) -> None:
    companies = [record(seeds, f"organisation:{slug}").id for slug in ("secret-city", "good-karma-productions")]
    tied = seeds.scalars(select(Claim.field).where(Claim.value_record_id.in_(companies))).all()

    assert set(tied) == {"collaborates_with", "associated_company"}
    assert seeds.scalars(select(Claim.field).where(Claim.record_id.in_(companies), Claim.field == "parent")).all() == []


def test_two_series_are_mentioned_and_nothing_is_said_of_them(seeds: Session) -> None:
    for slug in ("the-boys", "fallout"):
        work = record(seeds, f"work:{slug}")
        assert seeds.scalars(select(Claim).where(Claim.record_id == work.id)).all() == []
        assert set(seeds.scalars(select(Evidence.stance).where(Evidence.record_id == work.id))) == {"mentions"}
        assert seeds.scalars(select(Deployment).where(Deployment.work_id == work.id)).all() == []


def test_no_agreement_is_recorded(seeds: Session) -> None:
    assert not {"agreement", "agreement_clause"} & set(seeds.scalars(select(Record.kind)))


def test_nothing_rests_on_paragraphs_about_other_things(seeds: Session) -> None:
    cited = {(ARTICLES[row.source.slug], row.paragraph) for row in seeds.scalars(select(Evidence))}

    assert len(cited) > 40
    assert {(label, paragraph) for label, paragraphs in LEFT_OUT.items() for paragraph in paragraphs} & cited == set()
