"""The tables of a plan and of a task (handbook 2.3). OBJECT_DRAWN and MATCHED are the two halves of one draw."""

from yishang.contexts.random_inspection.rules.terms import PLAN_KIND, TASK_KIND
from yishang.kernel.cases.rules import LEAD, RESPONSIBLE, SYSTEM, Move, State, Workflow
from yishang.kernel.directory.rules import Role

APPROVE, FINISH = "approve", "finish"
DESK, BY_LEAD = frozenset({LEAD, RESPONSIBLE}), frozenset({LEAD})
BY_ITSELF = frozenset({SYSTEM})
RUNNING = ("NOTIFIED", "IN_PROGRESS", "ENTERED", "AUDITED", "PUBLICIZED", "FOLLOWED")

PLAN = Workflow(
    kind=PLAN_KIND,
    title="抽查计划",
    version=1,
    start="DRAFT",
    own="inspection_plan",
    overseen_by=frozenset({Role.DRL}),
    states=(
        State("DRAFT", "拟稿", "orange"),
        State("REVIEW", "待审核", "yellow"),
        State("FILED", "已报备", "azure"),
        State("PUBLISHED", "已公示", "green"),
        State("ADJUSTED", "已调整", "teal"),
        State("CLOSED", "已完成", "secondary", ended=True),
    ),
    moves=(
        Move("edit_plan", "修改", "edited", ("DRAFT",), None, DESK),
        Move("submit_plan", "送审", "submitted", ("DRAFT",), "REVIEW", DESK, starts=(APPROVE,)),
        Move("return_plan", "退回修改", "returned", ("REVIEW",), "DRAFT", BY_LEAD, stops=(APPROVE,)),
        Move("file_plan", "审核报备", "filed", ("REVIEW",), "FILED", BY_LEAD, stops=(APPROVE,)),
        Move("publish_plan", "公示", "published", ("FILED",), "PUBLISHED", BY_LEAD),
        Move("adjust_plan", "调整", "adjusted", ("PUBLISHED", "ADJUSTED"), "ADJUSTED", BY_LEAD),
        Move("close_plan", "结束", "closed", ("PUBLISHED", "ADJUSTED"), "CLOSED", BY_LEAD),
    ),
)

TASK = Workflow(
    kind=TASK_KIND,
    title="抽查任务",
    version=1,
    start="CREATED",
    own="inspection_task",
    overseen_by=frozenset({Role.DRL}),
    states=(
        State("CREATED", "已建立", "orange"),
        State("FROZEN", "名单已封存", "azure"),
        State("OBJECT_DRAWN", "已抽取", "cyan"),
        State("MATCHED", "已派员", "indigo"),
        State("NOTIFIED", "已通知", "blue"),
        State("IN_PROGRESS", "检查中", "blue"),
        State("ENTERED", "已录入", "teal"),
        State("AUDITED", "已审核", "teal"),
        State("PUBLICIZED", "已公示", "green"),
        State("FOLLOWED", "后续已办", "green"),
        State("ARCHIVED", "已归档", "secondary", ended=True),
        State("REDRAW_REQ", "申请重抽", "yellow"),
        State("CANCEL_REQ", "申请取消", "yellow"),
        State("CANCELLED", "已取消", "red", ended=True),
    ),
    moves=(
        Move("freeze_task", "封存名单", "frozen", ("CREATED",), "FROZEN", BY_LEAD),
        Move("draw_task", "抽取", "drawn", ("FROZEN",), "OBJECT_DRAWN", BY_ITSELF),
        Move("void_task_draw", "作废这次抽取", "draw_voided", ("FROZEN",), "CREATED", BY_LEAD | BY_ITSELF),
        Move("match_inspectors", "确认派员", "matched", ("OBJECT_DRAWN",), "MATCHED", BY_LEAD),
        Move("ask_redraw", "申请重抽", "redraw_asked", ("OBJECT_DRAWN", "MATCHED"), "REDRAW_REQ", BY_LEAD),
        Move("refuse_redraw", "不同意重抽", "redraw_refused", ("REDRAW_REQ",), None, BY_LEAD, back=True),
        Move("grant_redraw", "同意重抽", "redraw_granted", ("REDRAW_REQ",), "CREATED", BY_LEAD),
        Move(
            "notify_companies", "通知并开始检查", "notified", ("MATCHED",), "NOTIFIED", BY_LEAD, starts=(FINISH,)
        ),
        Move("start_inspecting", "开始检查", "begun", ("NOTIFIED",), "IN_PROGRESS", BY_ITSELF),
        Move("note_entered", "全部录入", "entered", ("NOTIFIED", "IN_PROGRESS"), "ENTERED", BY_ITSELF, stops=(FINISH,)),
        Move("note_audited", "全部审核", "audited", ("ENTERED",), "AUDITED", BY_ITSELF),
        Move("note_publicized", "全部公示", "publicized", ("AUDITED",), "PUBLICIZED", BY_ITSELF),
        Move("note_followed", "后续办完", "followed", ("PUBLICIZED",), "FOLLOWED", BY_ITSELF),
        Move("archive_task", "归档", "archived", ("FOLLOWED",), "ARCHIVED", BY_LEAD),
        Move("replace_inspector", "换派人员", "inspector_replaced", ("OBJECT_DRAWN", "MATCHED"), None, BY_LEAD),
        Move("replace_company", "替换企业", "replaced", ("OBJECT_DRAWN", "MATCHED", *RUNNING[:2]), None, BY_LEAD),
        Move(
            "ask_cancelling", "申请取消", "cancelling_asked", ("CREATED", "OBJECT_DRAWN", "MATCHED", "NOTIFIED"),
            "CANCEL_REQ", DESK,
        ),
        Move("refuse_cancelling", "不同意取消", "cancelling_refused", ("CANCEL_REQ",), None, BY_LEAD, back=True),
        Move("cancel_task", "同意取消", "cancelled", ("CANCEL_REQ",), "CANCELLED", BY_LEAD),
    ),
)  # fmt: skip
