"""Evidence against the texts of its sources, which the database need not hold: whoever has them can verify it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.capture.texts import fingerprint, paragraphs, passage
from tracker.languages import gettext as _
from tracker.models import Evidence, Record, Source

LARGEST = 10_000_000

_evidence = Evidence.__table__
_record = Record.__table__
_source = Source.__table__


class Passage(NamedTuple):
    """A piece of evidence that says where in its source it stands."""

    key: str
    paragraph: int
    char_start: int | None
    char_end: int | None
    quote_sha256: str

    @property
    def fact(self) -> str:
        """What several passages can be evidence of: their keys are alike up to the first dot."""
        return self.key.partition(".")[0]


@dataclass(frozen=True)
class Text:
    """A text that somebody has: the name of its file, the fingerprint of all of it, and its paragraphs."""

    name: str
    sha256: str
    lines: Sequence[str]


@dataclass
class Verdict:
    """What became of the passages of one source: `text` is None where nobody has it, `wrong` are sentences by key."""

    source: str
    sha256: str
    passages: list[Passage] = field(default_factory=list)
    text: Text | None = None
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def is_altered(self) -> bool:
        """Whether the text that was found is not, byte for byte, the one that was read."""
        return self.text is not None and self.sha256 not in ("", self.text.sha256)

    @property
    def verified(self) -> list[Passage]:
        """The passages that are in the text as they were read."""
        return [one for one in self.passages if self.text is not None and one.key not in self.wrong]


def read_texts(folder: Path, say: Callable[[str], object]) -> Iterator[Text]:
    """The texts among the files of a folder. `say` is told of each file that is none."""
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            if path.stat().st_size > LARGEST:
                say(_("%(file)s is left out: it has more than %(n)s bytes.", file=path.name, n=LARGEST))
                continue
            content = path.read_bytes()
            yield Text(path.name, hashlib.sha256(content).hexdigest(), paragraphs(content.decode()))
        except OSError as error:
            say(_("%(file)s is left out: %(why)s.", file=path.name, why=error.strerror))
        except UnicodeDecodeError as error:
            say(_("%(file)s is left out: it is not UTF-8 at byte %(n)s.", file=path.name, n=error.start))


def verify(session: Session, texts: Iterable[Text]) -> list[Verdict]:
    """Look up every passage of every source in the text of that source."""
    verdicts = list(_cited(session))
    by_hash = {text.sha256: text for text in texts}
    unclaimed = [text for text in by_hash.values() if text.sha256 not in {verdict.sha256 for verdict in verdicts}]
    for verdict in verdicts:
        verdict.text = by_hash.get(verdict.sha256) or _likeness(verdict.passages, unclaimed)
        if verdict.text:
            found = ((one.key, _problem(one, verdict.text.lines)) for one in verdict.passages)
            verdict.wrong = {key: problem for key, problem in found if problem}
    return verdicts


def _cited(session: Session) -> Iterator[Verdict]:
    """Every source of which a passage is known, with the passages, nothing found yet."""
    columns = (_evidence.c[name] for name in Passage._fields)
    sources = select(_record.c.family, _record.c.slug, _source.c.content_sha256, *columns)
    query = (
        sources.join(_source, _source.c.id == _record.c.id)
        .join(_evidence, _evidence.c.source_id == _source.c.id)
        .where(_evidence.c.paragraph.is_not(None))
        .order_by(_record.c.slug, _evidence.c.key)
    )
    verdict = None
    for family, slug, sha256, *parts in session.execute(query):
        if verdict is None or verdict.source != f"{family}:{slug}":
            if verdict:
                yield verdict
            verdict = Verdict(f"{family}:{slug}", sha256 or "")
        verdict.passages.append(Passage(*parts))
    if verdict:
        yield verdict


def _likeness(passages: Sequence[Passage], texts: Sequence[Text]) -> Text | None:
    """The text, altered since it was read, that holds most of the passages, in any paragraph; None if none does."""
    quoted = [one for one in passages if one.quote_sha256]
    counted = [(sum(_is_somewhere(one, text.lines) for one in quoted), text) for text in texts]
    most, likest = max(counted, key=lambda pair: pair[0], default=(0, None))
    return likest if 2 * most > len(quoted) else None


def _is_somewhere(one: Passage, lines: Sequence[str]) -> bool:
    return any(fingerprint(line[one.char_start : one.char_end]) == one.quote_sha256 for line in lines)


def _problem(one: Passage, lines: Sequence[str]) -> str | None:
    """Why a passage is not where it should be; None if it is there."""
    try:
        words = passage(lines, one.paragraph, one.char_start, one.char_end)
    except ValueError as problem:
        return str(problem)
    if one.quote_sha256 in ("", fingerprint(words)):
        return None
    return _("The words there are not the ones that were read.")
