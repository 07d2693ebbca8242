from django.db import models

from yishang.contexts.outreach import rules


class Category(models.Model):
    """诉求类别: fourteen by default; may be retired, never deleted."""

    code = models.CharField("码", max_length=8, primary_key=True)
    name = models.CharField("类别", max_length=60)
    short_name = models.CharField("简称", max_length=10)
    source = models.CharField("来源", max_length=10)
    lead_hint = models.CharField("默认承办牵头", max_length=120, blank=True)
    icon = models.CharField("图标", max_length=40, blank=True)
    as_of = models.DateField("启用", null=True, blank=True)
    retired_on = models.DateField("停用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "诉求类别"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Appeal(models.Model):
    """诉求: what a company asks to have solved. State, clock and applicant stand on its case."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="appeal", verbose_name="办件"
    )
    subject = models.ForeignKey(
        "parties.Subject", models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name="库内主体"
    )
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name="类别")
    channel = models.CharField("渠道", max_length=10, choices=list(rules.CHANNELS.items()))
    submitter_id = models.BigIntegerField("提交人", null=True, blank=True, db_index=True)
    submitter_name = models.CharField("提交人姓名", max_length=60, blank=True)
    content = models.TextField("内容")
    expect = models.CharField("期望", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)
    is_public_consent = models.BooleanField("同意公开", default=False)
    line = models.CharField("线路", max_length=10, choices=list(rules.LINES.items()), blank=True)
    route = models.CharField("途径", max_length=12, choices=list(rules.ROUTES.items()), blank=True)
    result_type = models.CharField("办理结果", max_length=10, choices=list(rules.RESULTS.items()), blank=True)
    result_text = models.TextField("结果说明", blank=True)
    accept_due_at = models.DateTimeField("签收时限", null=True, blank=True)
    handle_due_at = models.DateTimeField("办理时限", null=True, blank=True)
    requested_half_days = models.PositiveSmallIntegerField("申请延期（半日）", null=True, blank=True)
    returned_count = models.PositiveSmallIntegerField("退回次数", default=0)
    extended_count = models.PositiveSmallIntegerField("延期次数", default=0)
    extension_refused_count = models.PositiveSmallIntegerField("延期未获同意次数", default=0)
    reopened_count = models.PositiveSmallIntegerField("重办次数", default=0)
    content_digest = models.CharField("内容摘要", max_length=64, db_index=True)
    external_id = models.CharField("外部编号", max_length=60, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "诉求"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_appeal_per_external_id",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)


class CallBackDraw(models.Model):
    """回访抽样: the draw (draw kernel) that chose whom to call among companies content with the result."""

    draw_id = models.CharField("抽取编号", max_length=60, unique=True)
    city = models.ForeignKey("geo.Region", models.PROTECT, verbose_name="市")
    period_from = models.DateField("办结起")
    period_to = models.DateField("办结止")
    made_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "回访抽样"


class CallBackChoice(models.Model):
    """One closed matter in a call-back draw, and whether the lot fell on it."""

    draw = models.ForeignKey(CallBackDraw, models.PROTECT, related_name="choices", verbose_name="抽样")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="call_back_choices", verbose_name="诉求")
    is_selected = models.BooleanField("抽中", null=True, default=None)

    class Meta:
        verbose_name = verbose_name_plural = "抽样名单"
        constraints = [models.UniqueConstraint(fields=["draw", "appeal"], name="one_choice_per_draw_and_appeal")]
