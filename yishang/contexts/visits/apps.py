from yishang.kernel.context import Context, NavItem, PhoneItem
from yishang.kernel.directory.rules import Role

DESK = frozenset({Role.CBO, Role.MBO, Role.MON})
ABOVE = DESK | {Role.VML}


class Visits(Context):
    name = "yishang.contexts.visits"
    label = "visits"
    verbose_name = "走访"
    title = "走访"
    audience = "enterprise"
    nav_order = 15
    nav = (
        NavItem("走访待认定", "visits:desk", DESK, icon="map-pin-question", query="queue=abnormal", key="f"),
        NavItem("全部走访", "visits:desk", ABOVE, icon="map-pin", query="queue=all", key="n"),
        NavItem("走访率", "visits:figures", ABOVE, icon="map-2", key="u"),
    )
    phone_nav = (
        PhoneItem("走访", "visits:today", frozenset({Role.LDR, Role.SPD})),
        PhoneItem("走访", "visits:mine", frozenset({Role.ENT, Role.LIA})),
    )
    number_pages = {"ZF": ("visits:visit", "visits:desk_visit")}
