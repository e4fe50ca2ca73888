"""The search page, and the box in the header of every page."""

import re
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.factories import build, organisation, source
from tests.test_every_entity import queries
from tests.web.visitors import Visitor, site
from tracker.catalogue import BY_KIND
from tracker.database import writing

QUERIES = 8
RESULT = re.compile(r'<li[^>]*>\s*<p><a href="([^"]+)"')


def results(answer) -> list[str]:
    """The addresses of what a page shows, in its order."""
    return RESULT.findall(answer.text)


def typed(answer) -> str:
    """What stands in the page's own search field."""
    found = re.search(r'id="question" name="q" value="([^"]*)"', answer.text)
    assert found
    return unescape(found[1])


@pytest.fixture
def houses(seeded: Engine) -> None:
    """Sixty records that nobody else is called like."""
    with writing(seeded)() as session:
        for number in range(60):
            kind = "studio" if number % 20 == 0 else "organisation"
            build(session, BY_KIND[kind], label=f"Kingfisher {number}")
        session.commit()


@pytest.mark.parametrize(
    "path", ["/", "/milestones", "/milestones/ai-studio-closed-beta", "/reports", "/sign-in", "/no"]
)
def test_every_page_has_the_box(anybody: Visitor, path: str) -> None:
    text = anybody.get(path).text

    assert 'action="/search"' in text
    assert re.search(r'<label[^>]*for="find"', text)


def test_finds_over_every_kind_and_shows_what_it_is(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        paper = organisation(session, label="The Daily Lantern")
        source(session, "2031-04", label="Lanterns, a history", publisher=paper.reference)
        session.commit()

    answer = Visitor(app).get("/search?q=lantern")

    assert results(answer) == ["/sources/lanterns-a-history", "/organisations/the-daily-lantern"]
    assert ">Source<" in answer.text
    assert "April 2031" in answer.text
    assert answer.text.count("The Daily Lantern") == 2


def test_shows_the_statement_that_was_found(anybody: Visitor) -> None:
    answer = anybody.get("/search?q=ai+studio+beta")

    assert "/milestones/ai-studio-closed-beta" in results(answer)
    assert "Nothing has all" in anybody.get("/search?q=ai+studio+beta+zzzz").text


def test_an_empty_question_gets_a_sentence(anybody: Visitor) -> None:
    for path in ("/search", "/search?q=", "/search?q=+"):
        answer = anybody.get(path)

        assert answer.status_code == 200
        assert "Please type a word" in answer.text


@pytest.mark.parametrize(
    ("question", "says"), [("“…”", "no letter or digit"), ("a" * 100_000, "at most 300"), ("é " * 150, "")]
)
def test_what_was_typed_is_kept(anybody: Visitor, question: str, says: str) -> None:
    answer = anybody.get(f"/search?{urlencode({'q': question})}")

    assert typed(answer) == question
    assert says in answer.text
    assert answer.status_code == (400 if says else 200)


@pytest.mark.parametrize(
    "question",
    [
        "' OR 1=1 --",
        '"',
        '"*',
        "a AND",
        "NEAR(a b)",
        "words:a",
        "(",
        ")",
        "*",
        "a*b",
        "🎬 a",
        "%00a",
        "a\\",
        "<b>a",
        "\ud800a",
    ],
)
def test_whatever_is_typed_is_no_error_of_ours(anybody: Visitor, question: str) -> None:
    for order in ("", "&order=relevance", "&kind=source"):
        answer = anybody.get(f"/search?q={quote(question, errors='surrogatepass')}{order}")

        assert answer.status_code in (200, 400)
        assert "<b>a" not in answer.text


@pytest.mark.parametrize("control", ["%00", "%01a", "%7Fa", "a%1f"])
def test_control_characters_are_no_error_of_ours(anybody: Visitor, control: str) -> None:
    assert anybody.get(f"/search?q={control}").status_code in (200, 400)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("q=a&nonsense=1", "nonsense=1"),
        ("q=a&kind=nonsense", "kind=nonsense"),
        ("q=a&order=nonsense", "order=nonsense"),
        ("q=a&q=b", "q=b"),
        ("q=a&after=nonsense", "address was changed"),
    ],
)
def test_an_unknown_query_is_named(anybody: Visitor, query: str, named: str) -> None:
    answer = anybody.get(f"/search?{query}")

    assert answer.status_code == 400
    assert named in answer.text


@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_pages_lead_to_every_result_once(app: Flask, houses: None, order: str) -> None:
    anybody, seen = Visitor(app), []
    path = f"/search?q=kingfisher&order={order}"
    while path:
        answer = anybody.get(path)
        assert "60 records" in answer.text
        seen += results(answer)
        later = re.search(r'rel="next" href="([^"]+)"', answer.text)
        path = unescape(later[1]) if later else ""

    assert len(seen) == len(set(seen)) == 60


def test_kinds_are_offered_and_narrow_the_search(app: Flask, houses: None) -> None:
    answer = Visitor(app).get("/search?q=kingfisher&order=relevance")
    (address,) = re.findall(r'<a class="chip" href="([^"]+kind=studio[^"]*)"', answer.text)

    narrowed = Visitor(app).get(unescape(address))

    assert results(narrowed) == [f"/studios/kingfisher-{number}" for number in (40, 20, 0)]
    assert "3 records" in narrowed.text
    assert re.search(r'kind=studio[^"]*" aria-current="?true', narrowed.text)


def test_withdrawn_records_are_shown_as_such_to_editors_alone(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        organisation(session, label="Kingfisher")
        session.commit()
    alice = Visitor(app, "alice")
    alice.send("/organisations/kingfisher/withdraw", version="1", reason="a double")

    assert results(alice.get("/search?q=kingfisher")) == ["/organisations/kingfisher"]
    assert "withdrawn" in alice.get("/search?q=kingfisher").text
    for visitor in (Visitor(app), Visitor(app, "charlie")):
        answer = visitor.get("/search?q=kingfisher")
        assert results(answer) == []
        assert "Nothing has all of these words" in answer.text


def test_it_costs_the_same_however_much_it_finds(app: Flask, houses: None) -> None:
    anybody = Visitor(app)
    costs = {queries(app, anybody, f"/search?q={words}") for words in ("kingfisher+7", "kingfisher")}

    assert max(costs) <= QUERIES
    assert len(costs) == 1


def test_is_read_by_those_who_may_read(seeded: Engine, tmp_path) -> None:
    with site(seeded, tmp_path, public_read=False) as app:
        assert Visitor(app).get("/search?q=a").status_code == 303
        assert Visitor(app, "charlie").get("/search?q=a").status_code == 200
