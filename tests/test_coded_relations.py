"""Where the five articles disagree on who leads, helps, owns or supplies whom, and how openly: what the seeds hold."""

from sqlalchemy.orm import Session

from tests.articles import articles, disputed, resolved, stated, told

AI = "initiative:ai-studio"
AMAZON = "organisation:amazon"
STUDIO = "organisation:amazon-mgm-studios"
CHENG = "person:albert-cheng"
ADVISERS = ("person:robert-stromberg", "person:kunal-nayyar", "person:colin-brady")
VENDORS = "organisation:llm-providers"
CLOUD = "organisation:amazon-web-services"


def test_c13_leading_and_overseeing_are_in_open_dispute(seeds: Session) -> None:
    assert told(seeds, CHENG, "leads") == {(AI, "A1 A3 A4")}
    oversee = [claim for person in ADVISERS for claim in stated(seeds, person, "oversees")]
    assert [(claim.value, articles(claim.evidence)) for claim in oversee] == [(AI, "A0")] * 3
    assert {row.credibility for claim in oversee for row in claim.evidence} == {4}
    with_them = {("collaborates_with", person) for person in ADVISERS}
    assert disputed(seeds, "C13") == ("role", "open", {("leads", AI), ("oversees", AI), *with_them})


def test_c14_the_companies_beside_two_people_are_named_by_one_article(seeds: Session) -> None:
    companies = {"organisation:secret-city": ADVISERS[0], "organisation:good-karma-productions": ADVISERS[1]}

    assert told(seeds, AI, "collaborates_with") == {(name, "A4") for name in (*ADVISERS, *companies)}
    for company, person in companies.items():
        assert told(seeds, person, "associated_company") == {(company, "A4")}


def test_c15_an_animator_may_have_two_former_employers(seeds: Session) -> None:
    assert told(seeds, "person:colin-brady", "employed_formerly_by") == {
        ("organisation:pixar", "A0 A4"),
        ("organisation:ilm", "A4"),
    }


def test_c16_the_staff_is_described_twice_and_in_part_alike(seeds: Session) -> None:
    assert sorted(articles(claim.evidence) for claim in stated(seeds, AI, "staff_mix")) == ["A1", "A1 A4", "A4", "A4"]


def test_c21_models_of_its_own_do_not_exclude_those_of_others(seeds: Session) -> None:
    kind, status, sides = disputed(seeds, "C21")

    assert (kind, status) == ("classification", "standing")
    assert sides == {("proprietary_models", "yes"), ("models_from", VENDORS)}
    assert {row[-1] for row in told(seeds, AI, "proprietary_models")} == {"A0"}
    assert resolved(seeds, AI, "proprietary_models") == ("yes",)


def test_c22_work_with_vendors_is_rather_planned_than_begun(seeds: Session) -> None:
    claims = [claim for user in (AI, AMAZON, STUDIO) for claim in stated(seeds, user, "models_from")]

    assert {(claim.value, claim.assertion, claim.rank, articles(claim.evidence)) for claim in claims} == {
        (VENDORS, "fact", "normal", "A3"),
        (VENDORS, "plan", "preferred", "A1 A4"),
    }


def test_c23_the_cloud_is_used_now_and_training_is_told_by_one_article(seeds: Session) -> None:
    uses = {row[1:] for user in (AI, AMAZON) for row in told(seeds, user, "infrastructure_from", "role", "assertion")}

    assert uses == {
        ("training", "fact", "A0"),
        ("rollout", "fact", "A0"),
        ("", "fact", "A3"),
        ("", "fact", "A4"),
        ("", "plan", "A1"),
    }
    assert {row[0] for row in told(seeds, AI, "infrastructure_from")} == {CLOUD}


def test_c24_secret_or_open_is_an_open_dispute(seeds: Session) -> None:
    (secret,) = stated(seeds, AMAZON, "communication_stance", value="secret")
    sides = {("communication_stance", "secret"), ("communication_stance", "open")}

    assert disputed(seeds, "C24") == ("value", "open", sides)
    assert told(seeds, AMAZON, "communication_stance") == {("secret", "A0"), ("open", "A3")}
    assert told(seeds, STUDIO, "communication_stance") == {("open", "A1")}
    assert {row.credibility for row in secret.evidence} <= {4, 5}
    assert resolved(seeds, AMAZON, "communication_stance", "communication_stance_by") == (None, "disputed")


def test_c31_a_subsidiary_is_preferred_over_looser_ties(seeds: Session) -> None:
    assert {row[0] for row in told(seeds, STUDIO, "name")} == {
        "MGM Studios",
        "Amazon MGM Studios",
        "studios MGM",
        "Amazon MGM Studio",
    }
    ties = {claim.role: (claim.value, claim.rank) for claim in stated(seeds, STUDIO, "parent")}
    assert (ties["subsidiary_of"], ties["owned_by"]) == ((AMAZON, "preferred"), (AMAZON, "normal"))


def test_c32_a_leader_may_be_an_executive_and_a_veteran(seeds: Session) -> None:
    assert {row[-1] for row in told(seeds, CHENG, "occupation")} == {"A0", "A3 A4"}
    assert [claim.assertion for claim in stated(seeds, CHENG, "leads")] == ["fact"]
