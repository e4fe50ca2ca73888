import re
from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tracker import reports
from tracker.permissions import ANYBODY
from tracker.reports import markdown

SUMMER = date(2026, 7, 1)


def text(session: Session, name: str = "milestones", as_of: date = SUMMER) -> str:
    return "".join(markdown.lines(reports.find(name)(session, as_of=as_of, actor=ANYBODY)))


def test_has_the_title_the_figures_every_section_and_the_notes(seeds: Session) -> None:
    said = text(seeds)

    assert said.startswith("# Milestones: expected and actual, 1 July 2026\n\nWhat was announced")
    assert "- Overdue: 2 of 5\n" in said
    assert (
        "| Milestone | Concerns | Expected | Days overdue | Times moved | Sources | Origins (at least) | Unsettled |\n"
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |\n"
        "| AI Studio’s closed beta starts | Amazon MGM Studios | March 2026 | 92 | 0 | 5 | 2 | 2 |\n"
    ) in said
    assert "## Cancelled\n\nSources say that they were called off.\n\nNone on this day.\n" in said
    assert "\nOverdue on 1 July 2026: 2 of 5. When milestones were expected" in said
    assert "\n- Left out: 0 withdrawn milestones.\n" in said


def test_every_row_of_a_table_has_as_many_cells_as_its_head(session: Session) -> None:
    factories.milestone(session, label="a|b\\|c `d|e`", expected_date="2026-01")

    rows = [line for line in text(session).splitlines() if line.startswith("|")]

    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in rows[:3]}) == 1
    assert r"a\|b\\\|c \`d\|e\`" in rows[2]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("[a](javascript:x) ![b](c)", r"\[a\](javascript:x) \!\[b\](c)"),
        ("*a* _b_ ~c~ `d`", r"\*a\* \_b\_ \~c\~ \`d\`"),
        ("a&lt;b", r"a\&lt;b"),
        ("https://evil.example www.evil.example a@b.example", r"https\://evil.example www\.evil.example a\@b.example"),
        ("two\nlines\r\n\u2028# and a title", r"two lines \# and a title"),
        ("1. one", r"1\. one"),
        ("- one", r"\- one"),
        ("+ one", r"\+ one"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("-44", "-44"),
        ("A plain title, 2026 (part 1)", "A plain title, 2026 (part 1)"),
        ("", ""),
    ],
)
def test_what_people_typed_is_no_markdown(typed: str, shown: str) -> None:
    assert markdown.escaped(typed) == shown


def test_says_how_many_rows_are_not_listed(seeds: Session) -> None:
    today = factories.organisation(seeds, label="One more").created_at.date()

    assert "\n48 more are not listed.\n" in text(seeds, "summary", today)
