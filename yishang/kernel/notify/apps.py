from django.apps import AppConfig


class Notify(AppConfig):
    name = "yishang.kernel.notify"
    label = "notify"
    verbose_name = "消息"
