from django.db import models

from yishang.contexts.panoramas import rules
from yishang.kernel.geo.rules import CRS_LABELS

CRS_CHOICES = [(one.value, label) for one, label in CRS_LABELS.items()]


class Panorama(models.Model):
    """全景: one look from above at one point of a project, and what is thought of it now (its last verdict)."""

    number = models.CharField("编号", max_length=40, unique=True)
    project = models.ForeignKey(
        "parties.Subject", models.PROTECT, related_name="panoramas", verbose_name="项目"
    )  # the listing of a key project, which has the place
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="县市区")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    point_no = models.CharField("点位", max_length=20)
    captured_at = models.DateTimeField("拍摄时间")
    lon = models.FloatField("经度（CGCS2000）")
    lat = models.FloatField("纬度（CGCS2000）")
    crs = models.CharField("填报坐标系", max_length=10, choices=CRS_CHOICES)
    distance_m = models.PositiveIntegerField("距项目（米）")
    altitude_m = models.FloatField("高度（米）")
    north_offset = models.FloatField("正北偏角（度）", default=0.0)
    drone_reg_no = models.CharField("无人机登记号", max_length=20)
    pilot = models.CharField("飞手", max_length=60)
    airspace_approval_no = models.CharField("空域批准文号", max_length=60, blank=True)
    is_sensitive = models.BooleanField("涉敏感设施", default=False)
    remark = models.CharField("备注", max_length=200, blank=True)
    picture = models.OneToOneField("evidence.Picture", models.PROTECT, related_name="+", verbose_name="图片")
    digest = models.CharField("原件摘要", max_length=64)
    uploaded_by_id = models.BigIntegerField("上传人", null=True, blank=True)
    uploaded_by_name = models.CharField("上传人姓名", max_length=60)
    uploaded_at = models.DateTimeField("上传时间")
    verdict = models.CharField("研判", max_length=10, choices=list(rules.VERDICTS.items()), blank=True)
    appeal_number = models.CharField("诉求编号", max_length=40, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "全景"
        constraints = [models.UniqueConstraint(fields=["project", "digest"], name="one_panorama_per_project_and_file")]
        indexes = [
            models.Index(fields=["project", "point_no", "captured_at"], name="panorama_periods"),
            models.Index(fields=["city", "-captured_at", "-id"], name="panorama_city_newest"),
            models.Index(fields=["region", "-captured_at", "-id"], name="panorama_county_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class Verdict(models.Model):
    """研判: who thought what of a panorama, when; a changed one is a row of its own, and the older stays."""

    panorama = models.ForeignKey(Panorama, models.PROTECT, related_name="verdicts", verbose_name="全景")
    verdict = models.CharField("结论", max_length=10, choices=list(rules.VERDICTS.items()))
    note = models.CharField("说明", max_length=500, blank=True)
    judged_by_id = models.BigIntegerField("研判人", null=True, blank=True)
    judged_by_name = models.CharField("研判人姓名", max_length=60)
    judged_at = models.DateTimeField("研判时间")
    contact_by = models.DateTimeField("对接期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "研判"
        ordering = ["id"]


class Round(models.Model):
    """抽查轮次: the projects to be flown over in a month, all of them or those on whom the lot fell."""

    number = models.CharField("编号", max_length=59, unique=True)  # of a sample the number of its draw
    kind = models.CharField("方式", max_length=6, choices=list(rules.ROUND_KINDS.items()))
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    month = models.DateField("月份")  # its first day
    starts_at = models.DateTimeField("起")  # the month's first moment in Shanghai, and the first one after it
    ends_at = models.DateTimeField("止")
    opened_at = models.DateTimeField("发起时间")
    opened_by_name = models.CharField("发起人", max_length=60)
    is_void = models.BooleanField("作废", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "抽查轮次"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "month"],
                condition=models.Q(is_void=False),
                name="one_round_per_city_and_month",
            )
        ]

    def __str__(self) -> str:
        return self.number


class RoundProject(models.Model):
    """A project in a round; `is_selected` is None until the lot falls."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="projects", verbose_name="轮次")
    project = models.ForeignKey("parties.Subject", models.PROTECT, related_name="+", verbose_name="项目")
    is_selected = models.BooleanField("抽中", null=True, default=None)

    class Meta:
        verbose_name = verbose_name_plural = "轮次项目"
        constraints = [models.UniqueConstraint(fields=["round", "project"], name="one_project_per_round")]
