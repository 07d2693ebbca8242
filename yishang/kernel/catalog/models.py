from django.db import models

from yishang.kernel.catalog import rules


class ServiceItem(models.Model):
    """政务服务事项: one service under its number; what it says stands in its versions.

    `city`, `county` and `unit_id` are whose draft it was; an item without a city is everybody's reference, one of a
    city without a county is the reference of its counties.
    """

    code = models.CharField("事项编码", max_length=64, unique=True)
    city = models.ForeignKey("geo.Region", models.PROTECT, null=True, related_name="+", verbose_name="市")
    county = models.ForeignKey("geo.Region", models.PROTECT, null=True, related_name="+", verbose_name="县区")
    unit_id = models.BigIntegerField("编制单位", null=True)
    is_sample = models.BooleanField("示范数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "政务服务事项"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class MaterialStandard(models.Model):
    """材料标准: what a uniform material id means everywhere; two items cannot mean different papers by one id."""

    key = models.CharField("材料标准编号", max_length=40, primary_key=True)
    name = models.CharField("材料名称", max_length=200)
    source = models.CharField("材料来源", max_length=12)

    class Meta:
        verbose_name = verbose_name_plural = "材料标准"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class ItemVersion(models.Model):
    """事项版本: what an item says from a day until before another; what runs keeps the one it began with.

    `content` are the elements (rules.elements_in); `name`, `kind`, `department` repeat what lists filter by. Once
    published a version is never changed but for its last day.
    """

    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField("版本")
    state = models.CharField("状态", max_length=10, choices=list(rules.STATES.items()), default=rules.DRAFT)
    name = models.CharField("事项名称", max_length=200)
    kind = models.CharField("事项类型", max_length=2)
    department = models.CharField("实施主体", max_length=120)
    content = models.JSONField("要素")
    findings = models.JSONField("发布前须改正", default=dict, blank=True)
    reason = models.CharField("变更原因", max_length=200, blank=True)
    effective_from = models.DateField("生效日期", null=True)
    effective_to = models.DateField("失效日期", null=True)  # the first day on which it holds no longer
    edition = models.PositiveIntegerField("改动次数", default=1)
    drafted_by_id = models.BigIntegerField("编制人", null=True)
    drafted_by_name = models.CharField("编制人姓名", max_length=60)
    edited_by_name = models.CharField("最后修改人", max_length=60)
    edited_at = models.DateTimeField("最后修改")
    reviewed_by_id = models.BigIntegerField("审核人", null=True)
    reviewed_by_name = models.CharField("审核人姓名", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项版本"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state__in=sorted(rules.OPEN)), name="one_open_version_per_item"
            ),
            models.UniqueConstraint(
                fields=["item", "effective_from"],
                condition=models.Q(effective_from__isnull=False),
                name="one_version_begins_per_day",
            ),
        ]
        indexes = [models.Index(fields=["effective_from"], name="version_in_force")]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.number} 版）"

    @property
    def elements(self) -> rules.Elements:
        return rules.elements_in(self.content)


class Deviation(models.Model):
    """县区差异: one element that a county words otherwise than the reference, with its reason, from a day on.

    `content` is the element's value as stored() keeps it. The county asks, the city's office decides.
    """

    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="deviations")
    county = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="县区")
    element = models.CharField("要素", max_length=20)
    content = models.JSONField("县区的写法")
    reason = models.CharField("理由", max_length=200)
    basis = models.CharField("依据", max_length=200, blank=True)
    state = models.CharField("状态", max_length=8, choices=list(rules.DEVIATION_STATES.items()), default=rules.ASKED)
    asked_by_id = models.BigIntegerField("申请人", null=True)
    asked_by_name = models.CharField("申请人姓名", max_length=60)
    asked_at = models.DateTimeField("申请时间")
    decided_by_name = models.CharField("决定人姓名", max_length=60, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    effective_from = models.DateField("生效日期", null=True)
    effective_to = models.DateField("失效日期", null=True)  # the first day on which the county follows again

    class Meta:
        verbose_name = verbose_name_plural = "县区差异"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "county", "element"],
                condition=models.Q(state=rules.ASKED),
                name="one_asked_deviation_per_element",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.county_id} {self.element}"


class Objection(models.Model):
    """县区异议: a county does not want a changed reference text; until it is decided the county keeps its text."""

    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="objections")
    county = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="县区")
    reason = models.CharField("理由", max_length=200)
    state = models.CharField("状态", max_length=10, choices=list(rules.OBJECTION_STATES.items()), default=rules.RAISED)
    raised_by_id = models.BigIntegerField("提出人", null=True)
    raised_by_name = models.CharField("提出人姓名", max_length=60)
    raised_at = models.DateTimeField("提出时间")
    answer = models.CharField("答复", max_length=200, blank=True)
    decided_by_name = models.CharField("决定人姓名", max_length=60, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "县区异议"
        ordering = ["-raised_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["version", "county"], name="one_objection_per_county")]

    def __str__(self) -> str:
        return f"{self.version} {self.county_id}"
