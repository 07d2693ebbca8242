from yishang.kernel.context import Context, NavItem
from yishang.kernel.directory.rules import Role

READERS = frozenset({Role.DRL, Role.DEP, Role.MON})


class RandomInspection(Context):
    name = "yishang.contexts.random_inspection"
    label = "random_inspection"
    verbose_name = "双随机、一公开"
    title = "双随机"
    nav_order = 30
    starts = {Role.DRL: "random_inspection:items"}
    nav = (
        NavItem("抽查事项", "random_inspection:items", READERS, icon="list-check"),
        NavItem("执法人员", "random_inspection:people", READERS, icon="users"),
        NavItem("检查对象", "random_inspection:objects", READERS, icon="building"),
    )
