"""Pages of lists: what they say they show, what leads on from them, and what they do with what they cannot read."""

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests import factories
from tests.generate import generate
from tests.web.visitors import Visitor, site
from tracker.catalogue import BY_KIND
from tracker.database import writing
from tracker.exchange.lists import all_columns
from tracker.queries.records import MOST_COUNTED

CHIP = re.compile(r'<a class="chip" href="([^"]+)"><span class="unseen">[^<]*</span>(.*?) <span', re.DOTALL)


def chips(page: str) -> dict[str, str]:
    """The removable phrases of a list, each with the address that goes without it."""
    return {unescape(text): unescape(address) for address, text in CHIP.findall(page)}


def counted(page: str) -> str:
    found = re.search(r'id="count"><strong>([^<]*)<', page)
    assert found
    return found[1]


def links(page: str) -> dict[str, tuple[str, str]]:
    """The values of facets by name, each with its address and its count."""
    found = re.findall(
        r'<li><a href="([^"]+)"(?: aria-current=true)?>(?:<span.*</span>)?([^<]*)</a> <span class="quiet">([^<]*)<',
        page,
    )
    return {unescape(label): (unescape(address), n) for address, label, n in found}


@pytest.fixture
def dated(seeded: Engine) -> None:
    with writing(seeded)() as session:
        subject = factories.initiative(session, label="Zebra lab").reference
        for number in range(1, 13):
            kind = "closed_beta_start" if number % 2 else "open_beta_start"
            date = f"2031-{number:02}"
            factories.milestone(
                session, label=f"Zebra {number}", subject=subject, milestone_kind=kind, expected_date=date
            )
        factories.milestone(session, label="Zebra undated", subject=subject)
        session.commit()


@pytest.mark.usefixtures("dated")
def test_says_in_phrases_that_can_be_taken_away_what_is_shown(anybody: Visitor) -> None:
    page = anybody.get("/milestones?q=zebra&milestone_kind=closed_beta_start&expected_date=2031&sort=-label").text

    assert counted(page) == "6 milestones"
    found = chips(page)
    assert list(found) == [
        "name contains “zebra”",
        "Kind of milestone: Closed beta starts",
        "Expected: could be in 2031",
        "sorted by Name, descending",
    ]
    assert found["Expected: could be in 2031"] == "/milestones?q=zebra&milestone_kind=closed_beta_start&sort=-label"
    assert counted(anybody.get(found["Kind of milestone: Closed beta starts"]).text) == "12 milestones"
    assert 'class="clear" href="/milestones?sort=-label">Clear all' in page


@pytest.mark.usefixtures("dated")
def test_a_facet_leads_to_as_many_rows_as_it_counts_and_back(app: Flask, anybody: Visitor) -> None:
    app.config["FACET_SECONDS"] = 60
    page = anybody.get("/milestones?q=zebra").text

    address, n = links(page)["Open beta starts"]
    narrowed = anybody.get(address).text

    assert (n, counted(narrowed)) == ("6", "6 milestones")
    back = links(narrowed)["Open beta starts"][0]
    assert back == "/milestones?q=zebra"


@pytest.mark.usefixtures("dated")
def test_words_for_a_date_become_its_canonical_spelling_in_the_address(anybody: Visitor) -> None:
    sent = anybody.get("/milestones?q=zebra&expected_date=by+May+2031&expected_date.certainly=&per=100")

    assert sent.status_code == 302
    assert unescape(sent.location) == "/milestones?q=zebra&expected_date=%5B..2031-05%5D&per=100"
    page = anybody.get(sent.location)
    assert page.status_code == 200
    assert counted(page.text) == "5 milestones"
    assert 'value="[..2031-05]"' in page.text
    assert "1 without “Expected” is not shown." in page.text


def test_columns_chosen_in_the_form_become_one_list_in_the_address(anybody: Visitor) -> None:
    sent = anybody.get("/milestones?columns=studio&columns=updated_at&per=")

    assert sent.location == "/milestones?columns=label,studio,updated_at"
    assert "<th" in anybody.get(sent.location).text


@pytest.mark.usefixtures("dated")
def test_an_empty_list_says_which_filter_keeps_most_away(anybody: Visitor) -> None:
    page = anybody.get("/milestones?q=zebra&milestone_kind=closed_beta_start&expected_date=2032").text

    assert "No milestones match." in page
    assert "Without “Expected” there would be 6:" in page
    assert 'href="/milestones?q=zebra&amp;milestone_kind=closed_beta_start">show them</a>' in page
    nowhere = anybody.get("/milestones?q=nothingsocalled&expected_date.certainly=1950").text
    assert "No single filter keeps them all away." in nowhere


@pytest.mark.usefixtures("dated")
def test_a_value_that_is_not_understood_is_told_beside_its_field_and_kept(anybody: Visitor) -> None:
    answer = anybody.get("/milestones?q=zebra&expected_date=%3Cb%3Esoonish&subject=nobody&milestone_kind=x&unheard=of")

    assert answer.status_code == 400
    text = answer.text
    assert 'value="&lt;b&gt;soonish"' in text
    assert 'id="expected_date-problem">Expected: “&lt;b&gt;soonish” is not a date' in text
    assert 'value="nobody"' in text
    assert 'id="milestone_kind-problem">milestone_kind=x is not understood; allowed:' in text
    assert "unheard=of is not understood" in text
    assert "Zebra 1" not in text
    assert "name contains “zebra”" in chips(text)
    assert 'name="unheard"' not in text


@pytest.mark.usefixtures("dated")
def test_a_facet_that_takes_too_long_says_so_and_the_page_works(app: Flask, anybody: Visitor) -> None:
    app.config["FACET_SECONDS"] = 0

    page = anybody.get("/milestones?milestone_kind=closed_beta_start&q=zebra+11")

    assert page.status_code == 200
    assert "Counting took too long." in page.text
    assert counted(page.text) == "1 milestone"
    assert "Zebra 11<" in page.text
    assert "Kind of milestone: Closed beta starts" in chips(page.text)


@pytest.mark.usefixtures("dated")
def test_the_files_are_as_large_as_the_page_says(anybody: Visitor) -> None:
    page = anybody.get("/milestones?q=zebra&columns=label,subject,expected_date,updated_at&per=100").text
    offered = re.findall(
        r"(\d+) rows, (\d+) columns:\s*<a href=\"([^\"]+)\">CSV for Excel</a>.*?<a href=\"([^\"]+)\">CSV, raw",
        page,
        re.DOTALL,
    )

    assert len(offered) == 2
    for rows, columns, *addresses in offered:
        for address in addresses:
            text = anybody.get(unescape(address)).data.decode("utf-8-sig")
            cells = list(csv.reader(io.StringIO(text, newline="")))
            assert (len(cells) - 1, len(cells[0])) == (int(rows), int(columns)) == (13, int(columns))
    header = anybody.get(unescape(offered[0][3])).text.splitlines()[0]
    assert header == "slug,label,subject_slug,subject_label,expected_date,updated_at"
    everything = anybody.get(unescape(offered[1][3])).text.splitlines()[0]
    assert everything.split(",") == list(all_columns(BY_KIND["milestone"]))
    usual = anybody.get("/milestones.csv?columns=shown").text.splitlines()[0]
    assert usual.startswith("slug,label,subject_slug,subject_label,milestone_kind,expected_date,actual_date")


def test_a_file_is_called_what_the_list_is_narrowed_to_and_the_day(anybody: Visitor) -> None:
    today = datetime.now(UTC).date().isoformat()
    named = {
        "/milestones.csv": f"milestones-{today}.csv",
        "/milestones.csv?reported_status=met&expected_date=2026&sort=label": f"milestones-met-2026-{today}.csv",
        "/studios.csv?q=%C3%89t%C3%A9%0D%0A%22..%2Fx": f"studios-ete-x-{today}.csv",
    }

    for path, name in named.items():
        assert anybody.get(path).headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.usefixtures("dated")
def test_heads_sort_and_say_so(anybody: Visitor) -> None:
    page = anybody.get("/milestones?q=zebra&columns=label,claim_count,updated_at,subject").text

    assert 'href="/milestones?q=zebra&amp;columns=label,claim_count,updated_at,subject&amp;sort=claim_count"' in page
    by_claims = anybody.get("/milestones?q=zebra&columns=label,claim_count&sort=-claim_count").text
    assert re.search(r'aria-sort="descending"[^>]*><a[^>]*>Claims', by_claims)
    first = by_claims.index("Zebra undated")
    assert all(by_claims.index(f"Zebra {number}<") < first for number in range(1, 13))


def test_pages_lead_on_and_back_with_everything_else_kept(anybody: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        subject = factories.initiative(session).reference
        for number in range(60):
            factories.milestone(session, label=f"Zebra {number:02}", subject=subject)
        session.commit()
    first = anybody.get("/milestones?q=zebra&sort=label&columns=label,subject").text
    later = re.search(r'rel="next" href="([^"]+)"', first)
    assert later
    second = anybody.get(unescape(later[1])).text
    earlier = re.search(r'rel="prev" href="([^"]+)"', second)
    assert earlier

    assert ("Zebra 49<" in first, "Zebra 50<" in first) == (True, False)
    assert ("Zebra 49<" in second, "Zebra 50<" in second) == (False, True)
    assert "Zebra 00<" in anybody.get(unescape(earlier[1])).text
    assert "columns=label,subject" in later[1]
    assert 'rel="next"' not in anybody.get("/milestones?q=zebra&per=100").text


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
def test_very_many_are_counted_to_the_last_where_one_asks(blank: Engine, tmp_path: Path) -> None:
    generate(blank, MOST_COUNTED + 2)
    with site(blank, tmp_path) as app:
        visitor = Visitor(app)
        first = visitor.get("/milestones?sort=label").text
        link = re.search(r'<a href="([^"]+)">count all</a>', first)
        assert link
        counted_all = visitor.get(unescape(link[1]))

        assert "More than 10,000 milestones" in first
        assert counted_all.status_code == 200
        assert counted(counted_all.text) == f"{MOST_COUNTED + 2:,} milestones"
        assert f"{MOST_COUNTED + 2:,} rows" in counted_all.text
        assert "count all" not in counted_all.text
        assert visitor.get("/milestones?count=some").status_code == 400
        assert visitor.get(unescape(link[1]).replace("?", ".csv?")).text.count("\n") == MOST_COUNTED + 3
        assert "count=all" in visitor.get("/milestones?count=all&expected_date=May+2026").headers["Location"]
