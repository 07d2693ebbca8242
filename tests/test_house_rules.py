"""Promises of the house that an import graph cannot see. Each failure names the place and the rule."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest
from django.apps import AppConfig, apps
from django.db.models import Field

from tests.checks import words
from yishang.kernel.cases.rules import SYSTEM, Move, Workflow
from yishang.kernel.context import Context

ROOT = Path(__file__).resolve().parents[1]
OURS = ("yishang", "tests", "benchmarks", "bin")
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_README = 500, 60, 70  # lines
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "misc", "core", "shared", "tools", "manager"}
SAY_NOTHING_CLASS = re.compile(r"^Abstract[A-Z]|(Manager|Factory|Helper|Utils?|Impl)$")
CLOCKS_READ = frozenset(
    {
        "datetime.now",
        "datetime.utcnow",
        "timezone.now",
        "date.today",
        "clocks.present",
        "clock_queries.present",
        "present",
    }
)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)|\son(?:click|change|input|submit|load|keydown)\s*=", re.IGNORECASE)

APPS = [config for config in apps.get_app_configs() if re.match(r"yishang\.(kernel|contexts)\.", config.name)]
CONTEXTS = [config for config in APPS if config.name.startswith("yishang.contexts.")]
MOVES = [
    (context, move)
    for context in CONTEXTS
    if find_spec(f"{context.name}.rules")
    for workflow in vars(import_module(f"{context.name}.rules")).values()
    if isinstance(workflow, Workflow)
    for move in workflow.moves
]
Function = ast.FunctionDef | ast.AsyncFunctionDef
each_app = pytest.mark.parametrize("app", APPS, ids=lambda app: app.label)
each_context = pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.label)
each_move = pytest.mark.parametrize(
    ("context", "move"), MOVES, ids=[f"{context.label}-{move.name}" for context, move in MOVES]
)


def python_files(*folders: str) -> list[Path]:
    files = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return sorted(file for file in files if "migrations" not in file.parts)


@cache
def syntax(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def functions_in(file: Path) -> list[Function]:
    return [node for node in ast.walk(syntax(file)) if isinstance(node, Function)]


def place(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def files_of(app: AppConfig, name: str) -> list[Path]:
    """`name`.py of the app, or all files of the package that it has grown into."""
    folder = Path(app.path)
    return [file for file in [folder / f"{name}.py", *sorted((folder / name).rglob("*.py"))] if file.exists()]


def modules_of(app: AppConfig, name: str) -> Iterator[ModuleType]:
    if find_spec(f"{app.name}.{name}") is None:
        return
    module = import_module(f"{app.name}.{name}")
    yield module
    for part in walk_packages(getattr(module, "__path__", ()), f"{module.__name__}."):
        yield import_module(part.name)


def services_of(app: AppConfig) -> Iterator[tuple[str, Callable[..., object]]]:
    """Public functions, named as `module.function`, each where it is written."""
    for module in modules_of(app, "services"):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{module.__name__}.{name}", function


# --- every folder is a part of the house -------------------------------------------------------------------------


@pytest.mark.parametrize("layer", ["kernel", "contexts"])
def test_every_folder_is_installed_under_its_own_name(layer: str) -> None:
    folders = {folder.name for folder in (ROOT / "yishang" / layer).iterdir() if any(folder.glob("*.py"))}
    installed = {app.label for app in APPS if app.name.startswith(f"yishang.{layer}.")}
    assert folders == installed  # an AppConfig that Django silently ignored would be missing here


@each_context
def test_a_context_says_who_it_is(context: AppConfig) -> None:
    # Django ignores an apps.py in which it sees two AppConfigs: write `from yishang.kernel import context`.
    assert isinstance(context, Context), f"the class in {context.name}.apps was ignored"
    assert context.title


@each_app
def test_has_a_chinese_name_and_a_readme_of_one_page(app: AppConfig) -> None:
    assert re.search("[一-鿿]", str(app.verbose_name)), f"{app.label}: verbose_name is what people read"
    readme = Path(app.path) / "README.md"
    assert readme.exists(), f"{app.label} has no README.md: purpose, words, who, moves"
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= LONGEST_README


# --- contexts keep apart ------------------------------------------------------------------------------------------


@each_context
def test_no_table_of_a_context_points_into_another(context: AppConfig) -> None:
    others = {other.label for other in CONTEXTS} - {context.label}
    for model in context.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.related_model:
                assert field.related_model._meta.app_label not in others, f"{model.__name__}.{field.name}"


@each_context
def test_no_context_links_by_name_to_a_page_of_another(context: AppConfig) -> None:
    others = {other.label for other in CONTEXTS} - {context.label}
    for file in Path(context.path).rglob("*"):
        if file.suffix in {".py", ".html"}:
            text = file.read_text(encoding="utf-8")
            named = [other for other in others if f'"{other}:' in text or f"'{other}:" in text]
            assert not named, f"{file.relative_to(ROOT)} names pages of {named}"


# --- services ------------------------------------------------------------------------------------------------------


@each_app
def test_services_are_called_by_keyword(app: AppConfig) -> None:
    for name, function in services_of(app):
        by_place = [
            parameter.name
            for parameter in inspect.signature(function).parameters.values()
            if parameter.kind not in {parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD}
        ]
        assert not by_place, f"{name} takes {by_place} by place"


@each_app
def test_services_say_what_they_do(app: AppConfig) -> None:
    silent = [name for name, function in services_of(app) if not function.__doc__]
    assert not silent


@each_app
def test_services_and_rules_are_told_what_time_it_is(app: AppConfig) -> None:
    for file in files_of(app, "services") + files_of(app, "rules"):
        for node in ast.walk(syntax(file)):
            if isinstance(node, ast.Call):
                asked = ".".join(ast.unparse(node.func).split(".")[-2:])
                assert asked not in CLOCKS_READ, f"{place(file, node)} asks {asked}(); take `at` or `now` instead"


@each_app
def test_rules_services_and_queries_are_fully_typed(app: AppConfig) -> None:
    for name in ("rules", "services", "queries"):
        for file in files_of(app, name):
            for function in functions_in(file):
                assert not _untyped(function), f"{place(file, function)} {function.name}: {_untyped(function)}"


def _untyped(function: Function) -> list[str]:
    spec = function.args
    arguments = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, (spec.vararg, spec.kwarg))]
    missing = [one.arg for one in arguments if one.annotation is None and one.arg not in {"self", "cls"}]
    return missing if function.returns else [*missing, "return"]


# --- one word, everywhere -----------------------------------------------------------------------------------------


def test_there_are_moves_to_look_at() -> None:
    assert MOVES


@each_move
def test_a_move_is_a_service_of_the_same_name(context: AppConfig, move: Move) -> None:
    services = import_module(f"{context.name}.services")
    assert callable(getattr(services, move.name, None)), f"{services.__name__}.{move.name}"


@each_move
def test_a_move_that_people_make_has_a_form(context: AppConfig, move: Move) -> None:
    if move.by == {SYSTEM}:
        return
    intentions = import_module(f"{context.name}.forms").INTENTIONS
    services = import_module(f"{context.name}.services")
    assert move.name in intentions
    assert intentions[move.name].carry_out is getattr(services, move.name)


@each_move
def test_a_move_has_tests_that_its_name_finds(context: AppConfig, move: Move) -> None:
    tests = Path(context.path) / "tests"
    if (tests / f"test_{move.name}.py").exists():
        return
    written = [function.name for file in tests.rglob("test_*.py") for function in functions_in(file)]
    assert any(move.name in name for name in written), f"no test_{move.name}.py and no test named after {move.name}"


# --- what a reader can take in ------------------------------------------------------------------------------------


def test_no_file_outgrows_a_sitting() -> None:
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in python_files(*OURS)}
    assert not [f"{file.relative_to(ROOT)}: {count}" for file, count in lines.items() if count > LONGEST_FILE]


def test_no_function_outgrows_a_screen() -> None:
    long = [
        f"{place(file, function)} {function.name}"
        for file in python_files(*OURS)
        for function in functions_in(file)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_no_module_has_a_name_that_says_nothing() -> None:
    files = python_files(*OURS)
    names = {file.relative_to(ROOT): {file.stem, *file.relative_to(ROOT).parts} for file in files}
    assert not [str(file) for file, parts in names.items() if parts & SAY_NOTHING]


def test_no_class_has_a_name_that_says_nothing() -> None:
    found = [
        f"{place(file, node)} {node.name}"
        for file in python_files(*OURS)
        for node in ast.walk(syntax(file))
        if isinstance(node, ast.ClassDef) and SAY_NOTHING_CLASS.search(node.name)
    ]
    assert not found


def test_our_own_modules_are_imported_at_the_top() -> None:
    """An import inside a function hides a cycle; where one is needed, the layers are wrong."""
    hidden = {
        place(file, node)
        for file in python_files("yishang")
        for function in functions_in(file)
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and (node.level or str(node.module).startswith("yishang")))
        or (isinstance(node, ast.Import) and any(alias.name.startswith("yishang") for alias in node.names))
    }
    assert not hidden


def test_pages_carry_no_script_of_their_own() -> None:
    """Scripts come from static files only, so that a strict content policy can forbid the rest."""
    pages = [file for file in (ROOT / "yishang").rglob("*.html") if INLINE_SCRIPT.search(file.read_text("utf-8"))]
    assert not [str(page.relative_to(ROOT)) for page in pages]


def test_lock_files_name_no_host() -> None:
    assert not list(words.lock_faults())
