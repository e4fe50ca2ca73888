"""Withdrawn records: nothing that readers may open names them."""

import re

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.factories import ALICE, build
from tests.web.visitors import Visitor
from tracker.catalogue import BY_KIND
from tracker.database import writing
from tracker.forms.claim import ClaimInput
from tracker.forms.evidence import EvidenceInput
from tracker.forms.fields import read
from tracker.models import fields_of
from tracker.services import claims, records

MARK = "zqxsecret"


@pytest.fixture
def addresses(seeded: Engine) -> dict[str, str]:
    """A milestone and an initiative that link to, cite and name records which were then withdrawn."""
    with writing(seeded)() as session:
        organisation = build(session, BY_KIND["organisation"], label=f"{MARK} house")
        studio = build(session, BY_KIND["studio"], label=f"{MARK} studio")
        source = build(session, BY_KIND["source"], label=f"{MARK} daily", published="2026-01")
        initiative = build(session, BY_KIND["initiative"], label="Public initiative", owner=studio.reference)
        milestone = build(session, BY_KIND["milestone"], label="Public milestone", subject=initiative.reference)
        evidence = EvidenceInput(source=source.reference, paragraph=1, attributed_to=organisation.reference)
        fields = fields_of(type(milestone))
        for claim in (
            ClaimInput(fields["expected_date"], read(fields["expected_date"], "2026-01")),
            ClaimInput(fields["participants"], organisation.reference),
        ):
            claims.add_claim(session, milestone, claim, actor=ALICE, evidence=evidence)
        records.update(
            session, source, {"published": "2025"}, version=source.version, actor=ALICE, reason="the year was wrong"
        )
        for record in (organisation, studio, source):
            records.withdraw(session, record, version=record.version, actor=ALICE, reason=f"{MARK} reason")
        session.commit()
        return {
            record.kind: f"/{BY_KIND[record.kind].slug}/{record.slug}"
            for record in (organisation, studio, source, initiative, milestone)
        }


def test_no_page_names_a_withdrawn_record_to_readers(app: Flask, addresses: dict[str, str]) -> None:
    anybody = Visitor(app)
    shown = [addresses["initiative"], addresses["milestone"]]
    lists = ["/studios", "/organisations", "/initiatives", "/milestones", "/sources"]
    paths = [*shown, *(f"{path}/history" for path in shown), *lists, *(f"{path}.csv" for path in lists)]
    for path in [*paths, "/", "/reports/milestones", "/reports/milestones.csv", "/organisations?withdrawn=yes"]:
        answer = anybody.get(path)

        assert answer.status_code == 200, path
        assert MARK not in answer.text.lower(), path


def test_readers_are_told_that_something_was_withdrawn_and_editors_what(app: Flask, addresses: dict[str, str]) -> None:
    for path in (addresses["milestone"], f"{addresses['milestone']}/history"):
        assert "a withdrawn source" in Visitor(app).get(path).text, path
        assert "a record that was withdrawn" in Visitor(app).get(path).text, path
        assert MARK in Visitor(app, "alice").get(path).text, path


def test_a_claim_that_rests_on_a_withdrawn_source_alone_says_so(app: Flask, addresses: dict[str, str]) -> None:
    page = Visitor(app).get(addresses["milestone"]).text

    assert page.count("resting on a withdrawn source only") == 2
    assert "no claim that could decide" in page
    (participants,) = re.findall(r'<tbody id="field-participants".*?</tr>', page, re.DOTALL)
    assert participants.count("no source") == 2
    assert "#source-" not in participants


def test_filters_do_not_tell_readers_what_there_is(app: Flask, addresses: dict[str, str]) -> None:
    anybody, alice = Visitor(app), Visitor(app, "alice")
    slugs = {kind: path.rpartition("/")[2] for kind, path in addresses.items()}
    for query in (
        f"/initiatives?owner={slugs['studio']}",
        f"/initiatives?owner={MARK}+studio",
        f"/milestones?studio={slugs['studio']}",
        f"/milestones?participants=organisation:{slugs['organisation']}",
        f"/sources.csv?publisher={slugs['organisation']}",
    ):
        assert anybody.get(query).status_code == 400, query
        assert alice.get(query).status_code == 200, query


@pytest.mark.parametrize("page", ["edit", "claims/new", "claims/new?field=parent"])
def test_forms_of_a_withdrawn_record_are_refused_with_a_sentence(
    app: Flask, addresses: dict[str, str], page: str
) -> None:
    answer = Visitor(app, "alice").get(f"{addresses['studio']}/{page}")

    assert answer.status_code == 400
    assert "The record is withdrawn; bring it back first." in answer.text
