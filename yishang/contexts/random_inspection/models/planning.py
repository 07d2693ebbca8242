"""Plan → task → pool → draw → teams. State, number and unit stand on the case of each."""

from django.db import models

from yishang.contexts.random_inspection.models.items import InspectItem
from yishang.contexts.random_inspection.models.libraries import InspectObject, Inspector
from yishang.contexts.random_inspection.rules import terms


class Plan(models.Model):
    """年度抽查计划: who inspects what of whom, when; published before 31 March. Its unit drafted it."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="inspection_plan", verbose_name="办件"
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类型", max_length=10, choices=list(terms.PLAN_TYPES.items()))
    way = models.CharField("方式", max_length=10, choices=list(terms.WAYS.items()))
    items = models.ManyToManyField(InspectItem, related_name="plans", verbose_name="事项")
    units = models.ManyToManyField("directory.Unit", related_name="+", verbose_name="参与部门")
    scope = models.CharField("对象范围", max_length=200)
    amount = models.CharField("比例或户数", max_length=60)
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    drafted_by_id = models.BigIntegerField("拟稿人", null=True, blank=True)
    drafted_by_name = models.CharField("拟稿人姓名", max_length=60)
    drafters = models.JSONField("起草和修改过的人", default=list)  # none of them approves it
    filed_by_id = models.BigIntegerField("审核人", null=True, blank=True)
    filing_no = models.CharField("报备号", max_length=60, blank=True)
    published_on = models.DateField("公示日期", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "抽查计划"
        indexes = [models.Index(fields=["year"], name="plan_of_year")]


class Task(models.Model):
    """抽查任务: one batch: drawn by lot, special, or without anybody coming."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="inspection_task", verbose_name="办件"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="计划"
    )  # none: a special task, for the reason that it gives
    kind = models.CharField("种类", max_length=8, choices=list(terms.TASK_TYPES.items()), default="DRAWN")
    joint = models.CharField("类型", max_length=10, choices=list(terms.PLAN_TYPES.items()))
    way = models.CharField("方式", max_length=10, choices=list(terms.WAYS.items()))
    batch = models.PositiveSmallIntegerField("批次", default=1)
    reason = models.CharField("缘由", max_length=300, blank=True)  # of a special task: report, topic, instruction
    source = models.CharField("来源编号", max_length=40, blank=True)  # the topic or lead that it follows
    items = models.ManyToManyField(InspectItem, related_name="tasks", verbose_name="事项")
    units = models.ManyToManyField("directory.Unit", related_name="+", verbose_name="参与部门")
    conditions = models.JSONField("定向条件", default=dict, blank=True)
    ratios = models.CharField("比例", max_length=60, blank=True)  # A1 B3 C10 D50; empty: the items' and the city's
    count = models.PositiveIntegerField("户数", null=True, blank=True)  # empty: by the strata's ratios
    strata = models.JSONField("分层", default=dict, blank=True)  # S1 → {"risk": "A", "ratio": "1"}; never public
    team_size = models.PositiveSmallIntegerField("每组人数", default=2)
    drawn_on = models.DateField("抽取日期", null=True, blank=True)
    inspect_from = models.DateField("检查起", null=True, blank=True)
    due_on = models.DateField("完成时限")
    is_unannounced = models.BooleanField("不预先通知", default=False)
    draw_id = models.CharField("抽取编号", max_length=59, blank=True)
    drafted_by_id = models.BigIntegerField("建立人", null=True, blank=True)
    drafted_by_name = models.CharField("建立人姓名", max_length=60)
    redraw_cause = models.CharField("重抽原因", max_length=10, blank=True)  # asked for, and by whom
    redraw_asked_by_id = models.BigIntegerField("申请重抽人", null=True, blank=True)
    cancel_reason = models.CharField("取消理由", max_length=300, blank=True)
    cancel_asked_by_id = models.BigIntegerField("申请取消人", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "抽查任务"
        indexes = [models.Index(fields=["plan"], name="task_of_plan")]

    @property
    def is_joint(self) -> bool:
        return self.joint == "JOINT"


class Candidate(models.Model):
    """候选对象 as frozen: in a stratum, or left out for a reason; and whether the lot fell on it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="candidates", verbose_name="任务")
    object = models.ForeignKey(InspectObject, models.PROTECT, related_name="candidacies", verbose_name="对象")
    stratum = models.CharField("层", max_length=4, blank=True)
    excluded = models.CharField("排除原因", max_length=20, blank=True)
    is_selected = models.BooleanField("抽中", null=True, default=None)
    void_reason = models.CharField("未检查原因", max_length=200, blank=True)  # VOID: gone after the draw; replaced
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="替补"
    )
    inspection = models.CharField("检查编号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "候选对象"
        constraints = [models.UniqueConstraint(fields=["task", "object"], name="one_candidacy_per_task")]
        indexes = [models.Index(fields=["task", "is_selected"], name="selected_of_task")]


class Assignment(models.Model):
    """派员: whom the same lot sends to whom, as drawn, as named next by its order, or borrowed where it has nobody."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="assignments", verbose_name="对象")
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="assignments", verbose_name="人员")
    is_borrowed = models.BooleanField("借调", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "派员"
        constraints = [models.UniqueConstraint(fields=["candidate", "inspector"], name="one_assignment_each")]


class LastInspection(models.Model):
    """最近检查: when an object was last inspected for an item; kept by whoever closes an inspection."""

    object = models.ForeignKey(InspectObject, models.PROTECT, related_name="last_inspections", verbose_name="对象")
    item_code = models.CharField("事项", max_length=20)
    on = models.DateField("日期")
    inspectors = models.JSONField("人员", default=list, blank=True)  # keys of inspectors

    class Meta:
        verbose_name = verbose_name_plural = "最近检查"
        constraints = [models.UniqueConstraint(fields=["object", "item_code"], name="one_last_inspection_per_item")]
        indexes = [models.Index(fields=["item_code", "on"], name="last_inspection_of_item")]
