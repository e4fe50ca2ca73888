"""A package with anything wrong in it writes nothing, and is refused with where and what."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.databases import Copied
from tests.packages import copied, refused, rewrite, rows_of, small
from tracker.config import SEEDS

WRONG_VALUES = [
    ("claim", "c-mil-09", "value", "May 2026", "Write it as 2026-05."),
    ("claim", "c-mil-09", "value", "2026-02-30", "February 2026 has 28 days"),
    ("claim", "c-mil-09", "value", "", "Give a value"),
    ("claim", "c-mil-09", "field", "nonsense", "is not one of: expected_date"),
    ("claim", "c-mil-09", "field", "jobs_affected", "is not one of: expected_date"),
    ("claim", "c-mil-09", "record", "milestone:nowhere", "There is no record"),
    ("claim", "c-mil-09", "role", "employer", "has no roles"),
    ("claim", "c-mil-09", "assertion", "nonsense", "is not one of: "),
    ("claim", "c-mil-09", "key", "", "Please fill it in"),
    ("claim", "c-mil-09", "key", "c-mil-08", "This is already on claim.csv, line"),
    ("claim", "c-lab-01", "value", "30.5", "is not a whole number"),
    ("claim", "c-lab-01", "period_start", "two years ago", "is not a date"),
    ("claim", "c-lab-03", "value", "nonsense", "is not one of: "),
    ("claim", "c-lab-03", "role", "nonsense", "is not one of: "),
    ("claim", "c-lab-10", "value", "organisation:nobody", "There is no record"),
    ("claim", "c-lab-10", "value", "source:01net-ai-studio", "There is no record"),
    ("claim", "c-lab-10", "scope", "x" * 301, "At most 300 characters"),
    ("claim", "c-ini-07", "rank_reason", "", "Say why"),
    ("evidence", "MIL-09", "key", "", "Please fill it in"),
    ("evidence", "MIL-09", "key", "MIL-08", "This is already on evidence.csv, line"),
    ("evidence", "MIL-09", "source", "source:nowhere", "There is no record"),
    ("evidence", "MIL-09", "claim", "c-nowhere", "There is no claim"),
    ("evidence", "MIL-09", "claim", "", "Name a claim or a record"),
    ("evidence", "MIL-09", "field", "label", "beside a record"),
    ("evidence", "MIL-09", "char_end", "", "both ends"),
    ("evidence", "MIL-09", "char_end", "3", "ends after it begins"),
    ("evidence", "MIL-09", "certainty", "sure", "is not one of: CT+"),
    ("evidence", "MIL-09", "credibility", "7", "is not one of 1 to 6"),
    ("evidence", "INI-01.2", "field", "nonsense", "is not one of: label"),
    ("milestone", "ai-studio-created", "milestone_kind", "nonsense", "is not one of: "),
    ("milestone", "ai-studio-created", "milestone_kind", "", "Please fill"),
    ("milestone", "ai-studio-created", "subject", "initiative:nowhere", "There is no record"),
    ("milestone", "ai-studio-created", "subject", "source:01net-ai-studio", "There is no record"),
    ("organisation", "reuters", "slug", "new", "This is an address of the tracker's own"),
    ("milestone", "ai-studio-created", "slug", "AI Studio", "A slug has small letters"),
    ("milestone", "ai-studio-created", "slug", "ai-studio-closed-beta", "This is already on milestone.csv, line"),
    ("milestone", "ai-studio-created", "label", "a\x01b", "control character"),
    ("milestone", "ai-studio-created", "label", "x" * 301, "At most 300 characters"),
    ("organisation", "reuters", "slug", "prime-video", "This is already on studio.csv, line"),
    ("organisation", "reuters", "is_collective", "perhaps", "perhaps"),
    ("organisation", "reuters", "country", "France", "is not a country code"),
    ("source", "01net-ai-studio", "published", "2026-13", "months go from 01 to 12"),
    ("source", "01net-ai-studio", "url", "ftp://example.com", "is not a web address"),
    ("source", "01net-ai-studio", "derived_from", "source:01net-ai-studio", "There is no record"),
    ("source", "01net-ai-studio", "paragraph_count", "many", "is not a whole number"),
    ("source", "01net-ai-studio", "content_sha256", "abc", "64 characters"),
    ("dispute", "C1", "status", "nonsense", "is not one of: open"),
    ("dispute", "C1", "dispute_kind", "nonsense", "is not one of: "),
    ("dispute", "C1", "question", "", "Please fill it in"),
    ("dispute", "C9", "ruling", "", "Please fill it in"),
    ("dispute_claim", "C5", "dispute", "C99", "There is no dispute"),
]
WRONG_ROWS = [
    ("claim", {"value_state": "unknown"}, "value “2026-05”: Give a value"),
    ("claim", {"value_state": "perhaps", "value": ""}, "value_state “perhaps”: “perhaps” is not one of: stated"),
    ("claim", {"rank": "nonsense", "rank_reason": "x"}, "rank “nonsense”: “nonsense” is not one of: "),
    ("claim", {"rank": "deprecated"}, "rank_reason “”: Say why the claim is wrong."),
    ("evidence", {"source": ""}, "note “”: Name the source of this passage."),
    (
        "evidence",
        {"source": "", "paragraph": "", "char_start": "", "char_end": ""},
        "source “”: Evidence names its source",
    ),
    (
        "evidence",
        {"record": "milestone:ai-studio-created"},
        "claim “c-mil-09”: Name a claim or a record, and not both.",
    ),
    ("evidence", {"paragraph": "0"}, "paragraph “0”: “Paragraph” counts from 1."),
]
Change = Callable[[Path], object]


@pytest.fixture
def copies(_sqlite: Copied) -> Iterator[Callable[[str], str]]:
    """One kind of database: what is tested here is refused before any is asked."""
    with ExitStack() as used:
        yield lambda name: used.enter_context(_sqlite(name))


def line_of(folder: Path, table: str, key: str) -> int:
    keys = [next(iter(row.values())) for row in rows_of(folder, table)]
    return keys.index(key) + 2


def named(wrong: tuple[str, ...]) -> str:
    return "-".join(wrong[:3]) + f"-{wrong[3][:20]}"


@pytest.mark.parametrize("wrong", WRONG_VALUES, ids=named)
def test_names_file_line_field_and_value(session: Session, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    table, key, field, text, says = wrong
    folder = small(tmp_path)
    line = line_of(folder, table, key)
    rewrite(folder, table, lambda rows: rows[line - 2].update({field: text}))

    sentences = refused(session, folder)

    (sentence,) = [one for one in sentences if one.startswith(f"{table}.csv, line {line}, ")]
    assert f"{field} “{text}”" in sentence
    assert says in sentence


@pytest.mark.parametrize(("table", "change", "says"), WRONG_ROWS, ids=range(len(WRONG_ROWS)))
def test_names_the_field_that_has_to_change(session: Session, tmp_path: Path, table, change, says) -> None:
    folder = small(tmp_path)
    line = line_of(folder, table, {"claim": "c-mil-09", "evidence": "MIL-09"}[table])
    rewrite(folder, table, lambda rows: rows[line - 2].update(change))

    sentences = refused(session, folder)

    assert any(one.startswith(f"{table}.csv, line {line}, {says}") for one in sentences), sentences


@pytest.mark.parametrize("stance", ["", "disputes", "mentions"])
def test_names_a_claim_that_no_passage_supports(session: Session, tmp_path: Path, stance: str) -> None:
    folder = small(tmp_path)
    place = line_of(folder, "evidence", "MIL-09") - 2
    rewrite(folder, "evidence", lambda rows: rows[place].update(stance=stance) if stance else rows.pop(place))

    sentences = refused(session, folder)

    line = line_of(folder, "claim", "c-mil-09")
    said = "It has no passage that supports it, derivation or reason."
    assert sentences == [f"claim.csv, line {line}, key “c-mil-09”: {said}"]


def test_names_every_problem_up_to_twenty(session: Session, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rewrite(folder, "claim", lambda rows: [row.update(record="milestone:nowhere") for row in rows])

    sentences = refused(session, folder)

    assert len(sentences) == 21
    claims = len((SEEDS / "claim.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert sentences[-1] == f"… and {claims - 20} more."


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("sort_order", "²", "Write a whole number."),
        ("sort_order", "", "Write a whole number."),
        ("is_local", "perhaps", "Write one of: yes, no."),
        ("status", "nonsense", "Write one of: active, deprecated."),
    ],
)
def test_names_what_is_wrong_with_a_term(session: Session, tmp_path: Path, field: str, text: str, says: str) -> None:
    folder = copied(tmp_path)
    rewrite(folder, "term", lambda rows: rows[0].update({field: text}))

    (sentence,) = refused(session, folder)

    assert sentence == f"term.csv, line 2, {field} “{text}”: {says}"


@pytest.mark.parametrize(
    ("table", "field", "longest"),
    [
        ("term", "vocabulary", 60),
        ("term", "code", 60),
        ("term", "label_en", 300),
        ("term", "label_fr", 300),
        ("term", "broader", 60),
        ("claim", "key", 300),
        ("evidence", "key", 300),
        ("dispute", "key", 300),
        ("dispute", "dispute_kind", 60),
        ("organisation", "slug", 100),
    ],
)
def test_names_the_limit_of_what_is_too_long(
    session: Session, tmp_path: Path, table: str, field: str, longest: int
) -> None:
    folder = copied(tmp_path)
    rewrite(folder, table, lambda rows: rows[0].update({field: "x" * 400}))

    sentences = refused(session, folder)

    start = f"{table}.csv, line 2, {field} “{'x' * 400}”: "
    (sentence,) = [one for one in sentences if one.startswith(start)]
    assert sentence == f"{start}At most {longest} characters; these are 400."


def edit(old: str, new: str) -> Change:
    """Change the text of the file of milestones."""

    def change(folder: Path) -> None:
        path = folder / "milestone.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def describe(text: str | None) -> Change:
    """Replace the description of the package, by a folder if there is no text."""

    def change(folder: Path) -> None:
        path = folder / "datapackage.json"
        path.unlink()
        path.mkdir() if text is None else path.write_text(text, encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            edit("slug,label,note,", "slug,note,"), "milestone.csv, line 1: the header", id="a-missing-column"
        ),
        pytest.param(edit("slug,label", "label,slug"), "milestone.csv, line 1: the header", id="columns-out-of-order"),
        pytest.param(edit("note", "Note"), "milestone.csv, line 1: the header", id="an-unknown-column"),
        pytest.param(
            edit("_start\n", "_start,more\n"), "milestone.csv, line 2: 6 cells, expected 5", id="an-extra-cell"
        ),
        pytest.param(
            edit(",closed_beta_start\n", "\n"), "milestone.csv, line 2: 4 cells, expected 5", id="a-cell-short"
        ),
        pytest.param(edit("closed_beta_start", '"closed'), "milestone.csv, line ", id="a-quote-that-is-never-closed"),
        pytest.param(edit("starts", "st\0rts"), "milestone.csv, line 2: a NUL", id="a-nul"),
        pytest.param(
            lambda folder: (folder / "milestone.csv").write_bytes(b"slug\xe9"),
            "milestone.csv, line 1: not UTF-8 at byte 4",
            id="not-utf-8",
        ),
        pytest.param(lambda folder: (folder / "milestone.csv").unlink(), "milestone.csv: No such", id="a-missing-file"),
        pytest.param(
            lambda folder: (folder / "datapackage.json").unlink(), "it has no datapackage.json", id="no-description"
        ),
        pytest.param(
            lambda folder: (folder / "datapackage.json").write_text("{"), "is not the description", id="no-json"
        ),
        pytest.param(
            lambda folder: (folder / "datapackage.json").write_text('{"resources": [{"name": "user"}]}'),
            "names the table 'user'",
            id="an-unknown-table",
        ),
        pytest.param(describe('{"resources": [{"name": []}]}'), "names the table []", id="a-list-for-a-name"),
        pytest.param(describe('{"resources": [{"name": {}}]}'), "names the table {}", id="an-object-for-a-name"),
        pytest.param(describe('{"resources": [{"name": null}]}'), "names the table None", id="null-for-a-name"),
        pytest.param(describe('{"resources": 4}'), "is not the description", id="a-number-for-the-resources"),
        pytest.param(describe("[" * 100_000), "is not the description", id="deep-json"),
        pytest.param(describe("1" * 5_000), "is not the description", id="a-number-without-end"),
        pytest.param(describe(None), "datapackage.json cannot be read: Is a directory.", id="a-folder-instead"),
    ],
)
def test_names_what_is_wrong_with_a_file(session: Session, tmp_path: Path, change: Change, says: str) -> None:
    folder = small(tmp_path)
    change(folder)

    (sentence,) = refused(session, folder)

    assert says in sentence
