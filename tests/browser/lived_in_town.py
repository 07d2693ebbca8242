"""The small town after some weeks of work: an appeal in each state, a sample that is drawn and one that is frozen."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image

from tests.browser.bundled_town import settle_bundles, settle_packages
from tests.browser.grown_trees import settle_trees
from tests.browser.helped_town import settle_policies
from tests.browser.inspected_town import settle_inspections
from tests.browser.listed_town import settle_credit
from tests.browser.public_town import settle_public
from tests.browser.reported_town import settle_reports
from tests.browser.sites import seen_from_above
from tests.browser.standard_items import settle_standards
from tests.browser.visited_town import settle_visits
from yishang.contexts.outreach import forms, gateways, services
from yishang.contexts.outreach.models import AgendaItem, HotTopic
from yishang.contexts.outreach.services import studying
from yishang.contexts.outreach.tests.conftest import Town
from yishang.kernel.evidence import services as evidence
from yishang.kernel.intake import services as intake
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import services as parties

Step = tuple[str, str, dict[str, Any]]  # who, the move, what is filled in

TRIAGE: Step = (
    "chen_jing",
    "triage_appeal",
    {"category": "03", "star": "3", "line": "DISPATCH", "route": "GENERAL", "note": "请先电话联系企业。"},
)
DISPATCH: Step = ("chen_jing", "dispatch_appeal", {"unit": "610400-GD"})
ACCEPT: Step = ("wang_gong", "accept_appeal", {})
PROGRESS: Step = ("wang_gong", "note_progress", {"note": "现场踏勘，路由方案一已报批。"})
CLOSE: Step = ("wang_gong", "close_appeal", {"result_type": "SOLVED", "result_text": "专线已送电，设备可以调试。"})
REASON = {"reason": "企业与承办单位已当面说清。"}
HANDLED = (TRIAGE, DISPATCH, ACCEPT, PROGRESS)
RATED: Step = ("li_min", "rate_appeal", {"star": "4", "suggestion": "以后能早点答复就更好了。"})
UNHAPPY: Step = ("li_min", "rate_appeal", {"star": "2", "reason": "电压不稳，设备还是开不了。"})
CALLED: Step = ("chen_jing", "call_back_appeal", {"outcome": "SATISFIED", "note": "企业说已经开工。"})
WITNESSES = (
    ({"id": "w1", "role": "市营商办"}, bytes(range(32))),
    ({"id": "w2", "role": "市督查室"}, bytes(range(32, 64))),
)
TABLE = """名称,统一社会信用代码,成立日期,省份,备注
示例机械有限公司,91610402MA00000230,2015-03-02,陕西,
示例食品有限公司,91610404MA0000031P,2016-03-02,陕西,
示例旧号公司,610402100012345,2016-03-02,陕西,
示例错位公司,陕西,2016-13-02,91610402MA000004XJ,
,91610402MA000004XJ,2030-01-01,陕西国,
示例电子有限公司,91610402MA00000230,2015-03-02,陕西,
"""
LINE_A: Step = ("chen_jing", "triage_appeal", {**TRIAGE[2], "line": "COUNTY"})
TO_ITSELF: Step = ("chen_jing", "dispatch_appeal", {"unit": "610402-YSB", "co_units": ["610402-ZJ"]})
UP: Step = ("chen_jing", "escalate_appeal", {"route": "COMMON", **REASON})
MEETING = {
    "kind": "JOINT",
    "title": "二期专线外线路由协调会",
    "convener": "杨萍（市营商办主任）",
    "units": ["610400-GD", "610402-ZJ"],
    "minutes": "会上逐项核对了路由方案，住建局、供电公司当场表态。",
    "conclusion": "外线走人民路，住建局先办开挖手续，供电公司同步施工。",
}
WAIT = {"reason": "外线走廊用地还没有批复。", "review_on": "2020-01-15"}
ASKED_TWICE: tuple[Step, ...] = (
    ("wang_gong", "request_return", {**REASON, "basis": "区住建局权责清单第 12 项。"}),
    ("chen_jing", "refuse_return", {**REASON, "conflicts": "on"}),
    ("wang_gong", "request_return", REASON),
)
PRESSED: tuple[Step, ...] = (
    ("li_min", "urge_appeal", {"note": "设备停了一周了。"}),
    ("du_cha", "supervise_appeal", {"note": "请本周内拿出路由方案。", "answer_by": "2019-12-20"}),
    ("chen_jing", "note_internally", {"note": "已请住建局分管领导协调。"}),
)
WAYS: dict[str, tuple[Step, ...]] = {
    "SUBMITTED": (),
    "TRIAGED": (TRIAGE,),
    "ASSIGNED": (TRIAGE, DISPATCH),
    "ACCEPTED": (TRIAGE, DISPATCH, ACCEPT),
    "HANDLING": HANDLED,
    "EXT_REQ": (*HANDLED, ("wang_gong", "request_extension", {"days": "2", **REASON})),
    "RETURN_REQ": (TRIAGE, DISPATCH, ("wang_gong", "request_return", REASON)),
    "RULING": (TRIAGE, DISPATCH, *ASKED_TWICE, *PRESSED),
    "SHELVE_REQ": (*HANDLED, ("wang_gong", "request_shelving", WAIT)),
    "PENDING": (*HANDLED, ("yang_ping", "shelve_appeal", WAIT)),
    "ESC_REQ": (*HANDLED, ("wang_gong", "request_escalation", {"route": "INDIVIDUAL", **REASON})),
    "ESCALATED": (*HANDLED, UP),
    "LINE_A": (LINE_A, TO_ITSELF, ("chen_jing", "accept_appeal", {})),
    "REOPENED": (*HANDLED, CLOSE, UNHAPPY),
    "CLOSED": (*HANDLED, CLOSE),
    "EVALUATED": (*HANDLED, CLOSE, RATED),
    "CALLED_BACK": (*HANDLED, CLOSE, RATED, CALLED),
    "ARCHIVED": (*HANDLED, CLOSE, RATED, CALLED, ("chen_jing", "archive_appeal", {"note": "已核对。"})),
    "REJECTED": (("chen_jing", "reject_appeal", REASON),),
    "WITHDRAWN": (("li_min", "withdraw_appeal", REASON),),
}


def settle(town: Town, at: datetime) -> dict[str, str]:
    """Live through all of it. Numbers of appeals under their state, of samples under `void`, `drawn`, `frozen`."""
    numbers = {state: _live(town, state, steps, at) for state, steps in WAYS.items()}
    numbers |= _met(town, at)
    numbers["void"] = _freeze(town, at)
    services.void_sample(actor=town.yang_ping, draw_id=numbers["void"], reason="见证人的值遗失了。", at=at)
    numbers["drawn"] = _freeze(town, at)
    for actor, (witness, value) in zip((town.yang_ping, town.du_cha), WITNESSES, strict=True):
        draw_id, witness_id = numbers["drawn"], witness["id"]
        services.reveal_sample(actor=actor, draw_id=draw_id, witness_id=witness_id, value_hex=value.hex(), at=at)
    _live(town, "又一件已评价", WAYS["EVALUATED"], at)
    numbers["frozen"] = _freeze(town, at)
    numbers["table"] = _handed_in(town, at)
    numbers["subject"] = str(town.machinery.subjects.get().pk)
    numbers["reply"] = str(_reply(town, at))
    numbers["topic"] = str(_grouped(at))
    _line_spoke(at)
    settle_trees()
    numbers |= settle_standards(town, at)
    settle_bundles()
    numbers |= settle_packages(town, at)
    numbers |= settle_policies(town, at)
    numbers |= settle_visits(town, at)
    numbers |= settle_credit(town, at)
    numbers |= settle_reports(town, at)
    numbers |= settle_public(town, at)
    numbers |= settle_inspections(town, at)
    numbers |= seen_from_above(town, at)
    journal_jobs.drain()
    journal.seal_facts(at=at)
    return numbers


def _grouped(at: datetime) -> int:
    """The hottest of what the town's appeals are about; in this town they all say the same."""
    studying.renew_topics(city="610400", at=at)
    return HotTopic.objects.order_by("pk")[0].pk


def _line_spoke(at: datetime) -> None:
    """The 12345 line said a word about an order that has not come, and its list of a day was compared with ours."""
    told = {"source": "12345", "message_id": "m-1", "kind": "update", "order_no": "RX1", "note": "企业来电催问进度。"}
    services.take_message(told=told, at=at)
    services.reconcile_day(gateway=gateways.HotlineSimulator("forgetful"), day=date(2019, 12, 9), at=at)


def _met(town: Town, at: datetime) -> dict[str, str]:
    """A matter after its meeting: `MET`, `meeting`, and its tasks, one running (`task`), one reported (`reported`)."""
    day = at.date()
    tasks = [
        {"unit": "610402-ZJ", "task": task, "due_on": (day + timedelta(days=days)).isoformat()}
        for task, days in (("办理人民路占道开挖许可，通知沿线商户和住户", 1), ("核对地下管线图", 2))
    ]
    held: Step = ("yang_ping", "record_meeting", {**MEETING, "held_on": day.isoformat(), "decisions": tasks})
    number = _live(town, "开过协调会", (*HANDLED, held), at)
    item = AgendaItem.objects.get(appeal__case__number=number)
    running, reported = (one.case.number for one in item.decisions.order_by("pk"))
    result = {"result": "已核对，无燃气和供水管线。"}
    forms.carry_out(actor=town.liu_gong, number=reported, move="report_task", values=result, at=at)
    return {"MET": number, "meeting": item.meeting.number, "task": running, "reported": reported}


def _live(town: Town, title: str, steps: tuple[Step, ...], at: datetime) -> str:
    number = services.submit_appeal(
        actor=town.li_min,
        uscc=town.machinery.uscc,
        category="03",
        title=f"二期 10kV 专线外线路由未定（{title}）",
        content=f"厂区二期 10kV 专线 9 月 3 日申请，供电公司答复外线路由待定，设备无法调试。{title}",
        contact=services.Contact("李敏", "19900000101"),
        picture_ids=[_picture(town, at)],
        at=at,
    ).case.number
    for who, move, values in steps:
        forms.carry_out(actor=getattr(town, who), number=number, move=move, values=values, at=at)
    return str(number)


def _picture(town: Town, at: datetime) -> int:
    photograph = BytesIO()
    Image.new("RGB", (320, 240), (190, 200, 210)).save(photograph, "JPEG")
    photograph.seek(0)
    return int(evidence.store_picture(actor=town.li_min, upload=photograph, at=at).pk)


def _handed_in(town: Town, at: datetime) -> str:
    """A table with two sound rows and faults of several kinds, looked through."""
    what = parties.IMPORTS[0]
    upload = intake.keep_upload(
        actor=town.yang_ping, what=what, name="企业名录.csv", chunks=[TABLE.encode()], columns={}, at=at
    )
    intake.check_upload(upload_id=upload.pk, what=what, at=at, tell=lambda _rows: None)
    return str(upload.pk)


def _freeze(town: Town, at: datetime) -> str:
    promised = [{**witness, "commitment": sha256(value).hexdigest()} for witness, value in WITNESSES]
    first, last = date(2019, 12, 1), date(2019, 12, 31)
    sample = services.freeze_sample(actor=town.yang_ping, period_from=first, period_to=last, witnesses=promised, at=at)
    return str(sample.draw_id)


def _reply(town: Town, at: datetime) -> int:
    """王工's prepared words for progress."""
    text = "{企业}反映的“{标题}”，{单位}已安排现场勘察。"
    kept = services.keep_reply(
        actor=town.wang_gong, move="note_progress", title="已勘察", text=text, shared="mine", at=at
    )
    return kept.pk
