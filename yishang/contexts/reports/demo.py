"""The demo city's November: frozen, drafted, signed by the head of the office, issued in early December."""

from collections.abc import Callable
from datetime import datetime

from yishang.contexts.reports import services
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.geo import queries as geo

PERIOD = "2019-11"
TELLS_OF_OTHERS = True  # told after every other story: a month counts what they have brought in
FROZEN_AT = datetime(2019, 12, 2, 9, 30, tzinfo=SHANGHAI)
SUBMITTED_AT, SIGNED_AT = FROZEN_AT.replace(day=3, hour=15), FROZEN_AT.replace(day=4, hour=10)
ISSUED_AT = FROZEN_AT.replace(day=4, hour=16)


def tell_story(*, until: datetime, password: str, say: Callable[[str], None]) -> None:  # noqa: ARG001 - as every story
    """Freeze the last whole month and let its 通报 go out; the 月报 waits for its signature."""
    say("固化上月数据，拟稿印发通报")
    city = geo.home_city()
    services.freeze_month(actor=SYSTEM_ACTOR, city=city, period=PERIOD, at=FROZEN_AT)
    bulletin, monthly = (
        services.draft_report(actor=SYSTEM_ACTOR, city=city, kind=kind, period=PERIOD, at=FROZEN_AT).case.number
        for kind in ("BULLETIN", "MONTHLY")
    )
    leader, *_, clerk = _office(city)
    for number in (bulletin, monthly):
        services.submit_report(actor=clerk, number=number, at=SUBMITTED_AT)
    services.sign_report(actor=leader, number=bulletin, at=SIGNED_AT)
    services.issue_report(actor=clerk, number=bulletin, at=ISSUED_AT)


def people_to_meet() -> list[str]:
    """Nobody beside those of the other stories."""
    return []


def _office(city: str) -> list[Actor]:
    """The people of the city's office, its head first. Raises LookupError when nobody is there."""
    day = ISSUED_AT.date()
    accounts = directory.people_in_posts((Role.MBO,), regions=[city], on=day)
    actors = [directory.actor_of(account, on=day) for account in accounts]
    if not actors:
        raise LookupError("the demo city has no office")
    return [actor for actor in actors if actor is not None]
