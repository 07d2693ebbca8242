"""How a bundle's matter and its parts run (handbook 3.4).

一次告知: what departments want corrected is gathered within the window of data/time_limits.csv and asked once for all;
who said nothing in time is deemed to have accepted (行政许可法 §32: 逾期不告知的，自收到申请材料之日起即为受理).
A part waits without a clock for what must be done before it. One refusal ends its part and what waits for it; all
others go on, and the whole is 部分办结.
"""

from yishang.kernel.cases.rules import APPLICANT, RESPONSIBLE, SYSTEM, Move, State, Workflow

PACKAGE_KIND, PART_KIND = "bundles.package", "bundles.part"
GATHER, WHOLE, SUPPLY, COLLECT, HANDLE = "gather", "whole", "supply", "hand_over", "handle"
BY_UNIT, BY_SYSTEM, BY_COMPANY = frozenset({RESPONSIBLE}), frozenset({SYSTEM}), frozenset({APPLICANT})
FOR_COMPANY = frozenset({APPLICANT, RESPONSIBLE})  # the company, or the helper at the window for it
RUNS = ("CHECKING", "ASKED", "RUNNING")
CLOSED = ("READY", "PARTLY", "HANDED", "FAILED")
OPEN_PART = ("RECEIVED", "NOTED", "ASKED", "WAITING", "HANDLING")

PACKAGE = Workflow(
    kind=PACKAGE_KIND,
    title="一件事办件",
    version=1,
    start="CHECKING",
    own="package",
    closed_to_keys=True,
    states=(
        State("CHECKING", "各部门审查材料", "orange"),
        State("ASKED", "待补材料", "yellow"),
        State("RUNNING", "办理中", "blue"),
        State("READY", "全部办结，待领取", "green"),
        State("PARTLY", "部分办结，待领取", "yellow"),
        State("HANDED", "已领取", "green", ended=True),
        State("FAILED", "未办成", "red", ended=True),
        State("WITHDRAWN", "已撤回", "secondary", ended=True),
    ),
    moves=(
        Move("ask_once", "一次告知补材料", "asked", ("CHECKING",), "ASKED", BY_SYSTEM,
             stops=(GATHER,), starts=(SUPPLY,), pauses=(WHOLE,)),
        Move("begin_handling", "材料审查完毕", "begun", ("CHECKING",), "RUNNING", BY_SYSTEM, stops=(GATHER,)),
        Move("supply_papers", "补交材料", "supplied", ("ASKED",), "CHECKING", FOR_COMPANY,
             stops=(SUPPLY,), starts=(GATHER,), resumes=(WHOLE,)),
        Move("lapse_supply", "逾期未补", "lapsed", ("ASKED",), "RUNNING", BY_SYSTEM, stops=(SUPPLY,), resumes=(WHOLE,)),
        Move("finish_package", "全部办结", "finished", RUNS, "READY", BY_SYSTEM,
             stops=(GATHER, SUPPLY, WHOLE), starts=(COLLECT,)),
        Move("finish_partly", "部分办结", "finished_partly", RUNS, "PARTLY", BY_SYSTEM,
             stops=(GATHER, SUPPLY, WHOLE), starts=(COLLECT,)),
        Move("fail_package", "未办成", "failed", RUNS, "FAILED", BY_SYSTEM, stops=(GATHER, SUPPLY, WHOLE)),
        Move("close_withdrawn", "撤回办结", "closed_withdrawn", RUNS, "WITHDRAWN", BY_SYSTEM,
             stops=(GATHER, SUPPLY, WHOLE)),
        Move("withdraw_package", "撤回", "withdrawn", RUNS, None, BY_COMPANY),
        Move("assign_helper", "安排帮办", "helper_assigned", (*RUNS, "READY", "PARTLY"), None, BY_UNIT),
        Move("hand_over", "交付结果", "handed_over", ("READY", "PARTLY"), "HANDED", BY_UNIT, stops=(COLLECT,)),
        Move("rate_package", "评价", "rated", CLOSED, None, BY_COMPANY),
    ),
)  # fmt: skip

PART = Workflow(
    kind=PART_KIND,
    title="一件事子件",
    version=1,
    start="RECEIVED",
    own="package_part",
    closed_to_keys=True,
    states=(
        State("RECEIVED", "待审查材料", "orange"),
        State("NOTED", "已提补正，待一次告知", "yellow"),
        State("ASKED", "等企业补材料", "yellow"),
        State("WAITING", "等待前置", "secondary"),
        State("HANDLING", "办理中", "blue"),
        State("GRANTED", "已办好", "green", ended=True),
        State("REFUSED", "不予许可", "red", ended=True),
        State("DROPPED", "没有办", "secondary", ended=True),
        State("WITHDRAWN", "已撤回", "secondary", ended=True),
    ),
    moves=(
        Move("accept_part", "受理", "accepted", ("RECEIVED",), "WAITING", BY_UNIT, stops=(GATHER,)),
        Move("note_correction", "提出补正", "correction_noted", ("RECEIVED",), "NOTED", BY_UNIT, stops=(GATHER,),
             internal=True),  # the applicant hears it with everybody else's
        Move("deem_accepted", "逾期视为受理", "deemed_accepted", ("RECEIVED",), "WAITING", BY_SYSTEM, stops=(GATHER,)),
        Move("ask_part", "一次告知", "asked", ("NOTED",), "ASKED", BY_SYSTEM),
        Move("supply_part", "材料已补", "supplied", ("ASKED",), "RECEIVED", BY_SYSTEM, starts=(GATHER,)),
        Move("start_part", "开始办理", "started", ("WAITING",), "HANDLING", BY_SYSTEM, starts=(HANDLE,)),
        Move("grant_part", "准予", "granted", ("HANDLING",), "GRANTED", BY_UNIT, stops=(HANDLE,)),
        Move("refuse_part", "不予许可", "refused", ("RECEIVED", "HANDLING"), "REFUSED", BY_UNIT,
             stops=(GATHER, HANDLE)),
        Move("drop_part", "不再办理", "dropped", ("RECEIVED", "NOTED", "ASKED", "WAITING"), "DROPPED", BY_SYSTEM,
             stops=(GATHER,)),
        Move("withdraw_part", "随总件撤回", "withdrawn", OPEN_PART, "WITHDRAWN", BY_SYSTEM, stops=(GATHER, HANDLE)),
    ),
)  # fmt: skip

PASSED = frozenset({"GRANTED"})
NEVER = frozenset({"REFUSED", "DROPPED", "WITHDRAWN"})
