from django.apps import AppConfig


class Analysis(AppConfig):
    name = "yishang.kernel.analysis"
    label = "analysis"
    verbose_name = "分析"
