"""Loading a package again, under other keys too, changes nothing that is there."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import ALICE
from tests.packages import contents, copied, rewrite, rows_of
from tracker.exchange.loading import load
from tracker.models import Claim, Record
from tracker.permissions import SYSTEM
from tracker.services import ruling


def doubled(folder: Path, table: str, key: str) -> None:
    """Write the last row of a table once more, under another key."""
    rewrite(folder, table, lambda rows: rows.append(rows[-1] | {"key": key}))


def test_a_claim_under_another_key_is_no_new_version(seeds: Session, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    doubled(folder, "claim", "c-again")
    again = rows_of(folder, "evidence")[-1] | {"key": "AGAIN", "claim": "c-again", "record": "", "field": ""}
    rewrite(folder, "evidence", lambda rows: rows.append(again))
    load(seeds, folder, actor=SYSTEM)
    before = contents(seeds)

    added = load(seeds, folder, actor=SYSTEM)

    assert not +added
    assert contents(seeds) == before


def test_a_passage_under_another_key_is_not_added(seeds: Session, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    doubled(folder, "evidence", "AGAIN")
    before = contents(seeds)

    added = load(seeds, folder, actor=SYSTEM)

    assert not +added
    assert contents(seeds) == before


def test_a_claim_under_another_key_may_have_another_rank_by_now(seeds: Session, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    doubled(folder, "claim", "c-again")
    last = rows_of(folder, "claim")[-1]["value"]
    stated = seeds.scalars(select(Claim).where(Claim.key == rows_of(folder, "claim")[-2]["key"])).one()
    assert stated.value == last
    ruling.rule(seeds, stated, "deprecated", "It is a misprint.", version=stated.record.version, actor=ALICE)
    version = seeds.get_one(Record, stated.record_id).version

    load(seeds, folder, actor=SYSTEM)

    assert (stated.rank, stated.record.version) == ("deprecated", version)
