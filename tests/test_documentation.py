"""The documents name every setting, command, kind and address there is, and nothing that is not."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from tracker.catalogue import CATALOGUE
from tracker.cli import commands
from tracker.config import PREFIX, ROOT, Config
from tracker.web import create_app

DOCUMENTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "GUIDE.md", "ADMINISTRATION.md")}
ALL = "\n".join(DOCUMENTS.values())
SETTINGS = {f"{PREFIX}{field.name.upper()}" for field in fields(Config)}
# Pages that people reach from another page and need no word of their own.
REACHED = (
    "/<",
    "/static",
    "/sign-",
    "/language",
    "/readings",
    "/suggestions",
    "/namesakes",
    "/issues",
    "/users/",
    "/account/",
)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Config(instance_path=tmp_path, database_url="sqlite:///x", secret_key="s" * 40))


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_the_readme_says_what_a_setting_does(name: str) -> None:
    assert re.search(rf"^\| `{name}` \|", DOCUMENTS["README.md"], re.MULTILINE)


def test_no_document_names_a_setting_there_is_not() -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", ALL))

    assert named - SETTINGS == set()


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_the_administrators_guide_says_what_a_command_does(name: str) -> None:
    assert f"| `tracker {name}` |" in DOCUMENTS["ADMINISTRATION.md"]


def test_no_document_names_a_command_there_is_not() -> None:
    named = set(re.findall(r"`tracker ([a-z][a-z-]+)", ALL))

    assert named - set(commands.commands) == set()


def test_the_readme_names_every_kind_of_record() -> None:
    missing = [entry.slug for entry in CATALOGUE if str(entry.plural).lower() not in DOCUMENTS["README.md"].lower()]

    assert missing == []


def test_the_documents_name_every_page_people_go_to(app: Flask) -> None:
    pages = {str(rule.rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    top = {"/" + page.split("/")[1] for page in pages if page != "/" and not page.startswith(REACHED)}
    plain = {page for page in top if "<" not in page and "." not in page}

    assert {page for page in plain if f"`{page}" not in ALL} == set()


def test_every_file_a_document_links_to_is_there() -> None:
    links = re.findall(r"(?:\]\(|src=\")(?!https?:)([^)\"#]+)", ALL)

    assert [link for link in links if not (ROOT / link).exists()] == []
