from django.apps import AppConfig


class Intake(AppConfig):
    name = "yishang.kernel.intake"
    label = "intake"
    verbose_name = "批量导入"
