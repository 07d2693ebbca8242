from django.db import models

from yishang.contexts.credit import rules

CASE = "cases.Case"
ENTITY = "parties.MarketEntity"
UNIT = "directory.Unit"


class Parameter(models.Model):
    """参数: a number that a rule of this process works with, by the law of a day. 疑 is shown as 待核."""

    code = models.CharField("码", max_length=40)
    name = models.CharField("名称", max_length=60)
    value = models.PositiveSmallIntegerField("值")
    unit = models.CharField("单位", max_length=10)
    basis = models.CharField("依据", max_length=200)
    mark = models.CharField("来源", max_length=2)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信用监管参数"
        ordering = ["code", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["code", "effective_from"], name="one_parameter_per_day")]


class Reason(models.Model):
    """列入原因: E1–E5 with basis, by the law of a day."""

    code = models.CharField("码", max_length=2)
    name = models.CharField("原因", max_length=100)
    remove_when = models.CharField("移出条件", max_length=200)
    basis = models.CharField("依据", max_length=200)
    mark = models.CharField("来源", max_length=2)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "列入原因"
        ordering = ["code", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["code", "effective_from"], name="one_reason_per_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CreditList(models.Model):
    """名单: what a list is set up by. Without a basis it is an internal hint and nothing hangs on it."""

    code = models.CharField("码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=40)
    basis = models.CharField("设列依据", max_length=200, blank=True)
    mark = models.CharField("来源", max_length=2)

    class Meta:
        verbose_name = verbose_name_plural = "名单目录"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """惩戒措施: what may be done to whom is on a list, by which law, and by which department."""

    code = models.CharField("码", max_length=8)
    list = models.ForeignKey(CreditList, models.PROTECT, related_name="measures", verbose_name="名单")
    name = models.CharField("措施", max_length=60)
    effect = models.CharField("效果", max_length=200)
    basis = models.CharField("依据", max_length=200)
    catalog = models.CharField("清单", max_length=40)
    department = models.CharField("执行部门", max_length=8)
    mark = models.CharField("来源", max_length=2)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "惩戒措施"
        ordering = ["code", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["code", "effective_from"], name="one_measure_per_day")]

    def __str__(self) -> str:
        return self.name


class LicenceRule(models.Model):
    """双告知对照表: words of the scope, or an industry, and the licence and department that they ask for."""

    code = models.CharField("编号", max_length=10)
    licence = models.CharField("许可", max_length=60)
    department = models.CharField("部门代码", max_length=8)
    department_name = models.CharField("部门", max_length=40)
    keywords = models.CharField("关键词", max_length=300, blank=True)
    industries = models.CharField("行业", max_length=100, blank=True)
    basis = models.CharField("依据", max_length=200)
    after = models.BooleanField("后置", default=True)
    mark = models.CharField("来源", max_length=2, default="设")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "双告知对照表"
        ordering = ["code", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_licence_rule_per_day")]


class UnitDuty(models.Model):
    """职责对应: which unit does a department's work in a region; where nobody has said, the unit's code tells."""

    department = models.CharField("部门代码", max_length=8)
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="属地")
    unit = models.ForeignKey(UNIT, models.PROTECT, related_name="+", verbose_name="单位")

    class Meta:
        verbose_name = verbose_name_plural = "职责对应"
        ordering = ["region", "department"]
        constraints = [models.UniqueConstraint(fields=["department", "region"], name="one_unit_per_duty_and_region")]


class Registration(models.Model):
    """登记信息: a new registration as it was received, with what the applicant was told and committed to in writing."""

    number = models.CharField("编号", max_length=40, unique=True)
    entity = models.OneToOneField(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="属地")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    registered_on = models.DateField("登记日期")
    scope = models.TextField("经营范围")
    industry = models.CharField("行业代码", max_length=4, blank=True)
    needs = models.JSONField("告知的许可", default=list)
    committed_on = models.DateField("书面承诺", null=True, blank=True)
    committed_by = models.CharField("承诺人", max_length=60, blank=True)
    source = models.CharField("来源系统", max_length=40)
    received_at = models.DateTimeField("收到时间")
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "登记信息"
        indexes = [models.Index(fields=["city", "-id"], name="registration_newest")]


class Push(models.Model):
    """双告知推送: one department that must know of one registration."""

    case = models.OneToOneField(CASE, models.PROTECT, primary_key=True, related_name="credit_push", verbose_name="办件")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="pushes", verbose_name="登记信息")
    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    department = models.CharField("部门代码", max_length=8)
    licences = models.JSONField("涉及许可", default=list)
    returned_count = models.PositiveSmallIntegerField("退回次数", default=0)
    rightful = models.CharField("退回时指明的部门", max_length=60, blank=True)
    answer = models.CharField("反馈", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "双告知推送"
        constraints = [models.UniqueConstraint(fields=["registration", "department"], name="one_push_per_department")]


class CreditRecord(models.Model):
    """归集信息: a licence, penalty or third-party rating as it came, with its source. Ratings are only shown."""

    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    kind = models.CharField("类别", max_length=10, choices=list(rules.RECORD_KINDS.items()))
    title = models.CharField("事项", max_length=200)
    document = models.CharField("文书号", max_length=60)
    organ = models.CharField("作出机关", max_length=60)
    decided_on = models.DateField("决定日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    result = models.TextField("内容", blank=True)
    grade = models.CharField("失信程度", max_length=8, blank=True, choices=list(rules.GRADES.items()))
    source = models.CharField("来源系统", max_length=40)
    received_at = models.DateTimeField("收到时间")
    received_by = models.CharField("经手", max_length=60)
    repaired_at = models.DateTimeField("修复时间", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "信用归集信息"
        indexes = [
            models.Index(fields=["entity", "kind"], name="record_of_entity"),
            models.Index(fields=["city", "kind", "-id"], name="record_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["source", "document", "entity"], name="one_record_per_document")]


class RiskWarning(models.Model):
    """监管预警: what a rule saw, pushed to a department to check. Neither the party nor the public sees it."""

    case = models.OneToOneField(
        CASE, models.PROTECT, primary_key=True, related_name="credit_warning", verbose_name="办件"
    )
    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    rule = models.CharField("规则", max_length=16, choices=list(rules.WARNING_RULES.items()))
    key = models.CharField("键", max_length=80)
    words = models.CharField("情况", max_length=200)
    finding = models.CharField("核查结果", max_length=8, blank=True, choices=list(rules.FINDINGS.items()))
    answer = models.CharField("反馈", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "监管预警"
        constraints = [models.UniqueConstraint(fields=["entity", "key"], name="one_warning_per_occasion")]


class Listing(models.Model):
    """经营异常名录: one party, one reason; of individuals 经营异常状态. The same row from suspicion to removal."""

    case = models.OneToOneField(
        CASE, models.PROTECT, primary_key=True, related_name="credit_listing", verbose_name="办件"
    )
    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    reason = models.CharField("原因", max_length=2)
    source = models.CharField("线索来源", max_length=100)
    found = models.TextField("查明事实", blank=True)
    established_on = models.DateField("查实之日", null=True, blank=True)
    drafted_by = models.BigIntegerField("拟办人", null=True, blank=True)
    drafted_by_name = models.CharField("拟办人姓名", max_length=60, blank=True)
    defend_until = models.DateTimeField("申辩期满", null=True, blank=True)
    defence = models.TextField("陈述申辩", blank=True)
    listed_on = models.DateField("列入日期", null=True, blank=True)
    removal_ground = models.TextField("移出理由", blank=True)
    removal_check = models.TextField("核实情况", blank=True)
    checked_by = models.BigIntegerField("核实人", null=True, blank=True)
    checked_by_name = models.CharField("核实人姓名", max_length=60, blank=True)
    removed_on = models.DateField("移出日期", null=True, blank=True)
    reminded_on = models.DateField("三年提示", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "经营异常名录"


class Letter(models.Model):
    """专用信函: a letter to the registered address, and what became of it."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="letters", verbose_name="列入事项")
    sent_on = models.DateField("寄出日期")
    tracking = models.CharField("邮件号", max_length=40)
    outcome = models.CharField("结果", max_length=8, choices=list(rules.LETTER_OUTCOMES.items()))
    noted_by_name = models.CharField("登记人", max_length=60)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "专用信函"
        ordering = ["sent_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["listing", "tracking"], name="one_letter_per_tracking")]


class SeriousListing(models.Model):
    """严重违法失信名单: four requirements with evidence, notice, the party's word, the level above, three years."""

    case = models.OneToOneField(
        CASE, models.PROTECT, primary_key=True, related_name="credit_serious", verbose_name="办件"
    )
    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    domain = models.CharField("违法领域", max_length=8)
    penalty_document = models.CharField("处罚决定书号", max_length=60)
    requirements = models.JSONField("要件与证据", default=dict)
    measures = models.JSONField("管理措施", default=list)
    drafted_by = models.BigIntegerField("拟办人", null=True, blank=True)
    drafted_by_name = models.CharField("拟办人姓名", max_length=60, blank=True)
    defend_until = models.DateTimeField("申辩期满", null=True, blank=True)
    defence = models.TextField("陈述申辩", blank=True)
    listed_on = models.DateField("列入日期", null=True, blank=True)
    ends_on = models.DateField("届满日期", null=True, blank=True)
    early_ground = models.TextField("提前移出理由", blank=True)
    early_conditions = models.JSONField("提前移出条件", default=dict)
    removed_on = models.DateField("移出日期", null=True, blank=True)
    removal_way = models.CharField("移出方式", max_length=10, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "严重违法失信名单"


class Sanction(models.Model):
    """联合惩戒执行: one measure on one party by one department, from a list with a basis, until it is released."""

    case = models.OneToOneField(
        CASE, models.PROTECT, primary_key=True, related_name="credit_sanction", verbose_name="办件"
    )
    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name="措施")
    matter = models.CharField("所依名单事项", max_length=40)  # the number of the listing
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    feedback = models.CharField("执行反馈", max_length=500, blank=True)
    release_due_at = models.DateTimeField("解除回执期限", null=True, blank=True)
    released_at = models.DateTimeField("解除回执", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联合惩戒执行"
        constraints = [
            models.UniqueConstraint(fields=["measure", "matter"], name="one_sanction_per_measure_and_matter")
        ]


class Repair(models.Model):
    """信用修复: a party asks that a record of dishonesty be no longer shown, shared or used."""

    case = models.OneToOneField(
        CASE, models.PROTECT, primary_key=True, related_name="credit_repair", verbose_name="办件"
    )
    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    record = models.ForeignKey(CreditRecord, models.PROTECT, related_name="repairs", verbose_name="信息")
    ground = models.TextField("理由")
    decision = models.CharField("决定说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信用修复"


class Hint(models.Model):
    """内部提示: a note about a party that no law makes a list of. It restricts nothing and is shown inside only."""

    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    words = models.CharField("内容", max_length=300)
    unit_name = models.CharField("单位", max_length=60)
    noted_by_name = models.CharField("登记人", max_length=60)
    noted_at = models.DateTimeField("登记时间")
    until = models.DateField("有效期至")

    class Meta:
        verbose_name = verbose_name_plural = "内部提示"
        ordering = ["-pk"]


class Decision(models.Model):
    """决定书: a numbered paper with its frozen text. The number counts by organ, kind and year."""

    number = models.CharField("文号", max_length=60, unique=True)
    kind = models.CharField("种类", max_length=10)
    matter = models.CharField("事项", max_length=40, db_index=True)
    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    organ = models.ForeignKey(UNIT, models.PROTECT, related_name="+", verbose_name="机关")
    title = models.CharField("标题", max_length=60)
    lines = models.JSONField("正文")
    signed_on = models.DateField("日期")
    drafted_by_name = models.CharField("拟稿", max_length=60, blank=True)
    signed_by_name = models.CharField("签发", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "信用监管文书"
        ordering = ["pk"]


class Certificate(models.Model):
    """信用状况证明: what was on record of a party at a moment; numbered, printed again as it was."""

    number = models.CharField("编号", max_length=40, unique=True)
    entity = models.ForeignKey(ENTITY, models.PROTECT, related_name="+", verbose_name="主体")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    lines = models.JSONField("内容")
    issued_at = models.DateTimeField("出具时间")
    issued_to = models.CharField("申请人", max_length=60)
    purpose = models.CharField("用途", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信用状况证明"
        ordering = ["-pk"]
