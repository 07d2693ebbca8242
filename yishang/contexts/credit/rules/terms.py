"""The words of this process: kinds, reasons, kinds of records, clocks, and who may do what beside the tables."""

from datetime import date

from yishang.kernel.directory.rules import Role

PUSH_KIND = "credit.push"
WARNING_KIND = "credit.warning"
LISTING_KIND = "credit.listing"
SERIOUS_KIND = "credit.serious"
SANCTION_KIND = "credit.sanction"
REPAIR_KIND = "credit.repair"

ABNORMAL, SERIOUS, HINT = "ABNORMAL", "SERIOUS", "HINT"  # codes of the lists that measures may hang on
REASONS = ("E1", "E2", "E3", "E4", "E5")
UNREACHABLE = "E4"
ABNORMAL_NAME = "经营异常名录"
MARKED_NAME = "经营异常状态"  # of individual businesses: marked, not listed (个体工商户年度报告暂行办法)

LIST_VERBS = {
    "listed": "列入", "removed": "移出", "revoked": "撤销列入", "expired": "期满移出",
}  # fmt: skip
RECORD_KINDS = {
    "LICENCE": "行政许可",
    "PENALTY": "行政处罚",
    "SANCTION": "联合惩戒",
    "REPORT": "年度报告",
    "COMPLAINT": "投诉举报",
    "RATING": "第三方评价",
}
GRADES = {"": "不属失信", "LIGHT": "轻微", "ORDINARY": "一般", "SERIOUS": "严重"}
WARNING_RULES = {
    "licence_expiry": "许可到期",
    "report_missing": "年报未报",
    "complaints": "投诉突增",
    "address": "地址聚集",
    "unreachable": "多次无法联系",
    "unclaimed": "双告知未认领",
}
FINDINGS = {"TRUE": "情况属实，已处置", "MOVED": "情况属实，已移送", "FALSE": "经查不属实"}

CLAIM, ARBITRATE = "claim", "arbitrate"
RECEIVE, CHECK = "receive", "check"
VERIFY, LIST, REMOVE = "verify", "list", "remove"
DEFEND, CONSENT, DECIDE, REPAIR = "defend", "consent", "decide", "repair"

OVERSEERS = frozenset({Role.DRL})
SUBMIT_SCOPE, READ_SCOPE = "credit:submit", "credit:read"
IMPORTERS = frozenset({"SYSTEM", Role.MBO, Role.DRL})


def is_individual(uscc: str) -> bool:
    """Whether the code is one of an individual business (个体工商户): department 9, kind 2 (GB 32100-2015)."""
    return uscc[:2] == "92"


def list_name(uscc: str) -> str:
    """What the abnormal list is called for this party: same table, another name for individual businesses."""
    return MARKED_NAME if is_individual(uscc) else ABNORMAL_NAME


def verb_of_listing(uscc: str) -> str:
    """What the organ does with the party: 列入经营异常名录, or 标记经营异常状态."""
    return f"标记为{MARKED_NAME}" if is_individual(uscc) else f"列入{ABNORMAL_NAME}"


BUREAU = "SJ"  # how the code of a region's market supervision bureau ends, as 610402-SJ

DOMAINS = {
    "D1": "食品安全",
    "D2": "药品、医疗器械、化妆品",
    "D3": "产品质量、特种设备安全",
    "D4": "侵害消费者权益",
    "D5": "破坏公平竞争秩序、扰乱市场秩序",
    "D6": "妨碍监管、虚假登记、拒不执行处罚",
}
"""Fields of violations for which the serious list is meant (总局令44号 §5–§10, in our own short words)."""

SERIOUS_SINCE = date(2021, 9, 1)  # 总局令44号 in force; before it 总局令83号
REASON_OF_RESULT = {"R2": "E2", "R3": "E3", "R4": "E4"}  # results of inspections (handbook 2.4) → reasons
