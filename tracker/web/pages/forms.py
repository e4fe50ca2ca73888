"""The form of a record as a page: what was typed, what is refused of it, and what it offers."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from tracker.catalogue import REFERENCE
from tracker.forms.base import RecordForm
from tracker.forms.evidence import EvidenceForm
from tracker.forms.fields import Input
from tracker.models import Entity, Field, FieldType, Record, fields_of
from tracker.permissions import ANYBODY
from tracker.queries.relations import offered, referenced
from tracker.services.errors import Rejected, Stale
from tracker.services.history import state_of
from tracker.services.references import find_record, reference_in, shown_as
from tracker.values.words import fold
from tracker.web.pages.namesakes import namesakes
from tracker.web.pages.readings import published_of, shown
from tracker.web.pages.records import found
from tracker.web.routing import SAFE
from tracker.web.security import writable
from tracker.web.session import session

# As many records as a list of suggestions can offer before it is of no use; any other can be typed.
OFFERED = 500
EVIDENCE = "evidence-"
# Before the name of a field: what the sources state that are cited for another value of it.
ANSWER = "cited-"


@dataclass(frozen=True)
class Question:
    """What `sources` state that are cited for other `values` of a field: one of `answers`, see `Mismatch.answers`."""

    field: str
    values: Sequence[str]
    sources: Sequence[str]
    answers: Sequence[str]


def shown_values(record: Record) -> dict[str, Any]:
    """What the form of a record shows at first: its texts, links as `family:slug`."""
    return dict(state_of(session(), record))


def reference() -> dict[str, Any]:
    """What the words of a form are read against: when its source appeared, and which readings the person was shown."""
    return {"published": published_of(request.form.get(f"{EVIDENCE}source", "")), "shown": shown()}


def typed(name: str) -> str:
    """A field of the page that is not part of the record's form."""
    return writable(request.form.get(name, "")).strip()


def valid(form: Any, evidence: EvidenceForm, record: Record | None = None) -> bool:
    """Whether both parts of the page can be read; both say all that they refuse."""
    if bool(form.validate()) & bool(evidence.validate()):
        return True
    refuse_unknown(form, evidence, record)
    return False


def refuse_unknown(form: Any, evidence: EvidenceForm, record: Record | None = None) -> None:
    """Say beside each link of a page that is refused anyway that it names no record, for all to be mended at once."""
    # What a record links to already stays, also where that was withdrawn since.
    kept = shown_values(record) if record else {}
    for field in (*inputs(form), *inputs(evidence)):
        if (
            field.read_spec.type == FieldType.RECORD
            and field.data
            and not field.errors
            and reference_in(field.text) != kept.get(field.name)
        ):
            try:
                find_record(session(), field.read_spec, str(field.data), field.name)
            except Rejected as rejected:
                field.errors = rejected.fields[field.name]


def refused(entry: Entity, form: RecordForm, evidence: EvidenceForm, rejected: Rejected, slug: str = "") -> Any:
    """The form again, with what a service refused beside the fields it is about."""
    session().rollback()
    rest = place(rejected, form, evidence)
    record = found(entry, slug) if slug else None
    refuse_unknown(form, evidence, record)
    return form_page(entry, form, evidence, record=record, problems=rest, status=400)


def place(rejected: Rejected, *parts: Any) -> dict[str, list[str]]:
    """Put sentences beside their fields, in whichever form has them; return those that have no field on the page."""
    rest = {}
    for name, sentences in rejected.fields.items():
        field = next((part[name] for part in parts if name in part), None)
        if field is None:
            rest[name] = sentences
        else:
            field.errors = [*field.errors, *sentences]
    return rest


def form_page(
    entry: Entity,
    form: Any,
    evidence: EvidenceForm,
    *,
    record: Record | None = None,
    stale: Stale | None = None,
    questions: Sequence[Question] = (),
    problems: dict[str, list[str]] | None = None,
    echo: bool = False,
    status: int = 200,
) -> tuple[str, int]:
    """The page of a form, with everything that was typed.

    `echo` says that words wait for the person to agree; `questions` ask what sources state.
    """
    saved = shown_values(record) if record else {}
    names = name_links((*inputs(form), *inputs(evidence)), *saved.values(), *compared(stale, questions))
    page = render_template(
        [f"{entry.slug}/form.html", "records/form.html"],
        entry=entry,
        form=form,
        evidence=evidence,
        record=record,
        stale=stale,
        questions=questions,
        answer=ANSWER,
        problems=problems or {},
        echo=echo,
        **({} if record else asked_of_a_name(entry, form["label"].text)),
        # A refused form still belongs to the version it was opened at, or a save in between would be lost.
        version=stale.version if stale else typed("version") or (record.version if record else ""),
        reason=typed("reason"),
        adopt=typed("adopt") != "no",
        offers=offers([field.spec for field in (*inputs(form), *inputs(evidence))]),
        names=names,
        saved={name: with_name(text, names) for name, text in saved.items()},
        fields=fields_of(entry.model),
    )
    return page, status


def compared(stale: Stale | None, questions: Iterable[Question]) -> Iterator[str]:
    """The values that a page sets against what was typed."""
    for one in stale.overlaps if stale else ():
        yield from (one.yours, one.theirs, one.original)
    for question in questions:
        yield from question.values


def asked_of_a_name(entry: Entity, label: str) -> dict[str, Any]:
    """What the form of a new record asks of its name, once it is sent; and the key that tells it from other forms."""
    return {
        "namesakes": namesakes(entry, label) if request.method not in SAFE else (),
        "name_key": fold(label),
        "is_another": typed("namesake") == fold(label),
        "form_key": typed("form_key") or secrets.token_hex(8),
    }


def inputs(form: Any) -> list[Input]:
    """The fields of a form, in its order."""
    return [field for field in form if isinstance(field, Input)]


def offers(specs: list[Field]) -> dict[str, list[Any]]:
    """What the page offers its links to name, by family."""
    families = {kind for spec in specs if spec.type == FieldType.RECORD for kind in spec.kinds}
    groups: dict[str, list[Any]] = {family: [] for family in families}
    for row in session().execute(offered(families, OFFERED)):
        groups[row.family].append(row)
    return groups


def name_links(inputs: Iterable[Input], *others: str) -> dict[str, str]:
    """Have links show the names of the records they lead to; returned by id, also for each id among `others`.

    One that was withdrawn has its id alone: a form that sends its name would be refused.
    """
    links = [field for field in inputs if field.read_spec.type == FieldType.RECORD]
    texts = {text for text in (*(field.text for field in links), *others) if REFERENCE.fullmatch(text)}
    found = session().execute(referenced(texts, (), ANYBODY)) if texts else ()
    names = {f"{row.family}:{row.slug}": row.label for row in found}
    for field in links:
        field.text = with_name(field.text, names)
    return names


def with_name(text: str, names: Mapping[str, str]) -> str:
    """How a form shows a text: a permanent id with the name of its record, any other as it is."""
    return shown_as(names[text], text) if text in names else text
