from django.apps import AppConfig


class Evidence(AppConfig):
    name = "yishang.kernel.evidence"
    label = "evidence"
    verbose_name = "材料影像"
