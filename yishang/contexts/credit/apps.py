from yishang.kernel.context import Context, NavItem, PhoneItem
from yishang.kernel.directory.rules import Role

OFFICIALS = frozenset({Role.DEP, Role.DRL, Role.MON})
ASKERS = frozenset({Role.DEP, Role.DRL, Role.MON, Role.MBO, Role.CBO})


class Credit(Context):
    name = "yishang.contexts.credit"
    label = "credit"
    verbose_name = "信用监管"
    title = "信用"
    audience = "enterprise"
    nav_order = 45
    nav = (
        NavItem("信用查询", "credit:ask", ASKERS, icon="shield-search"),
        NavItem("双告知", "credit:pushes", OFFICIALS, icon="arrows-split-2"),
        NavItem("监管预警", "credit:warnings", OFFICIALS, icon="bell-ringing"),
        NavItem("异常名录", "credit:listings", OFFICIALS, icon="list-details"),
        NavItem("严重失信", "credit:serious", OFFICIALS, icon="ban"),
        NavItem("联合惩戒", "credit:sanctions", OFFICIALS, icon="gavel"),
        NavItem("信用修复", "credit:repairs", OFFICIALS, icon="heart-handshake"),
        NavItem("信用归集", "credit:records", OFFICIALS, icon="database"),
        NavItem("信用指标", "credit:figures", OFFICIALS, icon="chart-bar"),
    )
    phone_nav = (PhoneItem("信用", "credit:mine", frozenset({Role.ENT})),)
    number_pages = {
        "SG": ("", "credit:matter"),
        "YJ": ("", "credit:matter"),
        "YC": ("credit:own_matter", "credit:matter"),
        "YW": ("credit:own_matter", "credit:matter"),
        "LC": ("", "credit:matter"),
        "XF": ("credit:own_matter", "credit:matter"),
    }
