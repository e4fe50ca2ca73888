"""What a result of a search shows beside its name: the words that were found, and of a source where it appeared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from tracker.models import Record, Source
from tracker.permissions import Actor, seen
from tracker.queries.matching import Words
from tracker.queries.texts import labels_of, live_texts_of
from tracker.values.stems import forms
from tracker.values.words import words_of

LONGEST_LINE = 200

_record = Record.__table__
_source = Source.__table__


@dataclass(frozen=True)
class Line:
    """A text of a record that has words its name has not: of which field, and the part of it they stand in."""

    field: str
    text: str
    language: str = ""


def lines(session: Session, rows: Sequence[Any], words: Words) -> dict[int, Line]:
    """The line of each record that was found by more than its name, by id."""
    texts: dict[int, list[Line]] = {row.id: [] for row in rows}
    for claim in session.execute(live_texts_of(texts)):
        texts[claim.record_id].append(Line(claim.field, claim.value, claim.language))
    for record in session.execute(labels_of(list(texts))):
        texts[record.id].append(Line("note", record.note or ""))
    chosen = {row.id: _best(row.label, texts[row.id], words) for row in rows}
    return {record_id: line for record_id, line in chosen.items() if line}


def published(session: Session, rows: Sequence[Any], actor: Actor) -> dict[int, Any]:
    """The date of each source that was found, and its publisher as far as the actor may see it, by id."""
    ids = [row.id for row in rows if row.kind == "source"]
    return {row.id: row for row in session.execute(_sources(ids, actor))} if ids else {}


def _sources(ids: Sequence[int], actor: Actor) -> Select[Any]:
    publisher = and_(_record.c.id == _source.c.publisher_id, *seen(actor, _record.c))
    columns = (_source.c.id, _source.c.published, _record.c.kind, _record.c.slug, _record.c.label)
    return select(*columns).outerjoin_from(_source, _record, publisher).where(_source.c.id.in_(ids))


def _best(label: str, texts: Sequence[Line], words: Words) -> Line | None:
    """The text with most of the words that the label lacks; None where it lacks none."""
    missing = tuple(word for word in words if not has(words_of(label), word))
    counts = [sum(has(words_of(line.text), word) for word in missing) for line in texts]
    most = max(counts, default=0)
    if not most:
        return None
    line = texts[counts.index(most)]
    return Line(line.field, _around(line.text, missing), line.language)


def has(having: Sequence[str], word: tuple[str, tuple[str, ...]]) -> bool:
    """Whether one of these words, which have their accents, begins with a word of a question or is inflected alike."""
    beginning, inflections = word
    return any(forms(one)[0].startswith(beginning) or not set(inflections).isdisjoint(forms(one)) for one in having)


def _around(text: str, missing: Words) -> str:
    """The part of a text in which the first of the missing words stands, cut between words."""
    parts = text.split()
    first = next((n for n, part in enumerate(parts) if any(has(words_of(part), word) for word in missing)), 0)
    begin = max(0, min(first - 8, len(parts) - 20))
    shown, rest = parts[begin], parts[begin + 1 :]
    for part in rest:
        if len(shown) + len(part) >= LONGEST_LINE:
            return ("… " if begin else "") + shown + " …"
        shown += f" {part}"
    return ("… " if begin else "") + shown
