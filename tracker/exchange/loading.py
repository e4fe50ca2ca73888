"""Loading a data package: every row is parsed by the forms and written by the services, or nothing is."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from wtforms import Form

from tracker.catalogue import BY_KIND
from tracker.exchange.rows import PackageProblem, Row, read, stop_at
from tracker.forms.base import RowData
from tracker.forms.claim import ClaimForm
from tracker.forms.evidence import EvidenceForm
from tracker.forms.fields import readings_of
from tracker.models import Base, Claim, Dispute, Evidence, Term
from tracker.models.term import TERM_STATUSES
from tracker.permissions import Actor
from tracker.services.errors import Rejected
from tracker.services.seeding import Seeding
from tracker.services.structure import RESERVED_SLUGS, refuse_longer

__all__ = ["SLUG", "PackageProblem", "load"]

# The services cut the slugs they make shorter, and number them.
LONGEST_SLUG = 100
SLUG = re.compile(rf"(?!.{{{LONGEST_SLUG + 1}}})[a-z0-9]+(-[a-z0-9]+)*")
# Tables whose cells go into columns of the same name.
_KEPT = {model.__tablename__ for model in (Term, Claim, Evidence, Dispute)}
_WHOLE = re.compile(r"[0-9]{1,9}")


def load(session: Session, folder: Path, *, actor: Actor) -> Counter[str]:
    """Add what the package holds and the database never had; how many rows were added, by table.

    Raises `PackageProblem`; the caller then rolls back.
    """
    rows = read(folder)
    load = _Load(Seeding(session, actor))
    load.add_all(rows.pop("term", []), load.add_term)
    load.add_records([row for kind in BY_KIND for row in rows.pop(kind, [])])
    for table, add in load.adders().items():
        load.add_all(rows.get(table, []), add)
    load.conclude(rows.get("claim", []))
    return load.added


class _Load:
    """The rows of one package on their way into one session, and the sentences about those that cannot go in."""

    def __init__(self, seeding: Seeding) -> None:
        self.seeding = seeding
        self.added: Counter[str] = Counter()

    def adders(self) -> dict[str, Callable[[Row], bool]]:
        """How a row of each table that builds on the records is added, in order."""
        return {
            "claim": self.add_claim,
            "evidence": self.add_evidence,
            "dispute": lambda row: self.seeding.add_dispute(row.cells),
            "dispute_claim": lambda row: self.seeding.add_dispute_claim(row.cells["dispute"], row.cells["claim"]),
        }

    def add_all(self, rows: Sequence[Row], add: Callable[[Row], bool]) -> None:
        """Add every row, or stop with the sentences about those that could not be."""
        refused: list[str] = []
        for row in rows:
            try:
                _refuse_longer(row)
                self.added[row.table] += add(row)
            except Rejected as rejected:
                refused += _sentences(row, rejected.fields)
            except DBAPIError as error:
                # What no form foresaw. Nothing more can be tried in this transaction.
                reason = str(error.orig).partition("\n")[0]
                raise PackageProblem([*refused, f"{row.place}: the database refuses the row: {reason}."]) from error
        stop_at(refused)

    def conclude(self, claims: Sequence[Row]) -> None:
        """End the load, or stop with the sentences about claims that stand on nothing."""
        try:
            self.seeding.conclude()
        except Rejected as rejected:
            baseless = [row for row in claims if row.cells["key"] in rejected.fields]
            stop_at(
                [
                    f"{row.place}, key “{key}”: {rejected.fields[key][0]}"
                    for row in baseless
                    if (key := row.cells["key"])
                ]
            )

    def add_records(self, rows: Sequence[Row]) -> None:
        """Add the records, each after those it links to, wherever they stand in the files."""
        known = {row.reference for row in rows}
        while rows:
            ready = [row for row in rows if not (row.links() & known) - {row.reference}]
            # Records that wait for each other in a circle are added as they come, and refused with a sentence.
            self.add_all(ready or rows, self.add_record)
            known -= {row.reference for row in ready or rows}
            rows = [row for row in rows if row.reference in known]

    def add_term(self, row: Row) -> bool:
        """Add a term."""
        allowed = {"is_local": ("yes", "no"), "status": TERM_STATUSES}
        problems = {
            name: [f"Write one of: {', '.join(codes)}."]
            for name, codes in allowed.items()
            if row.cells[name] not in codes
        }
        if not _WHOLE.fullmatch(row.cells["sort_order"]):
            problems["sort_order"] = ["Write a whole number."]
        if problems:
            raise Rejected(problems)
        return self.seeding.add_term(row.cells)

    def add_record(self, row: Row) -> bool:
        """Add a record as its noun's form reads it."""
        entry = BY_KIND[row.table]
        form = entry.form(RowData.of({name: text for name, text in row.cells.items() if name != "slug"}))
        _validate(form)
        _validate_slug(row.cells["slug"])
        return self.seeding.add_record(entry.model, row.cells["slug"], form.values())

    def add_claim(self, row: Row) -> bool:
        """Add a claim as the form reads it for its field."""
        field = self.seeding.claimed_field(row.cells["record"], row.cells["field"])
        form = ClaimForm(RowData.of(row.cells), spec=field)
        _validate(form)
        return self.seeding.add_claim(row.cells["key"], row.cells["record"], form.claim())

    def add_evidence(self, row: Row) -> bool:
        """Add a piece of evidence."""
        form = EvidenceForm(RowData.of(row.cells))
        _validate(form)
        passage = form.evidence()
        if passage is None:
            raise Rejected({"source": ["Evidence names its source."]})
        return self.seeding.add_evidence(row.cells["key"], row.cells, passage)


def _refuse_longer(row: Row) -> None:
    """Refuse a cell that its column cannot hold: SQLite would keep it, and PostgreSQL not."""
    if row.table in _KEPT:
        columns = Base.metadata.tables[row.table].c
        for name, text in row.cells.items():
            if name in columns:
                refuse_longer(name, text, columns[name])


def _validate_slug(slug: str) -> None:
    if len(slug) > LONGEST_SLUG:
        raise Rejected({"slug": [f"At most {LONGEST_SLUG} characters; these are {len(slug)}."]})
    if not SLUG.fullmatch(slug):
        raise Rejected({"slug": ["A slug has small letters a to z, digits, and single hyphens between them."]})
    if slug in RESERVED_SLUGS:
        raise Rejected({"slug": ["This is an address of the tracker's own: choose another."]})


def _validate(form: Form) -> None:
    if not form.validate():
        raise Rejected({name: [str(error) for error in errors] for name, errors in form.errors.items() if name})
    # Nobody sees what a file's words are read as, so a file holds the canonical text.
    if words := readings_of(form):
        raise Rejected({name: [f"Write it as {reading.value}."] for name, reading in words.items()})


def _sentences(row: Row, fields: dict[str, list[str]]) -> list[str]:
    """The refusals of one row, with its file, line, field and value."""
    return [
        f"{row.place}, {name} “{row.cells.get(name, '')}”: {' '.join(sentences)}" for name, sentences in fields.items()
    ]
