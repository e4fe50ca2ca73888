"""Dates and figures in words: shown as they are read before anything is saved, and kept with their words."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from tests.factories import labour_event, milestone, source
from tests.web.visitors import Visitor
from tracker.database import reading, writing
from tracker.models import Claim, LabourEvent, Milestone, Record, Revision, Source

ECHO = "Nothing was saved yet"
GAZETTE, PAPER = "source:the-gazette", "source:an-undated-paper"


@pytest.fixture
def alice(app: Flask, seeded: Engine) -> Visitor:
    """An editor, with a source that has a date, one that has none, a milestone and a labour event to edit."""
    with writing(seeded)() as session:
        source(session, "2031-02-10", label="The gazette")
        source(session, label="An undated paper")
        milestone(session, label="First light")
        labour_event(session, label="A quiet strike")
        session.commit()
    return Visitor(app, "alice")


def found(engine: Engine, model: type[Any], slug: str) -> Any:
    with reading(engine)() as session:
        record = session.scalars(select(model).where(model.slug == slug)).one()
        session.expunge(record)
        return record


def wordings(engine: Engine, slug: str) -> dict[str, list[str]]:
    """The words that the last save of a record keeps in its history, by key."""
    with reading(engine)() as session:
        query = select(Revision).join(Record, Record.id == Revision.record_id).where(Record.slug == slug)
        last = session.scalars(query.order_by(Revision.version.desc())).all()[0]
        return {key: pair for key, pair in last.changes.items() if key.startswith("wording:")}


def claims(engine: Engine, slug: str) -> list[tuple[str, str, str, str]]:
    """Field, value, words and way of reading of every passage behind the claims of a record."""
    with reading(engine)() as session:
        query = select(Claim).join(Record, Record.id == Claim.record_id).where(Record.slug == slug)
        return [
            (claim.field, claim.value, row.wording, row.date_inference)
            for claim in session.scalars(query)
            for row in claim.evidence
        ]


def shown(answer: TestResponse) -> dict[str, str]:
    """What the hidden inputs of a page say that its words were read as."""
    hidden = re.findall(r'<input type="hidden" name="(read-[a-z_]+)" value="([^"]*)">', answer.text)
    return {name: unescape(text) for name, text in hidden if text}


def offered(answer: TestResponse) -> dict[str, list[str]]:
    """The readings of which a page has the person choose, by the name of the input; the chosen one with an asterisk."""
    radios = re.findall(r'<input type="radio" name="(read-[a-z_-]+)" value="([^"]*)"( checked)?>', answer.text)
    choices: dict[str, list[str]] = {}
    for name, value, checked in radios:
        choices.setdefault(name, []).append(unescape(value) + ("*" if checked else ""))
    return choices


def send(visitor: Visitor, path: str, **fields: str) -> TestResponse:
    """Save a form as a browser without scripts sends it: the names of the evidence bar with their dash."""
    return visitor.send(path, **{name.replace("evidence_", "evidence-"): text for name, text in fields.items()})


def agreed(visitor: Visitor, path: str, **fields: str) -> TestResponse:
    """Save, look at what the words were read as, and save again."""
    first = send(visitor, path, **fields)
    assert first.status_code == 200, re.findall(r"error[^>]*>([^<]+)", first.text)
    return send(visitor, path, **fields, **shown(first))


EDIT = "/milestones/first-light/edit"
BY_MAY = {"version": "1", "evidence_source": GAZETTE, "expected_date": "by May"}


def test_shows_what_words_are_read_as_before_it_saves(alice: Visitor, seeded: Engine) -> None:
    answer = send(alice, EDIT, **BY_MAY)
    page = unescape(answer.text)

    assert answer.status_code == 200
    assert ECHO in page
    assert "“by May” is read as [..2031-05]: by May 2031 = … – 31 May 2031, a day among these." in page
    assert "Reckoned from the date of the source: 10 February 2031." in page
    assert 'value="by May"' in page
    assert shown(answer) == {"read-expected_date": "[..2031-05]"}
    assert found(seeded, Milestone, "first-light").version == 1


def test_keeps_value_words_and_inference_once_they_were_seen(alice: Visitor, seeded: Engine) -> None:
    answer = agreed(alice, EDIT, **BY_MAY)

    assert answer.status_code == 303
    assert found(seeded, Milestone, "first-light").expected_date == "[..2031-05]"
    assert claims(seeded, "first-light") == [("expected_date", "[..2031-05]", "by May", "year_inferred")]
    assert wordings(seeded, "first-light") == {"wording:expected_date": ["", "by May"]}
    for page in ("/milestones/first-light", "/milestones/first-light/history"):
        assert "typed as “by May”" in unescape(alice.get(page).text), page


def test_lets_a_chosen_inference_stand(alice: Visitor, seeded: Engine) -> None:
    agreed(alice, EDIT, **BY_MAY, evidence_date_inference="stated")

    assert claims(seeded, "first-light") == [("expected_date", "[..2031-05]", "by May", "stated")]


def test_asks_again_when_the_words_or_their_source_change(alice: Visitor, seeded: Engine) -> None:
    seen = shown(send(alice, EDIT, **BY_MAY))

    assert ECHO in send(alice, EDIT, **BY_MAY | {"expected_date": "by June"} | seen).text
    refused = send(alice, EDIT, **BY_MAY | {"evidence_source": PAPER} | seen)
    assert refused.status_code == 400
    assert found(seeded, Milestone, "first-light").version == 1


@pytest.mark.parametrize("cited", [{"evidence_source": PAPER}, {"evidence_source": "nowhere"}, {"reason": "seen"}])
def test_refuses_words_that_need_a_dated_source_and_keeps_them(alice: Visitor, cited: dict[str, str]) -> None:
    answer = send(alice, EDIT, version="1", expected_date="by May", **cited)

    assert answer.status_code == 400
    assert 'value="by May"' in answer.text
    assert 'id="expected_date-error"' in answer.text
    assert shown(answer) == {}


def test_asks_nothing_about_what_is_typed_as_it_is_kept(alice: Visitor, seeded: Engine) -> None:
    answer = send(alice, EDIT, version="1", evidence_source=GAZETTE, expected_date="[..2031-05]")

    assert answer.status_code == 303
    assert claims(seeded, "first-light") == [("expected_date", "[..2031-05]", "", "")]
    assert wordings(seeded, "first-light") == {}


def test_takes_one_save_where_the_page_has_shown_the_reading_already(alice: Visitor, seeded: Engine) -> None:
    live = alice.get(f"/readings?kind=milestone&field=expected_date&text=by+May&source={GAZETTE}").json
    assert live

    answer = send(alice, EDIT, **BY_MAY, **{"read-expected_date": live["canonical"]})

    assert live["sentence"].startswith("“by May” is read as [..2031-05]")
    assert answer.status_code == 303
    assert found(seeded, Milestone, "first-light").expected_date == "[..2031-05]"


STRIKE = "/labour-events/a-quiet-strike/edit"


@pytest.mark.parametrize(("words", "value"), [("près de 30 000", "nearly 30000"), ("10 to 12k", "10000..12000")])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_reads_figures_in_either_language(
    alice: Visitor, seeded: Engine, language: str, words: str, value: str
) -> None:
    alice.client.set_cookie("language", language)

    answer = agreed(alice, STRIKE, version="1", evidence_source=GAZETTE, jobs_affected=words)

    assert answer.status_code == 303
    assert claims(seeded, "a-quiet-strike") == [("jobs_affected", value, words, "")]


def test_says_a_figure_with_its_unit(alice: Visitor) -> None:
    answer = send(alice, STRIKE, version="1", evidence_source=GAZETTE, jobs_affected="près de 30 000")

    assert "“près de 30 000” is read as nearly 30000: nearly 30,000 jobs." in unescape(answer.text)


def test_refuses_a_figure_with_two_readings_or_none(alice: Visitor) -> None:
    many = send(alice, STRIKE, version="1", reason="seen", jobs_affected="beaucoup")
    share = send(alice, STRIKE, version="1", reason="seen", share_of_parent="1,500")

    assert many.status_code == share.status_code == 400
    assert "“beaucoup” is not a figure: write one like 350" in unescape(many.text)
    assert "“1,500” can be read as 1500 or as 1.5: write which." in unescape(share.text)


TWO_DAYS = {"version": "1", "evidence_source": GAZETTE, "started": "03/04/2026"}


@pytest.mark.parametrize(
    ("language", "sentence", "question", "meanings"),
    [
        ("en", "may be 2026-04-03 or 2026-03-04", "Choose what “03/04/2026” means", ["3 April 2026", "4 March 2026"]),
        ("fr", "2026-04-03 ou 2026-03-04", "Choisissez ce que « 03/04/2026 »", ["3 avril 2026", "4 mars 2026"]),
    ],
)
def test_has_the_person_choose_between_two_readings(
    alice: Visitor, language: str, sentence: str, question: str, meanings: list[str]
) -> None:
    alice.client.set_cookie("language", language)

    answer = send(alice, STRIKE, **TWO_DAYS)
    page = unescape(answer.text).replace("\u00a0", " ")

    assert answer.status_code == 400
    assert sentence in page
    assert question in page
    assert [meaning for meaning in meanings if f"<span>{meaning} <code>" in page] == meanings
    assert offered(answer) == {"read-started": ["2026-04-03", "2026-03-04"]}
    assert 'value="03/04/2026"' in page


@pytest.mark.parametrize("chosen", ["2026-04-03", "2026-03-04"])
def test_keeps_the_chosen_reading_with_the_words(alice: Visitor, seeded: Engine, chosen: str) -> None:
    answer = send(alice, STRIKE, **TWO_DAYS, **{"read-started": chosen})

    assert answer.status_code == 303
    assert found(seeded, LabourEvent, "a-quiet-strike").started == chosen
    assert claims(seeded, "a-quiet-strike") == [("started", chosen, "03/04/2026", "stated")]
    assert wordings(seeded, "a-quiet-strike") == {"wording:started": ["", "03/04/2026"]}
    assert "typed as “03/04/2026”" in unescape(alice.get("/labour-events/a-quiet-strike/history").text)


@pytest.mark.parametrize("chosen", ["2026-04-04", "2026-04", "3 April 2026", "03/04/2026", "[..2026-04-03]", "x"])
def test_takes_nothing_but_a_reading_of_the_text(alice: Visitor, seeded: Engine, chosen: str) -> None:
    answer = send(alice, STRIKE, **TWO_DAYS, **{"read-started": chosen})

    assert answer.status_code == 400
    assert offered(answer) == {"read-started": ["2026-04-03", "2026-03-04"]}
    assert found(seeded, LabourEvent, "a-quiet-strike").version == 1


@pytest.mark.parametrize(
    ("changed", "readings", "status"),
    [
        ("05/04/2026", {"read-started": ["2026-04-05", "2026-05-04"]}, 400),
        ("by 03/04/2026", {"read-started": ["[..2026-04-03]", "[..2026-03-04]"]}, 400),
        ("in May 2026", {}, 200),
        ("beaucoup", {}, 400),
    ],
)
def test_drops_a_choice_once_the_text_changed(
    alice: Visitor, seeded: Engine, changed: str, readings: dict[str, list[str]], status: int
) -> None:
    answer = send(alice, STRIKE, **TWO_DAYS | {"started": changed}, **{"read-started": "2026-04-03"})

    assert answer.status_code == status
    assert offered(answer) == readings
    assert found(seeded, LabourEvent, "a-quiet-strike").version == 1


def test_keeps_a_choice_when_something_else_is_refused(alice: Visitor, seeded: Engine) -> None:
    typed = TWO_DAYS | {"read-started": "2026-04-03"}

    refused = send(alice, STRIKE, **typed, jobs_affected="many")
    echoed = send(alice, STRIKE, **typed, jobs_affected="12k")
    unknown = send(alice, STRIKE, **typed | {"evidence_source": "nowhere"})

    assert [answer.status_code for answer in (refused, echoed, unknown)] == [400, 200, 400]
    for answer in (refused, echoed, unknown):
        assert offered(answer) == {"read-started": ["2026-04-03*", "2026-03-04"]}
        assert 'value="03/04/2026"' in answer.text
        assert 'id="started-error"' not in answer.text
    assert "is read as 2026-04-03" not in echoed.text
    assert found(seeded, LabourEvent, "a-quiet-strike").version == 1


def test_offers_readings_that_count_from_the_source_and_no_others(alice: Visitor, seeded: Engine) -> None:
    typed = BY_MAY | {"expected_date": "mai 26"}

    answer = send(alice, EDIT, **typed)
    undated = send(alice, EDIT, **typed | {"evidence_source": PAPER, "read-expected_date": "2026-05"})
    saved = send(alice, EDIT, **typed, **{"read-expected_date": "2031-05-26"})

    assert offered(answer) == {"read-expected_date": ["2031-05-26", "2026-05"]}
    assert (undated.status_code, offered(undated)) == (400, {})
    assert saved.status_code == 303
    assert claims(seeded, "first-light") == [("expected_date", "2031-05-26", "mai 26", "year_inferred")]


def test_has_the_person_choose_between_two_readings_of_a_figure(alice: Visitor, seeded: Engine) -> None:
    typed = {"version": "1", "evidence_source": GAZETTE, "jobs_affected": "10 à 12 000"}

    answer = send(alice, STRIKE, **typed)
    saved = send(alice, STRIKE, **typed, **{"read-jobs_affected": "10000..12000"})

    assert offered(answer) == {"read-jobs_affected": ["10..12000", "10000..12000"]}
    assert "10,000 to 12,000 jobs <code>" in answer.text
    assert saved.status_code == 303
    assert claims(seeded, "a-quiet-strike") == [("jobs_affected", "10000..12000", "10 à 12 000", "")]


def test_has_the_person_choose_for_a_claim_and_its_period(alice: Visitor, seeded: Engine) -> None:
    path = "/labour-events/a-quiet-strike/claims/new?field=jobs_affected"
    typed = {"evidence_source": GAZETTE, "value": "10 à 12 000", "period_start": "03/04/2026", "period_end": "2027"}

    first = send(alice, path, **typed)
    half = send(alice, path, **typed, **{"read-value": "10000..12000"})
    answer = send(alice, path, **typed, **{"read-value": "10000..12000", "read-period_start": "2026-03-04"})

    assert offered(first) == {
        "read-value": ["10..12000", "10000..12000"],
        "read-period_start": ["2026-04-03", "2026-03-04"],
    }
    assert (half.status_code, offered(half)["read-value"]) == (400, ["10..12000", "10000..12000*"])
    assert answer.status_code == 303
    assert claims(seeded, "a-quiet-strike") == [("jobs_affected", "10000..12000", "10 à 12 000; 03/04/2026", "stated")]


def test_has_the_person_choose_for_a_new_record(alice: Visitor, seeded: Engine) -> None:
    typed = TWO_DAYS | {"label": "A loud strike", "event_kind": "strike"}

    refused = send(alice, "/labour-events/new", **typed)
    answer = send(alice, "/labour-events/new", **typed, **{"read-started": "2026-04-03"})

    assert (refused.status_code, answer.status_code) == (400, 303)
    assert wordings(seeded, "a-loud-strike") == {"wording:started": ["", "03/04/2026"]}


def test_has_the_person_choose_in_the_small_form_of_a_link(alice: Visitor, seeded: Engine) -> None:
    typed = {
        "added-label": "A loud strike",
        "added-event_kind": "strike",
        "added-started": "03/04/2026",
        "reason": "seen",
    }

    refused = alice.send("/suggestions/labour-events", opened="/labour-events/new", **typed)
    answer = alice.send(
        "/suggestions/labour-events", opened="/labour-events/new", **typed, **{"read-added-started": "2026-03-04"}
    )

    assert refused.status_code == 400
    assert refused.json
    assert re.findall('name="read-added-started" value="([^"]*)"', refused.json["form"]) == ["2026-04-03", "2026-03-04"]
    assert answer.status_code == 201
    assert found(seeded, LabourEvent, "a-loud-strike").started == "2026-03-04"


def test_keeps_the_words_of_a_claim_and_of_its_period(alice: Visitor, seeded: Engine) -> None:
    path = "/labour-events/a-quiet-strike/claims/new?field=jobs_affected"
    typed = {"evidence_source": GAZETTE, "value": "more than 350 jobs", "period_start": "October", "scope": "series"}

    first = send(alice, path, **typed)
    answer = send(alice, path, **typed, **shown(first))

    assert shown(first) == {"read-value": ">350", "read-period_start": "2030-10"}
    assert answer.status_code == 303
    assert claims(seeded, "a-quiet-strike") == [
        ("jobs_affected", ">350", "more than 350 jobs; October", "year_inferred")
    ]
    assert wordings(seeded, "a-quiet-strike") == {
        "wording:jobs_affected": ["", "more than 350 jobs"],
        "wording:period_start": ["", "October"],
    }
    history = unescape(alice.get("/labour-events/a-quiet-strike/history").text)
    assert "Period from, in words" in history


def test_keeps_the_words_of_a_field_without_evidence(alice: Visitor, seeded: Engine) -> None:
    path = "/sources/an-undated-paper"

    answer = agreed(alice, f"{path}/edit", version="1", reason="it says so", published="mai 2031")

    assert answer.status_code == 303
    assert found(seeded, Source, "an-undated-paper").published == "2031-05"
    assert wordings(seeded, "an-undated-paper") == {"wording:published": ["", "mai 2031"]}
    assert "typed as “mai 2031”" in unescape(alice.get(f"{path}/history").text)


def test_keeps_the_words_of_a_new_record(alice: Visitor, seeded: Engine) -> None:
    typed = {"label": "A loud strike", "event_kind": "strike", "evidence_source": GAZETTE, "started": "last October"}

    answer = agreed(alice, "/labour-events/new", **typed)

    assert answer.status_code == 303
    assert claims(seeded, "a-loud-strike") == [("started", "2030-10", "last October", "year_inferred")]
    assert wordings(seeded, "a-loud-strike") == {"wording:started": ["", "last October"]}


def test_keeps_what_was_agreed_to_when_something_else_is_refused(alice: Visitor, seeded: Engine) -> None:
    typed = {"version": "1", "evidence_source": GAZETTE, "started": "in March 2030"}
    seen = shown(send(alice, STRIKE, **typed))

    answer = send(alice, STRIKE, **typed, jobs_affected="many", **seen)

    assert answer.status_code == 400
    assert shown(answer) == {"read-started": "2030-03"}
    assert found(seeded, LabourEvent, "a-quiet-strike").version == 1


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("field=jobs_affected&text=12k", {"canonical": "12000"}),
        ("field=jobs_affected&text=", {"canonical": "", "sentence": ""}),
        ("field=started&text=2031-35", {"sentence": "Q3 2031 = 1 Jul – 30 Sep 2031, quarter"}),
        ("field=started&text=2031~", {"sentence": "about 2031 = 1 Jan – 31 Dec 2031, year"}),
        ("field=started&text=2031-05-04", {"sentence": "4 May 2031 = 4 May 2031, day"}),
        (
            "kind=labour_event&field=started&text=2030/..",
            {"sentence": "since 2030 = 1 Jan 2030 – …, all of these days"},
        ),
        (
            "field=started&text=by+03/04/2026",
            {
                "question": "Choose what “by 03/04/2026” means",
                "choices": [
                    {"canonical": "[..2026-04-03]", "sentence": "by 3 April 2026"},
                    {"canonical": "[..2026-03-04]", "sentence": "by 4 March 2026"},
                ],
            },
        ),
        (
            f"kind=labour_event&of=jobs_affected&field=period_start&text=October&source={GAZETTE}",
            {"canonical": "2030-10"},
        ),
    ],
)
def test_tells_what_a_text_would_be_read_as(alice: Visitor, query: str, wanted: dict[str, str]) -> None:
    answer = alice.get(f"/readings?kind=labour_event&{query}").json

    assert answer
    assert wanted.items() <= answer.items()


@pytest.mark.parametrize("query", ["", "kind=x", "kind=milestone&field=label", "kind=milestone&field=period_end"])
def test_names_what_can_be_asked(alice: Visitor, query: str) -> None:
    answer = alice.get(f"/readings?{query}")

    assert answer.status_code == 200
    assert answer.json
    assert "is not understood; allowed:" in answer.json["problem"]


def test_tells_nothing_to_those_who_may_not_edit(app: Flask) -> None:
    query = "/readings?kind=labour_event&field=jobs_affected&text=12k"

    assert Visitor(app).get(query).status_code == 303
    assert Visitor(app, "charlie").get(query).status_code == 403


def test_forms_load_the_script_as_a_file_of_ours(alice: Visitor) -> None:
    page = alice.get(EDIT).text

    scripts = re.findall(r"<script([^>]*)>", page)
    assert scripts
    assert all(re.search('src="/static/[^>]*defer|type="module" src="/static/', script) for script in scripts)
    assert alice.get("/static/readings.js").mimetype == "text/javascript"
