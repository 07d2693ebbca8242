"""检查（任务×对象）: the table of states and moves (handbook 2.3).

Merged is ours: two inspections of one company become one visit, and the other's form carries both.
"""

from yishang.kernel.cases.rules import APPLICANT, INSPECTOR, LEAD, RESPONSIBLE, SYSTEM, Move, State, Workflow
from yishang.kernel.directory.rules import Role

KIND = "random_inspection.inspection"
PREFIX = "JC"

BY_TEAM = frozenset({INSPECTOR})
BY_UNIT = frozenset({RESPONSIBLE})
BY_COMPANY = frozenset({APPLICANT})
BY_DESK = frozenset({LEAD, RESPONSIBLE})
BY_LEAD = frozenset({LEAD})
BY_TIME = frozenset({SYSTEM})

AFTER_ENTRY = ("ENTERED", "AUDITED", "PUBLICIZED")
WITH_ORDERS = (*AFTER_ENTRY, "FOLLOWED")
RESULT_KNOWN = (*WITH_ORDERS, "ARCHIVED")

INSPECTION = Workflow(
    kind=KIND,
    title="检查",
    version=1,
    start="NOTIFIED",
    own="inspection",
    overseen_by=frozenset({Role.DRL}),
    assigned_to="inspection__team__account_id",
    closed_to_keys=True,
    states=(
        State("NOTIFIED", "待检查", "azure"),
        State("IN_PROGRESS", "检查中", "blue"),
        State("ENTERED", "已录入，待审核", "blue"),
        State("AUDITED", "已审核，待公示", "teal"),
        State("PUBLICIZED", "已公示", "green"),
        State("FOLLOWED", "后续已完结", "green"),
        State("ARCHIVED", "已归档", "secondary", ended=True),
        State("CANCEL_REQ", "申请取消", "yellow"),
        State("MERGED", "已合并", "secondary", ended=True),
        State("CANCELLED", "已取消", "secondary", ended=True),
        State("VOID", "对象灭失", "secondary", ended=True),
    ),
    moves=(
        Move("pick_day", "选定日期", "day_picked", ("NOTIFIED",), None, BY_COMPANY),
        Move("reschedule_inspection", "改期", "rescheduled", ("NOTIFIED",), None, frozenset({INSPECTOR, RESPONSIBLE})),
        Move("object_officer", "申请回避", "objected", ("NOTIFIED",), None, BY_COMPANY | BY_TEAM),
        Move("decide_recusal", "决定回避", "recusal_decided", ("NOTIFIED",), None, BY_DESK),
        Move("merge_inspection", "合并检查", "merged", ("NOTIFIED",), "MERGED", BY_DESK | BY_TIME),
        Move("ask_inspection_cancelling", "申请取消", "cancelling_asked", ("NOTIFIED",), "CANCEL_REQ", BY_DESK),
        Move(
            "refuse_inspection_cancelling",
            "不同意取消",
            "cancelling_refused",
            ("CANCEL_REQ",),
            None,
            BY_LEAD,
            back=True,
        ),
        Move("cancel_inspection", "同意取消", "cancelled", ("CANCEL_REQ",), "CANCELLED", BY_LEAD),
        Move("end_with_task", "随任务取消", "ended_with_task", ("NOTIFIED", "CANCEL_REQ"), "CANCELLED", BY_TIME),
        Move("void_inspection", "对象灭失", "voided", ("NOTIFIED", "IN_PROGRESS"), "VOID", BY_DESK | BY_TEAM),
        Move("enter_company", "入企", "entered", ("NOTIFIED",), "IN_PROGRESS", BY_TEAM),
        Move("fill_lines", "填写检查表", "filled", ("IN_PROGRESS",), None, BY_TEAM),
        Move(
            "enter_result",
            "提交结果",
            "result_entered",
            ("IN_PROGRESS",),
            "ENTERED",
            BY_TEAM,
            starts=("publish",),
        ),
        Move(
            "return_result",
            "退回更正",
            "returned",
            ("ENTERED",),
            "IN_PROGRESS",
            BY_UNIT,
            stops=("publish", "correct"),
        ),
        Move("approve_result", "审核通过", "approved", ("ENTERED",), "AUDITED", BY_UNIT),
        Move(
            "publicize_result",
            "公示结果",
            "result_published",
            ("AUDITED",),
            "PUBLICIZED",
            BY_DESK,
            stops=("publish",),
        ),
        Move("withhold_result", "不予公示", "withheld", ("AUDITED",), "FOLLOWED", BY_DESK, stops=("publish",)),
        Move("correct_result", "更正公示", "corrected", ("PUBLICIZED", "FOLLOWED", "ARCHIVED"), None, BY_UNIT),
        Move(
            "order_correction",
            "责令改正",
            "ordered",
            WITH_ORDERS,
            None,
            frozenset({INSPECTOR, RESPONSIBLE}),
            starts=("correct",),
        ),
        Move("extend_correction", "整改延期", "order_extended", WITH_ORDERS, None, BY_UNIT),
        Move("hand_in_correction", "提交整改材料", "correction_handed_in", WITH_ORDERS, None, BY_COMPANY),
        Move("expire_order", "整改逾期", "order_expired", WITH_ORDERS, None, BY_TIME),
        Move("reinspect_company", "复查", "reinspected", WITH_ORDERS, None, BY_TEAM, stops=("correct",)),
        Move("follow_up", "后续处置完结", "followed", ("PUBLICIZED",), "FOLLOWED", BY_UNIT | BY_TIME),
        Move("confirm_result", "确认结果", "confirmed", RESULT_KNOWN, None, BY_COMPANY),
        Move("dispute_result", "对结果有异议", "disputed", RESULT_KNOWN, None, BY_COMPANY),
        Move("archive_inspection", "归档", "archived", ("PUBLICIZED", "FOLLOWED"), "ARCHIVED", BY_DESK | BY_TIME),
    ),
)
