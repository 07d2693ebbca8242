from yishang.kernel.context import Context, NavItem
from yishang.kernel.directory.rules import Role

READERS = frozenset({Role.DEP, Role.CBO, Role.MBO, Role.MON, Role.DRL})
HANDLERS = frozenset({Role.DEP, Role.CBO, Role.MBO})


class PublicSupervision(Context):
    name = "yishang.contexts.public_supervision"
    label = "public_supervision"
    verbose_name = "社会共治"
    title = "社会共治"
    audience = "public"
    nav_order = 60
    number_pages = {
        "DT": ("public_supervision:topic", "public_supervision:desk_topic"),
        "JB": ("public_supervision:desk_report", "public_supervision:desk_report"),
    }
    public_nav = (
        NavItem(
            "社会共治",
            "public_supervision:home",
            frozenset(),
            icon="users-group",
            about="人人可用，不用登录：查企业、点题投票、投诉举报",
        ),
    )
    nav = (
        NavItem("群众点题", "public_supervision:desk", READERS, icon="bulb", count="topics"),
        NavItem("投诉举报", "public_supervision:reports", HANDLERS, icon="speakerphone", count="reports"),
        NavItem("行业自律", "public_supervision:associations", HANDLERS, icon="users-group"),
    )
