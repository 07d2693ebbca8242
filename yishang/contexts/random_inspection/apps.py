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
    starts = {Role.DRL: "random_inspection:items", Role.ENF: "random_inspection:today"}
    nav = (
        NavItem("抽查事项", "random_inspection:items", READERS, icon="list-check"),
        NavItem("执法人员", "random_inspection:people", READERS, icon="users"),
        NavItem("检查对象", "random_inspection:objects", READERS, icon="building"),
        NavItem("全部检查", "random_inspection:inspections", DESK, icon="clipboard-check", query="queue=all"),
    )
    phone_nav = (PhoneItem("检查", "random_inspection:company_inspections", frozenset({Role.ENT})),)
    number_pages = {"JC": ("random_inspection:company_inspection", "random_inspection:inspection")}
