"""One inspection on the spot: the team, the form, what was found, what was ordered. Its state stands on its case."""

from django.db import models

from yishang.contexts.random_inspection.models.libraries import Inspector
from yishang.contexts.random_inspection.models.planning import Task
from yishang.contexts.random_inspection.rules import onsite, terms

ROLES = {"OFFICER": "执法人员", "EXPERT": "专家"}
WORDS = {"CONFIRMED": "认可", "DISPUTED": "有异议"}
ORDER_STATES = {
    "OPEN": "整改中",
    "HANDED_IN": "已提交材料",
    "PASSED": "复查合格",
    "FAILED": "复查不合格",
    "WITHDRAWN": "结果退回更正，以重新责令的为准",
}


class Inspection(models.Model):
    """检查: one company of one task. Merged ones point to the one whose form carries both."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="inspection", verbose_name="办件"
    )
    task = models.ForeignKey(Task, models.PROTECT, related_name="inspections", verbose_name="任务")
    entity = models.ForeignKey("parties.MarketEntity", models.PROTECT, related_name="inspections", verbose_name="企业")
    items = models.JSONField("事项", default=list)  # [{"code", "name"}] as they were when it was opened
    lines = models.JSONField("检查表", default=list)  # onsite.Line.told(), frozen
    planned_on = models.DateField("检查日期", null=True, blank=True)
    first_day = models.DateField("可选最早", null=True, blank=True)
    last_day = models.DateField("可选最晚", null=True, blank=True)
    is_unannounced = models.BooleanField("不预先通知", default=False)
    on_spot = models.BooleanField("上门", default=True)  # else 不见面监管: nobody comes to the door
    notified_at = models.DateTimeField("通知时间", null=True, blank=True)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name="并入"
    )
    client_key = models.CharField("手机上的编号", max_length=60, blank=True)
    entered_at = models.DateTimeField("入企", null=True, blank=True)
    scanned_at = models.DateTimeField("扫码", null=True, blank=True)
    entry_way = models.CharField("扫码方式", max_length=12, choices=list(onsite.WAYS.items()), blank=True)
    entry_reason = models.CharField("未在入企时扫码的原因", max_length=300, blank=True)
    present = models.JSONField("到场人员", default=list, blank=True)  # keys of the team
    left_at = models.DateTimeField("离开", null=True, blank=True)
    ended_on = models.DateField("检查结束", null=True, blank=True)
    results = models.JSONField("结果", default=list, blank=True)
    problem = models.TextField("发现的问题", blank=True)
    measures = models.CharField("处理措施", max_length=1000, blank=True)
    signatures = models.JSONField("签字", default=list, blank=True)  # [{"who", "as", "picture"}]
    refusal_note = models.CharField("拒绝检查记录", max_length=1000, blank=True)
    entered_by_id = models.BigIntegerField("录入人", null=True, blank=True)
    entered_by_name = models.CharField("录入人姓名", max_length=60, blank=True)
    reviewed_by_id = models.BigIntegerField("审核人", null=True, blank=True)
    published_on = models.DateField("公示日期", null=True, blank=True)
    days_late = models.PositiveSmallIntegerField("公示逾期（工作日）", default=0)
    company_word = models.CharField("企业意见", max_length=10, choices=list(WORDS.items()), blank=True)
    company_note = models.CharField("企业说明", max_length=500, blank=True)
    is_rated = models.BooleanField("已评价", default=False)  # that, never what or when: see kernel ratings
    cancel_reason = models.CharField("取消理由", max_length=300, blank=True)
    cancel_asked_by_id = models.BigIntegerField("申请取消人", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "检查"
        constraints = [models.UniqueConstraint(fields=["task", "entity"], name="one_inspection_per_task")]
        indexes = [
            models.Index(fields=["entity", "ended_on"], name="inspection_of_entity"),
            models.Index(fields=["planned_on"], name="inspection_planned"),
            models.Index(fields=["ended_on"], name="inspection_ended"),
        ]

    def __str__(self) -> str:
        return str(self.case)


class TeamMember(models.Model):
    """检查组成员, with the certificate as it was shown; whoever steps aside leaves the row and stays in the facts."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="team", verbose_name="检查")
    inspector = models.ForeignKey(Inspector, models.PROTECT, null=True, blank=True, related_name="+")
    account = models.ForeignKey(
        "directory.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账号"
    )
    role = models.CharField("身份", max_length=8, choices=list(ROLES.items()), default="OFFICER")
    name = models.CharField("姓名", max_length=60)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    certificate_no = models.CharField("执法证号", max_length=40, blank=True)
    certificate_until = models.DateField("证件有效期至", null=True, blank=True)
    objected_by = models.CharField("申请回避", max_length=8, blank=True)  # COMPANY, OFFICER; empty: nobody
    cause = models.CharField("缘由", max_length=8, choices=list(terms.STEPS_ASIDE.items()), default="RECUSAL")
    objection = models.CharField("回避理由", max_length=300, blank=True)
    decided = models.CharField("决定", max_length=300, blank=True)  # why it was not granted

    class Meta:
        verbose_name = verbose_name_plural = "检查组成员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "account"], name="one_member_per_account"),
            models.UniqueConstraint(fields=["inspection", "inspector"], name="one_member_per_inspector"),
        ]
        indexes = [models.Index(fields=["account"], name="team_of_account")]

    def __str__(self) -> str:
        return self.name


class LineAnswer(models.Model):
    """逐项结果: what the department that answers for a line says of it, and who signed."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="answers", verbose_name="检查")
    line = models.CharField("项", max_length=12)
    value = models.CharField("结果", max_length=10, choices=list(onsite.VALUES.items()))
    finding = models.CharField("发现的问题", max_length=1000, blank=True)
    pictures = models.JSONField("照片", default=list, blank=True)
    by_id = models.BigIntegerField("填写人", null=True, blank=True)
    by_name = models.CharField("填写人姓名", max_length=60)
    at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "逐项结果"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["inspection", "line"], name="one_answer_per_line")]


class Correction(models.Model):
    """责令改正: one order with its day; an order that was not met is followed by another."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="orders", verbose_name="检查")
    content = models.CharField("责令改正的内容", max_length=1000)
    days = models.PositiveSmallIntegerField("期限（工作日）")
    ordered_at = models.DateTimeField("责令时间")
    ordered_by_name = models.CharField("责令人", max_length=60)
    due_at = models.DateTimeField("期限")
    state = models.CharField("状态", max_length=10, choices=list(ORDER_STATES.items()), default="OPEN")
    answer = models.CharField("整改情况", max_length=1000, blank=True)
    pictures = models.JSONField("整改照片", default=list, blank=True)
    answered_at = models.DateTimeField("提交时间", null=True, blank=True)
    expired_at = models.DateTimeField("逾期时间", null=True, blank=True)
    checked_at = models.DateTimeField("复查时间", null=True, blank=True)
    checked_by_name = models.CharField("复查人", max_length=60, blank=True)
    checked_words = models.CharField("复查意见", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "责令改正"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="OPEN", expired_at=None), name="correction_waiting"
            )
        ]


class ResultCode(models.Model):
    """result_code_map: what our result is called in another system, from a day on (data/result_codes.csv)."""

    target_system = models.CharField("系统", max_length=20)
    inner = models.CharField("本平台", max_length=4, blank=True)
    outer = models.CharField("对方代码", max_length=20)
    text = models.CharField("对方名称", max_length=80)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结果代码对照"
        ordering = ["target_system", "outer"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_system", "inner", "outer", "effective_from"], name="one_result_code_per_day"
            )
        ]
