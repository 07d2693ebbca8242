from yishang.kernel.context import Context, NavItem, PhoneItem
from yishang.kernel.directory.rules import Role

WORKERS = frozenset({Role.DEP, Role.CBO, Role.MBO, Role.MON})


class Bundles(Context):
    name = "yishang.contexts.bundles"
    label = "bundles"
    verbose_name = "一件事一次办"
    title = "一件事"
    audience = "enterprise"
    nav_order = 65
    nav = (
        NavItem("一件事办件", "bundles:desk", WORKERS, icon="checkup-list"),
        NavItem("套餐成效", "bundles:figures", WORKERS, icon="chart-bar"),
    )
    phone_nav = (PhoneItem("一件事", "bundles:mine", frozenset({Role.ENT})),)
    public_nav = (
        NavItem(
            "一件事一次办",
            "bundles:home",
            frozenset(),
            icon="packages",
            about="开一家店要办哪些事：答几个问题，材料、天数、费用一次说清",
        ),
    )
    number_pages = {"TC": ("bundles:own", "bundles:matter"), "TB": ("", "bundles:part")}
