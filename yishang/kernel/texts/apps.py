from django.apps import AppConfig


class Texts(AppConfig):
    name = "yishang.kernel.texts"
    label = "texts"
    verbose_name = "文本研判"
