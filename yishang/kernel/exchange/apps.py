from django.apps import AppConfig


class Exchange(AppConfig):
    name = "yishang.kernel.exchange"
    label = "exchange"
    verbose_name = "系统对接"
