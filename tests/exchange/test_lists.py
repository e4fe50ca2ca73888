"""A list's CSV: what the database writes by itself is what Python would write of the same values."""

import csv
import io
import random
import re
from contextlib import closing
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from tests.factories import ALICE, build, claim, labour_event, milestone, organisation, source
from tests.generate import generate
from tracker.catalogue import BY_KIND, CATALOGUE
from tracker.database import reading, writing
from tracker.exchange import many_values, sheet
from tracker.exchange.cells import SPECIAL
from tracker.exchange.lists import AT_A_TIME, Export, all_columns, columns
from tracker.models import Claim, Entity, Record
from tracker.permissions import ANYBODY
from tracker.queries.columns import listed_fields
from tracker.queries.filters import BadQuery
from tracker.queries.list_query import ListQuery
from tracker.queries.records import everything
from tracker.services import records
from tracker.values.quantity import Quantity

every_entity = pytest.mark.parametrize("entry", CATALOGUE, ids=[entry.slug for entry in CATALOGUE])
flavours = pytest.mark.parametrize("flavour", sheet.FLAVOURS)

FIGURES = {
    "share_of_parent": ("0.000001", "~0.000001", "0.125", "0.1..0.75"),
    "jobs_affected": ("30000", "~30001", ">350", "100000000000000"),
}
STARTS = (*sheet.FORMULA, sheet.GUARD, "", "é", "\\", "|", "%s", " ")
NASTY = [start + middle + end for start in STARTS for middle in ("", *SPECIAL, ";") for end in ("x", '"', "\r\n", "'")]


def exported(session: Session, kind: str, flavour: str = "raw", **args: str) -> str:
    given = {name: [value] for name, value in {**args, "flavour": flavour}.items()}
    return "".join(Export.read(BY_KIND[kind], given, session, ANYBODY).csv(session, ANYBODY))


def cells(session: Session, kind: str, **args: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(session, kind, **args), newline="")))


def by_python(session: Session, entry: Entity, flavour: str) -> str:
    """The same file, of values that crossed into Python one by one."""
    query = ListQuery.parse(entry, {}, session, ANYBODY)
    rows = session.execute(everything(query, listed_fields(entry), ANYBODY)).mappings()
    texts = ([written(row[name]) for name in columns(entry)] for row in rows)
    return "".join(sheet.lines(columns(entry), texts, flavour))


def split(cell: str) -> list[str]:
    """The values of a cell that holds any number: within one, no `|` stands behind a blank."""
    return [re.sub(r"\\(.)", r"\1", part) for part in cell.split(many_values.BETWEEN)] if cell else []


def written(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return int(value) if value.is_integer() else format(Decimal(repr(value)), "f")
    return value.isoformat() if isinstance(value, datetime) else value


@flavours
@every_entity
def test_lists_of_the_seeds_are_what_python_would_write(entry: Entity, flavour: str, seeds: Session) -> None:
    assert exported(seeds, entry.kind, flavour) == by_python(seeds, entry, flavour)


@flavours
@pytest.mark.damages
def test_odd_texts_are_written_as_python_would(session: Session, flavour: str) -> None:
    """Some are such as no form lets through, but somebody's own SQL might."""
    for text, other in zip(NASTY[::2], NASTY[1::2], strict=True):
        studio = build(session, BY_KIND["studio"])
        session.execute(update(Record.__table__).where(Record.id == studio.id).values(label=text, note=other))

    answer = exported(session, "studio", flavour)

    assert answer == by_python(session, BY_KIND["studio"], flavour)
    rows = csv.DictReader(io.StringIO(answer.removeprefix(sheet.MARKS[flavour]), newline=""))
    found = [row[name] for row in rows for name in ("label", "note")]
    assert sorted((cell.removeprefix(sheet.GUARD) for cell in found) if flavour == "excel" else found) == sorted(NASTY)
    assert flavour == "raw" or not any(text.startswith(sheet.FORMULA) for text in found)


@pytest.mark.parametrize(("field", "figure"), [(field, figure) for field in FIGURES for figure in FIGURES[field]])
def test_a_figure_has_no_exponent_and_can_be_read_again(session: Session, field: str, figure: str) -> None:
    strike = labour_event(session)
    claim(session, strike, field, figure)

    (row,) = cells(session, "labour_event")

    known = Quantity.parse(figure)
    assert row[field] == figure
    for end, number in (("_low", known.low), ("_high", known.high)):
        assert row[field + end] == ("" if number is None else str(written(float(number))))
        assert Quantity.parse(row[field + end] or "0")


def test_the_last_change_is_a_moment_in_utc(session: Session) -> None:
    made = organisation(session)

    (row,) = cells(session, "organisation", columns="updated_at")

    assert row == {"slug": made.slug, "label": made.label, "updated_at": made.updated_at.isoformat()}


def test_fields_of_any_number_of_values_are_there_where_they_are_asked_for(session: Session) -> None:
    made, one, other = (
        milestone(session),
        organisation(session, label="Zeta"),
        organisation(session, label="Alpha | Co"),
    )
    for partner in (one, other):
        claim(session, made, "participants", partner.reference, source(session))
        claim(session, made, "participants", partner.reference, source(session))
    for name in ("B \\ C", "A|B"):
        claim(session, made, "name", name)
    claim(session, made, "name", "Nobody calls it so", rank="deprecated")

    (row,) = cells(session, "milestone", columns="all")

    assert tuple(row) == all_columns(BY_KIND["milestone"])
    assert row["participants"] == f"{other.reference} | {one.reference}"
    assert row["participants_label"] == "Alpha \\| Co | Zeta"
    assert row["name"] == "A\\|B | B \\\\ C"
    assert split(row["name"]) == ["A|B", "B \\ C"]
    assert "participants" not in cells(session, "milestone")[0]


def test_many_values_do_not_lead_to_what_is_withdrawn(session: Session) -> None:
    made, partner = milestone(session), organisation(session)
    claim(session, made, "participants", partner.reference)
    records.withdraw(session, partner, actor=ALICE, reason="a test needs it", version=partner.version)

    (row,) = cells(session, "milestone", columns="all")

    assert (row["participants"], row["participants_label"]) == ("", "")


@every_entity
def test_all_columns_of_the_seeds_hold_their_claims(entry: Entity, seeds: Session) -> None:
    rows = cells(seeds, entry.kind, columns="all")

    claims = select(Record.slug, Claim.field, Claim.value).join(Record, Record.id == Claim.record_id)
    stated = seeds.execute(claims.where(Claim.value != "", Claim.rank != "deprecated", Record.kind == entry.kind)).all()
    for field in many_values.many_valued(entry):
        wanted = {(slug, value) for slug, name, value in stated if name == field.name}
        assert {(row["slug"], text) for row in rows for text in split(row[field.name])} >= wanted


def test_values_that_were_joined_are_split_again() -> None:
    chance = random.Random(1)
    for _time in range(5_000):
        values = [
            "".join(chance.choices("a|\\ \n", k=chance.randint(1, 6))).strip() or "x"
            for _value in range(chance.randint(1, 4))
        ]

        assert split(many_values.join(values)) == values
    assert split(many_values.join([])) == []


def test_rows_of_a_sheet_for_spreadsheets_are_read_again() -> None:
    chance = random.Random(1)
    letters = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'", '"', ",", ";", "a", "é", " "]
    for _time in range(5_000):
        table = [["".join(chance.choices(letters, k=chance.randint(0, 5))) for _cell in range(3)] for _row in range(3)]
        text = "".join(sheet.lines(("a", "b", "c"), table, "excel")).removeprefix(sheet.MARKS["excel"])
        read = list(csv.reader(io.StringIO(text, newline="")))[1:]

        assert not any(cell.startswith(sheet.FORMULA) for row in read for cell in row)
        assert [[cell.removeprefix(sheet.GUARD) for cell in row] for row in read] == table


@pytest.mark.parametrize(
    ("args", "named"),
    [({"flavour": "vanilla"}, "raw, excel"), ({"columns": "nonsense"}, "nonsense"), ({"shape": "round"}, "shape")],
)
def test_what_is_not_understood_is_named(session: Session, args: dict[str, str], named: str) -> None:
    with pytest.raises(BadQuery, match=named):
        Export.read(BY_KIND["milestone"], {name: [text] for name, text in args.items()}, session, ANYBODY)


def test_a_list_is_not_read_before_it_is_wanted(blank: Engine) -> None:
    with writing(blank)() as session:
        for _number in range(3):
            organisation(session)
        session.commit()
    with reading(blank)() as session:
        export = Export.read(BY_KIND["organisation"], {}, session, ANYBODY)
        sent: list[str] = []
        event.listen(blank, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: sent.append(statement))

        blocks = export.csv(session, ANYBODY)

        assert (next(blocks).startswith("slug,label,"), sent) == (True, [])
        assert next(blocks).count("\n") == 3
        blocks.close()


def test_a_session_goes_on_after_a_list_that_was_broken_off(blank: Engine) -> None:
    generate(blank, 10 * AT_A_TIME)  # More than the server sends ahead: breaking off meets a COPY that still runs.
    with reading(blank)() as session:
        export = Export.read(BY_KIND["milestone"], {}, session, ANYBODY)

        with closing(export.csv(session, ANYBODY)) as blocks:
            assert [next(blocks).count("\n") for _block in range(2)] == [1, AT_A_TIME]

        assert exported(session, "milestone").count("\n") == 10 * AT_A_TIME + 1
