"""A topic (菜单式监管, handbook 2.7): 群众点题、部门破题.

Department or citizen proposes, another person lets it out, everybody votes for ten working
days or more, the department answers in public, and what came of it returns to the topic's page.
"""

from datetime import datetime

from yishang.contexts.public_supervision.rules.terms import FIELDS, NotCollecting
from yishang.kernel.cases.rules import LEAD, RESPONSIBLE, SYSTEM, Move, State, Workflow
from yishang.kernel.directory.rules import Role

TOPIC_KIND = "public_supervision.topic"
REVIEW, COLLECT, ANSWER, RESULT = "review", "collect", "answer", "result"
BY_UNIT, BY_CLOCK = frozenset({RESPONSIBLE, LEAD}), frozenset({SYSTEM})  # handbook 2.7: DRL 采纳
LET_OUT, TURN_AWAY = "release", "reject"  # what the first reader proposes
ADOPT, DECLINE = "adopt", "decline"
COLLECT_LEAST = 10  # working days [设]
COLLECT_MOST = 60
TITLE_MOST, CONTENT_MOST, REASON_LEAST = 40, 300, 5

TOPIC = Workflow(
    kind=TOPIC_KIND,
    title="群众点题",
    version=1,
    start="PROPOSED",
    own="public_topic",
    overseen_by=frozenset({Role.DRL}),
    closed_to_keys=True,
    states=(
        State("PROPOSED", "待初审", "orange"),
        State("REVIEWED", "待复核", "yellow"),
        State("COLLECTING", "征集中", "blue"),
        State("COUNTED", "待答复", "orange"),
        State("ANSWERING", "答复待复核", "yellow"),
        State("ADOPTED", "已采纳", "teal"),
        State("RESULTING", "结果待复核", "yellow"),
        State("RESULT", "结果已公布", "green", ended=True),
        State("DECLINED", "未采纳", "secondary", ended=True),
        State("REJECTED", "未通过", "secondary", ended=True),
        State("MERGED", "已并入", "secondary", ended=True),
    ),
    moves=(
        Move("review_topic", "初审", "reviewed", ("PROPOSED",), "REVIEWED", BY_UNIT),
        Move("return_topic", "退回初审", "review_returned", ("REVIEWED",), "PROPOSED", BY_UNIT),
        Move(
            "release_topic", "复核同意征集", "released", ("REVIEWED",), "COLLECTING", BY_UNIT,
            stops=(REVIEW,), starts=(COLLECT,),
        ),
        Move("reject_topic", "复核不予征集", "rejected", ("REVIEWED",), "REJECTED", BY_UNIT, stops=(REVIEW,)),
        Move(
            "merge_topic", "并入另一题", "merged", ("PROPOSED", "COLLECTING", "COUNTED"), "MERGED", BY_UNIT,
            stops=(REVIEW, COLLECT, ANSWER),
        ),
        Move(
            "close_collection", "征集结束", "counted", ("COLLECTING",), "COUNTED", BY_CLOCK,
            stops=(COLLECT,), starts=(ANSWER,),
        ),
        Move("draft_answer", "拟答复", "answer_drafted", ("COUNTED",), "ANSWERING", BY_UNIT),
        Move("return_answer", "退回答复", "answer_returned", ("ANSWERING",), "COUNTED", BY_UNIT),
        Move(
            "adopt_topic", "复核并公布采纳", "adopted", ("ANSWERING",), "ADOPTED", BY_UNIT,
            stops=(ANSWER,), starts=(RESULT,),
        ),
        Move("decline_topic", "复核并公布不采纳", "declined", ("ANSWERING",), "DECLINED", BY_UNIT, stops=(ANSWER,)),
        Move("note_task", "记下检查任务", "task_noted", ("ADOPTED", "RESULTING", "RESULT"), None, BY_CLOCK),
        Move("draft_result", "拟写结果", "result_drafted", ("ADOPTED",), "RESULTING", BY_UNIT),
        Move("return_result", "退回结果", "result_returned", ("RESULTING",), "ADOPTED", BY_UNIT),
        Move(
            "publish_result", "复核并公布结果", "result_published", ("RESULTING",), "RESULT", BY_UNIT, stops=(RESULT,),
        ),
    ),
)  # fmt: skip
SHOWN_TO_ALL = ("COLLECTING", "COUNTED", "ANSWERING", "ADOPTED", "RESULTING", "RESULT", "DECLINED", "MERGED")
ADOPTED_STATES = ("ADOPTED", "RESULTING", "RESULT")
STATE_FOR_ALL = {"ANSWERING": "COUNTED", "RESULTING": "ADOPTED"}  # what waits for a second reader is not out yet


def topic_faults(*, field: str, title: str, content: str) -> dict[str, str]:
    """Field → fault of a proposed topic."""
    faults = {
        "field": "" if field in FIELDS else "请选择领域。",
        "title": "" if 4 <= len(title.strip()) <= TITLE_MOST else f"请用 4 到 {TITLE_MOST} 个字写明想请部门查什么。",
        "content": "" if len(content.strip()) <= CONTENT_MOST else f"最多 {CONTENT_MOST} 个字。",
    }
    return {name: fault for name, fault in faults.items() if fault}


def days_fault(days: int) -> str:
    """Why a collection cannot last so many working days; nothing when it can (handbook 2.7: ≥10 个工作日 [设])."""
    if COLLECT_LEAST <= days <= COLLECT_MOST:
        return ""
    return f"征集期应为 {COLLECT_LEAST} 到 {COLLECT_MOST} 个工作日。"


def reason_fault(text: str) -> str:
    """Why a reason will not do for everybody to read."""
    return "" if len(text.strip()) >= REASON_LEAST else f"请写明理由，至少 {REASON_LEAST} 个字，群众会看到。"


def check_collecting(state: str, *, until: datetime | None, at: datetime) -> None:
    """Raise NotCollecting unless votes count at this moment, even where the job that ends it comes late."""
    if state != "COLLECTING" or until is None or at > until:
        raise NotCollecting("这个题现在不在征集期内。", next_step="可以看看部门怎么答复，或给别的题投票。")


def state_for_all(state: str) -> str:
    """The state that the public reads."""
    return STATE_FOR_ALL.get(state, state)
