"""One question over every kind of record: the same answers, in the same order, on both databases."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tests.factories import ALICE, CHARLIE, build, claim
from tracker.catalogue import BY_KIND
from tracker.models import Record, SearchDocument, now
from tracker.queries.keyset import BadCursor, Cursor
from tracker.queries.search import MOST_COUNTED, MOST_RANKED, MOST_WORDS, PAGE, BadQuestion, asked, search
from tracker.queries.search_lines import lines
from tracker.services import records, ruling
from tracker.services.indexing import index

QUESTIONS = Path(__file__).parent / "questions.csv"
# The oldest first: kind, label, note, and what sources call it or state of it.
RECORDS = (
    ("organisation", "Ateliers Béryl", "", {"statement": "Des décors animés pour des séries télévisées."}),
    ("person", "Noémie Lœwen", "Animator of two features.", {"name": "N. Lœwen-Marchetti"}),
    ("source", "L’œuvre d’art et la machine à écrire", "", {}),
    ("source", "What A.I. did to the animators’ children", "", {}),
    ("organisation", "Quill & Sons", "", {"statement": "It trains voice models for audiobooks."}),
    ("labour_event", "Walkout of 1,234 puppeteers", "Talks began in 2031; three universities joined.", {}),
    ("organisation", "X", "", {}),
    ("organisation", "Atelier 3D Straße", "", {}),
    ("source", "Qu’est-ce qu’un cheval-vapeur ?", "", {}),
    ("source", "Chevaux de trait et journaux locaux", "", {}),
    ("person", "Jean-Loup O’Riordan", "", {}),
    ("organisation", "Post-Production Company’s Guild", "", {}),
    ("source", "Студия «Лебедь» закрывается", "", {}),
    ("organisation", "Emoji 🎬 house", "n° 7", {}),
    ("work", "Ångström, the mini-series", "", {"statement": "L’aiguilleur rêve d’automates."}),
    ("source", "Tools, not people: studios’ plans (AI, again)", "", {}),
)


@pytest.fixture
def house(session: Session) -> Session:
    """A session on a database that holds these records."""
    for kind, label, note, stated in RECORDS:
        record = build(session, BY_KIND[kind], label=label, note=note)
        for field, value in stated.items():
            claim(session, record, field, value)
    session.flush()
    return session


def found(session: Session, question: str, **options: object) -> list[str]:
    """The references of what a question finds, in its order."""
    rows = search(session, asked(question), CHARLIE, **options).rows
    return [f"{row.kind}:{row.slug}" for row in rows]


def test_answers_every_question_alike_on_both_databases(house: Session) -> None:
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        expected = {row["question"]: row["found"].split() for row in csv.DictReader(file)}

    assert len(expected) >= 60
    assert {question: found(house, question) for question in expected} == expected


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "no letter or digit"),
        (" \t\n", "no letter or digit"),
        ("“…” () * ' \" ; -- 🎬", "no letter or digit"),
        ("\x00\ud800", "no letter or digit"),
        ("a" * 301, "these are 301"),
        (" ".join(f"word{number}" for number in range(MOST_WORDS + 1)), "these are 41"),
    ],
)
def test_says_why_a_question_cannot_be_asked(question: str, says: str) -> None:
    with pytest.raises(BadQuestion, match=says):
        asked(question)


@pytest.mark.parametrize(
    "question",
    [
        "' OR 1=1 --",
        '" OR ""="',
        "a AND",
        "NEAR(a b, 5)",
        "words:a",
        "{words} : a",
        "^a - b + c",
        "a:* & !b | <-> c",
        "=a ~a @source",
        "\\ %s %(q)s :q ?1 $1",
        "a\x00b\x1fc",
        "\ud800a\udfff",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﷺ ½ Ǆ ẞ İ",
        "हिन्दी 日本語 العربية",
        "e\u0301 a\u0300\u0301\u0302",
        " ".join("abcdefghijklmnopqrstuvwxyz0123456789"),
        "'" * 299 + "a",
    ],
)
def test_takes_whatever_is_typed_for_words(house: Session, question: str) -> None:
    for order in ("newest", "relevance"):
        search(house, asked(question), CHARLIE, kind="source", order=order)


def test_finds_a_text_as_it_stands_now(session: Session) -> None:
    record = build(session, BY_KIND["organisation"], label="Quiet house", note="A lantern.")
    stated = claim(session, record, "statement", "It dubs kingfishers.")
    assert all(found(session, word) for word in ("quiet", "lantern", "kingfisher"))

    ruling.rule(session, stated, "deprecated", "it does not", version=record.version, actor=ALICE)
    records.update(
        session, record, {"label": "Loud house", "note": ""}, version=record.version, actor=ALICE, reason="so it is"
    )

    assert [found(session, word) for word in ("quiet", "lantern", "kingfisher")] == [[], [], []]
    assert found(session, "loud house") == ["organisation:quiet-house"]


def test_finds_withdrawn_records_for_editors_alone(house: Session) -> None:
    record = house.scalars(select(Record).where(Record.slug == "quill-sons")).one()
    records.withdraw(house, record, version=record.version, actor=ALICE, reason="a double")

    hidden = search(house, asked("quill"), CHARLIE)
    shown = search(house, asked("quill"), ALICE)

    assert (list(hidden.rows), hidden.total, hidden.counts) == ([], 0, {})
    assert [row.slug for row in shown.rows] == ["quill-sons"]


def test_counts_every_kind_and_finds_one(house: Session) -> None:
    answer = search(house, asked("a"), CHARLIE, kind="source")

    assert [row.slug for row in answer.rows] == [
        "tools-not-people-studios-plans-ai-again",
        "what-a-i-did-to-the-animators-children",
        "loeuvre-dart-et-la-machine-a-ecrire",
    ]
    assert answer.total == 3
    assert answer.counts == {"organisation": 3, "person": 1, "source": 3, "work": 1}


def test_ranks_by_how_well_a_name_fits(session: Session) -> None:
    labels = ("Amber", "Amber Lantern", "The amber house", "Ambergris", "Nothing")
    for label in labels:
        build(session, BY_KIND["organisation"], label=label, note="amber")

    ranked = found(session, "amber", order="relevance")

    assert ranked == [
        f"organisation:{slug}" for slug in ("amber", "amber-lantern", "the-amber-house", "ambergris", "nothing")
    ]
    assert found(session, "amber") == [
        f"organisation:{slug}" for slug in ("nothing", "ambergris", "the-amber-house", "amber-lantern", "amber")
    ]


@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_pages_hold_every_record_once(session: Session, order: str) -> None:
    count = 2 * PAGE + 3
    for number in range(count):
        build(session, BY_KIND["organisation"], label=f"House {'of glass' * (number % 3)} {number}")
    seen: list[int] = []
    after = None
    while not seen or after:
        answer = search(session, asked("house"), CHARLIE, order=order, after=after)
        assert answer.total == count
        seen += [row.id for row in answer.rows]
        after = answer.later and Cursor.decode(answer.later.encode(order), order)

    assert len(seen) == len(set(seen)) == count
    assert order == "relevance" or seen == sorted(seen, reverse=True)


def test_refuses_a_page_nobody_gave_the_address_of(house: Session) -> None:
    with pytest.raises(BadCursor):
        search(house, asked("a"), CHARLIE, order="relevance", after=Cursor(True, "x", 1))


@pytest.mark.damages
def test_keeps_the_beginning_of_a_text_too_long_to_index(session: Session) -> None:
    """Written by hand: no form takes so long a note, but hundreds of statements may be as long together."""
    record = build(session, BY_KIND["organisation"], label="Long house")
    words = " ".join(f"é{number}" for number in range(200_000))
    session.execute(update(Record.__table__).values(note=f"beginning {words} ending"))

    index(session, [record.id])

    assert found(session, "long beginning") == ["organisation:long-house"]
    assert found(session, "ending") == []


def test_shows_what_was_found_beside_the_name(house: Session) -> None:
    question = asked("noemie marchetti animators")
    answer = search(house, question, CHARLIE)

    (line,) = lines(house, answer.rows, question).values()
    assert (line.field, line.text) == ("name", "N. Lœwen-Marchetti")
    assert lines(house, search(house, asked("loewen"), CHARLIE).rows, asked("loewen")) == {}


@pytest.mark.damages
def test_counts_and_ranks_only_so_many(session: Session) -> None:
    """Rows put in by hand: the services would take minutes."""
    spine = {"family": "source", "version": 1, "created_at": now(), "updated_at": now()}
    people = {"created_by": "x", "updated_by": "x"}
    numbers = range(1, MOST_COUNTED + 12)
    kinds = {number: "source" if number % 2000 else "organisation" for number in numbers}
    rows = [
        {
            "id": n,
            "kind": kinds[n],
            "slug": f"s{n}",
            "label": f"Crowd {n}",
            "label_key": f"crowd {n}",
            **spine,
            **people,
        }
        for n in numbers
    ]
    session.execute(insert(Record.__table__), rows)
    session.execute(
        insert(SearchDocument), [{"record_id": n, "words": f"@{kinds[n]} crowd" + " old" * (n == 1)} for n in numbers]
    )
    session.execute(update(Record.__table__).where(Record.id == MOST_COUNTED + 11).values(label_key="crowd"))
    words = asked("crowd")

    answer = search(session, words, CHARLIE)
    assert answer.is_capped
    assert answer.counts == {}
    assert [row.id for row in answer.rows] == sorted(numbers, reverse=True)[:PAGE]
    assert answer.later
    beyond = search(session, words, CHARLIE, after=answer.later)
    assert [row.id for row in beyond.rows] == sorted(numbers, reverse=True)[PAGE : 2 * PAGE]

    assert [row.id for row in search(session, asked("old"), CHARLIE).rows] == [1]
    assert search(session, words, CHARLIE, kind="organisation").total == 5

    after, ranked = None, []
    while not ranked or after:
        page = search(session, words, CHARLIE, order="relevance", after=after)
        ranked += [row.id for row in page.rows]
        after = page.later
    assert ranked[0] == MOST_COUNTED + 11
    assert len(ranked) == MOST_RANKED
