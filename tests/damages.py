"""Ways to damage a seeded database that no service and mostly no constraint would let anybody do."""

import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tracker.database import open_engine

DROP_CHECKS = """
    DO $$ DECLARE found record; BEGIN
        FOR found IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
            WHERE contype = 'c' AND conrelid <> 0
        LOOP
            EXECUTE 'ALTER TABLE ' || found.relation || ' DROP CONSTRAINT ' || quote_ident(found.conname);
        END LOOP;
    END $$
"""


@dataclass(frozen=True)
class Damage:
    """What is done; then the invariant that is broken, what it is found on, and words that are said of it."""

    name: str
    invariant: int
    where: str
    says: str
    statements: tuple[str, ...]


def open_unguarded(url: str) -> Engine:
    """An engine on a copy whose checks and foreign keys refuse nothing."""
    engine = open_engine(url)
    event.listen(engine, "connect", _look_away)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(DROP_CHECKS)
        else:
            _forget_guard(connection)
    return engine


def _forget_guard(connection: Any) -> None:
    """Let SQLite change and delete revisions; PostgreSQL looks away from its triggers altogether."""
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'revision'"
    for (name,) in connection.exec_driver_sql(triggers).all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _look_away(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
    else:
        connection.execute("SET session_replication_role = replica")
        connection.commit()


def damage(session: Session, *statements: str) -> None:
    """Run statements as somebody with the database's own tools could."""
    for statement in statements:
        changed = session.connection().exec_driver_sql(statement)
        assert changed.rowcount > 0, f"changes nothing: {statement}"


def _record(slug: str, change: str, *, table: str = "record") -> str:
    return f"UPDATE {table} SET {change} WHERE id = (SELECT id FROM record WHERE slug = '{slug}')"


def _claim(key: str, change: str) -> str:
    return f"UPDATE claim SET {change} WHERE key = '{key}'"


def _evidence(key: str, change: str) -> str:
    return f"UPDATE evidence SET {change} WHERE key = '{key}'"


def _id(slug: str) -> str:
    return f"(SELECT id FROM record WHERE slug = '{slug}')"


def _one(name: str, invariant: int, where: str, says: str, *statements: str) -> Damage:
    return Damage(name, invariant, where, says, statements)


BETA, BETA_SLUG = "milestone:ai-studio-closed-beta", "ai-studio-closed-beta"
REUTERS, NEWS = "organisation:reuters", "news-piece-amazon-mgm-closed-beta"
beta = partial(_record, BETA_SLUG, table="milestone")
news = partial(_record, NEWS, table="source")
NOWHERE = 999_999

_NAMES = [
    _one("a kind that there is not", 2, REUTERS, "kind is “nonsense”", _record("reuters", "kind = 'nonsense'")),
    _one("a kind whose rows are missing", 2, REUTERS, "table studio", _record("reuters", "kind = 'studio'")),
    _one("a family that is not of the kind", 2, "source:reuters", "family", _record("reuters", "family = 'source'")),
    _one("a slug that is none", 2, "organisation:Reuters Ltd", "slug", _record("reuters", "slug = 'Reuters Ltd'")),
    _one("a label without its key", 2, REUTERS, "label_key is “reuters”", _record("reuters", "label = 'Agency'")),
    _one("a key without its label", 2, REUTERS, "should be “reuters”", _record("reuters", "label_key = 'agency'")),
    _one(
        "a row of another noun",
        2,
        REUTERS,
        "table studio",
        f"INSERT INTO studio (id, studio_kind) VALUES ({_id('reuters')}, 'film_studio')",
    ),
    _one("a row that is missing", 2, REUTERS, "missing", f"DELETE FROM organisation WHERE id = {_id('reuters')}"),
    _one("a studio not carried", 2, BETA, "organisation:amazon-mgm-studios", beta("studio_id = NULL")),
    _one("another studio carried", 2, BETA, "prime-video", beta(f"studio_id = {_id('prime-video')}")),
    _one(
        "an owner that changed alone",
        2,
        BETA,
        "organisation:prime-video",
        _record("ai-studio", f"owner_id = {_id('prime-video')}", table="initiative"),
    ),
]
_STRUCTURE = [
    _one("a structural term that there is not", 4, BETA, "closed_beta_start", beta("milestone_kind = 'nonsense'")),
    _one(
        "a vocabulary that lost a term",
        4,
        BETA,
        "milestone_kind is “closed_beta_start”",
        "DELETE FROM term WHERE vocabulary = 'milestone_kind' AND code = 'closed_beta_start'",
    ),
    _one("a link to a record of another family", 4, BETA, f"source:{NEWS}", beta(f"subject_id = {_id(NEWS)}")),
    _one("a structural date not canonical", 4, f"source:{NEWS}", "published is", news("published = ' 2026-02~'")),
    _one("a structural date unreadable", 4, f"source:{NEWS}", "accessed_on is", news("accessed_on = 'yesterday'")),
    _one("a wrong first day", 4, f"source:{NEWS}", "2026-02-01", news("published_earliest = '2026-01-31'")),
    _one("a wrong last day", 4, f"source:{NEWS}", "published_latest is empty", news("published_latest = NULL")),
    _one("an address without its key", 4, f"source:{NEWS}", "url_key", news("url = 'https://example.com'")),
    _one("a key without its address", 4, f"source:{NEWS}", "url_key", news("url_key = 'https://example.com'")),
    _one("an address unreadable", 4, f"source:{NEWS}", "url is", news("url = 'ftp://example.com'")),
]
_CLAIMS = [
    _one("a field that there is not", 4, "claim c-ini-08", "field is", _claim("c-ini-08", "field = 'nonsense'")),
    _one("a field of another noun", 4, "claim c-ini-08", "release_stage", _claim("c-ini-08", "field = 'started'")),
    _one("a date unreadable", 4, "claim c-mil-09", "readable", _claim("c-mil-09", "value = 'May 2026'")),
    _one("a date not canonical", 4, "claim c-mil-09", "“2026-05”", _claim("c-mil-09", "value = ' 2026-05'")),
    _one("a figure unreadable", 4, "claim c-lab-01", "readable", _claim("c-lab-01", "value = 'many'")),
    _one("a figure not canonical", 4, "claim c-lab-01", "“>30000”", _claim("c-lab-01", "value = '>030000'")),
    _one("text not canonical", 4, "claim c-ini-08", "value is", _claim("c-ini-08", "value = value || '  '")),
    _one("a wrong earliest", 4, "claim c-mil-09", "earliest is", _claim("c-mil-09", "earliest = '2026-04-01'")),
    _one("a wrong latest", 4, "claim c-mil-09", "latest is empty", _claim("c-mil-09", "latest = NULL")),
    _one("a wrong low", 4, "claim c-lab-01", "low is", _claim("c-lab-01", "low = 29999")),
    _one("a wrong high", 4, "claim c-lab-01", "high is", _claim("c-lab-01", "high = 40000")),
    _one("a wrong bound", 4, "claim c-lab-01", "“more_than”", _claim("c-lab-01", "bound = 'exact'")),
    _one("a wrong unit", 4, "claim c-lab-01", "“jobs”", _claim("c-lab-01", "unit = 'persons'")),
    _one("bounds of a text", 4, "claim c-ini-08", "earliest is", _claim("c-ini-08", "earliest = '2026-04-01'")),
    _one("a term that there is not", 4, "claim c-lab-15.4", "ai_use", _claim("c-lab-15.4", "value = 'nonsense'")),
    _one("a value that is unknown", 4, "claim c-mil-09", "value_state", _claim("c-mil-09", "value_state = 'unknown'")),
    _one(
        "a record that is not the reference",
        4,
        "claim c-lab-10.2",
        "“organisation:reuters”",
        _claim("c-lab-10.2", f"value_record_id = {_id('reuters')}"),
    ),
    _one(
        "a reference that is not the record",
        4,
        "claim c-lab-10.2",
        "“organisation:prime-video”",
        _claim("c-lab-10.2", "value = 'organisation:reuters'"),
    ),
    _one(
        "a record of another family",
        4,
        "claim c-lab-10.2",
        "a record among: organisation",
        _claim("c-lab-10.2", f"value = 'source:{NEWS}', value_record_id = {_id(NEWS)}"),
    ),
    _one("no record", 4, "claim c-lab-10.2", "value_record is", _claim("c-lab-10.2", "value_record_id = NULL")),
    _one(
        "a record behind a date",
        4,
        "claim c-mil-09",
        "value_record is “organisation:reuters”",
        _claim("c-mil-09", f"value_record_id = {_id('reuters')}"),
    ),
    _one("a role that there is not", 4, "claim c-lab-03", "role is", _claim("c-lab-03", "role = 'nonsense'")),
    _one("a role where there is none", 4, "claim c-mil-09", "role is", _claim("c-mil-09", "role = 'partial'")),
    _one("a period unreadable", 4, "claim c-lab-01", "readable", _claim("c-lab-01", "period_start = 'autumn'")),
    _one("a period not canonical", 4, "claim c-lab-01", "“2024~”", _claim("c-lab-01", "period_start = '2024~ '")),
    _one(
        "a wrong first day of a period",
        4,
        "claim c-lab-01",
        "period_start_earliest is",
        _claim("c-lab-01", "period_start_earliest = NULL"),
    ),
    _one(
        "a wrong last day of a period",
        4,
        "claim c-lab-01",
        "period_end_latest is",
        _claim("c-lab-01", "period_end_latest = '2027-01-01'"),
    ),
    _one("no reason to set aside", 4, "claim c-ini-07", "rank_reason is empty", _claim("c-ini-07", "rank_reason = ''")),
    _one(
        "nothing to stand on",
        4,
        "claim c-mil-09",
        "should have a passage that supports it",
        "DELETE FROM evidence WHERE claim_id = (SELECT id FROM claim WHERE key = 'c-mil-09')",
    ),
    _one(
        "nothing that supports it",
        4,
        "claim c-mil-09",
        "should have a passage that supports it",
        "UPDATE evidence SET stance = 'disputes' WHERE claim_id = (SELECT id FROM claim WHERE key = 'c-mil-09')",
    ),
]
_EVIDENCE = [
    _one("a passage without an end", 5, "evidence LAB-06", "char_end", _evidence("LAB-06", "char_end = NULL")),
    _one("a passage without a beginning", 5, "evidence LAB-06", "char_start", _evidence("LAB-06", "char_start = NULL")),
    _one("a passage that ends first", 5, "evidence LAB-06", "char_end is “3”", _evidence("LAB-06", "char_end = 3")),
    _one("a passage of nothing", 5, "evidence LAB-06", "char_end is “157”", _evidence("LAB-06", "char_end = 157")),
    _one("a passage before its text", 5, "evidence LAB-06", "char_start", _evidence("LAB-06", "char_start = -1")),
    _one("a passage of no paragraph", 5, "evidence LAB-06", "paragraph is", _evidence("LAB-06", "paragraph = NULL")),
    _one("a paragraph before the first", 5, "evidence LAB-06", "paragraph is", _evidence("LAB-06", "paragraph = 0")),
    _one("a hash too short", 5, "evidence LAB-06", "64", _evidence("LAB-06", "quote_sha256 = 'abc'")),
    _one("no hash at all", 5, "evidence LAB-06", "64", _evidence("LAB-06", f"quote_sha256 = '{'g' * 64}'")),
]
_LINKS = [
    _one("a claim on nothing", 6, "claim c-mil-09", "record_id is", _claim("c-mil-09", f"record_id = {NOWHERE}")),
    _one(
        "a value that is nowhere",
        6,
        "claim c-lab-10.2",
        "value_record_id is",
        _claim("c-lab-10.2", f"value_record_id = {NOWHERE}"),
    ),
    _one("evidence of nothing", 6, "evidence LAB-06", "claim_id is", _evidence("LAB-06", f"claim_id = {NOWHERE}")),
    _one("evidence in nothing", 6, "evidence LAB-06", "source_id is", _evidence("LAB-06", f"source_id = {NOWHERE}")),
    _one("a link that leads nowhere", 6, BETA, f"subject_id is “{NOWHERE}”", beta(f"subject_id = {NOWHERE}")),
    _one(
        "a source derived from nothing",
        6,
        f"source:{NEWS}",
        "derived_from_id is",
        news(f"lineage_status = 'derived', derived_from_id = {NOWHERE}"),
    ),
    _one("a record merged into nothing", 6, REUTERS, "merged", _record("reuters", f"merged_into_id = {NOWHERE}")),
    _one(
        "a revision of nothing",
        6,
        "revision 4242",
        "record_id",
        "INSERT INTO revision (id, record_id, version, action, actor, changes, at) "
        f"VALUES (4242, {NOWHERE}, 1, 'update', 'alice', '{{}}', '2026-01-01 00:00:00')",
    ),
    _one(
        "a disputed claim that is gone",
        6,
        "dispute_claim 1",
        "claim_id",
        f"UPDATE dispute_claim SET claim_id = {NOWHERE} WHERE dispute_id = 1 AND claim_id = "
        "(SELECT id FROM claim WHERE key = 'c-lab-01')",
    ),
    _one(
        "a record that is gone", 6, "claim c-lab-16", "record_id is", "DELETE FROM record WHERE slug = 'writers-strike'"
    ),
]


part_of = partial(_record, table="labour_event")
_PARTS = (
    part_of("amazon-job-cuts", f"part_of_id = {_id('writers-strike')}"),
    part_of("writers-strike", f"part_of_id = {_id('amazon-job-cuts')}"),
)
_ORIGINS = (
    news(f"lineage_status = 'derived', derived_from_id = {_id('01net-ai-studio')}"),
    _record("01net-ai-studio", f"lineage_status = 'derived', derived_from_id = {_id(NEWS)}", table="source"),
)
_MERGED = _record("reuters", f"merged_into_id = {_id('prime-video')}")
_MERGED_TOO = _record("prime-video", f"merged_into_id = {_id('amazon-mgm-studios')}")
_WITHDRAWN = _record("prime-video", "withdrawn_at = '2026-01-01 00:00:00', withdrawn_reason = 'x'")
_CIRCLES = [
    _one("parts of each other", 6, "labour_event:amazon-job-cuts", "part_of makes a circle", *_PARTS),
    _one("sources of each other", 6, f"source:{NEWS}", "derived_from makes a circle", *_ORIGINS),
    _one("merged into one that is merged", 6, REUTERS, "“organisation:prime-video”", _MERGED, _MERGED_TOO),
    _one("merged into one that is withdrawn", 6, REUTERS, "should be a record that is live", _MERGED, _WITHDRAWN),
]


def _revised(slug: str, *changes: str) -> tuple[str, ...]:
    """More revisions of a record of the seeds, which has one, and as many more versions."""
    insert = "INSERT INTO revision (record_id, version, action, actor, changes, at) VALUES "
    rows = (
        f"({_id(slug)}, {number}, 'update', 'alice', '{change}', '2026-01-01 00:00:00')"
        for number, change in enumerate(changes, 2)
    )
    return insert + ", ".join(rows), _record(slug, f"version = {len(changes) + 1}")


def _forgotten(slug: str, version: int) -> str:
    return f"DELETE FROM revision WHERE record_id = {_id(slug)} AND version = {version}"


_TWICE = _revised("reuters", '{"label": ["Reuters", "Agency"]}', '{"label": ["Agency", "Reuters"]}')
FACTS = "initiative:ai-studio"
_HISTORY = [
    _one("no revision at all", 3, REUTERS, "revision 1 is", _forgotten("reuters", 1)),
    _one("a revision that is gone", 3, REUTERS, "revision 2 is “missing”", *_TWICE, _forgotten("reuters", 2)),
    _one("a last revision that is gone", 3, REUTERS, "should be “2”", *_TWICE, _forgotten("reuters", 3)),
    _one("a number left out", 3, REUTERS, "revision 1 is", "UPDATE revision SET version = version + 1"),
    _one("a version without its revision", 3, REUTERS, "version is “2”", _record("reuters", "version = 2")),
    _one("a revision too many", 3, REUTERS, "version is “1”", *_TWICE, _record("reuters", "version = 1")),
    _one(
        "an old value that was none",
        3,
        f"{REUTERS} before revision 2",
        "label is “AFP”, and should be “Reuters”",
        *_revised("reuters", '{"label": ["AFP", "Reuters"]}'),
    ),
    _one(
        "a new value that is none",
        3,
        REUTERS,
        "label is “Reuters”, and should be “AFP”",
        *_revised("reuters", '{"label": ["Reuters", "AFP"]}'),
    ),
    _one("changes that are none", 3, REUTERS, "“[]”", *_revised("reuters", "[]")),
    _one("changes without an old value", 3, REUTERS, "should be readable", *_revised("reuters", '{"label": ["x"]}')),
    _one(
        "a claim that never was",
        3,
        REUTERS,
        "claim c-none is “missing”",
        *_revised("reuters", '{"claim:c-none": [null, {"field": "name", "value": "AFP"}]}'),
    ),
    _one(
        "a label changed behind the services",
        3,
        REUTERS,
        "label is “AFP”",
        _record("reuters", "label = 'AFP', label_key = 'afp'"),
    ),
    _one(
        "a link changed behind the services",
        3,
        FACTS,
        "owner is “organisation:prime-video”",
        _record("ai-studio", f"owner_id = {_id('prime-video')}", table="initiative"),
    ),
    _one(
        "a record withdrawn behind the services",
        3,
        REUTERS,
        "withdrawn is “gone”",
        _record("reuters", "withdrawn_at = '2026-01-01 00:00:00', withdrawn_reason = 'gone'"),
    ),
    _one(
        "a ruling behind the services",
        3,
        FACTS,
        "rank of claim c-ini-08 is “preferred”, and should be “normal”",
        _claim("c-ini-08", "rank = 'preferred', rank_reason = 'x'"),
    ),
    _one(
        "a reason lost",
        3,
        "milestone:ai-studio-created",
        "rank_reason of claim c-ini-07 is empty",
        _claim("c-ini-07", "rank_reason = ''"),
    ),
    _one(
        "a claim behind the services",
        3,
        FACTS,
        "claim c-ini-08 is “missing”, and should be there",
        "DELETE FROM claim WHERE key = 'c-ini-08'",
    ),
    _one("a claim renamed", 3, FACTS, "claim renamed is “there”", _claim("c-ini-08", "key = 'renamed'")),
    _one(
        "a passage moved",
        3,
        "labour_event:amazon-job-cuts",
        "paragraph of evidence LAB-06 is “9”",
        _evidence("LAB-06", "paragraph = 9"),
    ),
    _one(
        "a passage of another source",
        3,
        "labour_event:amazon-job-cuts",
        "source of evidence LAB-06",
        _evidence("LAB-06", f"source_id = {_id('reuters-dispatch-ai-studio')}"),
    ),
    _one(
        "a passage that is gone",
        3,
        "labour_event:amazon-job-cuts",
        "evidence LAB-06 is “missing”",
        "DELETE FROM evidence WHERE key = 'LAB-06'",
    ),
]
# What comes back otherwise, or not at all, when it is loaded into an empty database.
TRIPS = [
    _one("a value that is read otherwise", 7, "claim.csv", "as “c-mil-09,", _claim("c-mil-09", "value = ' 2026-05'")),
    _one("a value unreadable", 7, "snapshot", "claim.csv, line", _claim("c-mil-09", "value = 'nonsense'")),
    _one(
        "a dispute of no kind",
        7,
        "snapshot",
        "dispute_kind “nonsense”",
        "UPDATE dispute SET dispute_kind = 'nonsense' WHERE key = 'C5'",
    ),
    _one("a name with a blank before it", 7, "organisation.csv", "Line", _record("reuters", "label = ' Reuters'")),
]
DAMAGES = [*_HISTORY, *_NAMES, *_STRUCTURE, *_CLAIMS, *_EVIDENCE, *_LINKS, *_CIRCLES]
