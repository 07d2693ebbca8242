"""The demo city: every context's part of the story, then the demo clock, the accounts and an API key."""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import modules_named
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import AccountEntry, Actor, PostingEntry, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal import services as journal
from yishang.kernel.notify import gateways
from yishang.kernel.notify import services as notify

STARTS = datetime(2019, 12, 31, 9, 0, tzinfo=clock_rules.SHANGHAI)
STILL_NEWS = timedelta(days=1)
PASSWORD = "Yanshi-2019"  # of invented people in an invented city; printed on the sign-in page
KEEPER = Actor(id=None, name="系统管理员", role=Role.SYS)
PARTNER_LOGIN = "partner.demo"
Say = Callable[[str], None]


def file() -> Path:
    """Where the accounts of the running demo are told to people and scripts."""
    return Path(settings.HOME) / "demo.json"


def host() -> str:
    """Where the web server listens: HOST, else this machine only."""
    return os.environ.get("HOST", "127.0.0.1")


def port() -> int:
    return int(os.environ.get("PORT", "8000"))


def is_there() -> bool:
    """Whether the demo city has been told to its end: the clock is anchored last, the partner's account before it."""
    return Path(settings.DEMO_CLOCK_FILE).exists() and directory.account_exists(PARTNER_LOGIN)


def is_half_told() -> bool:
    """Whether an earlier telling was cut off and left its rows behind."""
    return not is_there() and directory.account_exists()


def load_catalogs() -> None:
    """What every installation needs before its first day; repeatable."""
    geo.load_regions()
    clocks.load_calendar()
    for module in modules_named("services"):
        if load := getattr(module, "load_catalogs", None):
            load()


def build(*, say: Say) -> str:
    """Tell the whole story into an empty database and anchor the demo clock; returns the API key."""
    for module in modules_named("demo"):
        module.tell_story(until=STARTS, password=PASSWORD, say=say)
    say("派发通知、封存留痕")
    journal_jobs.drain()
    _deliver_text_messages()
    notify.lay_aside(before=STARTS - STILL_NEWS, at=STARTS)
    journal.seal_facts(at=STARTS)
    key = _issue_key()
    clocks.anchor_demo_clock(starts=STARTS, real_now=datetime.now(UTC))
    return key


def _deliver_text_messages() -> None:
    """Every text message of the story on its own day, at noon or in the evening."""
    day = STARTS - timedelta(days=365)
    while day < STARTS:
        for hour in (12, 20):
            notify.send_pending(gateway=gateways.chosen(), at=day.replace(hour=hour, minute=30))
        day += timedelta(days=1)
    notify.send_pending(gateway=gateways.chosen(), at=STARTS)


def _issue_key() -> str:
    entry = AccountEntry(login=PARTNER_LOGIN, name="演示对接系统", kind="PARTNER")
    account = directory_services.open_account(actor=KEEPER, entry=entry, at=STARTS, is_demo=True)
    post = PostingEntry(
        login=PARTNER_LOGIN, role=Role.API, valid_from=STARTS.date(), region_code=settings.CITY_CODE, title="对接系统"
    )
    directory_services.post_person(actor=KEEPER, entry=post, at=STARTS)
    return directory_services.issue_api_key(
        actor=KEEPER,
        account=account,
        scopes=["appeals:submit", "appeals:operate"],
        at=STARTS,
        secret=secrets.token_urlsafe(24),
    )


def write_file(*, url: str, api_key: str) -> dict[str, Any]:
    """var/demo.json: address, present moment, one account of each role, and the key."""
    told = {
        "url": url,
        "now": clock_queries.present().isoformat(),
        "accounts": list(_accounts()),
        "api_key": api_key,
    }
    file().write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return told


def figures() -> Iterator[str]:
    """The story's figures, one line each, by the same queries as the screens."""
    mayor = Actor(id=None, name="市营商办", role=Role.MBO, city_code=settings.CITY_CODE)
    for module in modules_named("queries"):
        if headline := getattr(module, "headline", None):
            for figure in headline(mayor, now=clock_queries.present()).values():
                yield f"{figure.name:<12}{figure.numerator} / {figure.denominator} = {figure.value}"


def known_key() -> str:
    """The key of the demo that is already there, from its file."""
    return json.loads(file().read_text(encoding="utf-8"))["api_key"] if file().exists() else ""


def _accounts() -> Iterator[dict[str, str]]:
    """The people whom each context's story suggests to meet."""
    logins = [login for module in modules_named("demo") for login in module.people_to_meet()]
    for account, role, place in directory.posts_of(logins, on=clock_queries.present().date()):
        entry = {"role": role, "name": account.name, "place": place, "login": account.login}
        by_phone = role in (Role.ENT, Role.LIA, Role.LDR, Role.SPD)
        yield {**entry, "phone": account.phone} if by_phone else {**entry, "password": PASSWORD}
