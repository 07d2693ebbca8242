from django.apps import AppConfig


class Site(AppConfig):
    name = "yishang.site"
    label = "site"
    verbose_name = "站点"
