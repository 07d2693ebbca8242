from django.apps import AppConfig


class Search(AppConfig):
    name = "yishang.kernel.search"
    label = "search"
    verbose_name = "全文检索"
