"""House rules that no linter knows, read from the source. Each rule is shown to notice what it is for."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker.config import ROOT, TEMPLATES

PACKAGE = ROOT / "tracker"
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
# `digests` works on a schedule of its own: each of its steps is one transaction.
ENTRY_POINTS = ("web", "cli", "digests")

WRITING = re.compile(r"f?['\"]\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)

Finder = Callable[[ast.Module], Iterator[ast.AST]]


def modules(*folders: str, but: tuple[str, ...] = ()) -> list[Path]:
    """The modules of the package, or of some folders of it, but for others."""
    found = [path for folder in folders or (".",) for path in (PACKAGE / folder).rglob("*.py")]
    return [path for path in found if not any(path.is_relative_to(PACKAGE / name) for name in but)]


def places(find: Finder, paths: list[Path]) -> list[str]:
    """Where something is found, as file and line."""
    trees = ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)
    return [f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}" for path, tree in trees for node in find(tree)]


def lines(pattern: str, paths: list[Path]) -> list[str]:
    """Where a pattern is found, as file and line."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


def calls(tree: ast.AST) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call with the name it calls, and the name it is called on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute):
                yield function.attr, ast.unparse(function.value), node
            elif isinstance(function, ast.Name):
                yield function.id, "", node


def writes(tree: ast.Module) -> Iterator[ast.AST]:
    """Whatever changes rows: the session's own verbs, and statements that insert, update or delete."""
    verbs = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
    for name, on, call in calls(tree):
        if name in verbs and re.search(r"session(\(\))?$", on):
            yield call
        if name == "text" and call.args and WRITING.match(ast.unparse(call.args[0])):
            yield call
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            yield from (node for alias in node.names if alias.name in ("insert", "update", "delete"))


def ends_transactions(tree: ast.Module) -> Iterator[ast.AST]:
    return (call for name, _on, call in calls(tree) if name in ("commit", "rollback"))


def tells_naive_time(tree: ast.Module) -> Iterator[ast.AST]:
    for name, on, call in calls(tree):
        clock = on.split(".")[-1] in ("datetime", "date")
        if clock and (name in ("utcnow", "today") or (name == "now" and not call.args and not call.keywords)):
            yield call


def redirects_anywhere(tree: ast.Module) -> Iterator[ast.AST]:
    """Redirects to anything but an address of our own making."""
    for name, _on, call in calls(tree):
        target = call.args[0] if call.args else None
        ours = isinstance(target, ast.Call) and ast.unparse(target.func) in ("address", "url_for", "signed_path")
        if name == "redirect" and not ours:
            yield call


def has_no_docstring(tree: ast.Module) -> Iterator[ast.AST]:
    return iter(() if ast.get_docstring(tree) else (tree,))


def is_too_long(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if (node.end_lineno or 0) - first + 1 > LONGEST_FUNCTION:
                yield node


def test_only_services_write() -> None:
    assert places(writes, modules(but=("services",))) == []


def test_only_entry_points_end_transactions() -> None:
    # `schema` moves whole databases, and `database` is where sessions come from.
    assert places(ends_transactions, modules(but=(*ENTRY_POINTS, "schema.py", "database.py"))) == []


def test_redirects_lead_only_to_addresses_of_our_own_making() -> None:
    assert places(redirects_anywhere, modules("web")) == []


def test_every_time_has_its_zone() -> None:
    assert places(tells_naive_time, modules()) == []


def test_one_module_writes_and_reads_sheets() -> None:
    verbs = r"csv\.(writer|reader|DictWriter|DictReader)|to_csv|to_excel|read_csv|read_excel|openpyxl|xlsxwriter"

    assert lines(verbs, modules(but=("exchange/sheet.py",))) == []


def test_nothing_a_person_typed_is_taken_for_markup() -> None:
    trusting = r"\|\s*safe\b|Markup\(|autoescape\s*(=\s*)?false|render_template_string"

    assert lines(trusting, [*modules(), *TEMPLATES.rglob("*.*")]) == []


def test_every_module_says_what_it_is_for() -> None:
    assert places(has_no_docstring, modules()) == []


def test_no_file_is_too_long() -> None:
    long = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}

    assert {path: length for path, length in long.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    assert places(is_too_long, modules()) == []


@pytest.mark.parametrize(
    ("find", "code"),
    [
        (writes, "session.add(record)"),
        (writes, "session().delete(record)"),
        (writes, "self.session.merge(record)"),
        (writes, "from sqlalchemy import select, update"),
        (writes, "from sqlalchemy.dialects.postgresql import insert"),
        (writes, "session.execute(text('DELETE FROM record'))"),
        (writes, "session.execute(text(f'UPDATE {table} SET x = 1'))"),
        (ends_transactions, "session.commit()"),
        (ends_transactions, "session().rollback()"),
        (tells_naive_time, "datetime.now()"),
        (tells_naive_time, "datetime.datetime.utcnow()"),
        (tells_naive_time, "date.today()"),
        (redirects_anywhere, "redirect(request.args['next'])"),
        (redirects_anywhere, "redirect('/x')"),
        (has_no_docstring, "x = 1"),
        (is_too_long, "def f():\n" + "    x = 1\n" * 40),
        (is_too_long, "@decorated\ndef f():\n" + "    x = 1\n" * 39),
    ],
)
def test_notices(find: Finder, code: str) -> None:
    assert list(find(ast.parse(code)))


@pytest.mark.parametrize(
    ("find", "code"),
    [
        (writes, "seen.add(record)"),
        (writes, "from sqlalchemy import select"),
        (writes, "session.execute(text('SELECT 1'))"),
        (tells_naive_time, "datetime.now(UTC)"),
        (redirects_anywhere, "redirect(address(record), 303)"),
        (has_no_docstring, "'''What it is for.'''"),
        (is_too_long, "def f():\n" + "    x = 1\n" * 39),
    ],
)
def test_minds_its_own_business(find: Finder, code: str) -> None:
    assert not list(find(ast.parse(code)))
