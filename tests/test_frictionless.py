"""The seeds are a Frictionless data package, by that project's own validator."""

from pathlib import Path

from frictionless import validate

from tests.packages import copied, rewrite
from tracker.config import SEEDS
from tracker.exchange.package import DESCRIPTION


def test_the_seeds_pass_frictionless_validate() -> None:
    report = validate(str(SEEDS / DESCRIPTION))

    assert report.valid, report.to_summary()
    assert {task.name for task in report.tasks} == {path.stem for path in SEEDS.glob("*.csv")}


def test_frictionless_finds_evidence_of_a_claim_that_is_not_there(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    rewrite(folder, "evidence", lambda rows: rows.append(rows[0] | {"key": "ZZZ", "claim": "c-nowhere", "record": ""}))

    report = validate(str(folder / DESCRIPTION))

    assert [error[0] for error in report.flatten(["type"])] == ["foreign-key"]
