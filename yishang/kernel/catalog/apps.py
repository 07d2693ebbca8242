from django.apps import AppConfig


class Catalog(AppConfig):
    name = "yishang.kernel.catalog"
    label = "catalog"
    verbose_name = "政务服务事项"
