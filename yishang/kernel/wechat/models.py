from django.conf import settings
from django.db import models


class Binding(models.Model):
    """微信绑定: one person's WeChat towards the city's official account, and the account that it opens."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="wechat", verbose_name="账号"
    )
    openid = models.CharField("openid", max_length=64, unique=True)
    bound_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = verbose_name_plural = "微信绑定"


class UsedCode(models.Model):
    """A code of the OAuth redirect that was used; only its digest."""

    digest = models.CharField("摘要", max_length=64, primary_key=True)
    at = models.DateTimeField("使用时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "用过的微信授权码"
