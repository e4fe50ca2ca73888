"""The codebook as a page and as a file."""

import csv
import io
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.web.visitors import Visitor, site
from tracker.catalogue import CATALOGUE
from tracker.counting import rules
from tracker.database import writing
from tracker.exchange.codebook import codebook
from tracker.exchange.dictionary import HEADER, dictionary
from tracker.exchange.formats import DATES, FIGURES
from tracker.exchange.lists import columns
from tracker.models import Entity, Term, fields_of

every_entity = pytest.mark.parametrize("entry", CATALOGUE, ids=[entry.slug for entry in CATALOGUE])


def anchors(page: str) -> Counter[str]:
    return Counter(re.findall(r'\bid="([^"]+)"', page))


def test_names_every_kind_field_vocabulary_term_and_rule(anybody: Visitor, seeds: Session) -> None:
    answer = anybody.get("/codebook")
    book = codebook(seeds)

    wanted = {f"rule.{rule.name}" for rule in book.rules} | {f"type.{each.name}" for each in book.formats}
    for section in (*book.kinds, *book.parts):
        wanted |= {section.name, *(f"{section.name}.{field.name}" for field in section.fields)}
    for each in book.vocabularies:
        wanted |= {f"vocabulary.{each.name}", *(f"vocabulary.{each.name}.{term.code}" for term in each.terms)}
    assert answer.status_code == 200
    assert wanted - anchors(answer.text).keys() == set()


@every_entity
def test_says_what_each_field_of_a_kind_means_and_each_column_of_its_csv_is_called(
    anybody: Visitor, entry: Entity
) -> None:
    page = unescape(anybody.get("/codebook").text)

    assert str(entry.definition) in page
    assert [field.name for field in fields_of(entry.model).values() if str(field.definition) not in page] == []
    section = page[page.index(f'<h2 id="{entry.kind}"') :].partition("</section>")[0]
    told = {name for name in columns(entry) if f"<code>{name}</code>" in section}
    assert set(columns(entry)) - told == {"slug", "claim_count", "source_count", "origin_count", "unsettled_count"}


def test_shows_the_rules_and_the_examples(anybody: Visitor) -> None:
    page = unescape(anybody.get("/codebook").text)

    assert [rule.name for rule in rules() if rule.text not in page] == []
    assert [text for text in (*DATES, *FIGURES) if f"<code>{text}</code>" not in page] == []


def test_every_link_within_the_page_leads_somewhere_and_every_anchor_is_one(anybody: Visitor) -> None:
    page = anybody.get("/codebook").text
    found = anchors(page)

    assert {link for link in re.findall(r'href="#([^"]+)"', page) if link not in found} == set()
    assert [name for name, n in found.items() if n > 1] == []


def test_marks_what_is_ours_and_links_what_is_a_standard(anybody: Visitor) -> None:
    page = anybody.get("/codebook").text

    def row(anchor: str) -> str:
        return page[page.index(f'id="{anchor}"') :].partition("</tr>")[0]

    assert ">ours<" in row("vocabulary.production_task.x-CreateSound")
    assert ">ours<" not in row("vocabulary.production_task.Edit")
    assert 'href="https://movielabs.com' in row("vocabulary.production_task.Edit")


def test_a_french_page_defines_terms_in_french_and_says_which_are_english(seeded: Engine, anybody: Visitor) -> None:
    with writing(seeded)() as session:
        term = {"label_en": "More", "label_fr": "Encore", "definition": "One more.", "origin": "this project"}
        session.add(Term(vocabulary="milestone_kind", code="x-more", is_local=True, **term))
        session.commit()

    english = anybody.get("/codebook").text
    french = anybody.get("/codebook", **{"Accept-Language": "fr"}).text

    assert '<html lang="fr"' in french
    assert "Enregistrer l’image et le son." in french
    assert '<span lang="en">One more.</span>' in french
    assert "<span>Recording picture and sound.</span>" in english


def test_costs_as_many_queries_however_long_it_is(app: Flask, seeded: Engine, anybody: Visitor) -> None:
    before = _queries(app, anybody)
    with writing(seeded)() as session:
        term = {"label_en": "More", "label_fr": "Encore", "definition": "One more.", "origin": "this project"}
        for n in range(5):
            session.add(Term(vocabulary="milestone_kind", code=f"x-{n}", is_local=True, **term))
        session.commit()

    assert before == 1
    assert _queries(app, anybody) == before


def _queries(app: Flask, visitor: Visitor) -> int:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = app.extensions["tracker"]["engine"]
    event.listen(engine, "before_cursor_execute", count)
    assert visitor.get("/codebook").status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return sum(statement.startswith("SELECT") for statement in seen)


@every_entity
def test_lists_and_records_lead_to_their_kind(anybody: Visitor, entry: Entity, seeds: Session) -> None:
    record = seeds.query(entry.model).filter_by(kind=entry.kind).first()
    assert record is not None
    link = f'href="/codebook#{entry.kind}"'

    assert link in anybody.get(f"/{entry.slug}").text
    assert link in anybody.get(f"/{entry.slug}/{record.slug}").text
    assert entry.kind in anchors(anybody.get("/codebook").text)


def test_can_be_taken_away_as_a_sheet(anybody: Visitor, seeds: Session) -> None:
    answer = anybody.get("/codebook.csv")
    header, *rows = csv.reader(io.StringIO(answer.text, newline=""))

    assert answer.mimetype == "text/csv"
    assert 'filename="codebook.csv"' in answer.headers["Content-Disposition"]
    assert tuple(header) == HEADER
    assert rows == [[str(row.get(name) or "") for name in HEADER] for row in dictionary(seeds)]


def test_the_sheet_for_spreadsheets_runs_nothing(anybody: Visitor) -> None:
    answer = anybody.get("/codebook.csv?flavour=excel")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))

    assert answer.text.startswith("\ufeff")
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_a_sheet_of_no_flavour_is_refused(anybody: Visitor) -> None:
    answer = anybody.get("/codebook.csv?flavour=vanilla")

    assert answer.status_code == 400
    assert "raw, excel" in answer.text


@pytest.mark.parametrize("path", ["/codebook", "/codebook.csv"])
def test_is_read_by_whoever_may_read_the_lists(seeded: Engine, tmp_path: Path, path: str) -> None:
    with site(seeded, tmp_path, public_read=False) as app:
        assert Visitor(app).get(path).status_code == 303
        assert Visitor(app, "charlie").get(path).status_code == 200
