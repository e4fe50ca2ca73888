import csv
import re
from html import unescape

import pytest

from tests.web.visitors import Visitor


def test_the_list_leads_to_every_report(anybody: Visitor) -> None:
    found = re.findall(r'<dt><a href="([^"]+)"', anybody.get("/reports").text)

    assert found == ["/reports/milestones", "/reports/summary"]
    assert [anybody.get(address).status_code for address in found] == [200, 200]


@pytest.mark.parametrize(
    ("name", "days"), [("milestones", "as_of=2026-07-01"), ("summary", "as_of=2026-07-01&since=2026-02-10")]
)
def test_a_report_leads_to_its_files_as_of_the_same_days(anybody: Visitor, name: str, days: str) -> None:
    html = unescape(anybody.get(f"/reports/{name}?{days}").text)
    files = re.findall(rf'<a href="(/reports/{name}\.[^"]+)"', html)

    assert 'name="as_of" value="2026-07-01"' in html
    assert [address.partition("?")[0] for address in files] == [
        f"/reports/{name}{end}" for end in (".csv", ".csv", ".md")
    ]
    assert [days in address for address in files] == [True] * 3
    assert [anybody.get(address).status_code for address in files] == [200] * 3
    assert ["flavour=excel" in address for address in files] == [False, True, False]


def test_the_summary_asks_for_both_its_days(anybody: Visitor) -> None:
    html = anybody.get("/reports/summary?as_of=2026-07-01&since=2026-02-10").text

    assert 'name="since" value="2026-02-10"' in html
    assert 'name="as_of" value="2026-07-01"' in html
    assert "What was recorded from 11 February 2026 to 1 July 2026" in html
    assert '<a href="/milestones/ai-studio-closed-beta">AI Studio’s closed beta starts</a>' in html
    assert (
        html.count("<h2") == html.count("<p>No change.</p>") + html.count("<caption") + html.count("<p>None.</p>") + 2
    )


def test_the_summary_looks_back_a_week_unless_told_otherwise(anybody: Visitor) -> None:
    assert 'name="since" value="2026-06-24"' in anybody.get("/reports/summary?as_of=2026-07-01&since=").text


def test_the_milestones_ask_for_one_day_only(anybody: Visitor) -> None:
    assert 'name="since"' not in anybody.get("/reports/milestones").text
    assert anybody.get("/reports/milestones?since=2026-07-01").status_code == 400


@pytest.mark.parametrize("ending", ["", ".csv", ".md"])
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("since=2026-07-02", "since=2026-07-02 is not understood; allowed: a day before as_of, which is 2026-07-01."),
        ("since=2026-07-01", "since=2026-07-01 is not understood; allowed: a day before as_of"),
        ("since=0001-01-01", "since=0001-01-01 is not understood; allowed: a day from 1900-01-01 to 2999-12-31."),
        ("since=last+week", "since=last week is not understood; allowed: a day, such as 2026-07-01."),
        ("since=20260601", "since=20260601 is not understood"),
        ("until=2026-06-01", "until=2026-06-01 is not understood; allowed: as_of, since"),
    ],
)
def test_days_that_make_no_time_are_refused(anybody: Visitor, ending: str, query: str, named: str) -> None:
    answer = anybody.get(f"/reports/summary{ending}?as_of=2026-07-01&{query}")

    assert answer.status_code == 400
    assert named in unescape(answer.text)


@pytest.mark.parametrize("name", ["milestones", "summary"])
@pytest.mark.parametrize("day", ["9999-12-31", "3000-01-01", "1899-12-31", "0001-01-01"])
def test_days_too_far_off_are_refused(anybody: Visitor, name: str, day: str) -> None:
    answer = anybody.get(f"/reports/{name}?as_of={day}")

    assert answer.status_code == 400
    assert f"as_of={day} is not understood; allowed: a day from 1900-01-01 to 2999-12-31." in unescape(answer.text)


@pytest.mark.parametrize("name", ["milestones", "summary"])
@pytest.mark.parametrize("day", ["1900-01-09", "2999-12-31"])
def test_the_farthest_days_are_reported_on(anybody: Visitor, name: str, day: str) -> None:
    assert anybody.get(f"/reports/{name}?as_of={day}").status_code == 200


def test_the_page_leads_to_the_same_as_csv_and_as_markdown(anybody: Visitor) -> None:
    html = anybody.get("/reports/summary?as_of=2026-07-01&since=2026-02-10").text

    sheet, for_excel, text = re.findall(r'href="(/reports/summary\.[^"]+)"', html)
    rows = list(csv.DictReader(anybody.get(unescape(sheet)).text.splitlines()))
    assert [row["what"] for row in rows if row["section"] == "newly_overdue"] == ["2026-03", "2026-05"]
    assert anybody.get(unescape(for_excel)).data.startswith(b"\xef\xbb\xbfsection,")
    answer = anybody.get(unescape(text))
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="summary-2026-07-01.md"'
    assert "| AI Studio’s closed beta starts | March 2026 |\n" in answer.text


def test_an_unknown_report_has_no_markdown_either(anybody: Visitor) -> None:
    answer = anybody.get("/reports/nonsense.md")

    assert (answer.status_code, "milestones, summary" in answer.text) == (404, True)


def test_the_page_has_no_style_or_script_of_its_own(anybody: Visitor) -> None:
    for address in ("/reports/milestones", "/reports/summary"):
        main = anybody.get(address).text.split("<main")[1].split("</main>")[0]
        assert "<svg role" in main
        assert not re.search(r"<script|<style| style=", main)


def test_what_is_withdrawn_is_in_nobodys_summary(anybody: Visitor, alice: Visitor) -> None:
    sent = alice.send("/milestones/ai-studio-closed-beta/withdraw", version="1", reason="a duplicate")
    assert sent.status_code == 303, sent.text

    for visitor in (anybody, alice):
        html = visitor.get("/reports/summary?as_of=2026-07-01&since=2026-02-10").text
        assert "AI Studio’s closed beta starts" not in html
        assert "Left out: 1 withdrawn record; withdrawn in this time: 0." in html
