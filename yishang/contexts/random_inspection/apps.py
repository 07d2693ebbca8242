from yishang.kernel.context import Context, NavItem, PhoneItem
from yishang.kernel.directory.rules import Role

READERS = frozenset({Role.DRL, Role.DEP, Role.MON})
DESK = READERS | {Role.VML}


class RandomInspection(Context):
    name = "yishang.contexts.random_inspection"
    label = "random_inspection"
    verbose_name = "双随机、一公开"
    title = "双随机"
    nav_order = 30
    starts = {Role.DRL: "random_inspection:tasks", Role.ENF: "random_inspection:today"}
    nav = (
        NavItem("抽查任务", "random_inspection:tasks", READERS, icon="dice-5"),
        NavItem("检查线索", "random_inspection:leads", READERS, icon="bulb"),
        NavItem("抽查计划", "random_inspection:plans", READERS, icon="file-text"),
        NavItem("抽查事项", "random_inspection:items", READERS, icon="list-check"),
        NavItem("执法人员", "random_inspection:people", READERS, icon="users"),
        NavItem("检查对象", "random_inspection:objects", READERS, icon="building"),
        NavItem("全部检查", "random_inspection:inspections", DESK, icon="clipboard-check", query="queue=all"),
        NavItem("双随机统计", "random_inspection:figures", READERS, icon="chart-bar"),
    )
    public_nav = (
        NavItem(
            "抽查公示",
            "random_inspection:board",
            frozenset(),
            icon="chart-bar",
            about="查了多少家、发现多少问题、上门几次，点开看清单",
        ),
    )
    phone_nav = (PhoneItem("检查", "random_inspection:company_inspections", frozenset({Role.ENT})),)
    number_pages = {
        "XS": ("random_inspection:lead", "random_inspection:lead"),
        "JH": ("random_inspection:plan", "random_inspection:plan"),
        "CC": ("random_inspection:task", "random_inspection:task"),
        "JC": ("random_inspection:company_inspection", "random_inspection:inspection"),
    }
