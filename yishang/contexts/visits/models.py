from django.db import models

from yishang.contexts.visits import rules


class Visit(models.Model):
    """走访: somebody goes to see a company of the library. State, number and company stand on its case.

    Places and track are CGCS2000. Everybody who may see the visit sees where it began and ended; the track between is
    sealed, and opened only for whoever oversees, with a fact.
    """

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="visit", verbose_name="办件"
    )
    subject = models.ForeignKey("parties.Subject", models.PROTECT, related_name="visits", verbose_name="库内主体")
    visitor_id = models.BigIntegerField("走访人", null=True, blank=True)
    visitor_name = models.CharField("走访人姓名", max_length=60)
    sponsor_type = models.CharField("包抓类型", max_length=16, default=rules.NO_SPONSOR)
    companions = models.JSONField("同行人", default=list, blank=True)
    mode = models.CharField("方式", max_length=8, choices=list(rules.MODES.items()), default=rules.ONSITE)
    planned_on = models.DateField("计划日期", null=True, blank=True)
    period = models.CharField("期", max_length=8, blank=True)  # 2019-12, 2019Q4; empty: not planned
    period_ends = models.DateField("期末", null=True, blank=True)
    plan_key = models.CharField("计划键", max_length=60, null=True, blank=True, unique=True)
    client_key = models.CharField("手机上的编号", max_length=60, blank=True)
    checkin_at = models.DateTimeField("签到时间", null=True, blank=True)
    checkin_lon = models.FloatField("签到经度", null=True, blank=True)
    checkin_lat = models.FloatField("签到纬度", null=True, blank=True)
    checkout_at = models.DateTimeField("签退时间", null=True, blank=True)
    checkout_lon = models.FloatField("签退经度", null=True, blank=True)
    checkout_lat = models.FloatField("签退纬度", null=True, blank=True)
    track = models.BinaryField("轨迹（加密）", null=True)
    track_points = models.PositiveIntegerField("轨迹点数", default=0)
    track_thinned_at = models.DateTimeField("轨迹抽稀", null=True, blank=True)
    minutes = models.TextField("走访记录", blank=True)
    no_appeals = models.BooleanField("无诉求", default=False)
    appeals = models.JSONField("带回诉求", default=list, blank=True)
    policies = models.JSONField("送达政策", default=list, blank=True)
    submitted_at = models.DateTimeField("提交时间（手机）", null=True, blank=True)
    received_at = models.DateTimeField("收到时间", null=True, blank=True)
    is_signed = models.BooleanField("有设备签名", default=False)
    verdict = models.CharField("核验结果", max_length=16, choices=list(rules.VERDICTS.items()), blank=True)
    reasons = models.JSONField("理由", default=list, blank=True)
    dwell = models.PositiveIntegerField("围栏内停留（秒）", default=0)
    corroboration = models.CharField("印证", max_length=10, choices=list(rules.CORROBORATIONS.items()), blank=True)
    corroboration_words = models.CharField("印证说明", max_length=200, blank=True)
    company_word = models.CharField("企业确认", max_length=10, choices=list(rules.COMPANY_WORDS.items()), blank=True)
    company_said_at = models.DateTimeField("企业确认时间", null=True, blank=True)
    company_said_by = models.CharField("企业确认人", max_length=60, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "走访"
        constraints = [
            models.UniqueConstraint(
                fields=["visitor_id", "client_key"],
                condition=~models.Q(client_key=""),
                name="one_visit_per_client_key",
            )
        ]
        indexes = [
            models.Index(fields=["visitor_id", "checkin_at"], name="visit_of_visitor"),
            models.Index(fields=["subject", "checkin_at"], name="visit_of_subject"),
            models.Index(fields=["checkin_at"], condition=models.Q(checkin_at__isnull=False), name="visit_made"),
            models.Index(fields=["period_ends"], condition=~models.Q(period=""), name="visit_period"),
            models.Index(
                fields=["checkout_at"],
                condition=models.Q(track__isnull=False, track_thinned_at__isnull=True),
                name="visit_track_kept",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)


class TrackPart(models.Model):
    """轨迹分段: what a phone has sent of a track until the visit is submitted; then the parts become one track."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="parts", verbose_name="走访")
    place = models.PositiveIntegerField("序号")
    points = models.PositiveIntegerField("点数")
    ends_at = models.FloatField("末点时间")
    body = models.BinaryField("轨迹（加密）")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "轨迹分段"
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["visit", "place"], name="one_part_per_place")]


class LiaisonReport(models.Model):
    """联络员填报: the liaison's own record of the visit, independent of the visitor's."""

    visit = models.OneToOneField(Visit, models.PROTECT, primary_key=True, related_name="report", verbose_name="走访")
    liaison_id = models.BigIntegerField("联络员")
    liaison_name = models.CharField("联络员姓名", max_length=60)
    visited_at = models.DateTimeField("来访时间")
    visitor = models.CharField("来访人", max_length=60)
    duration = models.PositiveSmallIntegerField("时长（分钟）")
    content = models.CharField("内容", max_length=1000)
    at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = verbose_name_plural = "联络员填报"


class Device(models.Model):
    """设备: the public half of a key that lives in one browser and signs what was captured without a network."""

    account_id = models.BigIntegerField("账号", db_index=True)
    public_key = models.CharField("公钥", max_length=200)
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "设备"
        constraints = [models.UniqueConstraint(fields=["account_id", "public_key"], name="one_device_per_key")]


class Frequency(models.Model):
    """走访频次: how often a kind of sponsor visits a subject, from a day on (data/frequencies.csv)."""

    sponsor_type = models.CharField("包抓类型", max_length=16)
    subject_type = models.CharField("主体类型", max_length=16, blank=True)
    per = models.CharField("周期", max_length=8)
    times = models.PositiveSmallIntegerField("次数")
    basis = models.CharField("依据", max_length=120)
    source_mark = models.CharField("来源", max_length=4)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "走访频次"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sponsor_type", "subject_type", "per", "effective_from"], name="one_frequency_per_day"
            )
        ]
