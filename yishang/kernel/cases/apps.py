from django.apps import AppConfig


class Cases(AppConfig):
    name = "yishang.kernel.cases"
    label = "cases"
    verbose_name = "办件"
