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
        NavItem("双告知", "credit:pushes", OFFICIALS, icon="arrows-split-2", count="pushes"),
        NavItem("监管预警", "credit:warnings", OFFICIALS, icon="bell-ringing", count="warnings"),
        NavItem("异常名录", "credit:listings", OFFICIALS, icon="list-details", count="listings"),
        NavItem("严重失信", "credit:serious", OFFICIALS, icon="ban", count="serious"),
        NavItem("联合惩戒", "credit:sanctions", OFFICIALS, icon="gavel", count="sanctions"),
        NavItem("信用修复", "credit:repairs", OFFICIALS, icon="heart-handshake", count="repairs"),
        NavItem("信用归集", "credit:records", OFFICIALS, icon="database"),
        NavItem("信用平台对接", "credit:exchange", OFFICIALS, icon="plug"),
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
