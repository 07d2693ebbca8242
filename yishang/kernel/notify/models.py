from datetime import time

from django.conf import settings
from django.db import models

from yishang.kernel.notify import rules


class Notice(models.Model):
    """消息: one telling of one recipient over one channel; the rows about a subject say who was told what and when."""

    class Channel(models.TextChoices):
        IN_SITE = rules.IN_SITE, "站内"
        SMS = rules.SMS, "短信"
        WECHAT = rules.WECHAT, "微信"

    class State(models.TextChoices):
        PENDING = "PENDING", "待发送"
        HELD = "HELD", "等候"  # a text message: until the quiet hours end; in the site: until the day's digest
        SENT = "SENT", "已送出"
        DELIVERED = "DELIVERED", "已送达"
        MERGED = "MERGED", "并入汇总"
        FAILED = "FAILED", "未送达"
        LAID_ASIDE = "LAID_ASIDE", "不再发送"

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="接收人"
    )
    role = models.CharField("接收时的岗位", max_length=12, blank=True)
    phone = models.CharField("手机", max_length=20, blank=True)
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    template = models.CharField("模板", max_length=32)
    topic = models.CharField("种类", max_length=20, blank=True)
    is_code = models.BooleanField("验证码", default=False)
    title = models.CharField("标题", max_length=60)
    text = models.CharField("内容", max_length=rules.TEXT_LENGTH)
    subject = models.CharField("所属事项", max_length=64, blank=True, db_index=True)
    at = models.DateTimeField("时间")
    state = models.CharField("状态", max_length=12, choices=State)
    not_before = models.DateTimeField("最早发送", null=True)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    bounces = models.PositiveSmallIntegerField("退回次数", default=0)
    last_error = models.CharField("未送达原因", max_length=200, blank=True)
    sent_at = models.DateTimeField("送出时间", null=True)
    delivered_at = models.DateTimeField("送达时间", null=True)
    read_at = models.DateTimeField("已读时间", null=True)
    carried_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="由哪条汇总带去"
    )
    gateway_id = models.CharField("网关编号", max_length=40, blank=True)  # WeChat's own, under which the receipt comes
    dedup_key = models.CharField("去重键", max_length=160, unique=True, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(
                fields=["account", "-id"],
                condition=models.Q(channel="IN_SITE", state="SENT", read_at=None, carried_by=None),
                name="notice_bell",
            ),
            models.Index(fields=["account", "-id"], condition=models.Q(channel="IN_SITE"), name="notice_in_site"),
            models.Index(fields=["not_before", "id"], condition=models.Q(state="PENDING"), name="notice_pending"),
            models.Index(fields=["not_before", "id"], condition=models.Q(state="HELD"), name="notice_held"),
            models.Index(fields=["-id"], condition=models.Q(state="FAILED"), name="notice_failed"),
            models.Index(fields=["gateway_id"], condition=~models.Q(gateway_id=""), name="notice_gateway"),
            models.Index(fields=["phone", "-id"], condition=models.Q(is_code=True), name="notice_code"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_new(self) -> bool:
        """Whether its reader has not seen it yet and it is not old news."""
        return self.read_at is None and self.state != self.State.LAID_ASIDE


class Preference(models.Model):
    """消息偏好: how one person wants to be told. Only what differs from the defaults of the post is kept."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="notice_preference",
        verbose_name="账号",
    )
    choices = models.JSONField("各类消息", default=dict)  # {topic: {"sms": bool, "digest": bool}}
    digest_at = models.TimeField("汇总时间", default=time(17))
    lead_half_days = models.PositiveSmallIntegerField("提前提醒（半日）", null=True, blank=True, db_index=True)
    changed_at = models.DateTimeField("更改时间")

    class Meta:
        verbose_name = verbose_name_plural = "消息偏好"

    def __str__(self) -> str:
        return f"{self.account_id}"


class Mark(models.Model):
    """进度: how far a job has looked along a column of moments, so that its next run goes on from there."""

    name = models.CharField("名称", max_length=60, primary_key=True)
    at = models.DateTimeField("看到哪一刻")
    row_id = models.BigIntegerField("看到哪一行", default=0)  # 0: everything up to `at` was seen

    class Meta:
        verbose_name = verbose_name_plural = "进度"

    def __str__(self) -> str:
        return self.name
