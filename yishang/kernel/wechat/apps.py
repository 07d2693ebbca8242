from django.apps import AppConfig


class Wechat(AppConfig):
    name = "yishang.kernel.wechat"
    label = "wechat"
    verbose_name = "微信公众号"
