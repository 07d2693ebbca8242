"""一单、一细则, and the numbers that a city may set: all with the day from which they hold."""

from django.db import models

from yishang.contexts.random_inspection.rules import terms


class InspectItem(models.Model):
    """抽查事项: what may be inspected, by which line of departments, on which legal basis. Nothing else may be."""

    code = models.CharField("编码", max_length=20)
    category = models.CharField("类", max_length=80)
    name = models.CharField("事项", max_length=120)
    level = models.CharField("级别", max_length=8, choices=list(terms.LEVELS.items()))
    line = models.CharField("条线", max_length=12)  # SJ: the units of that line inspect it (Department.line)
    object_type = models.CharField("检查对象", max_length=80)
    tag = models.CharField("对象标签", max_length=20, blank=True)  # only objects that bear it; empty: all
    basis = models.CharField("依据", max_length=300)
    content = models.CharField("检查内容", max_length=500)
    method = models.CharField("方式", max_length=8, choices=list(terms.METHODS.items()))
    ratios = models.JSONField("分级比例（%）", default=dict, blank=True)  # {"A": "1"}; empty: the city's own
    ratio_cap = models.DecimalField("比例上限（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    freq_cap = models.PositiveSmallIntegerField("年频次上限", default=1)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    source_mark = models.CharField("来源", max_length=10, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽查事项"
        ordering = ["code", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_item_per_code_and_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Guideline(models.Model):
    """实施细则: a version of the city's rules for inspections; published ones stay readable for good."""

    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    version = models.PositiveSmallIntegerField("版本")
    title = models.CharField("名称", max_length=120)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    text = models.TextField("正文")
    effective_from = models.DateField("施行日期")
    drafted_by_id = models.BigIntegerField("起草人", null=True, blank=True)
    drafted_by_name = models.CharField("起草人姓名", max_length=60)
    drafted_at = models.DateTimeField("起草时间")
    published_by_name = models.CharField("发布人", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "实施细则"
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["city", "version"], name="one_guideline_per_version")]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.version} 版）"


class Term(models.Model):
    """参数: one number of the rules (a ratio, a cap, days ahead), from a day on, with its basis."""

    code = models.CharField("参数", max_length=30)
    value = models.DecimalField("值", max_digits=8, decimal_places=2)
    basis = models.CharField("依据", max_length=200)
    source_mark = models.CharField("来源", max_length=4)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参数"
        constraints = [models.UniqueConstraint(fields=["code", "effective_from"], name="one_term_per_day")]


class SourceFigure(models.Model):
    """来源数据: a figure that the source reports of a year, frozen; the platform's own stands beside it."""

    code = models.CharField("指标", max_length=40)
    year = models.PositiveSmallIntegerField("年")
    name = models.CharField("名称", max_length=80)
    value = models.DecimalField("值", max_digits=14, decimal_places=2)
    unit = models.CharField("单位", max_length=10)
    at_least = models.BooleanField("余、以上", default=False)
    as_of = models.DateField("截至")
    source = models.CharField("出处", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "来源数据"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_source_figure_a_year")]
