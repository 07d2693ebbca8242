"""The small town taking part: topics half-way and a report, and who opens the pages; "" is a stranger."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from yishang.contexts.outreach.tests.conftest import Town
from yishang.contexts.public_supervision import forms, rules, services
from yishang.contexts.public_supervision.models import Report
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account, Posting

Page = tuple[str, str]  # who, address
ITEMS = "每天晨检\n食材有来源\n后厨装摄像头"


def settle_public(town: Town, at: datetime) -> dict[str, str]:
    """A topic that collects votes, one that waits, a report, a trade body; their numbers under `u_…`."""
    services.load_catalogs()
    told = {"phone": "13800001234", "at": at}
    waiting = services.propose_topic(field="01", title="网红小吃的进货单", content="", **told)
    number = services.propose_topic(
        field="02", title="学校周边小餐桌的卫生", content="中午在那吃饭。", **told
    ).case.number
    colleague = _colleague(town, at)
    values = {"verdict": "release", "reason": "很多家长关心。", "days": 10}
    forms.carry_out(actor=colleague, number=number, move="review_topic", values=values, at=at)
    forms.carry_out(actor=town.yang_ping, number=number, move="release_topic", values={}, at=at)
    services.vote_topic(phone="13800005678", number=number, at=at)
    entry = rules.ReportEntry(
        "REPORT", "01", "演示作坊", "使用过期原料做糕点卖给学校。", name="孟小川", phone="13955556666"
    )
    services.receive_report(entry=entry, page_key="k" * 22, at=at)
    body = services.register_association(
        actor=town.yang_ping, uscc=town.machinery.uscc, field="02", representative="李敏", items=ITEMS, at=at
    )
    pledge = services.submit_pledge(
        actor=town.li_min, title="餐饮自律公约", text="不用过期食材，后厨天天晒。" * 3, at=at
    )
    services.release_paper(actor=town.yang_ping, kind="pledge", key=pledge.pk, at=at)
    check = services.submit_check(
        actor=town.li_min,
        uscc=town.food.uscc,
        answers={0: "yes", 1: "no", 2: "na"},
        checked_on=at.date(),
        note="",
        at=at,
    )
    services.release_paper(actor=town.yang_ping, kind="check", key=check.pk, at=at)
    return {
        "u_open": number, "u_waiting": waiting.case.number, "u_report": Report.objects.get().case.number,
        "u_body": str(body.pk), "u_uscc": town.food.uscc,
    }  # fmt: skip


def _colleague(town: Town, at: datetime) -> object:
    """Somebody else of the city's office, who reads first."""
    account = Account.objects.create(login="mbo.second", name="许晴")
    Posting.objects.create(
        account=account, role="MBO", unit_id=town.yang_ping.unit_id, region_id="610400", valid_from=at.date()
    )
    return directory.actor_of(account, on=at.date())


def pages_of_public(numbers: dict[str, str]) -> Iterator[Page]:
    """Every page of the process, as those who use it open it."""
    for name in ("home", "topics", "report", "follow", "find", "bodies", "prove"):
        yield "", reverse(f"public_supervision:{name}")
    yield "", f"{reverse('public_supervision:topics')}?heap=result"
    yield "", f"{reverse('public_supervision:find')}?q=演示"
    for number in ("u_open", "u_waiting"):
        yield "", reverse("public_supervision:topic", args=[numbers[number]])
    yield "", reverse("public_supervision:business", args=[numbers["u_uscc"]])
    yield "", reverse("public_supervision:body", args=[numbers["u_body"]])
    yield "li_min", reverse("public_supervision:own_body")
    for name in ("desk", "publish_topic", "reports", "associations"):
        yield "yang_ping", reverse(f"public_supervision:{name}")
    yield "du_cha", f"{reverse('public_supervision:desk')}?heap=all"
    yield "yang_ping", reverse("public_supervision:desk_topic", args=[numbers["u_open"]])
    yield "yang_ping", reverse("public_supervision:topic_move", args=[numbers["u_waiting"], "review_topic"])
    yield "yang_ping", reverse("public_supervision:desk_report", args=[numbers["u_report"]])
    for move in ("decide_report", "transfer_report", "take_report"):
        yield "yang_ping", reverse("public_supervision:report_move", args=[numbers["u_report"], move])
