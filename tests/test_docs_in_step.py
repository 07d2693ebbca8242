"""What docs/ and the READMEs name must exist: states, variables, paths, commands, functions, decisions."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.checks import states, words

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
OPERATIONS = DOCS / "operations.md"
READ_BY = ("yishang/site/settings.py", "yishang/site/console.py", "yishang/site/demo.py")
VARIABLE = re.compile(r'environ\.(?:get|setdefault)\("([A-Z_]+)"')
MADE_LATER = ("docs/screenshots/", "var/", ".venv/", "node_modules/")  # by a command, on the reader's machine
OURS = "yishang|docs|tests|benchmarks|bin|requirements"
IN_CODE_STYLE = re.compile(r"`([^`\n]+)`")
A_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
A_FUNCTION = re.compile(r"`(?:[\w.]+\.)?(\w+)\(\)`")
A_DEFINITION = re.compile(r"^\s*(?:async )?(?:def|class) (\w+)", re.MULTILINE)
ADR = re.compile(r"\d{4}-[a-z-]+\.md")


def pages() -> list[Path]:
    """Every Markdown page of ours."""
    return [file for file in words.tracked_files() if file.suffix == ".md"]


each_page = pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def exists(path: str, *, beside: Path) -> bool:
    """From the top, from the page's own folder, or, for a bare file name, anywhere."""
    if path.startswith(MADE_LATER) or "*" in path:
        return True
    return (ROOT / path).exists() or (beside / path).exists()


@cache
def defined() -> frozenset[str]:
    """Names of all functions, methods and classes of ours."""
    files = [file for folder in ("yishang", "tests", "benchmarks", "bin") for file in (ROOT / folder).rglob("*.py")]
    return frozenset(name for file in files for name in A_DEFINITION.findall(text_of(file)))


def commands_in(page: Path) -> list[str]:
    """What stands in code style, and indented lines."""
    text = text_of(page)
    return [*IN_CODE_STYLE.findall(text), *re.findall(r"^ {4,}(\S.*)$", text, re.MULTILINE)]


def variables() -> Iterator[str]:
    for name in READ_BY:
        yield from VARIABLE.findall(text_of(ROOT / name))


def test_the_states_page_is_as_the_tables_of_moves_have_it() -> None:
    assert text_of(states.PAGE) == states.page(), "run: python -m tests.checks.states"


def test_every_move_stands_on_the_states_page() -> None:
    page = text_of(states.PAGE)
    moves = [move.name for workflow in states.workflows() for move in workflow.moves]
    assert moves
    assert not [name for name in moves if f"`{name}`" not in page]


def test_every_move_has_its_word_in_the_glossary() -> None:
    glossary = text_of(DOCS / "glossary.md")
    assert not [
        move.name for workflow in states.workflows() for move in workflow.moves if f"`{move.name}`" not in glossary
    ]


def test_every_variable_that_is_read_is_told_to_operators() -> None:
    told = text_of(OPERATIONS)
    found = set(variables()) - {"DJANGO_SETTINGS_MODULE"}
    assert {"DATABASE_URL", "YISHANG_HOME", "PORT"} <= found
    assert not [name for name in sorted(found) if f"`{name}`" not in told]


def test_every_variable_in_the_operators_table_is_read() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` \|", text_of(OPERATIONS), re.MULTILINE)
    assert told
    assert not set(told) - set(variables())


def test_the_list_of_decisions_names_each_of_them_once() -> None:
    on_disk = {file.name for file in (DOCS / "adr").iterdir()} - {"README.md"}
    listed = ADR.findall(text_of(DOCS / "adr" / "README.md"))
    assert sorted(listed) == sorted(on_disk)


def test_a_decision_says_what_was_decided_and_what_was_refused() -> None:
    for file in sorted((DOCS / "adr").glob("[0-9]*.md")):
        for heading in ("**Status**", "## Context", "## Decision", "## Consequences", "## Refused"):
            assert heading in text_of(file), f"{file.name} has no {heading}"


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    links = A_LINK.findall(text_of(page))
    assert not [link for link in links if not exists(link, beside=page.parent) and "screenshots/" not in link]


@each_page
def test_paths_that_are_named_exist(page: Path) -> None:
    named = [one for one in IN_CODE_STYLE.findall(text_of(page)) if re.fullmatch(rf"(?:{OURS})/[\w./-]+", one)]
    assert not [one for one in named if not exists(one, beside=page.parent)]


@each_page
def test_commands_that_are_named_exist(page: Path) -> None:
    commands = "\n".join(commands_in(page))
    targets = re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE)
    assert not set(re.findall(r"\bmake ([a-z-]+)", commands)) - set(targets)
    assert not set(re.findall(r"(?:^|[/\s])yishang ([a-z]+)", commands)) - set(get_commands())
    assert not [one for one in re.findall(r"-m ((?:tests|benchmarks)[\w.]*)", commands) if not find_spec(one)]


@each_page
def test_functions_that_are_named_exist(page: Path) -> None:
    assert not set(A_FUNCTION.findall(text_of(page))) - defined()
