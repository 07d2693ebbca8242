from yishang.kernel.context import Context


class RandomInspection(Context):
    name = "yishang.contexts.random_inspection"
    label = "random_inspection"
    verbose_name = "双随机、一公开"
    title = "双随机"
    nav_order = 30
