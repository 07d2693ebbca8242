from yishang.kernel.context import Context, NavItem


class Bundles(Context):
    name = "yishang.contexts.bundles"
    label = "bundles"
    verbose_name = "一件事一次办"
    title = "一件事"
    audience = "enterprise"
    nav_order = 65
    public_nav = (
        NavItem(
            "一件事一次办",
            "bundles:home",
            frozenset(),
            icon="packages",
            about="开一家店要办哪些事：答几个问题，材料、天数、费用一次说清",
        ),
    )
