"""Evidence: locators are well formed, and where a source's text is present they lead to the words they were made of."""

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.capture.texts import fingerprint, paragraphs, passage
from tracker.checking.difference import Difference, Row, wrong
from tracker.languages import gettext as _
from tracker.models import Evidence, SourceText

SHA256 = re.compile(r"[0-9a-f]{64}")
LOCATOR = ("key", "source_id", "paragraph", "char_start", "char_end", "quote_sha256")
AT_ONCE = 1_000

_evidence = Evidence.__table__
_text = SourceText.__table__


def differences(session: Session) -> Iterator[Difference]:
    """What is wrong with locators."""
    located: dict[int, list[Row]] = {source_id: [] for source_id in session.scalars(select(_text.c.source_id))}
    query = select(*(_evidence.c[name] for name in LOCATOR)).order_by(_evidence.c.key)
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)).mappings():
        problems = list(_malformed(_where(row), row))
        yield from problems
        if row["source_id"] in located and row["paragraph"] is not None and not problems:
            located[row["source_id"]].append(row)
    texts = select(_text).execution_options(yield_per=1)
    for source_id, text in session.execute(texts):
        lines = paragraphs(text)
        for found in located[source_id]:
            yield from _misplaced(_where(found), found, lines)


def _where(row: Row) -> str:
    return _("evidence %(key)s", key=row["key"])


def _malformed(where: str, row: Row) -> Iterator[Difference]:
    """Whether a locator can be read at all."""
    paragraph, start, end = row["paragraph"], row["char_start"], row["char_end"]
    if paragraph is not None and paragraph < 1:
        yield wrong(5, where, "paragraph", paragraph, _("1 or more"))
    if (start is None) != (end is None):
        yield wrong(5, where, "char_end" if end is None else "char_start", "", _("given, as its other end is"))
    elif start is not None and not 0 <= start < end:
        yield wrong(5, where, "char_end", end, _("more than char_start, which is %(start)s", start=start))
    if start is not None and paragraph is None:
        yield wrong(5, where, "paragraph", "", _("that of the characters"))
    if row["quote_sha256"] and not SHA256.fullmatch(row["quote_sha256"]):
        yield wrong(5, where, "quote_sha256", row["quote_sha256"], _("64 characters, 0 to 9 and a to f"))


def _misplaced(where: str, row: Row, lines: Sequence[str]) -> Iterator[Difference]:
    """Whether the passage is in the text, and is the one that was read."""
    try:
        words = passage(lines, row["paragraph"], row["char_start"], row["char_end"])
    except ValueError as problem:
        yield Difference(5, where, str(problem))
        return
    if row["quote_sha256"] and row["quote_sha256"] != fingerprint(words):
        yield wrong(5, where, "quote_sha256", row["quote_sha256"], f"“{fingerprint(words)}”")
