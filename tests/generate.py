"""A made-up database of any size to measure, always the same: studios, initiatives, milestones, sources and claims.

    python -m tests.generate 10000 DATABASE_URL

This is the only code outside the services that writes, because they take minutes for what takes seconds in bulk. What
is computed comes from the same rules, so that `tracker check` finds nothing wrong with it.
"""

import itertools
import os
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from tests.bench_search import SYLLABLES
from tests.databases import _vocabularies
from tracker.database import open_engine, writing
from tracker.exchange.loading import load
from tracker.models import (
    Base,
    FieldType,
    Initiative,
    Milestone,
    Record,
    Source,
    Studio,
    Term,
    claimed_fields,
    family_of,
    kind_of,
    now,
    structural_fields,
)
from tracker.permissions import SYSTEM
from tracker.schema import upgrade
from tracker.services.history import CLAIM_STATE
from tracker.services.indexing import index
from tracker.services.lineage import Line, count_origins
from tracker.services.refreshing import blocks
from tracker.services.resolving import Candidate, columns_of, resolve
from tracker.values import FuzzyDate
from tracker.values.words import fold

BLOCK = 5_000
# Raised when other rows are made, so that nobody measures on those of before.
EDITION = 1
MONTHS = [f"{year}-{month:02}" for year in range(2018, 2030) for month in range(1, 13)]
DATES = [
    *MONTHS,
    *(f"{month}-{day:02}" for month in MONTHS for day in (4, 11, 23)),
    *(f"{year}" for year in range(2018, 2031)),
    *(f"{year}-{code}" for year in range(2018, 2031) for code in (21, 22, 23, 24, 33, 34, 35, 36, 40, 41)),
    *(f"{month}~" for month in MONTHS[::5]),
    *(f"[{month}..]" for month in MONTHS[::7]),
]
MOMENT = now()

Row = dict[str, Any]


def home() -> Path:
    """The folder outside the repository that keeps what takes long to make."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tracker-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cached(milestones: int) -> str:
    """The address of a SQLite database with so many milestones, made the first time it is asked for."""
    folder = home()
    path = folder / f"{milestones}-{EDITION}.sqlite3"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=folder) as making:
            made = Path(making) / path.name
            engine = open_engine(f"sqlite:///{made}")
            generate(engine, milestones)
            engine.dispose()
            made.rename(path)
    return f"sqlite:///{path}"


def generate(engine: Engine, milestones: int) -> None:
    """Make the tables, load the vocabularies, and fill an empty database."""
    upgrade(engine)
    with writing(engine)() as session:
        with tempfile.TemporaryDirectory() as folder:
            load(session, _vocabularies(Path(folder)), actor=SYSTEM)
        making = _Making(session, milestones)
        making.run()
        for ids in blocks(making.references):
            index(session, ids)
        _continue_numbers(session)
        session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _continue_numbers(session: Session) -> None:
    """PostgreSQL counts ids by itself only from where it is told."""
    if session.get_bind().dialect.name == "postgresql":
        for table in ("record", "claim", "evidence"):
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))


@dataclass
class _Making:
    """One filling: rows by table until there are enough of them to write."""

    session: Session
    milestones: int
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    count: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    references: dict[int, str] = field(default_factory=dict)
    published: dict[int, Any] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)

    def run(self) -> None:
        """Make what others link to first."""
        studios = [self.studio() for _n in range(max(10, self.milestones // 500))]
        self.sources = [self.source() for _n in range(max(20, self.milestones // 20))]
        initiatives = [self.initiative(self.chance.choice(studios)) for _n in range(max(20, self.milestones // 20))]
        for _n in range(self.milestones):
            self.milestone(*self.chance.choice(initiatives))
        self.write()

    @cached_property
    def codes(self) -> dict[str, list[str]]:
        """The active terms of every vocabulary."""
        found = defaultdict(list)
        for term in self.session.scalars(select(Term).where(Term.status == "active").order_by(Term.code)):
            found[term.vocabulary].append(term.code)
        return found

    @cached_property
    def words(self) -> list[str]:
        """Words that mean nothing."""
        return ["".join(self.chance.choices(SYLLABLES.split(), k=self.chance.randint(1, 4))) for _n in range(5_000)]

    def label(self, words: int) -> str:
        """A name; one in fifty has what a CSV must quote."""
        name = " ".join(self.chance.choices(self.words, k=words)).capitalize()
        return f'{name}, "{self.chance.choice(self.words)}"' if self.chance.random() < 0.02 else name

    def studio(self) -> int:
        """A studio without claims."""
        own = {"organisation_kind": self.code("organisation_kind"), "is_collective": False, "country": "FR"}
        return self.record(Studio, self.label(2), own | {"studio_kind": self.code("studio_kind")}, [])

    def source(self) -> int:
        """A source; one in five derives from an earlier one, and of one in ten nobody knows where it comes from."""
        day = FuzzyDate.parse(self.chance.choice(DATES[144:576]))
        status = self.chance.choices(("original", "derived", "unknown"), (7, 2, 1))[0] if self.lines else "original"
        earlier = self.chance.choice(list(self.lines)) if status == "derived" else None
        dates = {"published": day.text, "published_earliest": day.earliest, "published_latest": day.latest}
        own = {"source_kind": self.code("source_kind"), "reliability": "B", "seen": True, "language": "en"}
        own |= {"lineage_status": status, "derived_from_id": earlier}
        made = self.record(Source, self.label(6), own | dates, [])
        self.lines[made] = Line(status, earlier)
        self.published[made] = SimpleNamespace(published_earliest=day.earliest, published_latest=day.latest)
        return made

    def initiative(self, owner: int) -> tuple[int, int]:
        """An initiative with the uses of its AI, and its owner."""
        own = {"owner_id": owner, "initiative_kind": self.code("initiative_kind")}
        used = self.chance.sample(self.codes["ai_use_case"], k=self.chance.randint(0, 3))
        return self.record(Initiative, self.label(3), own, [("ai_use_case", code) for code in used]), owner

    def milestone(self, subject: int, studio: int) -> None:
        """A milestone with its dates, one expectation in six a moved or contested one."""
        chance, claims = self.chance, []
        if chance.random() < 0.85:
            expected = chance.sample(DATES, k=2 if chance.random() < 0.17 else 1)
            claims += [("expected_date", text) for text in expected]
        if chance.random() < 0.4:
            claims.append(("actual_date", chance.choice(DATES)))
        if chance.random() < 0.5:
            claims.append(("reported_status", self.code("milestone_status")))
        if chance.random() < 0.1:
            claims.append(("participants", self.references[studio]))
        own = {"subject_id": subject, "milestone_kind": self.code("milestone_kind"), "studio_id": studio}
        self.record(Milestone, self.label(5), own, claims)

    def code(self, vocabulary: str) -> str:
        """Any code of a vocabulary."""
        return self.chance.choice(self.codes[vocabulary])

    def record(self, model: type[Record], label: str, own: Row, values: list[tuple[str, str]]) -> int:
        """One record of any noun: its rows, its claims and their evidence, what is computed, and its revision."""
        number, kind, family = next(self.ids), kind_of(model), family_of(model)
        self.references[number] = f"{family}:{kind}-{number}"
        changes: Row = {}
        claims = [self.claim(number, model, name, value, changes) for name, value in values]
        computed = self.computed(model, claims)
        by = {"created_at": MOMENT, "created_by": "made", "updated_at": MOMENT, "updated_by": "made", "version": 1}
        note = " ".join(self.chance.choices(self.words, k=8)) if self.chance.random() < 0.05 else None
        spine = {"id": number, "kind": kind, "family": family, "slug": f"{kind}-{number}", "note": note}
        columns = spine | by | {"label": label, "label_key": fold(label)[:300]} | own | computed
        for table in _tables(model):
            self.rows[table].append({name: columns[name] for name in _columns(table) if name in columns})
        self.rows["revision"].append(
            {
                "record_id": number,
                "version": 1,
                "action": "create",
                "actor": "made",
                "reason": "made up",
                "changes": self.state(model, columns) | changes,
                "at": MOMENT,
            }
        )
        if len(self.rows["record"]) >= BLOCK:
            self.write()
        return number

    def claim(self, record: int, model: type[Record], name: str, value: str, changes: Row) -> Row:
        """One claim with one or two pieces of evidence; what a revision keeps of them goes into `changes`."""
        spec = _fields(model)[name]
        self.count["claim"] += 1
        day = FuzzyDate.parse(value) if spec.type == FieldType.DATE else None
        linked = int(value.rpartition("-")[2]) if spec.type == FieldType.RECORD else None
        row: Row = {"id": self.count["claim"], "key": f"c{self.count['claim']}", "record_id": record, "field": name}
        row |= {"stated_on_id": record, "value": value, "value_record_id": linked, "assertion": spec.asserts}
        row |= {"earliest": day.earliest if day else None, "latest": day.latest if day else None}
        row |= dict.fromkeys(("period_start", "period_end", "scope", "role", "language"), "")
        row |= {"value_state": "stated", "rank": "normal", "created_at": MOMENT, "created_by": "made"}
        self.rows["claim"].append(row)
        changes[f"claim:{row['key']}"] = [None, {part: row[part] for part in CLAIM_STATE if row.get(part)}]
        cited = self.chance.sample(self.sources, k=2 if self.chance.random() < 0.2 else 1)
        for source in cited:
            self.evidence(row, source, changes)
        return {**row, "sources": cited}

    def evidence(self, claim: Row, source: int, changes: Row) -> None:
        """One passage of a source on a claim."""
        self.count["evidence"] += 1
        row = {"id": self.count["evidence"], "key": f"e{self.count['evidence']}", "claim_id": claim["id"]}
        kept = {"stance": "supports", "paragraph": self.chance.randint(1, 40), "attribution_mode": "author_voice"}
        kept |= {"certainty": "CT+", "credibility": 3}
        self.rows["evidence"].append({**row, **kept, "source_id": source, "created_at": MOMENT, "created_by": "made"})
        said = {**kept, "source": self.references[source], "claim": claim["key"]}
        changes[f"evidence:{row['key']}"] = [None, said]

    def computed(self, model: type[Record], claims: list[Row]) -> Row:
        """The resolved columns and the counters."""
        columns: Row = {}
        for name, spec in _fields(model).items():
            if spec.resolved:
                mine = tuple((row["value"], tuple(row["sources"])) for row in claims if row["field"] == name)
                columns |= self.resolved(model, name, mine)
        sources = {source for row in claims for source in row["sources"]}
        unsettled = sum(value == "conflict" for name, value in columns.items() if name.endswith("_by"))
        counted = {"claim_count": len(claims), "source_count": len(sources), "unsettled_count": unsettled}
        return columns | counted | {"origin_count": count_origins(self.lines, sources).least}

    def resolved(self, model: type[Record], name: str, values: tuple[tuple[str, tuple[int, ...]], ...]) -> Row:
        """What the rules answer; of a single claim they do not ask who states it."""
        if len(values) < 2:
            return _resolved(model, name, values[0][0] if values else "")
        spec = _fields(model)[name]
        stated = [_candidate(model, name, value, [self.published[one] for one in cited]) for value, cited in values]
        return columns_of(spec, resolve(spec, stated))

    def state(self, model: type[Record], columns: Row) -> Row:
        """What the first revision says of the fields."""
        changes: Row = {}
        for name, spec in (*_structural(model).items(), *_fields(model).items()):
            if (spec.claimed and not spec.resolved) or spec.derived:
                continue
            value = columns.get(spec.column)
            if value is not None:
                text = self.references[value] if spec.column != name else _text(value)
                changes |= {name: ["", text]}
        return changes

    def write(self) -> None:
        """Write what there is, tables that others link to first."""
        for table in Base.metadata.sorted_tables:
            if rows := self.rows.pop(table.name, None):
                self.session.execute(insert(table), rows)


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


@lru_cache
def _tables(model: type[Record]) -> list[str]:
    return [table.name for table in model.__mapper__.tables]


@lru_cache
def _columns(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].columns]


@lru_cache
def _fields(model: type[Record]) -> dict[str, Any]:
    return {spec.name: spec for spec in claimed_fields(model)}


@lru_cache
def _structural(model: type[Record]) -> dict[str, Any]:
    return {spec.name: spec for spec in structural_fields(model)}


@cache
def _resolved(model: type[Record], name: str, value: str) -> Row:
    spec = _fields(model)[name]
    stated = [_candidate(model, name, value, [])] if value else []
    return columns_of(spec, resolve(spec, stated))


def _candidate(model: type[Record], name: str, value: str, sources: list[Any]) -> Candidate:
    spec = _fields(model)[name]
    blank = dict.fromkeys(("scope", "role", "period_start", "period_end"), "")
    claim: Any = SimpleNamespace(
        field=name, value=value, value_state="stated", rank="normal", assertion=spec.asserts, **blank
    )
    return Candidate(claim, spec.type, sources=sources)


if __name__ == "__main__":
    target = open_engine(sys.argv[2])
    generate(target, int(sys.argv[1]))
    target.dispose()
