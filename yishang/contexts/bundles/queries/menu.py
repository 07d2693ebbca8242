"""The 58 bundles as the files say, and what their items say in the catalog on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from yishang.contexts.bundles import rules
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog import rules as items
from yishang.kernel.catalog.rules import FIELDS, Elements, Material
from yishang.kernel.context import Refusal
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent.parent / "data"
AS_OF = date(2019, 9, 1)  # of data/items.csv; what changes there needs a later day
Stamp = tuple[datetime | None, int, int]


class BundleNotFound(Refusal):
    """No bundle has that code."""

    status = 404


class BundleSuspended(Refusal):
    """An item of the bundle is not in force: it is not offered until the bundle is put right (handbook 3, 坏输入)."""


@dataclass(frozen=True)
class Held:
    """One version of an item that holds on a day."""

    version_id: int
    number: int
    elements: Elements


@dataclass(frozen=True)
class Offer:
    """A bundle with its plan for the usual answers; without one while an item is not in force."""

    bundle: rules.Bundle
    plan: rules.Plan | None
    why_not: tuple[str, ...] = ()


@cache
def bundles() -> tuple[rules.Bundle, ...]:
    """All of them, in the order of the file. Raises ValueError for a file that cannot be read."""
    questions, entries, extras = _questions(), _entries(), _extras()
    return tuple(
        rules.Bundle(
            code=row["code"],
            name=row["name"],
            trade=row["trade"],
            is_sample=row["source"] != "原文",
            questions=tuple(one for codes, one in questions if rules.EVERY in codes or row["code"] in codes),
            entries=tuple(one for code, one in entries if code in (rules.EVERY, row["code"])),
            extras=extras,
            reason=row["reason"],
        )
        for row in packaged_rows(DATA / "bundles.csv")
    )


@cache
def subjects() -> dict[str, str]:
    """Code of a bundle → how most people of that trade are registered: company or individual."""
    return {row["code"]: row["subject"] for row in packaged_rows(DATA / "bundles.csv")}


@cache
def unit_words() -> dict[str, str]:
    """Name of a department in the catalog → the end of its unit's code; who is not there is reached by the window."""
    return {row["name"]: row["unit"] for row in packaged_rows(DATA / "departments.csv")}


def bundle(code: str) -> rules.Bundle:
    """Raises BundleNotFound."""
    found = next((one for one in bundles() if one.code == code), None)
    if found is None:
        raise BundleNotFound("没有这个套餐。", next_step="请从“一件事一次办”里选一项。")
    return found


def held_items(on: date) -> dict[str, Held]:
    """The items of all bundles that are in force that day, number → version; kept while nothing is published."""
    stamp = catalog.stamp()
    if _KEPT and _KEPT[0][:2] == (stamp, on):
        return _KEPT[0][2]
    codes = {code for one in bundles() for code in one.items}
    found = {one.item.code: Held(one.pk, one.number, one.elements) for one in catalog.in_force(on, codes=codes)}
    _KEPT[:] = [(stamp, on, found)]
    return found


_KEPT: list[tuple[Stamp, date, dict[str, Held]]] = []


def forget() -> None:
    """Let go of what was read from the catalog."""
    _KEPT.clear()


def elements_on(on: date) -> dict[str, Elements]:
    """What they say that day."""
    return {code: held.elements for code, held in held_items(on).items()}


def plan(code: str, answers: rules.Answers, *, on: date) -> tuple[rules.Bundle, rules.Plan]:
    """What complete answers to a bundle come to. Raises BundleNotFound, BundleSuspended, InvalidInput, NothingToDo."""
    found, held = bundle(code), elements_on(on)
    check_offered(found, held)
    return found, rules.plan_of(found, rules.check_answers(found, answers, complete=True), held, on=on)


def check_offered(found: rules.Bundle, held: dict[str, Elements]) -> None:
    """Raises BundleSuspended while one of its items is not in force."""
    if why := rules.missing(found, held):
        raise BundleSuspended(
            f"“{found.title}”暂停受理：{why[0]}", next_step="请拨打 12345，或到窗口分别办理；已经交件的不受影响。"
        )


def offers(on: date) -> list[Offer]:
    """Every bundle with what it usually comes to."""
    return [offer(one, on=on) for one in bundles()]


def offer(one: rules.Bundle, *, on: date) -> Offer:
    """One bundle with its plan for the usual answers, or why it is not offered."""
    held = elements_on(on)
    if why := rules.missing(one, held):
        return Offer(one, None, tuple(why))
    answers = rules.usual_answers(one, subjects()[one.code])
    return Offer(one, rules.plan_of(one, answers, held, on=on))


def authored_items() -> dict[str, Elements]:
    """The items of data/items.csv, number → elements. Raises catalog's Unreadable for a cell that says nothing."""
    blank = {field.name: "" for field in FIELDS}
    return {row["code"]: items.elements_of(blank | row) for row in packaged_rows(DATA / "items.csv")}


def _questions() -> list[tuple[set[str], rules.Question]]:
    return [
        (
            set(row["bundles"].split()),
            rules.Question(
                row["code"], row["text"], row["help"], _options(row["options"]), row["usual"] or _first(row["options"]),
                rules.condition_of(row["when"]),
            ),
        )
        for row in packaged_rows(DATA / "questions.csv")
    ]  # fmt: skip


def _entries() -> list[tuple[str, rules.Entry]]:
    return [
        (
            row["bundle"],
            rules.Entry(
                row["item"], row["step"], tuple(filter(None, row["after"].split("；"))), rules.condition_of(row["when"])
            ),
        )
        for row in packaged_rows(DATA / "entries.csv")
    ]


def _extras() -> tuple[rules.ExtraPaper, ...]:
    return tuple(
        rules.ExtraPaper(row["item"], rules.condition_of(row["when"]), paper)
        for row in packaged_rows(DATA / "materials.csv")
        for paper in _papers(row["material"])
    )


def _papers(cell: str) -> tuple[Material, ...]:
    """A cell of materials in the catalog's own table form."""
    blank = {field.name: "" for field in FIELDS}
    return items.elements_of(blank | {"name": "—", "kind": "公共服务", "department": "—", "materials": cell}).materials


def _options(cell: str) -> tuple[tuple[str, str], ...]:
    split = [one.split("｜") for one in cell.split("；")]
    return tuple((word, label) for word, label in split)


def _first(cell: str) -> str:
    return cell.partition("｜")[0]
