from django.conf import settings
from django.db import models

from yishang.kernel.notify import rules


class Notice(models.Model):
    """消息: one telling of one recipient over one channel; the rows about a subject say who was told what and when."""

    class Channel(models.TextChoices):
        IN_SITE = rules.IN_SITE, "站内"
        SMS = rules.SMS, "短信"

    class State(models.TextChoices):
        PENDING = "PENDING", "待发送"
        SENT = "SENT", "已送出"
        FAILED = "FAILED", "未送出"

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="接收人"
    )
    phone = models.CharField("手机", max_length=20, blank=True)
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    template = models.CharField("模板", max_length=32)
    is_code = models.BooleanField("验证码", default=False)
    title = models.CharField("标题", max_length=60)
    text = models.CharField("内容", max_length=rules.TEXT_LENGTH)
    subject = models.CharField("所属事项", max_length=64, blank=True, db_index=True)
    at = models.DateTimeField("时间")
    state = models.CharField("状态", max_length=8, choices=State)
    not_before = models.DateTimeField("最早发送", null=True)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    last_error = models.CharField("未送出原因", max_length=200, blank=True)
    sent_at = models.DateTimeField("送出时间", null=True)
    read_at = models.DateTimeField("已读时间", null=True)
    dedup_key = models.CharField("去重键", max_length=160, unique=True, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["account", "-id"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["account", "-id"], condition=models.Q(channel="IN_SITE"), name="notice_in_site"),
            models.Index(fields=["not_before", "id"], condition=models.Q(state="PENDING"), name="notice_pending"),
            models.Index(fields=["phone", "-id"], condition=models.Q(is_code=True), name="notice_code"),
        ]

    def __str__(self) -> str:
        return self.title
