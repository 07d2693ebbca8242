"""The way of a 月报 or 通报: drafted, submitted, signed by a named leader, issued (handbook 1.9)."""

from yishang.kernel.cases.rules import CITY_OFFICE, SYSTEM, VICE_MAYOR, Move, State, Workflow

KIND = "reports.report"
KINDS = {"MONTHLY": "月报", "BULLETIN": "通报"}
BY_CITY = frozenset({CITY_OFFICE})
BY_LEADER = frozenset({CITY_OFFICE, VICE_MAYOR})

REPORT = Workflow(
    kind=KIND,
    title="月报和通报",
    version=1,
    start="DRAFT",
    own="report",
    states=(
        State("DRAFT", "草稿", "blue"),
        State("REVIEW", "待签发", "amber"),
        State("SIGNED", "已签发", "green"),
        State("ISSUED", "已印发", "green", ended=True),
        State("DROPPED", "已作废", "secondary", ended=True),
    ),
    moves=(
        Move("edit_report", "改稿", "edited", ("DRAFT",), None, BY_CITY),
        Move("submit_report", "送签", "submitted", ("DRAFT",), "REVIEW", BY_CITY | {SYSTEM}),
        Move("return_report", "退回修改", "returned", ("REVIEW",), "DRAFT", BY_LEADER),
        Move("sign_report", "签发", "signed", ("REVIEW",), "SIGNED", BY_LEADER),
        Move("issue_report", "印发", "issued", ("SIGNED",), "ISSUED", BY_CITY),
        Move("drop_report", "作废", "dropped", ("DRAFT", "REVIEW"), "DROPPED", BY_CITY),
    ),
)
