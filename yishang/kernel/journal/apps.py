from django.apps import AppConfig


class Journal(AppConfig):
    name = "yishang.kernel.journal"
    label = "journal"
    verbose_name = "留痕"
