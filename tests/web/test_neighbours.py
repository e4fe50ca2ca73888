"""The way through a list: from a row to its record, on to the records around it, and back to the list."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from tests.factories import ALICE, build, milestone, organisation
from tests.test_every_entity import NEIGHBOUR_QUERIES, queries
from tests.web.visitors import Visitor
from tracker.catalogue import BY_KIND
from tracker.database import writing
from tracker.models import Record
from tracker.services import records

NAV = re.compile(r'<nav class="paging neighbours" aria-label="([^"]+)">(.*?)</nav>', re.DOTALL)
ZEBRAS = "/milestones?q=zebra&milestone_kind=closed_beta_start&sort=-expected_date"


@pytest.fixture(autouse=True)
def zebras(seeded: Engine) -> None:
    """Milestones, two of them on one day, one without a date, and one of another kind."""
    with writing(seeded)() as session:
        subject = build(session, BY_KIND["initiative"], label="Zebra lab").reference
        for label, date in (("A", "2031-01"), ("B", "2031-02"), ("C", "2031-02"), ("D", "2031-03"), ("E", "")):
            dates = {"expected_date": date} if date else {}
            kind = "closed_beta_start"
            milestone(session, label=f"Zebra {label}", subject=subject, milestone_kind=kind, **dates)
        milestone(session, label="Zebra F", subject=subject, milestone_kind="open_beta_start", expected_date="2031-02")
        session.commit()


def nav(text: str) -> dict[str, str]:
    """What leads on from a record, each with its address."""
    found = NAV.search(text)
    links = re.findall(r'<a (?:[^>]* )?href="([^"]+)">([^<]+)</a>', found[2]) if found else []
    return {unescape(label): unescape(address) for address, label in links}


def rows(text: str) -> dict[str, str]:
    """The rows of a list, each with the address of its record."""
    found = re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a>', text)
    return {unescape(label): unescape(address) for address, label in found}


def walked(visitor: Visitor, path: str, direction: str) -> Iterator[str]:
    """The names of the records that one comes by from a record on."""
    while path:
        links = nav(visitor.get(path).text)
        on = next((label for label in links if direction in label), "")
        path = links.get(on, "")
        if on:
            yield on.strip("← →").removeprefix(f"{direction}: ")


@pytest.mark.parametrize(
    "sort", ["", "&sort=expected_date", "&sort=-expected_date", "&sort=label", "&sort=-updated_at", "&sort=claim_count"]
)
def test_leads_through_the_list_in_its_order_and_back(anybody: Visitor, sort: str) -> None:
    address = f"/milestones?q=zebra&milestone_kind=closed_beta_start{sort}"
    listed = rows(anybody.get(address).text)
    names = list(listed)

    assert sorted(names) == [f"Zebra {letter}" for letter in "ABCDE"]
    assert list(walked(anybody, listed[names[0]], "Next")) == names[1:]
    assert list(walked(anybody, listed[names[-1]], "Previous")) == names[-2::-1]
    for name in names:
        assert nav(anybody.get(listed[name]).text)["Back to the list"] == address


def test_the_whole_list_in_its_usual_order_is_a_list_too(anybody: Visitor) -> None:
    names, paths = zip(*rows(anybody.get("/milestones").text).items(), strict=True)

    links = nav(anybody.get(paths[1]).text)

    assert paths[1].endswith("?list=milestones")
    assert list(links) == ["Back to the list", f"← Previous: {names[0]}", f"Next: {names[2]} →"]
    assert links["Back to the list"] == "/milestones"
    assert links[f"Next: {names[2]} →"] == paths[2]


def test_carries_columns_and_not_the_page(anybody: Visitor) -> None:
    page = anybody.get("/milestones?per=100&count=all&columns=label,subject").text

    assert all(path.endswith("?list=milestones?columns%3Dlabel,subject") for path in rows(page).values())
    links = nav(anybody.get(next(iter(rows(page).values()))).text)
    assert links["Back to the list"] == "/milestones?columns=label,subject"


def test_a_page_of_the_list_between_others_leads_beyond_its_ends(anybody: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        for number in range(50):
            build(session, BY_KIND["person"], label=f"Heron {number:02}")
        build(session, BY_KIND["person"], label="Heron 50")
        session.commit()
    first = anybody.get("/people?q=heron").text
    later = re.search(r'rel="next" href="([^"]+)"', first)
    assert later
    second = rows(anybody.get(unescape(later[1])).text)

    assert second == {"Heron 50": "/people/heron-50?list=people?q%3Dheron"}
    assert "← Previous: Heron 49" in nav(anybody.get(second["Heron 50"]).text)
    assert "Next: Heron 50 →" in nav(anybody.get(rows(first)["Heron 49"]).text)


def test_a_page_without_a_list_is_as_ever(anybody: Visitor) -> None:
    for path in ("/milestones/zebra-b", "/milestones/zebra-b?list=", "/milestones/zebra-b?unheard=of"):
        page = anybody.get(path)

        assert page.status_code == 200
        assert "neighbours" not in page.text
        assert "The list you came from" not in page.text


def test_costs_two_queries_and_one_for_each_filter_by_terms_or_records(app: Flask, anybody: Visitor) -> None:
    plain = queries(app, anybody, "/milestones/zebra-b")

    assert queries(app, anybody, "/milestones/zebra-b?list=milestones") == plain + NEIGHBOUR_QUERIES
    assert (
        queries(app, anybody, "/milestones/zebra-b?list=milestones?q%3Dzebra%26expected_date%3D2031")
        == plain + NEIGHBOUR_QUERIES
    )
    listed = rows(anybody.get(ZEBRAS).text)["Zebra B"]
    assert queries(app, anybody, listed) == plain + NEIGHBOUR_QUERIES + 1


def test_a_record_that_fits_no_longer_has_the_neighbours_of_its_place(anybody: Visitor, alice: Visitor) -> None:
    place = rows(anybody.get(ZEBRAS).text)["Zebra C"]
    alice.send("/milestones/zebra-c/edit", milestone_kind="open_beta_start", version="1", reason="typo")

    assert "Zebra C" not in rows(anybody.get(ZEBRAS).text)
    assert list(nav(anybody.get(place).text)) == ["Back to the list", "← Previous: Zebra D", "Next: Zebra B →"]


def test_names_no_withdrawn_record_to_readers(seeded: Engine, anybody: Visitor, alice: Visitor) -> None:
    places = rows(anybody.get("/milestones?q=zebra&sort=label").text)
    with writing(seeded)() as session:
        for slug in ("zebra-d", "zebra-b"):
            record = session.scalars(select(Record).where(Record.slug == slug)).one()
            records.withdraw(session, record, version=record.version, actor=ALICE, reason="a double")
        session.commit()

    for visitor in (anybody, alice):
        links = nav(visitor.get(places["Zebra C"]).text)
        assert list(links) == ["Back to the list", "← Previous: Zebra A", "Next: Zebra E →"]
    assert anybody.get(places["Zebra D"]).status_code == 404
    assert "← Previous: Zebra C" in nav(alice.get(places["Zebra D"]).text)
    withdrawn = rows(alice.get("/milestones?q=zebra&sort=label&withdrawn=yes").text)
    assert list(nav(alice.get(withdrawn["Zebra B"]).text)) == ["Back to the list", "Next: Zebra D →"]
    gone = nav(anybody.get(places["Zebra C"] + "%26withdrawn%3Dyes").text)
    assert list(gone) == ["Back to the list"]


def test_a_studio_keeps_its_place_among_organisations(anybody: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        organisation(session, label="Ibis union")
        build(session, BY_KIND["studio"], label="Ibis pictures")
        build(session, BY_KIND["studio"], label="Ibis works")
        session.commit()
    studio = rows(anybody.get("/organisations?q=ibis").text)["Ibis pictures"]
    moved = anybody.get(studio.replace("/studios/", "/organisations/"))

    assert (moved.status_code, moved.location) == (301, studio)
    assert studio == "/studios/ibis-pictures?list=organisations?q%3Dibis"
    links = nav(anybody.get(studio).text)
    assert links["Back to the list"] == "/organisations?q=ibis"
    assert links["Next: Ibis union →"] == "/organisations/ibis-union?list=organisations?q%3Dibis"
    assert list(walked(anybody, studio, "Next")) == ["Ibis union", "Ibis works"]
    among_studios = rows(anybody.get("/studios?q=ibis").text)["Ibis pictures"]
    assert list(walked(anybody, among_studios, "Next")) == ["Ibis works"]
    assert anybody.get("/organisations/ibis-pictures").location == "/studios/ibis-pictures"


@pytest.mark.parametrize(
    ("listed", "sentence"),
    [
        ("milestones?sort=nonsense", "sort=nonsense is not understood"),
        ("milestones?expected_date=soonish", "Expected: “soonish” is not a date"),
        ("milestones?subject=nobody", "Subject: “nobody” is no name and no slug among"),
        ("milestones?nonsense=1", "nonsense=1 is not understood"),
        ("milestones?after=nonsense", "after=nonsense is not understood"),
        ("milestones?q=a&q=b", "q=b is not understood; allowed: one value."),
        ("milestones&list=milestones", "list=milestones is not understood; allowed: one value."),
        ("studios", "list=studios is not understood; allowed: milestones."),
        ("nowhere?q=<b>", "list=nowhere?q=<b> is not understood; allowed: milestones."),
        ("/milestones", "list=/milestones is not understood; allowed: milestones."),
        ("?q=zebra", "list=?q=zebra is not understood; allowed: milestones."),
        ("https://evil.example/", "list=https://evil.example/ is not understood; allowed: milestones."),
        ("milestones?subject=%00", "list=milestones?subject=\ufffd is not understood; allowed: milestones."),
        ("milestones?q=%01", "list=milestones?q=\ufffd is not understood; allowed: milestones."),
    ],
)
def test_a_list_that_cannot_be_read_is_told_and_the_record_shown(anybody: Visitor, listed: str, sentence: str) -> None:
    sent = "&list=".join(quote(text) for text in listed.split("&list="))

    page = anybody.get(f"/milestones/zebra-b?list={sent}")

    assert page.status_code == 200
    assert "<h1>Zebra B</h1>" in page.text
    assert f"The list you came from cannot be shown: {sentence}" in unescape(page.text)
    assert nav(page.text) == {}
    assert "<b>" not in page.text
    assert 'evil.example/"' not in page.text


def test_says_no_more_of_a_withdrawn_record_that_is_filtered_by(anybody: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        lab = session.scalars(select(Record).where(Record.slug == "zebra-lab")).one()
        records.withdraw(session, lab, version=lab.version, actor=ALICE, reason="a double")
        session.commit()

    gone, never = (
        anybody.get(f"/milestones/zebra-b?list=milestones?subject%3D{slug}").text for slug in ("zebra-lab", "x")
    )

    assert "“zebra-lab” is no name and no slug among" in gone
    assert "“x” is no name and no slug among" in never


def test_names_and_words_of_others_are_shown_as_text(anybody: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        for letter in "ab":
            build(session, BY_KIND["person"], label=f'{letter} "><svg onload=alert(1)>&é+%')
        session.commit()
    listed = rows(anybody.get(f"/people?q={quote('svg & é+%')}").text)
    page = anybody.get(next(path for path in listed.values() if "/a-" in path)).text

    assert "<svg onload" not in page
    assert "Next: b &#34;&gt;&lt;svg onload" in page
    assert nav(page)["Back to the list"] == "/people?q=svg+%26+%C3%A9%2B%25"
    assert anybody.get(nav(page)["Back to the list"]).status_code == 200


def test_the_list_outlives_a_change_of_language(anybody: Visitor) -> None:
    place = rows(anybody.get(ZEBRAS).text)["Zebra C"]
    page = anybody.get(place).text
    sign = re.search(r'name="next" value="([^"]+)"', page)
    assert sign
    chosen = anybody.send("/language", opened=place, next=unescape(sign[1]), language="fr")

    assert chosen.location == place
    assert list(nav(anybody.get(chosen.location).text)) == [
        "Retour à la liste",
        "← Précédent\u00a0: Zebra D",
        "Suivant\u00a0: Zebra B →",
    ]


def test_a_sheet_names_records_by_their_slugs_alone(anybody: Visitor) -> None:
    assert "list=" not in anybody.get("/milestones.csv").text
    assert "list=milestones" not in anybody.get("/search?q=zebra").text
    assert "list=milestones" not in anybody.get("/").text


def test_saving_leads_to_the_record_as_ever(alice: Visitor) -> None:
    saved = alice.send("/milestones/zebra-e/edit", note="x", version="1", reason="typo")

    assert saved.location == "/milestones/zebra-e"


def test_an_edit_leads_back_into_the_list(app: Flask, seeded: Engine) -> None:
    alice = Visitor(app, "alice")
    path = "/milestones/ai-studio-closed-beta"
    page = alice.get(f"{path}?list=milestones?sort%3Dlabel").text
    edit = unescape(re.search(r'data-key="e" href="([^"]+)"', page)[1])  # type: ignore[index]

    answer = alice.send(edit, version="1", note="typed", reason="own observation")

    assert edit == f"{path}/edit?list=milestones?sort%3Dlabel"
    assert answer.headers["Location"] == f"{path}?list=milestones?sort%3Dlabel"
