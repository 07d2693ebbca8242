from django.apps import AppConfig


class Parties(AppConfig):
    name = "yishang.kernel.parties"
    label = "parties"
    verbose_name = "市场主体"
