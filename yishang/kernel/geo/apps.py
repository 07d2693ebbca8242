from django.apps import AppConfig


class Geo(AppConfig):
    name = "yishang.kernel.geo"
    label = "geo"
    verbose_name = "区划"
