from django.apps import AppConfig


class Measures(AppConfig):
    name = "yishang.kernel.measures"
    label = "measures"
    verbose_name = "指标"
