from django.apps import AppConfig


class Publish(AppConfig):
    name = "yishang.kernel.publish"
    label = "publish"
    verbose_name = "公示公开"
