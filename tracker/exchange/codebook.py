"""The codebook as plain data: every kind, field, column, code and rule, gathered from where each is said.

Nothing is written here a second time: definitions come from the fields, the catalogue, the table of terms and
`tracker.counting`, examples of how values are written from what reads them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.catalogue import CATALOGUE
from tracker.counting import Rule, rules
from tracker.exchange import columns as files
from tracker.exchange.formats import Format, formats
from tracker.exchange.lists import all_columns
from tracker.forms.claim import CLAIM_PARTS, VALUE
from tracker.forms.evidence import EvidenceForm
from tracker.forms.fields import Input
from tracker.languages import lazy
from tracker.models import Entity, Field, Term, fields_of

CARDINALITIES = {
    "": lazy("structural"),
    "1": lazy("one value at a time"),
    "t": lazy("over time: the latest value"),
    "*": lazy("any number"),
}


@dataclass(frozen=True)
class Section:
    """The fields of one kind of record, or of one file; `columns` are those a list's CSV has for each, by name."""

    name: str
    label: str
    definition: str
    fields: tuple[Field, ...]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one vocabulary in their order, and the fields whose values or roles they are."""

    name: str
    uses: tuple[tuple[Section, Field], ...]
    terms: tuple[Term, ...]

    @property
    def label(self) -> str:
        """The labels of the fields that use it, each once."""
        return ", ".join(dict.fromkeys(str(spec.label) for _section, spec in self.uses))

    @property
    def ours(self) -> int:
        """How many of its terms no standards body publishes."""
        return sum(term.is_local for term in self.terms)


@dataclass(frozen=True)
class Codebook:
    """All of it: `kinds` are the sections of records, `parts` those of everything else."""

    kinds: tuple[Section, ...]
    parts: tuple[Section, ...]
    rules: tuple[Rule, ...]
    formats: tuple[Format, ...]
    vocabularies: tuple[Vocabulary, ...]


def codebook(session: Session) -> Codebook:
    """The codebook in the language of the reader, in one query."""
    terms = session.scalars(select(Term).order_by(Term.vocabulary, Term.sort_order, Term.code)).all()
    kinds, parts = tuple(_kind(entry) for entry in CATALOGUE), _parts()
    return Codebook(kinds, parts, rules(), formats(), _vocabularies((*kinds, *parts), terms))


def meaning(entry: Entity, column: str) -> tuple[Field, Field | None]:
    """The field that a column of a list's CSV belongs to, and what its suffix says. Raises `LookupError`."""
    fields = {spec.name: spec for spec in (files.SLUG, *files.COUNTERS)} | fields_of(entry.model)
    if column in fields:
        return fields[column], None
    for suffix in files.SUFFIXES:
        stem = column.removesuffix(suffix.name)
        if stem != column and stem in fields:
            return fields[stem], suffix
    raise LookupError(f"Nothing says what the column {column} of {entry.slug} holds.")


def _kind(entry: Entity) -> Section:
    of: dict[str, tuple[str, ...]] = {}
    for column in all_columns(entry):
        name = meaning(entry, column)[0].name
        of[name] = (*of.get(name, ()), column)
    return Section(entry.kind, entry.label, entry.definition, tuple(fields_of(entry.model).values()), of)


def _parts() -> tuple[Section, ...]:
    passage = tuple(each.spec for each in EvidenceForm() if isinstance(each, Input))
    return (
        Section(
            "claim",
            lazy("Claims"),
            lazy("One value of one field of one record, as sources state it. Two honest sources may differ on it."),
            (*files.CLAIM, VALUE, *CLAIM_PARTS),
        ),
        Section(
            "evidence",
            lazy("Evidence"),
            lazy("A passage of a source on a claim, on a structural field of a record, or on its existence."),
            (*files.EVIDENCE, *passage),
        ),
        Section(
            "dispute",
            lazy("Disputes"),
            lazy("A disagreement between claims that people named. A conflict, in contrast, is computed from values."),
            files.DISPUTE,
        ),
        Section(
            "dispute_claim", lazy("Claims in disputes"), lazy("Which claim is in which dispute."), files.DISPUTE_CLAIM
        ),
        Section("term", lazy("Terms"), lazy("The codes of every vocabulary, and who publishes each."), files.TERMS),
        Section(
            "column",
            lazy("Columns of a CSV"),
            lazy(
                "What lists add to the fields. A name that begins with _ follows the name of a field. Fields of any"
                " number of values have columns only in an export with columns=all: the values sorted and joined by"
                " “ | ”, with a \\ before each | or \\ of their own."
            ),
            (files.SLUG, *files.SUFFIXES, *files.COUNTERS),
        ),
    )


def _vocabularies(sections: Sequence[Section], terms: Sequence[Term]) -> tuple[Vocabulary, ...]:
    grouped: dict[str, list[Term]] = {}
    for term in terms:
        grouped.setdefault(term.vocabulary, []).append(term)
    return tuple(Vocabulary(name, _uses(sections, name), tuple(found)) for name, found in grouped.items())


def _uses(sections: Sequence[Section], name: str) -> tuple[tuple[Section, Field], ...]:
    return tuple(
        (section, spec) for section in sections for spec in section.fields if name in (spec.vocabulary, spec.roles)
    )
