"""What search takes over very many records. The words and the records are made up, and always the same."""

import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, insert, text

from tests.postgresql import postgresql_server
from tracker.database import open_engine, reading, writing
from tracker.models import Record, SearchDocument, now
from tracker.permissions import ANYBODY
from tracker.queries.search import ORDERS, asked, search
from tracker.schema import upgrade
from tracker.values.stems import forms
from tracker.values.words import fold

RECORDS = 100_000
WORDS_EACH = 30
QUESTIONS = 100
BLOCK = 5_000
SYLLABLES = "an im a tion stu di o me dia crea tor ef fect de sign scri pt ré al é vi déo mu si que pro duc la bor"
LIMIT = "50 ms"

Row = tuple[str, str, str]


def rows(records: int = RECORDS) -> Iterator[Row]:
    """A row for each database and each order."""
    with tempfile.TemporaryDirectory() as folder:
        yield from measured(f"sqlite:///{Path(folder) / 'search.sqlite3'}", records)
    with postgresql_server() as url:
        yield from measured(url, records)


def measured(url: str, records: int) -> Iterator[Row]:
    """Fill the database at this address, and ask."""
    chance = random.Random(1)
    words = ["".join(chance.choices(SYLLABLES.split(), k=chance.randint(1, 4))) for _word in range(20_000)]
    engine = open_engine(url)
    upgrade(engine)
    fill(engine, words, chance, records)
    questions = [
        " ".join(chance.choices(words, k=chance.randint(1, 3)))[: chance.randint(3, 30)] for _q in range(QUESTIONS)
    ]
    for order in ORDERS:
        taken = sorted(milliseconds(engine, question, order) for question in questions)
        figure = f"{statistics.median(taken):.0f} ms, {taken[int(len(taken) * 0.95)]:.0f} ms"
        yield f"search, {order} first, {records:,} records, {engine.dialect.name}, p50 and p95", figure, LIMIT
    engine.dispose()


def fill(engine: Engine, words: list[str], chance: random.Random, records: int) -> None:
    """Records whose words are as unevenly common as those of a language. Written by hand: services take minutes."""
    weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(words))))
    common = {"kind": "source", "family": "source", "version": 1, "created_by": "x", "updated_by": "x"}
    common |= {"created_at": now(), "updated_at": now()}
    with writing(engine)() as session:
        for ids in (range(n, n + BLOCK) for n in range(1, records, BLOCK)):
            texts = {n: chance.choices(words, cum_weights=weights, k=WORDS_EACH) for n in ids}
            labels = {n: " ".join(text[:5]) for n, text in texts.items()}
            spine = [
                {"id": n, "slug": f"s{n}", "label": labels[n], "label_key": fold(labels[n]), **common} for n in ids
            ]
            session.execute(insert(Record.__table__), spine)
            session.execute(insert(SearchDocument), [{"record_id": n, "words": document(texts[n])} for n in ids])
        session.commit()
        if engine.dialect.name == "postgresql":
            # As its server does by itself within a minute.
            session.execute(text("ANALYZE"))
            session.commit()


def document(words: list[str]) -> str:
    """What the index keeps of a text."""
    return " ".join(dict.fromkeys(["@source", *(one for word in words for one in forms(word))]))


def milliseconds(engine: Engine, question: str, order: str) -> float:
    """The best of three: what the machine does besides is none of its doing."""
    taken = []
    with reading(engine)() as session:
        for _time in range(3):
            started = time.perf_counter()
            search(session, asked(question), ANYBODY, order=order)
            taken.append((time.perf_counter() - started) * 1000)
            session.rollback()
    return min(taken)
