from yishang.kernel.context import Context


class Credit(Context):
    name = "yishang.contexts.credit"
    label = "credit"
    verbose_name = "信用监管"
    title = "信用"
    audience = "enterprise"
    nav_order = 45
