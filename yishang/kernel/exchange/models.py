from django.db import models

from yishang.kernel.exchange import rules


class Outgoing(models.Model):
    """发出的报文: what another platform must hear. It waits here until that platform has acknowledged it."""

    channel = models.CharField("对接", max_length=20)
    message_id = models.CharField("报文编号", max_length=rules.ID_LONGEST)
    kind = models.CharField("种类", max_length=30)
    subject = models.CharField("办件", max_length=40)
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    body = models.JSONField("内容")
    queued_at = models.DateTimeField("产生时间")
    state = models.CharField("状态", max_length=8, choices=list(rules.OUT_STATES.items()), default=rules.PENDING)
    tries = models.PositiveIntegerField("已送次数", default=0)
    next_try_at = models.DateTimeField("下次送出", null=True, blank=True)
    receipt = models.CharField("回执", max_length=rules.ID_LONGEST, blank=True)
    acknowledged_at = models.DateTimeField("回执时间", null=True, blank=True)
    last_error = models.CharField("上次没有送达的原因", max_length=rules.NOTE_LONGEST, blank=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发出的报文"
        constraints = [models.UniqueConstraint(fields=["channel", "message_id"], name="one_outgoing_per_id")]
        indexes = [
            models.Index(
                fields=["channel", "next_try_at"], condition=models.Q(state=rules.PENDING), name="outgoing_due"
            ),
            models.Index(fields=["city", "state", "-id"], name="outgoing_newest"),
        ]


class Incoming(models.Model):
    """收到的报文: what another platform said, once, with what became of it here; what could not be taken stays."""

    channel = models.CharField("对接", max_length=20)
    message_id = models.CharField("报文编号", max_length=rules.ID_LONGEST)
    kind = models.CharField("种类", max_length=30)
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    body = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64)
    at = models.DateTimeField("收到时间")
    state = models.CharField("状态", max_length=8, choices=list(rules.IN_STATES.items()), default=rules.TAKEN)
    outcome = models.CharField("结果", max_length=80, blank=True)
    last_error = models.CharField("收不下的原因", max_length=rules.NOTE_LONGEST, blank=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "收到的报文"
        constraints = [models.UniqueConstraint(fields=["channel", "message_id"], name="one_incoming_per_id")]
        indexes = [models.Index(fields=["city", "state", "-id"], name="incoming_newest")]


class Place(models.Model):
    """取到哪里: how far a list of the other side has been read, and what stood in the way the last time."""

    channel = models.CharField("对接", max_length=20)
    kind = models.CharField("种类", max_length=30)
    place = models.CharField("位置", max_length=80, blank=True)
    asked_at = models.DateTimeField("上次去取")
    failed_since = models.DateTimeField("从何时起取不到", null=True, blank=True)
    last_error = models.CharField("上次取不到的原因", max_length=rules.NOTE_LONGEST, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "取到哪里"
        constraints = [models.UniqueConstraint(fields=["channel", "kind"], name="one_place_per_list")]
