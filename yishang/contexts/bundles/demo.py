"""The demo city opens shops: a salon done and rated, an inn half-way, a restaurant asked for papers. All invented."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from yishang.contexts.bundles import queries, services
from yishang.contexts.bundles.models import Package, PackagePart
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry, Actor, PostingEntry, Role
from yishang.kernel.parties import services as parties
from yishang.kernel.parties.rules import EntityEntry

TELLS_OF_OTHERS = True  # the units and people of the city, and the items, come first
COUNTY, WINDOW = "610402", "610402-XZ"
CLERK, OWNER = "qindu.hanxue", "19900009911"
SALON, RESTAURANT, INN = "92610402MA0000613X", "92610402MA0000621Q", "92610402MA000063XG"
SHOPS = ((SALON, "演示剪艺理发店"), (RESTAURANT, "演示渭水小馆"), (INN, "演示古渡民宿"))
HAVE = {"subject": "have", "bank": "no", "staff": "yes", "sign": "yes", "room": "no"}
AT_TABLE = {**HAVE, "size": "small", "drain": "yes"}


def tell_story(*, until: datetime, password: str, say: Callable[[str], None]) -> None:  # noqa: ARG001
    """Three companies hand in; departments take on, ask once for all, grant; one is handed over and rated."""
    window = directory.unit(WINDOW)
    services.load_catalogs()
    if window is None or not all(one.plan for one in queries.offers(_at(2).date())):  # no window or no items, no story
        return
    say("一件事一次办：开店三家")
    owner, clerk = _settle(password)
    salon = _open(owner, "T42", SALON, HAVE, "演示剪艺", _at(2))
    _work(salon, _at(2, 14), "accept_part")
    services.assign_helper(actor=clerk, number=salon.case.number, helper=str(clerk.id), at=_at(2, 15))
    for day in (4, 9):
        _work(salon, _at(day), "grant_part", document="演示〔2019〕1号", note="")
    services.hand_over(actor=clerk, number=salon.case.number, receiver="石岚（演示）", way="WINDOW", at=_at(10))
    services.rate_package(actor=owner, number=salon.case.number, star=5, at=_at(11), suggestion="只跑了一次。")
    restaurant = _open(owner, "T02", RESTAURANT, AT_TABLE, "演示渭水小馆", _at(27))
    wanted = "经营场所布局图"
    for part in _parts(restaurant):
        own = {paper.key for paper in restaurant.papers.all() if part.key in paper.users and not paper.spared_by}
        move = "note_correction" if wanted in own else "accept_part"
        given = {"papers": [wanted], "reason": "没有标出操作间和消毒间的位置。"} if wanted in own else {}
        _do(part, move, _at(27, 15), **given)
    inn = _open(clerk, "T49", INN, HAVE, "演示古渡民宿", _at(26))
    _work(inn, _at(26, 15), "accept_part")
    _work(inn, _at(30), "grant_part", at_most=2, document="演示〔2019〕2号", note="")


def people_to_meet() -> list[str]:
    """The window's clerk, and the owner of three shops."""
    return [CLERK, OWNER] if directory.unit(WINDOW) else []


def _open(actor: Actor, code: str, uscc: str, answers: dict[str, str], shop: str, at: datetime) -> Package:
    bundle = queries.bundle(code)
    known = {one.code for one in bundle.questions}
    chosen = {name: word for name, word in answers.items() if name in known}
    _, plan = queries.plan(code, chosen, on=at.date())
    entry = services.IntakeEntry(
        bundle=code, uscc=uscc, answers=chosen, shop_name=shop, address="秦都区演示路 12 号",
        papers=[one.key for one in plan.to_hand_in],
    )  # fmt: skip
    return services.open_package(actor=actor, entry=entry, at=at, is_demo=True)


def _work(package: Package, at: datetime, move: str, *, at_most: int = 99, **given: Any) -> None:
    """Every department makes the same move with the parts that are ready for it."""
    ready = {"accept_part": "RECEIVED", "grant_part": "HANDLING"}[move]
    for part in [one for one in _parts(package) if one.case.state == ready][:at_most]:
        _do(part, move, at, **given)


def _do(part: PackagePart, move: str, at: datetime, **given: Any) -> None:
    unit = part.case.unit
    worker = Actor(
        id=None, name="演示经办", role=Role.DEP, unit_id=part.case.unit_id, unit_name=unit.short_name if unit else "",
        region_code=COUNTY,
    )  # fmt: skip
    getattr(services, move)(actor=worker, number=part.case.number, at=at, **given)


def _parts(package: Package) -> list[PackagePart]:
    return list(PackagePart.objects.filter(package=package).select_related("case__unit"))


def _settle(password: str) -> tuple[Actor, Actor]:
    """The owner of the three shops, and a clerk at the window."""
    at, batch = _at(1), "bundles"
    entries = [EntityEntry(uscc=uscc, name=name, kind="个体工商户", region_code=COUNTY) for uscc, name in SHOPS]
    parties.register_entities(actor=SYSTEM_ACTOR, entries=entries, at=at, batch=batch, is_demo=True)
    people = [
        AccountEntry(login=CLERK, name="韩雪", phone="19900009910", password=password),
        AccountEntry(login=OWNER, name="石岚（演示）", kind="ENTERPRISE", phone=OWNER),
    ]
    directory_services.open_accounts(actor=SYSTEM_ACTOR, entries=people, at=at, batch=batch, is_demo=True)
    since = date(2019, 1, 1)
    posts = [PostingEntry(login=CLERK, role=Role.DEP, valid_from=since, unit_code=WINDOW, title="一件事窗口")]
    posts += [PostingEntry(login=OWNER, role=Role.ENT, valid_from=since, uscc=uscc) for uscc, _ in SHOPS]
    directory_services.post_people(actor=SYSTEM_ACTOR, entries=posts, at=at, batch=batch)
    return _actor(OWNER), _actor(CLERK)


def _actor(login: str) -> Actor:
    account, _, _ = directory.posts_of([login], on=date(2019, 12, 2))[0]
    actor = directory.actor_of(account, on=date(2019, 12, 2))
    assert actor is not None
    return actor


def _at(day: int, hour: int = 9) -> datetime:
    return datetime(2019, 12, day, hour, tzinfo=SHANGHAI)
