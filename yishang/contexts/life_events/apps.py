from yishang.contexts.life_events.rules.posts import READERS
from yishang.kernel.context import Context, NavItem


class LifeEvents(Context):
    name = "yishang.contexts.life_events"
    label = "life_events"
    verbose_name = "全生命周期树"
    title = "生命树"
    audience = "public"
    nav_order = 60
    nav = (NavItem("关联分析", "life_events:gains", READERS, icon="sitemap"),)
    public_nav = (NavItem("全生命周期树", "life_events:home", frozenset()),)
