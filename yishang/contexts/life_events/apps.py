from yishang.kernel.context import Context


class LifeEvents(Context):
    name = "yishang.contexts.life_events"
    label = "life_events"
    verbose_name = "全生命周期树"
    title = "生命树"
    audience = "public"
    nav_order = 60
