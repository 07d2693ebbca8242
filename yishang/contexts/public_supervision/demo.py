"""The demo city takes part: topics in each state, votes, three reports, a trade body. All of it invented."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from yishang.contexts.public_supervision import forms, rules, services
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry, Actor, PostingEntry, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services
from yishang.kernel.parties.rules import EntityEntry

UNIT = "610400-SJ"
COLLEAGUE, SPEAKER = "xianyang.gaoyun", "19900009901"
BODY_USCC, BODY_NAME = "51610400MJY0000019", "演示餐饮行业协会"
ITEMS = "从业人员持健康证明\n食材进货有票据\n餐具消毒有记录\n后厨公开可看\n不用过期和来路不明的原料"
ANSWERED = (
    ("02", "学校周边小餐桌的卫生", "孩子中午在那里吃饭，想知道后厨什么样。", 46, "adopt",
     "十二月起抽查全市学校周边小餐桌，结果公布在这里。"),
    ("03", "老旧小区电梯的维保记录", "电梯常停，维保单贴得不全。", 31, "adopt", "列入一月专项抽查，逐梯核对维保记录。"),
    ("01", "夜市小吃有没有健康证", "", 12, "decline", "十月刚做过夜市专项检查，结果已经公开，暂不重复。"),
)  # fmt: skip
OPEN = (
    ("02", "外卖餐盒的材质合不合格", "热汤一倒盒子就软了。", 23),
    ("05", "农贸市场的秤准不准", "", 17),
    ("01", "网红自制糕点的进货来源", "", 5),
)
REPORTS = (
    rules.ReportEntry(
        "REPORT", "01", "演示街口一家糕点作坊", "夜里用过期奶油做糕点，早上换标签卖。", "后院冷柜。", is_insider=True,
        wants_reward=True,
    ),
    rules.ReportEntry(
        "REPORT", "03", "演示小区物业", "电梯困人三次，维保单上签的是同一天。", name="贺明（演示）", phone="19900009902"
    ),
    rules.ReportEntry(
        "COMPLAINT", "02", "演示火锅店", "充值的卡店家关门不退，要求退还余额。", name="温晴（演示）",
        phone="19900009903",
    ),
)  # fmt: skip


def tell_story(*, until: datetime, password: str, say: Callable[[str], None]) -> None:  # noqa: ARG001
    """Topics from November on, votes, answers, a result; reports half-way; a pledge and a self-check."""
    unit = directory.unit(UNIT)
    first = _first_worker(unit.pk) if unit else None
    if first is None:  # a city without its market supervision has no story
        return
    say("群众点题、投票、举报，行业自律")
    services.load_catalogs()
    second = _colleague(password)
    for place, (field, title, content, votes, kind, answer) in enumerate(ANSWERED):
        number = _collecting(first, second, field, title, content, votes, at=_at(11, 4 + place, 9))
        services.close_due_collections(at=_at(11, 25, 9))
        _do(first, "draft_answer", number, _at(12, 2, 9), kind=kind, answer=answer)
        _do(second, f"{kind}_topic", number, _at(12, 3, 9))
        if place == 0:
            _do(
                first,
                "draft_result",
                number,
                _at(12, 26, 9),
                result="抽查 38 家：35 家未发现问题，3 家责令改正并已复查。",
            )
            _do(second, "publish_result", number, _at(12, 27, 9))
    for place, (field, title, content, votes) in enumerate(OPEN):
        _collecting(first, second, field, title, content, votes, at=_at(12, 20, 9 + place))
    services.propose_topic(
        phone="19900009950", field="04", title="药店卖处方药要不要处方", content="", at=_at(12, 30, 15), is_demo=True
    )
    for place, entry in enumerate(REPORTS):
        services.receive_report(entry=entry, page_key=f"demo{place:018}", at=_at(12, 24 + place, 10), is_demo=True)
    _trade_body(first)


def people_to_meet() -> list[str]:
    """The colleague who reads everything a second time, and the trade body's speaker."""
    return [COLLEAGUE, SPEAKER] if directory.unit(UNIT) else []


def _collecting(first: Actor, second: Actor, field: str, title: str, content: str, votes: int, *, at: datetime) -> str:
    made = services.propose_topic(
        phone=f"199{at:%m%d%H}99", field=field, title=title, content=content, at=at, is_demo=True
    )
    number: str = made.case.number
    _do(
        first,
        "review_topic",
        number,
        at + timedelta(hours=1),
        verdict="release",
        reason="群众关心，属于监管范围。",
        days=10,
    )
    _do(second, "release_topic", number, at + timedelta(hours=2))
    for voter in range(votes):
        services.vote_topic(phone=f"1980000{voter:04}", number=number, at=at + timedelta(hours=3))
    return number


def _trade_body(department: Actor) -> None:
    """A trade body with a pledge in force and one member that has checked itself."""
    at = _at(12, 16, 9)
    body = EntityEntry(uscc=BODY_USCC, name=BODY_NAME, kind="社会团体", region_code=geo.home_city())
    party_services.register_entities(actor=SYSTEM_ACTOR, entries=[body], at=at, batch="trade-body", is_demo=True)
    entry = AccountEntry(login=SPEAKER, name="许会（演示）", kind="ENTERPRISE", phone=SPEAKER)
    directory_services.open_accounts(actor=SYSTEM_ACTOR, entries=[entry], at=at, batch="trade-body", is_demo=True)
    post = PostingEntry(login=SPEAKER, role=Role.ENT, valid_from=date(2019, 1, 1), uscc=BODY_USCC)
    directory_services.post_people(actor=SYSTEM_ACTOR, entries=[post], at=at, batch="trade-body")
    services.register_association(
        actor=department, uscc=BODY_USCC, field="02", representative="许会（演示）", items=ITEMS, at=at, is_demo=True
    )
    speaker = _actor(SPEAKER)
    pledge = services.submit_pledge(
        actor=speaker, title="餐饮企业自律公约（演示）", at=at,
        text="会员承诺：食材可追溯，后厨公开看，餐具必消毒，明码标价不诱导消费，投诉三日内答复。本公约为演示数据。",
    )  # fmt: skip
    services.release_paper(actor=department, kind="pledge", key=pledge.pk, at=at)
    member = parties.library(on=at.date()).filter(entity__is_demo=True).select_related("entity").order_by("pk").first()
    if member is None:
        return
    answers = dict.fromkeys(range(5), "yes") | {3: "no"}
    check = services.submit_check(
        actor=speaker, uscc=member.entity.uscc, answers=answers, checked_on=at.date(), note="一月底前装好后厨摄像头。",
        at=at,
    )  # fmt: skip
    services.release_paper(actor=department, kind="check", key=check.pk, at=at)


def _colleague(password: str) -> Actor:
    at = _at(1, 2, 9)
    entry = AccountEntry(login=COLLEAGUE, name="高云", phone="19900009900", password=password)
    directory_services.open_accounts(actor=SYSTEM_ACTOR, entries=[entry], at=at, batch="second-reader", is_demo=True)
    post = PostingEntry(login=COLLEAGUE, role=Role.DEP, valid_from=at.date(), unit_code=UNIT, title="法规科")
    directory_services.post_people(actor=SYSTEM_ACTOR, entries=[post], at=at, batch="second-reader")
    return _actor(COLLEAGUE)


def _first_worker(unit_id: int) -> Actor | None:
    found = directory.people_on_duty(unit_id, Role.DEP, on=date(2019, 12, 1))
    account = directory.account(found[0]) if found else None
    return directory.actor_of(account, on=date(2019, 12, 1)) if account else None


def _actor(login: str) -> Actor:
    account, _, _ = directory.posts_of([login], on=date(2019, 12, 1))[0]
    actor = directory.actor_of(account, on=date(2019, 12, 1))
    assert actor is not None
    return actor


def _do(actor: Actor, move: str, number: str, at: datetime, **values: object) -> None:
    forms.carry_out(actor=actor, number=number, move=move, values=values, at=at)


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2019, month, day, hour, tzinfo=SHANGHAI)
