from django.db import models


class MarketEntity(models.Model):
    """市场主体（现称经营主体）: the one record of a registered company; no system keeps a name of its own."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=200, db_index=True)
    kind = models.CharField("类型", max_length=100, blank=True)
    registered_on = models.DateField("成立日期", null=True, blank=True)
    region = models.ForeignKey("geo.Region", models.PROTECT, null=True, blank=True, verbose_name="属地")
    capital = models.CharField("注册资本", max_length=60, blank=True)
    scope = models.TextField("经营范围", blank=True)
    province = models.CharField("省份", max_length=20, blank=True)
    city = models.CharField("城市", max_length=40, blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "市场主体"

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """重点项目 with its code (GB/T 40058-2021); amounts in 万元."""

    class BuildStatus(models.TextChoices):
        PREPARING = "PREPARING", "前期"
        STARTED = "STARTED", "新开工"
        CONTINUING = "CONTINUING", "续建"
        SLOWED = "SLOWED", "缓建"
        SUSPENDED = "SUSPENDED", "停建"
        COMPLETED = "COMPLETED", "竣工"
        IN_PRODUCTION = "IN_PRODUCTION", "投产"

    code = models.CharField("项目代码", max_length=24, blank=True)
    name = models.CharField("名称", max_length=200)
    entity = models.ForeignKey(MarketEntity, models.PROTECT, related_name="projects", verbose_name="项目单位")
    region = models.ForeignKey("geo.Region", models.PROTECT, verbose_name="属地")
    build_status = models.CharField("建设状态", max_length=16, choices=BuildStatus, default=BuildStatus.CONTINUING)
    status_reason = models.CharField("状态说明", max_length=200, blank=True)
    invest_total = models.DecimalField("总投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    invest_plan = models.DecimalField("年度计划投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True)
    invest_done = models.DecimalField("累计完成（万元）", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="one_project_per_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """库内主体: an entity or project listed in the visiting library from a day on; leaving it deletes nothing."""

    class Kind(models.TextChoices):
        KEY_PROJECT = "KEY_PROJECT", "重点项目"
        ABOVE_SCALE_ENT = "ABOVE_SCALE_ENT", "规上企业"

    subject_type = models.CharField("主体类型", max_length=16, choices=Kind)
    name = models.CharField("名称", max_length=200)
    entity = models.ForeignKey(MarketEntity, models.PROTECT, related_name="subjects", verbose_name="市场主体")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="subjects", verbose_name="项目"
    )
    region = models.ForeignKey("geo.Region", models.PROTECT, verbose_name="属地")
    industry_code = models.CharField("行业（GB/T 4754）", max_length=4, blank=True)
    batch = models.CharField("批次", max_length=20)
    in_date = models.DateField("入库日期")
    out_date = models.DateField("出库日期", null=True, blank=True)
    lon = models.FloatField("经度（CGCS2000）", null=True, blank=True)
    lat = models.FloatField("纬度（CGCS2000）", null=True, blank=True)
    fence = models.JSONField("围栏", null=True, blank=True)  # as geo.rules.Fence.written; empty: a circle by its type

    class Meta:
        verbose_name = verbose_name_plural = "库内主体"
        indexes = [models.Index(fields=["entity", "in_date"], name="subject_of_entity")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "region", "name", "batch"], name="one_subject_per_type_region_name_batch"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """上门安排: somebody of some process means to come to a company on a day. One calendar for all of them."""

    entity = models.ForeignKey(MarketEntity, models.PROTECT, related_name="calls", verbose_name="企业")
    matter = models.CharField("编号", max_length=40, unique=True)  # of the visit or inspection, whichever process's
    what = models.CharField("事由", max_length=40)
    who = models.CharField("来人", max_length=100, blank=True)
    on = models.DateField("日期")
    made_on = models.DateField("实际日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上门安排"
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["entity", "on"], name="call_of_entity")]


class QuietWindow(models.Model):
    """勿扰时段: days on which a company asks not to be visited; ended, never deleted."""

    entity = models.ForeignKey(MarketEntity, models.PROTECT, related_name="quiet_windows", verbose_name="企业")
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    reason = models.CharField("原因", max_length=100)
    set_by = models.CharField("设定人", max_length=60)
    set_at = models.DateTimeField("设定时间")
    ended_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "勿扰时段"
        ordering = ["first_day", "pk"]
