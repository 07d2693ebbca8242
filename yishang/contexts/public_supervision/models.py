import uuid

from django.db import models

from yishang.contexts.public_supervision import rules


class Topic(models.Model):
    """点题: what the public asks its departments to look into, from the proposal to what came of it."""

    class Origin(models.TextChoices):
        CITIZEN = "CITIZEN", "群众自拟"
        DEPARTMENT = "DEPARTMENT", "部门发布"

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="public_topic", verbose_name="办件"
    )
    origin = models.CharField("来源", max_length=10, choices=Origin)
    content = models.CharField("说明", max_length=300, blank=True)
    proposed_verdict = models.CharField("初审意见", max_length=8, blank=True)
    reason = models.CharField("审核理由", max_length=300, blank=True)
    collect_days = models.PositiveSmallIntegerField("征集期（工作日）", default=10)
    collects_from = models.DateTimeField("征集开始", null=True, blank=True)
    collects_until = models.DateTimeField("征集结束", null=True, blank=True)
    merged_votes = models.PositiveIntegerField("并入各题的票", default=0)
    answer_kind = models.CharField("答复", max_length=8, blank=True)
    answer = models.TextField("答复内容", blank=True)
    answered_at = models.DateTimeField("答复公布", null=True, blank=True)
    answer_due_at = models.DateTimeField("答复期限", null=True, blank=True)
    task_number = models.CharField("检查任务", max_length=40, blank=True)
    result = models.TextField("结果", blank=True)
    result_at = models.DateTimeField("结果公布", null=True, blank=True)
    drafted_by_id = models.BigIntegerField("拟稿人", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "点题"


class Vote(models.Model):
    """One telephone's vote for one topic. Its mark fits no other topic; the key and the day tell no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="votes", db_index=False, verbose_name="点题")
    voter = models.CharField("手机标记", max_length=64)
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "投票"
        constraints = [models.UniqueConstraint(fields=["topic", "voter"], name="one_vote_per_phone_and_topic")]


class Report(models.Model):
    """投诉举报: what somebody told us. What they wrote is sealed; who they are is not in this table at all."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="public_report", verbose_name="办件"
    )
    nature = models.CharField("性质", max_length=10, choices=list(rules.NATURES.items()))
    receipt = models.CharField("回执码摘要", max_length=64, unique=True)
    told = models.BinaryField("内容（加密）")
    is_named = models.BooleanField("实名", default=False)
    wants_reward = models.BooleanField("要奖励", default=False)
    handler_id = models.BigIntegerField("承办人", null=True, blank=True)
    handler_name = models.CharField("承办人姓名", max_length=60, blank=True)
    decision = models.CharField("决定", max_length=10, choices=list(rules.DECISIONS.items()), blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    drafted_by_id = models.BigIntegerField("拟定人", null=True, blank=True)
    is_extended = models.BooleanField("已延长", default=False)
    is_transferred = models.BooleanField("已移送", default=False)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "投诉举报"


class Reporter(models.Model):
    """举报人: who reported, sealed under a key of its own. Nothing says when, or leads to the report without a key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    locator = models.CharField("定位摘要", max_length=64, unique=True)
    key = models.CharField("密钥标识", max_length=40)
    sealed = models.BinaryField("身份（加密）")

    class Meta:
        verbose_name = verbose_name_plural = "举报人"


class Grant(models.Model):
    """身份查看审批: the handling officer asks to see who reported, another person allows it for a day."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="grants", verbose_name="投诉举报")
    reason = models.CharField("理由", max_length=200)
    asked_by_id = models.BigIntegerField("申请人")
    asked_by_name = models.CharField("申请人姓名", max_length=60)
    asked_at = models.DateTimeField("申请时间")
    granted_by_name = models.CharField("审批人", max_length=60, blank=True)
    granted_at = models.DateTimeField("同意时间", null=True, blank=True)
    ends_at = models.DateTimeField("失效", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "身份查看审批"
        ordering = ["-id"]


class Message(models.Model):
    """一来一往: the unit's answers and what the reporter added, sealed; of the reporter's only the day is kept."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="messages", verbose_name="投诉举报")
    is_from_unit = models.BooleanField("单位答复")
    text = models.BinaryField("内容（加密）")
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "往来"
        ordering = ["id"]


class Association(models.Model):
    """行业协会: registered by a department; its account speaks for the social organisation's entity."""

    entity = models.OneToOneField("parties.MarketEntity", models.PROTECT, related_name="+", verbose_name="登记主体")
    field = models.CharField("领域", max_length=2, choices=list(rules.FIELDS.items()))
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", verbose_name="登记部门")
    representative = models.CharField("代表", max_length=60)
    registered_at = models.DateTimeField("登记时间")
    items = models.JSONField("自查项目", default=list)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "行业协会"

    def __str__(self) -> str:
        return self.entity.name


class Pledge(models.Model):
    """自律公约: a version of it; an older one stays when a newer is published."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="pledges", verbose_name="协会")
    version = models.PositiveSmallIntegerField("版本")
    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=list(rules.PAPER_STATES.items()))
    reason = models.CharField("退回理由", max_length=200, blank=True)
    submitted_by_name = models.CharField("提交人", max_length=60)
    submitted_at = models.DateTimeField("提交时间")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自律公约"
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["association", "version"], name="one_pledge_per_version")]


class SelfCheck(models.Model):
    """会员自查: what a member says of itself, item by item, with the items as they were asked."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="checks", verbose_name="协会")
    entity = models.ForeignKey("parties.MarketEntity", models.PROTECT, related_name="+", verbose_name="会员")
    items = models.JSONField("项目")
    answers = models.JSONField("自查结果")
    note = models.CharField("说明", max_length=300, blank=True)
    checked_on = models.DateField("自查日期")
    state = models.CharField("状态", max_length=10, choices=list(rules.PAPER_STATES.items()))
    reason = models.CharField("退回理由", max_length=200, blank=True)
    submitted_by_name = models.CharField("提交人", max_length=60)
    submitted_at = models.DateTimeField("提交时间")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会员自查"
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "entity", "checked_on"], name="one_self_check_per_member_and_day"
            )
        ]
