"""An inspection as templates read it, the same on the phone and at the desk."""

from datetime import datetime
from typing import Any

from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.kernel.cases.views.shown import entry_of, picture_of
from yishang.kernel.directory.rules import Actor

FIRST = {"ENTERED": "approve_result", "AUDITED": "publicize_result"}
RISKY = frozenset(
    {"ask_inspection_cancelling", "cancel_inspection", "void_inspection", "withhold_result", "dispute_result"}
)
DONE = {
    "pick_day": "日期已改好，检查单位会按这一天来。",
    "reschedule_inspection": "已改期，企业会收到通知。",
    "object_officer": "已收到回避申请，由检查单位决定。",
    "decide_recusal": "回避已决定。",
    "merge_inspection": "已合并，企业只接待一次。",
    "ask_inspection_cancelling": "已申请取消，由另一位同事决定。",
    "refuse_inspection_cancelling": "不取消，按原定日期检查。",
    "cancel_inspection": "已取消，企业会收到通知，任务公示写明理由。",
    "void_inspection": "已记为对象灭失，不计入完成率。",
    "return_result": "已退回，检查人员会看到理由。",
    "approve_result": "已审核，可以公示。",
    "publicize_result": "已公示。",
    "withhold_result": "已按审批不予公示。",
    "correct_result": "已更正，原来的内容保留。",
    "order_correction": "已责令改正，企业会收到通知。",
    "extend_correction": "已延期。",
    "hand_in_correction": "材料已提交，等待复查。",
    "reinspect_company": "复查已记录。",
    "follow_up": "后续处置已记录。",
    "confirm_result": "已确认，谢谢您。",
    "dispute_result": "已收到您的意见，由检查单位核实。",
    "archive_inspection": "已归档。",
    "rate": "谢谢您的评价。评价不记名，检查单位不知道是谁评的。",
}


def words_of(actor: Actor, number: str, *, now: datetime) -> dict[str, Any]:
    """Everything that the page of one inspection shows. Raises CaseNotVisible."""
    found = queries.detail(actor, number, now=now)
    row = queries.row_of(found.case, now=now)
    return {
        "found": found,
        "inspection": found.inspection,
        "case": found.case,
        "row": row,
        "names": {one.name for one in found.moves},
        "entries": [entry_of(fact, queries.FACTS) for fact in reversed(found.facts)],
        "pictures": [picture_of(picture, "检查照片，点开看大图") for picture in found.pictures],
        "results": [(code, text) for code, text in rules.RESULTS.items() if code in found.inspection.results],
        "risky": RISKY,
        "first": FIRST.get(found.case.state, ""),
        "prepare": queries.PREPARE,
        "units": queries.unit_words(found.inspection),
    }
