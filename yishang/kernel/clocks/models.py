"""The working calendar, the time limits, and the clocks with their ledger."""

from django.db import models
from django.db.models import Q


class CalendarDay(models.Model):
    """A day that differs from Monday-to-Friday, and the notice that says so.

    Rows with `is_assumed` are statutory holidays of years whose notice is not out yet; they count until it is.
    """

    date = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40)
    source_doc = models.CharField("依据文件", max_length=80)
    is_assumed = models.BooleanField("推定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class TimeLimit(models.Model):
    """How long a step may take, from a day on; a changed limit is a new row, so that history stays as it was."""

    class Source(models.TextChoices):
        SEED = "种", "种子文档"
        REGULATION = "规", "规定"
        SETTING = "设", "建议默认值"
        UNVERIFIED = "疑", "待核"

    process = models.CharField("业务", max_length=32)
    clock_code = models.CharField("计时", max_length=32)
    grade = models.CharField("档次", max_length=16, blank=True)
    half_days = models.PositiveSmallIntegerField("半日数")
    basis = models.CharField("依据", max_length=200)
    source_mark = models.CharField("来源标记", max_length=4, choices=Source)
    effective_from = models.DateField("生效日")
    effective_to = models.DateField("失效日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理时限"
        constraints = [
            models.UniqueConstraint(
                fields=["process", "clock_code", "grade", "effective_from"], name="clocks_limit_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.clock_code} {self.grade} {self.half_days / 2:g} 个工作日"


class Clock(models.Model):
    """One running time limit of one subject. Its row says when it began and how long it may take; `events` the rest."""

    class State(models.TextChoices):
        RUNNING = "RUNNING", "计时中"
        PAUSED = "PAUSED", "已暂停"
        STOPPED = "STOPPED", "已停止"

    subject = models.CharField("对象", max_length=64)
    code = models.CharField("计时", max_length=32)
    half_days = models.PositiveSmallIntegerField("时限（半日）")
    extended_half_days = models.PositiveSmallIntegerField("延长（半日）", default=0)
    paused_half_days = models.PositiveSmallIntegerField("暂停（半日）", default=0)
    started_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("到期时间")
    warn_at = models.DateTimeField("预警时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.RUNNING)
    paused_at = models.DateTimeField("暂停时间", null=True)
    stopped_at = models.DateTimeField("停止时间", null=True)
    is_assumed = models.BooleanField("推定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "计时器"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "code"], condition=~Q(state="STOPPED"), name="clocks_one_open_clock_of_a_name"
            ),
            models.CheckConstraint(
                condition=~Q(state="PAUSED") | Q(paused_at__isnull=False), name="clocks_paused_since_when"
            ),
            models.CheckConstraint(
                condition=Q(state="STOPPED", stopped_at__isnull=False)
                | Q(~Q(state="STOPPED"), stopped_at__isnull=True),
                name="clocks_stopped_when",
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="clocks_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.code}"


class ClockEvent(models.Model):
    """A line of a clock's ledger: who changed the deadline, when, why, from what to what."""

    class Kind(models.TextChoices):
        PAUSE = "PAUSE", "暂停"
        RESUME = "RESUME", "恢复"
        EXTEND = "EXTEND", "延期"
        RECOMPUTE = "RECOMPUTE", "重算"

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="events", verbose_name="计时器")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    at = models.DateTimeField("时间")
    actor_name = models.CharField("经办人", max_length=40)
    reason = models.CharField("理由", max_length=200)
    due_before = models.DateTimeField("原到期时间")
    due_after = models.DateTimeField("现到期时间")

    class Meta:
        verbose_name = verbose_name_plural = "计时记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at}"


class DemoCity(models.Model):
    """Says that what is in this database is invented, and may be thrown away. Written before the first invented row.

    `anchored_at` is the real moment at which the demo clock was set; empty while the story is still being told.
    """

    begun_at = models.DateTimeField("开始时间")
    anchored_at = models.DateTimeField("建成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "演示城市"

    def __str__(self) -> str:
        return f"演示城市 {self.begun_at:%Y-%m-%d}"
