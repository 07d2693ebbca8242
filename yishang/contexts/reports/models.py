from django.db import models

from yishang.contexts.reports import rules


class Month(models.Model):
    """月度快照: a month as it was frozen. Neither it nor its sheets are ever changed; a later count is a Correction."""

    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    period = models.CharField("月份", max_length=7)
    as_of = models.DateTimeField("截至")
    frozen_at = models.DateTimeField("固化时间")
    frozen_by_name = models.CharField("固化人", max_length=60)
    rows = models.PositiveBigIntegerField("计入件数")
    listed = models.JSONField("在库主体", default=dict)  # county → subjects of the library at the end; "" the city
    listings = models.JSONField("点名", default=dict)
    names = models.JSONField("名称", default=dict)  # dimension → key → words, as they were then
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "月度快照"
        constraints = [models.UniqueConstraint(fields=["city", "period"], name="one_month_per_city")]

    def __str__(self) -> str:
        return self.period


class Sheet(models.Model):
    """快照明细: the counts of one scope (the city, a county, a unit) of one extract in a frozen month."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="sheets", db_index=False, verbose_name="月度快照")
    extract = models.CharField("数据", max_length=20)
    scope = models.CharField("范围", max_length=50)
    cuts = models.JSONField("计数", default=dict)  # 统计域 → dimension → key → counts

    class Meta:
        verbose_name = verbose_name_plural = "快照明细"
        constraints = [models.UniqueConstraint(fields=["month", "extract", "scope"], name="one_sheet_per_scope")]


class Correction(models.Model):
    """数据调整: a rate of a frozen month that came out otherwise when the next was frozen; explained in its report."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="corrections", verbose_name="月度快照")
    found_in = models.ForeignKey(Month, models.PROTECT, related_name="explains", verbose_name="见于")
    scope = models.CharField("范围", max_length=50)
    name = models.CharField("对象", max_length=100)
    code = models.CharField(
        "指标", max_length=20, choices=[(one.code, one.name) for one in rules.RATES_BY_CODE.values()]
    )
    numerator_before = models.PositiveBigIntegerField("原分子")
    denominator_before = models.PositiveBigIntegerField("原分母")
    numerator_after = models.PositiveBigIntegerField("现分子")
    denominator_after = models.PositiveBigIntegerField("现分母")

    class Meta:
        verbose_name = verbose_name_plural = "数据调整"
        ordering = ["scope", "code"]


class Report(models.Model):
    """月报、通报: a document about a frozen month. Its state stands on its case."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="report", verbose_name="办件"
    )
    kind = models.CharField("种类", max_length=10, choices=list(rules.KINDS.items()))
    month = models.ForeignKey(Month, models.PROTECT, related_name="reports", verbose_name="月度快照")
    blocks = models.JSONField("正文", default=list)
    drafted_by_id = models.BigIntegerField("拟稿人", null=True, blank=True)
    drafted_by_name = models.CharField("拟稿人姓名", max_length=60)
    signed_by_name = models.CharField("签发人", max_length=60, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    doc_number = models.CharField("发文字号", max_length=40, blank=True)
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "月报和通报"

    def __str__(self) -> str:
        return str(self.case)


class ReportFile(models.Model):
    """印发文件: the signed document as it went out, with its digest; drafts are written when asked for."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files", verbose_name="月报或通报")
    form = models.CharField("格式", max_length=4)
    content = models.BinaryField("内容")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "印发文件"
        constraints = [models.UniqueConstraint(fields=["report", "form"], name="one_file_per_form")]
