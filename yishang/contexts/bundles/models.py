"""A bundle's matter, its parts by department, its papers. Each hangs on a case; what runs keeps its items' versions."""

from django.db import models


class Package(models.Model):
    """一件事办件: what was answered and handed in, who helps, what came of it; the applicant's one matter."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="package", verbose_name="办件")
    entity = models.ForeignKey("parties.MarketEntity", models.PROTECT, related_name="+", verbose_name="企业")
    bundle = models.CharField("套餐编码", max_length=12)
    bundle_name = models.CharField("套餐", max_length=60)
    answers = models.JSONField("回答")
    shop_name = models.CharField("店名", max_length=100)
    address = models.CharField("经营地址", max_length=100)
    half_days = models.PositiveSmallIntegerField("总时限（半日）")
    one_by_one = models.PositiveSmallIntegerField("逐件办的时限（半日）")
    at_window = models.BooleanField("窗口代录", default=False)
    filed_by_name = models.CharField("提交人", max_length=60)
    helper_id = models.BigIntegerField("帮办人", null=True)
    helper_name = models.CharField("帮办人姓名", max_length=60, blank=True)
    rounds = models.PositiveSmallIntegerField("告知次数", default=0)
    receiver = models.CharField("领取人", max_length=60, blank=True)
    way = models.CharField("领取方式", max_length=10, blank=True)
    receipt_number = models.CharField("领取回执", max_length=40, blank=True)
    handed_at = models.DateTimeField("领取时间", null=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "一件事办件"
        indexes = [models.Index(fields=["entity", "bundle"], name="package_of_company")]

    def __str__(self) -> str:
        return self.bundle_name


class PackagePart(models.Model):
    """子件: one department's items. `items` keep code, name, output and the version with which they began."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="package_part", verbose_name="办件")
    package = models.ForeignKey(Package, models.PROTECT, related_name="parts", verbose_name="总件")
    key = models.PositiveSmallIntegerField("次序")
    department = models.CharField("部门", max_length=120)
    items = models.JSONField("事项")
    after = models.JSONField("前置子件")
    half_days = models.PositiveSmallIntegerField("时限（半日）")
    begins = models.PositiveSmallIntegerField("最早开始（半日）")
    asked_at = models.DateTimeField("上次提出补正", null=True)
    wanted = models.JSONField("要补正的材料", default=list)
    reason = models.CharField("补正或决定理由", max_length=500, blank=True)
    document = models.CharField("结果文号", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一件事子件"
        ordering = ["package", "begins", "key"]
        constraints = [models.UniqueConstraint(fields=["package", "key"], name="one_part_per_key")]

    def __str__(self) -> str:
        return self.department


class PackagePaper(models.Model):
    """材料: handed in once for all parts that use it. `changed_at` is when it was last handed in."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="papers", verbose_name="总件")
    key = models.CharField("材料标准", max_length=200)
    name = models.CharField("材料名称", max_length=200)
    words = models.CharField("要求", max_length=200)
    users = models.JSONField("使用的子件")
    is_required = models.BooleanField("必要")
    spared_by = models.CharField("免交", max_length=200, blank=True)
    is_handed_in = models.BooleanField("已交", default=False)
    note = models.CharField("说明", max_length=100, blank=True)
    changed_at = models.DateTimeField("最近交件", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "一件事材料"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["package", "key"], name="one_paper_per_key")]

    def __str__(self) -> str:
        return self.name
