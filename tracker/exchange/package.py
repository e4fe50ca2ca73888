"""The data package: a Frictionless folder of CSV files, one a table, that `seeds/` is and that a snapshot writes.

Rows refer to records as `family:slug` and to claims by key. It holds no user, revision, version or time of writing.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import inspect

from tracker.catalogue import BY_KIND
from tracker.forms.claim import CLAIM_PARTS, VALUE
from tracker.forms.evidence import EvidenceInput
from tracker.models import Term, structural_fields

DESCRIPTION = "datapackage.json"
TERM = tuple(column.key for column in inspect(Term).columns)
CLAIM = ("key", "record", "field", VALUE.name, *(part.name for part in CLAIM_PARTS))
EVIDENCE = ("key", "claim", "record", "field", *EvidenceInput.__dataclass_fields__)
DISPUTE = ("key", "question", "dispute_kind", "status", "ruling")
DISPUTE_CLAIM = ("dispute", "claim")

# How many columns of each table make its key, by which its rows are ordered.
KEYS = {"term": 2, "dispute_claim": 2}
# The tables to which rows are tied by a column of the same name.
LINKS = {"evidence": ("claim",), "dispute_claim": ("dispute", "claim")}


def record_columns(kind: str) -> tuple[str, ...]:
    """The columns of a noun's file: the slug, then its structural fields."""
    fields = structural_fields(BY_KIND[kind].model)
    return ("slug", *(field.name for field in fields if not field.derived))


def tables() -> dict[str, tuple[str, ...]]:
    """The columns of every table, in the order in which the files build on each other."""
    nouns = {kind: record_columns(kind) for kind in BY_KIND}
    rest = {"claim": CLAIM, "evidence": EVIDENCE, "dispute": DISPUTE, "dispute_claim": DISPUTE_CLAIM}
    return {"term": TERM, **nouns, **rest}


def description(names: Iterable[str]) -> str:
    """The `datapackage.json` of a package that holds these tables."""
    columns = tables()
    package = {
        "name": "media-ai-adoption",
        "title": "How the media industry adopts AI",
        "profile": "tabular-data-package",
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}],
        "resources": [_resource(name, columns[name]) for name in names],
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(name: str, columns: tuple[str, ...]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [{"name": column, "type": "string"} for column in columns],
        "missingValues": [""],
        "primaryKey": list(columns[: KEYS.get(name, 1)]),
    }
    if name in LINKS:
        schema["foreignKeys"] = [_foreign_key(table) for table in LINKS[name]]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    }


def _foreign_key(table: str) -> dict[str, Any]:
    return {"fields": [table], "reference": {"resource": table, "fields": ["key"]}}


def named_in(folder: Path) -> list[str]:
    """The tables a package holds, in the order in which they build on each other. Raises ValueError with a sentence."""
    path = folder / DESCRIPTION
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        names = [resource["name"] for resource in resources]
    except FileNotFoundError as error:
        raise ValueError(f"{folder} is not a data package: it has no {DESCRIPTION}.") from error
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from error
    # ValueError: no JSON, no UTF-8, a number of too many digits. RecursionError: brackets in brackets in brackets.
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{path} is not the description of a data package: {error!r}.") from error
    foreign = [name for name in names if not isinstance(name, str) or name not in tables()]
    if foreign:
        raise ValueError(f"{path} names the table {foreign[0]!r}; known are {', '.join(tables())}.")
    return [name for name in tables() if name in names]
