from django.db import models


class Seal(models.Model):
    """A periodic seal over every fact since the last one; chained, and published."""

    number = models.PositiveBigIntegerField("封存号", primary_key=True)
    at = models.DateTimeField("封存时间")
    facts = models.PositiveIntegerField("条数")
    first_fact = models.BigIntegerField("首条编号")
    last_fact = models.BigIntegerField("末条编号")
    root = models.CharField("默克尔根", max_length=64)
    previous = models.CharField("前一封存摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "封存"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"第 {self.number} 号封存"


class Fact(models.Model):
    """Something that happened: audit entry, line of a timeline, trigger and source of figures in one. Never changed."""

    subject = models.CharField("对象", max_length=64)
    sequence = models.PositiveIntegerField("序号")
    verb = models.CharField("事项", max_length=80)
    at = models.DateTimeField("时间")
    # Plain values, no foreign key: a fact outlives the account that signed it.
    actor_id = models.BigIntegerField("经办人编号", null=True, blank=True)
    actor_name = models.CharField("经办人", max_length=120)
    actor_role = models.CharField("岗位", max_length=20)
    unit_name = models.CharField("单位", max_length=120, blank=True)
    data = models.JSONField("内容", default=dict, blank=True)
    internal = models.BooleanField("仅内部可见", default=False)
    previous = models.CharField("前序摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, blank=True, related_name="sealed", verbose_name="封存")

    class Meta:
        verbose_name = verbose_name_plural = "留痕"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["subject", "sequence"], name="one_fact_per_place_in_a_chain")]
        indexes = [models.Index(fields=["verb", "at"], name="journal_fact_verb_at")]

    def __str__(self) -> str:
        return f"{self.subject}/{self.sequence} {self.verb}"


class ChainHead(models.Model):
    """How far a chain reaches, kept apart from its facts: without it a cut tail would leave a sound chain."""

    subject = models.CharField("对象", max_length=64, primary_key=True)
    sequence = models.PositiveIntegerField("末条序号")
    digest = models.CharField("末条摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "链头"

    def __str__(self) -> str:
        return f"{self.subject}/{self.sequence}"


class Delivery(models.Model):
    """That a handler has dealt with a fact. Written in the handler's own transaction: done once, or not at all."""

    class State(models.TextChoices):
        DONE = "DONE", "已送达"
        FAILED = "FAILED", "失败"

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="deliveries", verbose_name="留痕")
    handler = models.CharField("处理程序", max_length=200)
    state = models.CharField("状态", max_length=8, choices=State, default=State.FAILED)
    attempts = models.PositiveIntegerField("次数", default=0)
    last_error = models.TextField("最近错误", blank=True)
    at = models.DateTimeField("最近时间")

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["fact", "handler"], name="one_delivery_per_fact_and_handler")]
        indexes = [models.Index(fields=["state", "at"], name="journal_delivery_state_at")]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.fact_id}"
