"""The codebook as a sheet, the data dictionary: each kind, field, column, term and rule a row, in two languages."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from tracker import languages
from tracker.catalogue import CATALOGUE
from tracker.exchange import sheet
from tracker.exchange.codebook import CARDINALITIES, Codebook, codebook, meaning
from tracker.exchange.lists import all_columns
from tracker.forms.fields import write
from tracker.models import Field, Term

HEADER = (
    *("anchor", "what", "of", "name", "label_en", "label_fr", "definition", "definition_fr"),
    *("type", "cardinality", "required", "asserts", "vocabulary", "roles", "kinds", "unit", "derived"),
    *("broader", "origin", "origin_uri", "exact_match", "is_local", "status"),
)
Row = dict[str, Any]


def csv(session: Session, flavour: str = "raw") -> Iterator[str]:
    """The data dictionary as CSV, in blocks; the same in whatever language it is asked for."""
    return sheet.lines(HEADER, ([row.get(name) for name in HEADER] for row in dictionary(session)), flavour)


def dictionary(session: Session) -> list[Row]:
    """Every row by the names of `HEADER`; what is not yet said in French is left empty."""
    with languages.use("fr"):
        french = list(_rows(codebook(session)))
    with languages.use("en"):
        rows = list(_rows(codebook(session)))
    for row, other in zip(rows, french, strict=True):
        row.setdefault("label_fr", other["label_en"])
        row["definition_fr"] = other["definition"] if other["definition"] != row["definition"] else ""
    return rows


def _rows(book: Codebook) -> Iterator[Row]:
    for section in (*book.kinds, *book.parts):
        yield _row(section.name, "section", "", section)
        for field in section.fields:
            yield _field(section.name, field, is_kind=section in book.kinds)
    yield from _derived()
    for vocabulary in book.vocabularies:
        yield from (_term(term) for term in vocabulary.terms)
    for rule in book.rules:
        yield _row(f"rule.{rule.name}", "rule", "", rule)
        for code, text in rule.codes.items():
            yield _row(f"rule.{rule.name}", "code", rule.name, rule) | {"name": code, "definition": text}


def _row(anchor: str, what: str, of: str, described: Any) -> Row:
    texts = {"label_en": str(described.label), "definition": _definition(described)}
    return {"anchor": anchor, "what": what, "of": of, "name": described.name, **texts}


def _definition(described: Any) -> str:
    return str(described.definition if hasattr(described, "definition") else described.text)


def _field(section: str, field: Field, *, is_kind: bool) -> Row:
    facts = {
        "type": field.type,
        "cardinality": str(CARDINALITIES[field.cardinality]) if is_kind else "",
        "required": write(field.required),
        "asserts": field.asserts if field.claimed else "",
        "vocabulary": field.vocabulary,
        "roles": field.roles,
        "kinds": " | ".join(field.kinds),
        "unit": field.unit,
        "derived": write(field.derived),
    }
    return _row(f"{section}.{field.name}", "field", section, field) | facts


def _derived() -> Iterator[Row]:
    """The columns of lists that follow from a field, and those no field says."""
    for entry in CATALOGUE:
        for column in all_columns(entry):
            field, suffix = meaning(entry, column)
            if suffix is not None:
                label = f"{field.label}: {suffix.label}"
                texts = {"name": column, "label_en": label, "type": suffix.type, "derived": "yes"}
                yield _row(f"column.{suffix.name}", "column", entry.kind, suffix) | texts


def _term(term: Term) -> Row:
    kept = (
        "broader",
        "origin",
        "origin_uri",
        "exact_match",
        "status",
        "label_en",
        "label_fr",
        "definition",
        "definition_fr",
    )
    return {
        "anchor": f"vocabulary.{term.vocabulary}.{term.code}",
        "what": "term",
        "of": term.vocabulary,
        "name": term.code,
        "is_local": write(term.is_local),
        **{name: getattr(term, name) for name in kept},
    }
