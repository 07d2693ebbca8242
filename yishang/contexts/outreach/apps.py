from yishang.kernel.context import Context, Door, NavItem, PhoneItem
from yishang.kernel.directory.rules import SPONSORS, Role

DESK = frozenset({Role.CBO, Role.MBO, Role.DEP, Role.MON})
OFFICES = frozenset({Role.CBO, Role.MBO})
ABOVE = DESK | {Role.VML}
CONVENERS = frozenset({Role.MBO, Role.VML})
MEETING_READERS = frozenset({Role.CBO, Role.MBO, Role.VML, Role.MON})


class Outreach(Context):
    name = "yishang.contexts.outreach"
    label = "outreach"
    verbose_name = "互联网+大走访"
    title = "大走访"
    audience = "enterprise"
    nav_order = 10
    number_pages = {"SQ": ("outreach:matter", "outreach:desk_matter")}
    phone_nav = (PhoneItem("诉求", "outreach:mine", frozenset({Role.ENT, *SPONSORS})),)
    doors = (
        Door(
            "open311/v2/",
            "yishang.contexts.outreach.urls.open311",
            "yishang.contexts.outreach.views.open311.documents.fault",
        ),
    )
    nav = (
        NavItem("待分类", "outreach:desk", OFFICES, icon="inbox", query="queue=triage", key="t"),
        NavItem("待派单", "outreach:desk", OFFICES, icon="arrow-fork", query="queue=dispatch", key="p"),
        NavItem("待签收", "outreach:desk", DESK, icon="signature", query="queue=accept", key="a"),
        NavItem("办理中", "outreach:desk", ABOVE, icon="progress", query="queue=handling", key="h"),
        NavItem("待审批", "outreach:desk", OFFICES, icon="arrow-back-up", query="queue=requests", key="s"),
        NavItem("协办", "outreach:desk", frozenset({Role.DEP}), icon="users-plus", query="queue=assist", key="z"),
        NavItem("等我处理", "outreach:waiting", frozenset({Role.VML}), icon="inbox", key="i"),
        NavItem("待上会", "outreach:desk", CONVENERS, icon="users-group", query="queue=meeting", key="m"),
        NavItem("临期", "outreach:desk", ABOVE, icon="clock-exclamation", query="queue=due", key="l"),
        NavItem("超期", "outreach:desk", ABOVE, icon="alert-triangle", query="queue=overdue", key="o"),
        NavItem("预警", "outreach:desk", ABOVE, icon="urgent", query="queue=warned", key="w"),
        NavItem("挂账", "outreach:desk", ABOVE - {Role.DEP}, icon="calendar-pause", query="queue=shelved", key="x"),
        NavItem("待评价", "outreach:desk", DESK, icon="star", query="queue=rating", key="r"),
        NavItem("待回访", "outreach:desk", OFFICES, icon="phone-call", query="queue=call_back", key="c"),
        NavItem("全部诉求", "outreach:desk", ABOVE, icon="list", query="queue=all", key="q"),
        NavItem("会议任务", "outreach:tasks", ABOVE, icon="checklist", query="queue=tasks", key="k"),
        NavItem("会议", "outreach:meetings", MEETING_READERS, icon="calendar-event", key="j"),
        NavItem("回访抽样", "outreach:samples", frozenset({Role.MBO, Role.CBO, Role.MON}), icon="dice-5", key="y"),
        NavItem("12345 热线", "outreach:hotline", frozenset({Role.MBO, Role.MON}), icon="phone-check"),
        NavItem("包抓关系", "outreach:sponsors", MEETING_READERS, icon="users-group", key="b"),
        NavItem("答复模板", "outreach:replies", DESK - {Role.MON}, icon="file-text", key="e"),
        NavItem("热点", "outreach:topics", ABOVE, icon="flame", key="d"),
        NavItem("概览", "outreach:overview", ABOVE, icon="chart-bar", key="v"),
    )
