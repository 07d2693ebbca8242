from django.db import models

from yishang.contexts.policies import rules


class Aspect(models.Model):
    """政策方面: twenty of them, three named by the source (种), the rest sample data (示范). Retired, never deleted."""

    code = models.CharField("码", max_length=4, primary_key=True)
    name = models.CharField("方面", max_length=20)
    source = models.CharField("来源", max_length=10)
    retired_on = models.DateField("停用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策方面"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ProblemType(models.Model):
    """调查问题类别: fourteen, a dictionary of its own beside the fourteen categories of appeals."""

    code = models.CharField("码", max_length=4, primary_key=True)
    name = models.CharField("问题", max_length=20)
    source = models.CharField("来源", max_length=10)
    icon = models.CharField("图标", max_length=40, blank=True)
    retired_on = models.DateField("停用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "调查问题类别"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Policy(models.Model):
    """政策文件: a document that helps companies, with whom it is for; `region` is whose office keeps it."""

    number = models.CharField("编号", max_length=40, unique=True)
    aspect = models.ForeignKey(Aspect, models.PROTECT, null=True, blank=True, verbose_name="方面")
    title = models.CharField("标题", max_length=200)
    doc_no = models.CharField("发文字号", max_length=60)
    issuer = models.CharField("发文机关", max_length=60)
    issue_date = models.DateField("发布日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    text = models.TextField("正文")
    tags = models.JSONField("标签", default=list, blank=True)
    source_url = models.CharField("来源网址", max_length=300, blank=True)
    audience = models.JSONField("适用对象", default=dict, blank=True)
    file = models.FileField("附件", max_length=200, blank=True)
    file_name = models.CharField("附件名", max_length=120, blank=True)
    file_sha256 = models.CharField("附件摘要", max_length=64, blank=True)
    state = models.CharField("状态", max_length=12, choices=list(rules.POLICY_STATES.items()), default="DRAFT")
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="编制地区")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    written_by_id = models.BigIntegerField("编写人", null=True, blank=True)
    written_by_name = models.CharField("编写人姓名", max_length=60, blank=True)
    written_at = models.DateTimeField("编写时间")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        indexes = [models.Index(fields=["city", "state", "-id"], name="policy_city_newest")]
        constraints = [
            models.UniqueConstraint(fields=["city", "doc_no", "title"], name="one_policy_per_number_and_title")
        ]

    def __str__(self) -> str:
        return self.title


class PolicyPush(models.Model):
    """政策推送: documents sent at one moment to every subject that one of them is for; `should` froze how many."""

    number = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("标题", max_length=60)
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="推送地区")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    documents = models.ManyToManyField(Policy, related_name="pushes", verbose_name="文件")
    should = models.PositiveIntegerField("应推送主体")
    pushed_by_id = models.BigIntegerField("推送人", null=True, blank=True)
    pushed_by_name = models.CharField("推送人姓名", max_length=60, blank=True)
    issuer = models.CharField("推送单位", max_length=60, blank=True)
    pushed_at = models.DateTimeField("推送时间")
    told_at = models.DateTimeField("发出时间", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "政策推送"
        indexes = [models.Index(fields=["city", "-id"], name="push_city_newest")]


class PushReceipt(models.Model):
    """推送回执: one subject of a push, however many accounts its company has; when it arrived and was first read."""

    push = models.ForeignKey(PolicyPush, models.PROTECT, related_name="receipts", db_index=False, verbose_name="推送")
    subject = models.ForeignKey("parties.Subject", models.PROTECT, related_name="+", verbose_name="主体")
    entity = models.ForeignKey("parties.MarketEntity", models.PROTECT, related_name="+", verbose_name="企业")
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="属地")
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    delivered_by = models.CharField("送达方式", max_length=8, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    read_by_name = models.CharField("阅读人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送回执"
        constraints = [models.UniqueConstraint(fields=["push", "subject"], name="one_receipt_per_push_and_subject")]


class Reading(models.Model):
    """阅读记录: a company opened a document, for the first time, whatever way it came."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="readings", db_index=False, verbose_name="文件")
    entity = models.ForeignKey("parties.MarketEntity", models.PROTECT, related_name="+", verbose_name="企业")
    read_at = models.DateTimeField("阅读时间")

    class Meta:
        verbose_name = verbose_name_plural = "阅读记录"
        constraints = [models.UniqueConstraint(fields=["policy", "entity"], name="one_reading_per_policy_and_entity")]


class Survey(models.Model):
    """企业调查: a choice survey over the fourteen problem types, open from day to day for whom it is for."""

    number = models.CharField("编号", max_length=40, unique=True)
    title = models.CharField("标题", max_length=60)
    intro = models.TextField("说明", blank=True)
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("结束日期")
    audience = models.JSONField("调查对象", default=dict, blank=True)
    state = models.CharField("状态", max_length=12, choices=list(rules.SURVEY_STATES.items()), default="OPEN")
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="调查地区")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    opened_by_id = models.BigIntegerField("发起人", null=True, blank=True)
    opened_by_name = models.CharField("发起人姓名", max_length=60, blank=True)
    issuer = models.CharField("发起单位", max_length=60, blank=True)
    opened_at = models.DateTimeField("发起时间")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "企业调查"
        indexes = [models.Index(fields=["city", "-id"], name="survey_city_newest")]


class Sheet(models.Model):
    """答卷: the one answer of one subject; each tick became a problem."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="sheets", db_index=False, verbose_name="调查")
    subject = models.ForeignKey("parties.Subject", models.PROTECT, related_name="+", verbose_name="主体")
    entity = models.ForeignKey("parties.MarketEntity", models.PROTECT, related_name="+", verbose_name="企业")
    ticks = models.JSONField("勾选", default=list)
    answered_by_id = models.BigIntegerField("填写人", null=True, blank=True)
    answered_by_name = models.CharField("填写人姓名", max_length=60, blank=True)
    answered_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "答卷"
        constraints = [models.UniqueConstraint(fields=["survey", "subject"], name="one_sheet_per_survey_and_subject")]


class Problem(models.Model):
    """调查问题: one tick of one sheet, a matter of its own with a unit, clocks and the company's last word."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="problem", verbose_name="办件"
    )
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="problems", verbose_name="答卷")
    type = models.ForeignKey(ProblemType, models.PROTECT, related_name="+", verbose_name="问题")
    detail = models.TextField("说明", blank=True)
    result = models.TextField("办理情况", blank=True)
    is_confirmed = models.BooleanField("企业已确认", default=False)
    returned_count = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "调查问题"
        constraints = [models.UniqueConstraint(fields=["sheet", "type"], name="one_problem_per_sheet_and_type")]


class TaxLoanBank(models.Model):
    """银税互动: a bank of the city that lends on the strength of tax records. A ledger of its own."""

    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="登记地区")
    bank = models.CharField("银行", max_length=60)
    began_on = models.DateField("开展日期")
    product = models.CharField("产品", max_length=60, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    entered_by_name = models.CharField("登记人", max_length=60, blank=True)
    entered_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "银税互动"
        constraints = [models.UniqueConstraint(fields=["city", "bank"], name="one_tax_loan_line_per_bank")]


class BankEvent(models.Model):
    """银企项目对接活动: one event where banks and companies met."""

    number = models.CharField("编号", max_length=40, unique=True)
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="举办地区")
    title = models.CharField("名称", max_length=60)
    held_on = models.DateField("举办日期")
    place = models.CharField("地点", max_length=60, blank=True)
    entered_by_name = models.CharField("登记人", max_length=60, blank=True)
    entered_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "银企对接活动"
        constraints = [models.UniqueConstraint(fields=["city", "title", "held_on"], name="one_bank_event_per_day")]


class BankDeal(models.Model):
    """签约: what a company signed with a bank at an event (万元): intent, contract and money paid out apart."""

    event = models.ForeignKey(BankEvent, models.PROTECT, related_name="deals", db_index=False, verbose_name="活动")
    company = models.CharField("企业", max_length=200)
    entity = models.ForeignKey(
        "parties.MarketEntity", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="市场主体"
    )
    bank = models.CharField("银行", max_length=60)
    signed_on = models.DateField("签约日期")
    intent = models.DecimalField("意向金额（万元）", max_digits=11, decimal_places=2, null=True, blank=True)
    contract = models.DecimalField("合同金额（万元）", max_digits=11, decimal_places=2, null=True, blank=True)
    paid_out = models.DecimalField("已放款（万元）", max_digits=11, decimal_places=2, null=True, blank=True)
    saved = models.DecimalField("节约资金成本（万元）", max_digits=11, decimal_places=2, null=True, blank=True)
    entered_by_name = models.CharField("登记人", max_length=60, blank=True)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "银企签约"
        constraints = [models.UniqueConstraint(fields=["event", "company", "bank"], name="one_deal_per_event_and_pair")]
