"""What must hold for every kind of record: one test over the catalogue each, on both databases."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.factories import build, claim, values_of
from tests.web.visitors import Visitor, site
from tracker.catalogue import CATALOGUE
from tracker.database import reading, writing
from tracker.exchange.columns import COUNTERS
from tracker.exchange.lists import columns, shown_columns
from tracker.exchange.package import record_columns
from tracker.forms.fields import Input, write
from tracker.models import (
    Entity,
    Evidence,
    FieldType,
    Record,
    Source,
    Term,
    claimed_fields,
    fields_of,
    structural_fields,
)
from tracker.permissions import ANYBODY, SYSTEM
from tracker.queries.columns import UPDATED, listed_fields, showable, sortable
from tracker.queries.facets import facet_fields, facets
from tracker.queries.filters import CERTAINLY, MARKS, RANGES, filterable
from tracker.queries.list_query import ListQuery
from tracker.queries.records import count, everything, neighbour, order_of, page
from tracker.services import records
from tracker.services.errors import NotAllowed

every_entity = pytest.mark.parametrize("entry", CATALOGUE, ids=[entry.slug for entry in CATALOGUE])

LIST_QUERIES = 4
# And for each facet, whatever the number of rows: on PostgreSQL its time limit needs a savepoint around the statement.
FACET_QUERIES = {"sqlite": 1, "postgresql": 4}
# Twelve for what the record itself says and is linked to, and one for the timeline: the dates of what hangs on it.
RECORD_QUERIES = 13
# The record before it in the list that one came from, and the record after it.
NEIGHBOUR_QUERIES = 2
# The address of a form that begins with something.
BEGUN = re.compile(r'href="(/[a-z-]+/new\?[^"]+)"')


@pytest.fixture
def app(seeded: Engine, tmp_path: Path) -> Iterator[Flask]:
    with site(seeded, tmp_path) as app:
        yield app


def made(engine: Engine, entry: Entity, **values: object) -> Record:
    with writing(engine)() as session:
        record = build(session, entry, **values)
        session.commit()
        return record


def queries(app: Flask, visitor: Visitor, path: str) -> int:
    """How many statements a page costs."""
    seen: list[str] = []

    def count(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    engine = app.extensions["tracker"]["engine"]
    event.listen(engine, "before_cursor_execute", count)
    answer = visitor.get(path)
    event.remove(engine, "before_cursor_execute", count)
    assert answer.status_code == 200
    return len(seen)


def least_typed(engine: Engine, entry: Entity, label: str) -> tuple[dict[str, str], str]:
    """The least that is typed to add a record of a noun, and a source to cite for it."""
    with writing(engine)() as session:
        typed = {name: write(value) for name, value in values_of(session, entry).items()} | {"label": label}
        session.commit()
        return typed, session.scalars(select(Source).limit(1)).one().reference


@every_entity
def test_form_fields_are_fields_of_the_model(entry: Entity) -> None:
    inputs = [field for field in entry.form() if isinstance(field, Input)]

    assert {field.name for field in inputs} <= set(fields_of(entry.model))
    assert all(field.spec == fields_of(entry.model)[field.name] for field in inputs)


@every_entity
def test_every_structural_field_can_be_typed(entry: Entity) -> None:
    names = {field.name for field in structural_fields(entry.model) if not field.derived}

    assert names <= set(entry.form()._fields)


@every_entity
def test_every_field_is_defined(entry: Entity) -> None:
    for field in fields_of(entry.model).values():
        assert str(field.label).strip()
        assert str(field.definition).strip().endswith((".", "…"))
        assert (field.type == FieldType.TERM) == bool(field.vocabulary)
        assert (field.type == FieldType.RECORD) == bool(field.kinds)
        assert field.cardinality in ("", "1", "t", "*")


@every_entity
def test_every_vocabulary_has_terms(entry: Entity, seeds: Session) -> None:
    wanted = {field.vocabulary for field in fields_of(entry.model).values()} | {
        field.roles for field in claimed_fields(entry.model)
    }

    assert wanted - {""} <= set(seeds.scalars(select(Term.vocabulary)))


@every_entity
def test_list_columns_are_fields(entry: Entity) -> None:
    assert set(entry.columns) <= {field.name for field in listed_fields(entry)}
    assert entry.sort in sortable(entry)


@every_entity
def test_can_be_created_changed_withdrawn_and_brought_back(entry: Entity, session: Session) -> None:
    record = build(session, entry)

    records.update(session, record, {"label": "Another name"}, version=1, actor=SYSTEM, reason="typo")
    records.withdraw(session, record, version=2, actor=SYSTEM, reason="a mistake")
    records.restore(session, record, version=3, actor=SYSTEM)

    assert (record.label, record.version, record.is_withdrawn) == ("Another name", 4, False)


@every_entity
def test_readers_may_not_write_it(entry: Entity, session: Session) -> None:
    with pytest.raises(NotAllowed):
        records.create(session, entry.model, {"label": "x"}, actor=ANYBODY, reason="x")


@every_entity
def test_is_in_the_list_that_its_name_is_searched_in(entry: Entity, app: Flask, seeded: Engine) -> None:
    made(seeded, entry, label="Éclair œuvre")
    made(seeded, entry, label="Something else")

    text = Visitor(app).get(f"/{entry.slug}?q=oeuvre+ecl").text

    assert "Éclair œuvre" in text
    assert "Something else" not in text


@every_entity
def test_is_found_by_its_label_among_all_kinds(entry: Entity, app: Flask, seeded: Engine) -> None:
    record = made(seeded, entry, label="Éclairs d’œuvre zq")

    text = Visitor(app).get("/search?q=zq+oeuvres+ecl").text

    assert f'"/{entry.slug}/{record.slug}"' in text
    assert str(entry.label) in text


@every_entity
def test_has_a_page_with_all_its_fields(entry: Entity, app: Flask, seeded: Engine) -> None:
    record = made(seeded, entry)

    page = Visitor(app).get(f"/{entry.slug}/{record.slug}")

    assert page.status_code == 200
    assert record.label in page.text
    assert all(str(field.label) in page.text for field in claimed_fields(entry.model))


@every_entity
def test_every_section_of_its_page_folds_under_a_heading(entry: Entity, app: Flask, seeded: Engine) -> None:
    page = Visitor(app).get(f"/{entry.slug}/{made(seeded, entry).slug}").text

    headings = re.findall(r'<details class="part" open[^>]*>\s*<summary><h2 id="(\w+)">', page)
    assert {"what", "stated", "sources"} <= set(headings)
    assert len(set(headings)) == page.count("<h2")


@every_entity
def test_its_page_says_what_rests_on_the_source_of_it(entry: Entity, app: Flask, seeded: Engine) -> None:
    typed, cited = least_typed(seeded, entry, "Rests on one")
    alice = Visitor(app, "alice")

    page = alice.get(alice.send(f"/{entry.slug}/new", **typed, **{"evidence-source": cited}).location).text

    assert 'Rests on it: <a href="#existence">its existence</a>' in page
    for name in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{name}"' in page


@every_entity
def test_its_page_begins_each_record_that_can_link_to_it(entry: Entity, app: Flask, seeded: Engine) -> None:
    record, alice = made(seeded, entry), Visitor(app, "alice")
    path = f"/{entry.slug}/{record.slug}"
    wanted = {
        f"/{other.slug}/new?{field.name}={record.reference}"
        for other in CATALOGUE
        for field in structural_fields(other.model)
        if field.type == FieldType.RECORD and record.family in field.kinds and not field.derived
    }

    begun = BEGUN.findall(unquote(alice.get(path).text))

    assert len(begun) == len(set(begun))
    assert set(begun) == wanted
    for form in begun:
        assert f'value="{record.label} ({record.reference})"' in unescape(alice.get(form).text)
    assert not BEGUN.search(Visitor(app).get(path).text)
    alice.send(f"{path}/withdraw", version="1", reason="a double")
    withdrawn = alice.get(path).text
    assert not BEGUN.search(withdrawn)
    assert "How far this record is" not in withdrawn


@every_entity
def test_a_new_one_tells_editors_what_it_still_needs(entry: Entity, app: Flask, seeded: Engine) -> None:
    record, alice = made(seeded, entry), Visitor(app, "alice")
    path = f"/{entry.slug}/{record.slug}"

    steps = _steps(alice.get(path).text)

    if entry.model is Source:
        assert steps == {}
        return
    assert {step: said.startswith("done") for step, said in steps.items()} == {
        "Name": True,
        "First source": False,
        "First claim": False,
    }
    assert steps["First claim"].count(f'href="{path}/claims/new"') == 1
    assert _steps(Visitor(app).get(path).text) == {}
    assert _steps(Visitor(app, "bob").get(path).text) == {}

    with writing(seeded)() as session:
        field = next(field for field in claimed_fields(entry.model) if field.type == FieldType.TEXT)
        claim(session, session.get_one(entry.model, record.id), field.name, "words")
        session.commit()
    steps = _steps(alice.get(path).text)
    assert steps["First claim"] == "done"
    assert steps["First source"].startswith("not yet.")

    with writing(seeded)() as session:
        cited = session.scalars(select(Source).limit(1)).one()
        claim(session, session.get_one(entry.model, record.id), field.name, "other words", cited)
        session.commit()
    assert _steps(alice.get(path).text) == {}


def _steps(page: str) -> dict[str, str]:
    """What the page asks to be done next, and what it says of each."""
    return dict(re.findall(r"<li><span[^>]*>[✓○]</span> ([^:]+): (.*?)</li>", page))


@every_entity
def test_has_a_form_that_saves_what_was_typed(entry: Entity, app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        typed = {name: write(value) for name, value in values_of(session, entry).items()} | {"label": "Typed by hand"}
        session.commit()

    saved = Visitor(app, "alice").send(f"/{entry.slug}/new", **typed, reason="own observation")

    assert saved.status_code == 303, saved.text
    assert saved.location == f"/{entry.slug}/typed-by-hand"


@every_entity
def test_an_address_adds_nothing_to_what_is_sent(entry: Entity, app: Flask, seeded: Engine) -> None:
    hidden = "note=planted&evidence-note=planted&evidence-paragraph=abc&evidence-wording=planted"
    with writing(seeded)() as session:
        typed = {name: write(value) for name, value in values_of(session, entry).items()} | {"label": "Sent by hand"}
        cited = session.scalars(select(Source).limit(1)).one().reference
        session.commit()
    alice = Visitor(app, "alice")

    saved = alice.send(f"/{entry.slug}/new?{hidden}", **typed, **{"evidence-source": cited})
    refused = alice.send(f"/{entry.slug}/new?label=Planted")

    assert saved.status_code == 303, saved.text
    assert "planted" not in alice.get(saved.location).text
    with reading(seeded)() as session:
        assert session.scalars(select(Evidence.id).where(Evidence.wording == "planted")).all() == []
    assert refused.status_code == 400


@every_entity
def test_the_next_one_begins_with_the_same_source_and_links(entry: Entity, app: Flask, seeded: Engine) -> None:
    typed, source = least_typed(seeded, entry, "One <of> many")
    alice = Visitor(app, "alice")

    sent = {**typed, "evidence-source": source, "reason": "seen by myself", "then": "another"}
    saved = alice.send(f"/{entry.slug}/new", **sent)
    page = alice.get(saved.location).text

    assert "“One &lt;of&gt; many” is saved." in page
    links = {
        typed[name]
        for name, field in fields_of(entry.model).items()
        if field.type == FieldType.RECORD and name in typed
    }
    for text in {source, *links}:
        assert re.search(rf'value="[^"]+ \({re.escape(text)}\)"[^>]* name=', page)
    assert "seen by myself" not in page
    assert not re.search(r'<(input|textarea)[^>]* value="One', page)


@every_entity
def test_keeps_what_was_typed_when_it_is_refused(entry: Entity, app: Flask) -> None:
    refused = Visitor(app, "alice").send(f"/{entry.slug}/new", label="Half a record <b>", note="\x01 what I meant")

    assert refused.status_code == 400
    assert "Half a record &lt;b&gt;" in refused.text
    assert "what I meant" in refused.text


@every_entity
def test_is_edited_and_its_history_shows_old_and_new(entry: Entity, app: Flask, seeded: Engine) -> None:
    record = made(seeded, entry, label="Old name")
    alice = Visitor(app, "alice")
    path = f"/{entry.slug}/{record.slug}"

    saved = alice.send(f"{path}/edit", label="New name", version="1", reason="typo")

    assert saved.status_code == 303, saved.text
    history = alice.get(f"{path}/history").text
    assert "Old name" in history
    assert "New name" in history
    assert "typo" in history


@every_entity
def test_two_edits_of_one_field_meet_with_nothing_lost(entry: Entity, app: Flask, seeded: Engine) -> None:
    record = made(seeded, entry, label="Original name")
    alice, dana = Visitor(app, "alice"), Visitor(app, "dana")
    path = f"/{entry.slug}/{record.slug}/edit"
    alice.send(path, label="Name by Alice", version="1", reason="typo")

    met = dana.send(path, label="Name by Dana", version="1", reason="typo")

    assert met.status_code == 409
    assert all(name in met.text for name in ("Name by Alice", "Name by Dana", "Original name"))


@every_entity
def test_is_withdrawn_from_readers_and_not_from_editors(entry: Entity, app: Flask, seeded: Engine) -> None:
    record = made(seeded, entry, label="Taken back")
    alice, anybody = Visitor(app, "alice"), Visitor(app)
    path = f"/{entry.slug}/{record.slug}"

    gone = alice.send(f"{path}/withdraw", version="1", reason="a double")

    assert gone.status_code == 303
    assert alice.get(path).status_code == 200
    assert anybody.get(path).status_code == 404
    assert "Taken back" not in anybody.get(f"/{entry.slug}").text
    assert "Taken back" not in anybody.get(f"/{entry.slug}.csv").text


@every_entity
def test_csv_holds_the_rows_of_the_list(entry: Entity, app: Flask, seeded: Engine) -> None:
    made(seeded, entry, label='A "quoted", name\nin two lines')

    answer = Visitor(app).get(f"/{entry.slug}.csv?sort=-label")

    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert answer.mimetype == "text/csv"
    assert tuple(rows[0]) == columns(entry)
    assert 'A "quoted", name\nin two lines' in [row["label"] for row in rows]
    with writing(seeded)() as session:
        query = ListQuery.parse(entry, {"sort": ["-label"]}, session, ANYBODY)
        expected = [row.slug for row in session.execute(everything(query, [], ANYBODY))]
    assert [row["slug"] for row in rows] == expected


@every_entity
def test_csv_for_excel_guards_formulas(entry: Entity, app: Flask, seeded: Engine) -> None:
    made(seeded, entry, label="=cmd()")

    answer = Visitor(app).get(f"/{entry.slug}.csv?flavour=excel&q=cmd").data.decode("utf-8-sig")

    assert "'=cmd()" in answer


@every_entity
def test_pages_of_a_list_hold_every_row_once_in_every_order(entry: Entity, seeds: Session) -> None:
    for number in range(4):
        build(seeds, entry, label=f"Record {number % 2}")
    for sort in [sign + name for name in sortable(entry) for sign in ("", "-")]:
        wanted = [
            row.id for row in seeds.execute(page(ListQuery.parse(entry, {"sort": [sort]}, seeds, ANYBODY), [], ANYBODY))
        ]

        assert list(_walk(entry, sort, seeds, "after")) == wanted
        assert list(_walk(entry, sort, seeds, "before"))[::-1] == wanted[:-1]


def _walk(entry: Entity, sort: str, session: Session, direction: str) -> Iterator[int]:
    """The ids of a list page by page: forwards from the first, or backwards from the last."""
    args = {"sort": [sort]}
    if direction == "before":
        rows = session.execute(page(ListQuery.parse(entry, {"sort": [sort]}, session, ANYBODY), [], ANYBODY)).all()
        args["before"] = [_cursor(entry, sort, session, rows[-1])]
    while True:
        query = replace(ListQuery.parse(entry, args, session, ANYBODY), limit=2)
        rows = session.execute(page(query, [], ANYBODY)).all()
        yield from (row.id for row in rows[:2])
        if len(rows) < 3:
            return
        args = {"sort": [sort], direction: [_cursor(entry, sort, session, rows[1])]}


def _cursor(entry: Entity, sort: str, session: Session, row) -> str:
    order = order_of(ListQuery.parse(entry, {"sort": [sort]}, session, ANYBODY))
    return order.cursor(row.sort_value, row.id).encode(sort)


@every_entity
def test_each_record_of_a_list_leads_to_the_next_in_every_order(entry: Entity, seeds: Session) -> None:
    for number in range(4):
        build(seeds, entry, label=f"Record {number % 2}")
    for sort in [sign + name for name in sortable(entry) for sign in ("", "-")]:
        query = ListQuery.parse(entry, {"sort": [sort], "q": ["record"]}, seeds, ANYBODY)
        listed = [seeds.get_one(Record, row.id) for row in seeds.execute(page(query, [], ANYBODY))]

        for backwards, wanted in ((False, [*listed[1:], None]), (True, [None, *listed[:-1]])):
            found = [seeds.execute(neighbour(query, record, ANYBODY, backwards=backwards)).first() for record in listed]
            assert [row and row.slug for row in found] == [record and record.slug for record in wanted], sort


@every_entity
def test_pages_cost_the_same_however_much_they_show(entry: Entity, app: Flask, seeded: Engine) -> None:
    record = made(seeded, entry)
    anybody = Visitor(app)
    # What is broken off is not asked: on a busy machine that would be one statement less.
    app.config["FACET_SECONDS"] = 60
    lists = [queries(app, anybody, f"/{entry.slug}")]
    pages = [queries(app, anybody, f"/{entry.slug}/{record.slug}")]
    for number in range(12):
        made(seeded, entry, label=f"Another {number}")
    with writing(seeded)() as session:
        busiest = session.scalars(select(entry.model).order_by(entry.model.claim_count.desc())).first()
    assert busiest is not None

    lists.append(queries(app, anybody, f"/{entry.slug}"))
    kind = next(entry.slug for entry in CATALOGUE if entry.kind == busiest.kind)
    pages.append(queries(app, anybody, f"/{kind}/{busiest.slug}"))
    in_the_list = queries(app, anybody, f"/{kind}/{busiest.slug}?list={entry.slug}")

    allowed = LIST_QUERIES + len(facet_fields(entry)) * FACET_QUERIES[seeded.dialect.name]
    assert lists[0] == lists[1] <= allowed
    assert max(pages) <= RECORD_QUERIES
    assert in_the_list == pages[-1] + NEIGHBOUR_QUERIES


@every_entity
def test_every_count_of_a_facet_is_what_its_link_lists(entry: Entity, seeds: Session) -> None:
    def listed(args: dict[str, list[str]]) -> int:
        return seeds.scalar(count(ListQuery.parse(entry, args, seeds, ANYBODY), ANYBODY)) or 0

    everything_chosen: dict[str, list[str]] = {}
    first = facets(seeds, ListQuery.parse(entry, everything_chosen, seeds, ANYBODY), ANYBODY, seconds=60)
    assert first
    for base in (everything_chosen, {first[0].field.name: [first[0].values[0].text]}):
        query = ListQuery.parse(entry, base, seeds, ANYBODY)
        for facet in facets(seeds, query, ANYBODY, seconds=60):
            for value in facet.values:
                assert value.count == listed({**base, facet.field.name: [value.text]}), (base, facet.field.name, value)
                assert value.count or value.chosen


@every_entity
def test_what_is_certainly_in_a_range_could_be_in_it(entry: Entity, seeds: Session) -> None:
    typed = {"date": ("2026", "Q1 2026", "by May 2026", "since 2025"), "quantity": ("10..40000", ">350", "1")}

    def listed(name: str, text: str) -> set[int]:
        query = ListQuery.parse(entry, {name: [text]}, seeds, ANYBODY)
        return {row.id for row in seeds.execute(everything(query, [], ANYBODY))}

    for field in filterable(entry).values():
        for text in typed[field.type] if field.type in RANGES else ():
            assert listed(field.name + CERTAINLY, text) <= listed(field.name, text), (field.name, text)


@every_entity
def test_no_field_is_called_as_a_mark_of_every_list(entry: Entity) -> None:
    assert not {mark.name for mark in MARKS} & set(fields_of(entry.model))


@every_entity
def test_csv_has_the_rows_that_the_page_counts(entry: Entity, app: Flask) -> None:
    anybody = Visitor(app)
    for query in ("", "?unsettled=yes", "?single_origin=no", "?q=a"):
        counted = re.search(r'id="count"><strong>(\d+) ', anybody.get(f"/{entry.slug}{query}").text)
        rows = list(csv.reader(io.StringIO(anybody.get(f"/{entry.slug}.csv{query}").text, newline="")))

        assert counted
        assert int(counted[1]) == len(rows) - 1


@every_entity
def test_shows_the_columns_that_are_chosen_in_their_order(entry: Entity, app: Flask) -> None:
    chosen = ["label", *reversed(showable(entry)[1:])]
    query = f"?columns={','.join(chosen)}"
    anybody = Visitor(app)

    page, sheet = anybody.get(f"/{entry.slug}{query}"), anybody.get(f"/{entry.slug}.csv{query}")

    heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a[^>]*>)?([^<]*)<", page.text)
    labels = {field.name: field.label for field in (*fields_of(entry.model).values(), *COUNTERS, UPDATED)}
    assert [unescape(head) for head in heads] == [str(labels[name]) for name in chosen]
    header = next(csv.reader(io.StringIO(sheet.text, newline="")))
    assert header == list(shown_columns(entry, chosen))
    linked = {name.removesuffix("_slug") for name in header if name.endswith("_slug")}
    assert set(chosen) <= {*header, *linked}


@every_entity
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("nonsense=1", "nonsense=1"),
        ("sort=nonsense", "sort=nonsense"),
        ("after=nonsense", "after=nonsense"),
        ("per=100000", "per=100000"),
        ("q=a&q=b", "q=b"),
        ("unsettled=perhaps", "unsettled=perhaps"),
        ("columns=label,nonsense", "columns=nonsense"),
    ],
)
def test_an_unknown_query_is_named_with_what_is_allowed(entry: Entity, app: Flask, query: str, named: str) -> None:
    for path in (f"/{entry.slug}?{query}", f"/{entry.slug}.csv?{query}"):
        answer = Visitor(app).get(path)

        assert answer.status_code == 400
        assert named in answer.text
        assert "allowed:" in answer.text


@every_entity
def test_an_unknown_record_is_named(entry: Entity, app: Flask) -> None:
    answer = Visitor(app).get(f"/{entry.slug}/no-such-thing")

    assert answer.status_code == 404
    assert "no-such-thing" in answer.text


@every_entity
def test_seeds_hold_its_slug_and_structural_fields(entry: Entity) -> None:
    assert record_columns(entry.kind)[:2] == ("slug", "label")
