from yishang.kernel.context import Context, NavItem, PhoneItem
from yishang.kernel.directory.rules import Role

READERS = frozenset({Role.CBO, Role.MBO, Role.VML, Role.DEP, Role.MON})
OVERVIEW = READERS - {Role.DEP}


class Policies(Context):
    name = "yishang.contexts.policies"
    label = "policies"
    verbose_name = "惠企政策"
    title = "政策"
    audience = "enterprise"
    nav_order = 20
    number_pages = {
        "ZC": ("policies:read", "policies:policy"),
        "TS": ("policies:received", "policies:push"),
        "DC": ("policies:sheet", "policies:survey"),
        "WT": ("policies:own_problem", "policies:problem"),
    }
    phone_nav = (
        PhoneItem("政策", "policies:mine", frozenset({Role.ENT})),
        PhoneItem("调查", "policies:sheets", frozenset({Role.ENT})),
    )
    nav = (
        NavItem("政策文件", "policies:policies", READERS, icon="file-text"),
        NavItem("政策推送", "policies:pushes", OVERVIEW, icon="send"),
        NavItem("企业调查", "policies:surveys", OVERVIEW, icon="checklist"),
        NavItem("销号清单", "policies:problems", READERS, icon="list-check"),
        NavItem("银企台账", "policies:banks", OVERVIEW, icon="building-bank"),
    )
