"""两库: who inspects (执法检查人员名录库), who advises (专家), and who is inspected (检查对象名录库)."""

from django.db import models

from yishang.contexts.random_inspection.rules import terms


class Department(models.Model):
    """应纳入部门: a unit that takes part in 双随机, and its line (SJ 市场监管 …), which the items name."""

    unit = models.OneToOneField("directory.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    line = models.CharField("条线", max_length=12)
    joined_on = models.DateField("纳入日期")
    left_on = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纳入部门"

    def __str__(self) -> str:
        return self.unit.short_name


class Inspector(models.Model):
    """执法检查人员, with the certificate without which nobody inspects (行政处罚法 第四十二条)."""

    number = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=60)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="inspectors", verbose_name="单位")
    account = models.OneToOneField(
        "directory.Account", models.PROTECT, null=True, blank=True, related_name="inspector", verbose_name="账号"
    )
    level = models.CharField("层级", max_length=8)  # CITY, COUNTY, as the unit's on entry
    certificate_no = models.CharField("执法证号", max_length=40, unique=True)
    certificate_until = models.DateField("证件有效期至")
    area = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="执法区域")
    skills = models.JSONField("业务专长", default=list, blank=True)  # categories or codes of items
    state = models.CharField("状态", max_length=8, choices=list(terms.INSPECTOR_STATES.items()), default="ACTIVE")
    away_until = models.DateField("请假至", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "执法检查人员"
        indexes = [models.Index(fields=["unit", "state"], name="inspector_of_unit")]

    def __str__(self) -> str:
        return self.name


class Expert(models.Model):
    """专家: advises, is no inspector and never counts towards the two (handbook 2.2)."""

    number = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=60)
    organisation = models.CharField("工作单位", max_length=100)
    field = models.CharField("专业", max_length=60)
    title = models.CharField("职称", max_length=40, blank=True)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", verbose_name="聘请部门")
    valid_until = models.DateField("入库有效期至")
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "专家"

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """回避关系: why somebody must not inspect a company; ended, never deleted. Never published."""

    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="relations", verbose_name="人员")
    entity = models.ForeignKey("parties.MarketEntity", models.PROTECT, related_name="+", verbose_name="企业")
    kind = models.CharField("关系", max_length=12, choices=list(terms.RELATIONS.items()))
    until = models.DateField("止", null=True, blank=True)
    noted_by_name = models.CharField("登记人", max_length=60)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避关系"
        constraints = [
            models.UniqueConstraint(fields=["inspector", "entity", "kind"], name="one_relation_of_a_kind"),
        ]


class Training(models.Model):
    """培训: a course with those who attended; setting `training_days` keeps the untrained out of the pool."""

    title = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=8, choices=list(terms.TRAININGS.items()))
    held_on = models.DateField("日期")
    hours = models.PositiveSmallIntegerField("学时")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", verbose_name="举办单位")
    noted_by_name = models.CharField("登记人", max_length=60)
    inspectors = models.ManyToManyField(Inspector, related_name="trainings", verbose_name="参加人员")

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class SpecialLibrary(models.Model):
    """专项库: objects of one trade by their licence; it and its tag are tied both ways."""

    code = models.CharField("标签", max_length=20, unique=True)
    name = models.CharField("名称", max_length=60)
    line = models.CharField("条线", max_length=12)
    permit = models.CharField("许可或备案", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专项库"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class InspectObject(models.Model):
    """检查对象: a company, or a device, place or product that it answers for (`ref` names it)."""

    entity = models.ForeignKey("parties.MarketEntity", models.PROTECT, related_name="+", verbose_name="企业")
    kind = models.CharField("种类", max_length=10, choices=list(terms.OBJECT_KINDS.items()), default="ENTITY")
    ref = models.CharField("设备、场所、产品", max_length=80, blank=True)
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="属地")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    industry = models.CharField("行业（GB/T 4754）", max_length=4, blank=True)
    registrar = models.CharField("登记机关", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=list(terms.OBJECT_STATES.items()), default="ACTIVE")
    risk = models.CharField("信用风险", max_length=1, choices=list(terms.RISKS.items()), blank=True)
    risk_month = models.DateField("分类月份", null=True, blank=True)  # its first day
    risk_source = models.CharField("分类来源", max_length=40, blank=True)  # who said so; empty: a table handed in here
    fault = models.CharField("待治理", max_length=100, blank=True)  # why it cannot be drawn until somebody mends it
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "检查对象"
        constraints = [models.UniqueConstraint(fields=["entity", "kind", "ref"], name="one_object_per_entity_and_ref")]
        indexes = [models.Index(fields=["city", "region", "state"], name="object_of_region")]

    def __str__(self) -> str:
        return f"{self.entity.name} {self.ref}".strip()


class Permit(models.Model):
    """专项库条目: an object's licence in a special library. Its import sets the tag, its end removes it."""

    library = models.ForeignKey(SpecialLibrary, models.PROTECT, related_name="permits", verbose_name="专项库")
    object = models.ForeignKey(InspectObject, models.PROTECT, related_name="permits", verbose_name="对象")
    number = models.CharField("许可证号", max_length=60, blank=True)
    valid_to = models.DateField("有效期至", null=True, blank=True)
    ended_on = models.DateField("失效日期", null=True, blank=True)
    end_reason = models.CharField("失效原因", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专项库条目"
        constraints = [models.UniqueConstraint(fields=["library", "object", "number"], name="one_permit_per_object")]


class ObjectTag(models.Model):
    """标签: one per object and special library, as long as a valid entry stands there."""

    object = models.ForeignKey(InspectObject, models.PROTECT, related_name="tags", verbose_name="对象")
    library = models.ForeignKey(SpecialLibrary, models.PROTECT, related_name="tags", verbose_name="专项库")

    class Meta:
        verbose_name = verbose_name_plural = "标签"
        constraints = [models.UniqueConstraint(fields=["object", "library"], name="one_tag_per_object")]


class Quarantined(models.Model):
    """待治理: a row whose credit code is unsound; it waits here and is in no draw."""

    uscc = models.CharField("统一社会信用代码", max_length=40)
    name = models.CharField("名称", max_length=200)
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    why = models.CharField("问题", max_length=200)
    noted_at = models.DateTimeField("时间")
    settled_at = models.DateTimeField("治理时间", null=True, blank=True)
    settled_words = models.CharField("怎样治理的", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待治理"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc", "name"], condition=models.Q(settled_at=None), name="one_quarantined_at_a_time"
            )
        ]
