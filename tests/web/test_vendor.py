"""Scripts of others: a start refuses the ones that are missing or were altered."""

from pathlib import Path

import pytest

from tracker.cli.errors import explain
from tracker.config import ROOT
from tracker.web import vendor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The scripts, built from what npm fetched."""
    vendor.build(ROOT / "node_modules", tmp_path / "vendor")
    return tmp_path / "vendor"


def test_accepts_what_was_built(folder: Path) -> None:
    vendor.check(folder)


@pytest.mark.parametrize("name", ["combobox-nav.js", vendor.MANIFEST])
def test_names_what_is_missing_and_the_remedy(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(vendor.AssetProblem) as raised:
        vendor.check(folder)

    said = explain(raised.value)
    assert said
    assert str(folder / name) in said
    assert "missing" in said
    assert "make assets" in said


@pytest.mark.parametrize("text", ["alert(1)", ""])
@pytest.mark.parametrize("name", ["combobox-nav.js", vendor.MANIFEST])
def test_names_what_was_altered(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)

    with pytest.raises(vendor.AssetProblem, match="not the one that was built"):
        vendor.check(folder)


def test_a_second_build_replaces_the_first(folder: Path) -> None:
    (folder / "left-over.js").touch()

    vendor.build(ROOT / "node_modules", folder)

    assert {path.name for path in folder.iterdir()} == {*vendor.FILES, vendor.MANIFEST}


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
