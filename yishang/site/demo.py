"""The demo city: every context's part of the story, then the demo clock, the accounts and an API key."""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import modules_named
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry, Actor, PostingEntry, Role
from yishang.kernel.geo import services as geo
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal import services as journal
from yishang.kernel.notify import gateways
from yishang.kernel.notify import services as notify

STARTS = datetime(2019, 12, 31, 9, 0, tzinfo=clock_rules.SHANGHAI)
STILL_NEWS = timedelta(days=1)
PASSWORD = "Yanshi-2019"  # of invented people in an invented city; printed on the sign-in page
KEEPER = SYSTEM_ACTOR  # a founder; afterwards SYS proposes posts, SEC grants them and issues keys
PARTNER_LOGIN = "partner.demo"
SIGNS_OF_USE = ("directory.Account", "cases.Case", "parties.MarketEntity")
Say = Callable[[str], None]


def file() -> Path:
    """Where the accounts of the running demo are told to people and scripts."""
    return Path(settings.HOME) / "demo.json"


def host() -> str:
    """Where the web server listens: HOST, else this machine only."""
    return os.environ.get("HOST") or "127.0.0.1"


def port() -> int:
    """The web server's port: PORT, else 8000. Raises CommandError."""
    return port_in(os.environ.get("PORT", "8000"))


def port_in(text: str) -> int:
    """A port that can be listened on. Raises CommandError."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):
        raise CommandError(f"端口应为 1 到 65535 的整数，不是“{text}”。例如：PORT=8001 make run")
    return int(text)


def address(at: str, port: int) -> str:
    """The site's address in a browser, an IPv6 address in brackets."""
    return f"http://[{at}]:{port}/" if ":" in at else f"http://{at}:{port}/"


def is_there() -> bool:
    """Whether the demo city has been told to its end."""
    city = clock_queries.demo_city()
    return city is not None and city.anchored_at is not None


def is_half_told() -> bool:
    """Whether an earlier telling was cut off and left its rows behind."""
    city = clock_queries.demo_city()
    return city is not None and city.anchored_at is None


def holds_other_data() -> bool:
    """Whether people or matters are in this database that no demo city brought: nobody may mix or empty those.

    A database without our tables, or with catalogs only, holds nothing.
    """
    known = set(connection.introspection.table_names())
    tables = [apps.get_model(name) for name in SIGNS_OF_USE]
    if not clock_queries.demo_city():
        return any(table._base_manager.exists() for table in tables if table._meta.db_table in known)
    return "directory_account" in known and directory.real_account_exists()


def load_catalogs() -> None:
    """What every installation needs before its first day; repeatable."""
    geo.load_regions()
    clocks.load_calendar()
    for module in modules_named("services"):
        if load := getattr(module, "load_catalogs", None):
            load()


def build(*, say: Say) -> str:
    """Tell the whole story into an empty database and anchor the demo clock; returns the API key."""
    clocks.remove_demo_clock()
    clocks.begin_demo_city(real_now=datetime.now(UTC))
    for module in sorted(modules_named("demo"), key=lambda one: getattr(one, "TELLS_OF_OTHERS", False)):
        module.tell_story(until=STARTS, password=PASSWORD, say=say)
    say("派发通知、封存留痕")
    journal_jobs.drain()
    _deliver_text_messages()
    notify.lay_aside(before=STARTS - STILL_NEWS)
    journal.seal_facts(at=STARTS)
    key = _issue_key(_open_partner(), at=STARTS)
    clocks.finish_demo_city(starts=STARTS, real_now=datetime.now(UTC))
    return key


def take_up_again(*, say: Say) -> str:
    """What the files in the home folder should say of a city that is there, mended where lost; returns the API key."""
    city = clock_queries.demo_city()
    if city and city.anchored_at and not _clock_is_whole():
        clocks.anchor_demo_clock(starts=STARTS, real_now=city.anchored_at)
        say(f"演示时钟的文件丢失或损坏，已按建成之时重新对好：{clock_queries.present():%Y-%m-%d %H:%M}")
    now = clock_queries.present()
    key = known_key()
    if directory_services.actor_by_key(key=key, at=now) is None:
        key = _replace_key(at=now)
        say(f"{file()} 丢失或损坏，已换发接口密钥，旧的作废。")
    return key


def _clock_is_whole() -> bool:
    try:
        clock_queries.present()
    except clock_rules.DemoClockDamaged:
        return False
    return Path(settings.DEMO_CLOCK_FILE).exists()


def _deliver_text_messages() -> None:
    """Every text message of the story on its own day, at noon or in the evening."""
    day = STARTS - timedelta(days=365)
    while day < STARTS:
        for hour in (12, 20):
            notify.send_pending(gateway=gateways.chosen(), at=day.replace(hour=hour, minute=30))
        day += timedelta(days=1)
    notify.send_pending(gateway=gateways.chosen(), at=STARTS)


def _open_partner() -> Any:
    entry = AccountEntry(login=PARTNER_LOGIN, name="演示对接系统", kind="PARTNER")
    account = directory_services.open_account(actor=KEEPER, entry=entry, at=STARTS, is_demo=True)
    post = PostingEntry(
        login=PARTNER_LOGIN, role=Role.API, valid_from=STARTS.date(), region_code=settings.CITY_CODE, title="对接系统"
    )
    directory_services.post_person(actor=KEEPER, entry=post, at=STARTS)
    return account


def _issue_key(account: Any, *, at: datetime) -> str:
    return directory_services.issue_api_key(
        actor=KEEPER,
        account=account,
        scopes=["appeals:submit", "appeals:operate"],
        at=at,
        secret=secrets.token_urlsafe(24),
    )


def _replace_key(*, at: datetime) -> str:
    """A new key for the partner; whoever holds an older one can no longer use it."""
    [(account, _role, _place)] = directory.posts_of([PARTNER_LOGIN], on=at.date())
    for prefix in list(account.api_keys.filter(revoked_at=None).values_list("prefix", flat=True)):
        directory_services.revoke_api_key(actor=KEEPER, prefix=prefix, at=at)
    return _issue_key(account, at=at)


def write_file(*, url: str, api_key: str) -> dict[str, Any]:
    """var/demo.json: address, present moment, one account of each role, and the key."""
    told = {
        "url": url,
        "now": clock_queries.present().isoformat(),
        "accounts": list(_accounts()),
        "api_key": api_key,
    }
    fresh = file().with_name(f"{file().name}.{os.getpid()}")
    fresh.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(file())  # whoever reads meanwhile sees the old accounts or the new ones, never half a file
    return told


def figures() -> Iterator[str]:
    """The story's figures, one line each, by the same queries as the screens."""
    mayor = Actor(id=None, name="市营商办", role=Role.MBO, city_code=settings.CITY_CODE)
    for module in modules_named("queries"):
        if headline := getattr(module, "headline", None):
            for figure in headline(mayor, now=clock_queries.present()).values():
                yield f"{figure.name:<12}{figure.numerator} / {figure.denominator} = {figure.value}"


def known_key() -> str:
    """The key that the file tells of; empty where the file is lost or damaged."""
    try:
        return str(json.loads(file().read_text(encoding="utf-8"))["api_key"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return ""


def _accounts() -> Iterator[dict[str, str]]:
    """The people whom each context's story suggests to meet, the largest cast first: who tells most opens the list."""
    casts = sorted((module.people_to_meet() for module in modules_named("demo")), key=len, reverse=True)
    logins = [login for cast in casts for login in cast]
    for account, role, place in directory.posts_of(logins, on=clock_queries.present().date()):
        entry = {"role": role, "name": account.name, "place": place, "login": account.login}
        by_phone = role in (Role.ENT, Role.LIA, Role.LDR, Role.SPD)
        yield {**entry, "phone": account.phone} if by_phone else {**entry, "password": PASSWORD}
