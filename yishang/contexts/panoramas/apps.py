from yishang.kernel.context import Context, NavItem, PhoneItem
from yishang.kernel.directory.rules import Role

READERS = frozenset({Role.CBO, Role.MBO, Role.DEP, Role.MON})


class Panoramas(Context):
    name = "yishang.contexts.panoramas"
    label = "panoramas"
    verbose_name = "航拍抽查"
    title = "航拍抽查"
    nav_order = 15
    number_pages = {"QJ": ("panoramas:mine_one", "panoramas:panorama")}
    phone_nav = (PhoneItem("航拍", "panoramas:mine", frozenset({Role.ENT})),)
    nav = (
        NavItem("航拍全景", "panoramas:panoramas", READERS, icon="drone"),
        NavItem("抽查轮次", "panoramas:rounds", READERS, icon="dice-5"),
    )
