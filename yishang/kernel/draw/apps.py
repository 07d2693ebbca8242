from django.apps import AppConfig


class Draw(AppConfig):
    name = "yishang.kernel.draw"
    label = "draw"
    verbose_name = "随机抽取"
