"""What a subsystem declares about itself, and how a refusal speaks. All may rely on it; it relies on nothing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from pydantic import BaseModel


class Refusal(Exception):
    """The platform declines, in words for the person, and says what to do next.

    Subclasses are named for the refusal and set `status`, the HTTP answer of the same meaning.
    """

    status: ClassVar[int] = 409

    def __init__(self, message: str, *, next_step: str = "", extra: dict[str, Any] | None = None) -> None:
        """`extra` is what a machine needs to go on (the newest version, say); it goes into the API's answer."""
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.extra = extra or {}


class InvalidInput(Refusal):
    """One or more values cannot be taken; `fields` maps each to its message."""

    status = 422

    def __init__(self, fields: dict[str, str], *, next_step: str = "请改正后再提交，其余内容都还在。") -> None:
        super().__init__("；".join(fields.values()), next_step=next_step)
        self.fields = fields


def check_known(name: str, value: str, allowed: Collection[str]) -> None:
    """Refuse a word that is none of the allowed ones. Raises InvalidInput at `name`."""
    if value not in allowed:
        raise InvalidInput({name: f"没有“{value}”这个选项。"})


class Refused(BaseModel):
    """A refusal as machines read it: why, what to do next, the fields at fault; after a conflict, how it stands now."""

    message: str
    next_step: str = ""
    fields: dict[str, str] | None = None
    version: int | None = None
    state: str | None = None


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422), Refused)  # what every operation of an API declares


@dataclass(frozen=True)
class NavItem:
    """One entry of the desk's navigation; `roles` are the posts that see it, `key` the letter after G to go there.

    `count` names the number of `queries.queue_counts` that stands beside it; else it is the queue of its address.
    Of the public front: with a line `about` it the entry is a door of the first page too.
    """

    label: str
    url_name: str
    roles: frozenset[str]
    icon: str = "point"
    query: str = ""
    key: str = ""
    about: str = ""
    count: str = ""


@dataclass(frozen=True)
class PhoneItem:
    """One section of the phone pages that stand side by side; `roles` are the posts that see it."""

    label: str
    url_name: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Door:
    """Addresses that a standard prescribes, outside the context's own folder; programs read the answers.

    `prefix` begins every path (without the first slash), `urls` is the dotted module of its addresses, `fault` the
    dotted function (request, status, message) that words what the site itself has to refuse there.
    """

    prefix: str
    urls: str
    fault: str


@dataclass(frozen=True)
class Job:
    """Work that time triggers. `run` is a dotted path to a function without arguments."""

    name: str
    run: str
    every_minutes: int


@dataclass(frozen=True)
class Handler:
    """A reaction to the fact of that name, delivered after commit, at least once: `run(fact)` must be repeatable."""

    fact: str
    run: Callable[[Any], None]

    @property
    def name(self) -> str:
        return f"{self.run.__module__}.{self.run.__qualname__}"


class Context(AppConfig):
    """One government process. Its AppConfig is its only registration; discovery does the rest."""

    title: str = ""
    audience: str = "staff"  # public | enterprise | staff
    nav_order: int = 100
    nav: tuple[NavItem, ...] = ()
    phone_nav: tuple[PhoneItem, ...] = ()
    public_nav: tuple[NavItem, ...] = ()  # pages that anybody may open, for the public front; no roles
    number_pages: ClassVar[Mapping[str, tuple[str, str]]] = {}  # beginning of a number → its page on phone and desk
    starts: ClassVar[Mapping[str, str]] = {}  # post → the name of the page where its day begins
    doors: tuple[Door, ...] = ()
    default = False  # Django must choose the manifest in a context's apps.py, not this class that it imports

    def __init_subclass__(cls) -> None:
        cls.default = True


def contexts() -> list[Context]:
    """Installed contexts in the order of the navigation."""
    found = [config for config in apps.get_app_configs() if isinstance(config, Context)]
    return sorted(found, key=lambda context: (context.nav_order, context.label))


def page_of_number(number: str, *, on_the_phone: bool) -> str:
    """The name of the page that shows what bears this number (SQ-…), which takes `number`; "" when none does."""
    beginning = number.partition("-")[0]
    pages = next((one.number_pages[beginning] for one in contexts() if beginning in one.number_pages), ("", ""))
    return pages[0 if on_the_phone else 1]


def page_of_start(role: str) -> str:
    """The name of the page where a post begins its day, as some process declares it; "" when none does."""
    return next((one.starts[role] for one in contexts() if role in one.starts), "")


@cache
def doors() -> list[tuple[Context, Door]]:
    """Every door with the context that it belongs to."""
    return [(context, door) for context in contexts() for door in context.doors]


@cache
def modules_named(name: str) -> tuple[ModuleType, ...]:
    """The module `name` (handlers, jobs, api, demo …) of every kernel and context that has one."""
    configs = [one for one in apps.get_app_configs() if one.name.startswith(("yishang.kernel.", "yishang.contexts."))]
    dotted = [f"{config.name}.{name}" for config in configs]
    return tuple(import_module(path) for path in dotted if find_spec(path) is not None)
