from django.db import models

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.rules import georeport, hotline


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
    dispatched_count = models.PositiveSmallIntegerField("派单次数", default=0)
    half_time_at = models.DateTimeField("时限过半", null=True, blank=True)
    progressed_at = models.DateTimeField("最近办理记录", null=True, blank=True)
    is_uncontacted = models.BooleanField("企业称未联系", default=False)
    review_on = models.DateField("挂账复查日期", null=True, blank=True)
    shelving_extended_count = models.PositiveSmallIntegerField("延长挂账次数", default=0)
    urged_at = models.DateTimeField("最近催办", null=True, blank=True)
    urged_count = models.PositiveSmallIntegerField("催办次数", default=0)
    content_digest = models.CharField("内容摘要", max_length=64, db_index=True)
    origin = models.CharField("由来", max_length=40, blank=True)  # the visit that brought it back: ZF-…
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
        indexes = [  # what time brings about is a range of a small index, never a look at all that is open
            models.Index(
                fields=["half_time_at"],
                condition=models.Q(half_time_at__isnull=False, progressed_at__isnull=True),
                name="appeal_half_time",
            ),
            models.Index(fields=["review_on"], condition=models.Q(review_on__isnull=False), name="appeal_review_on"),
        ]

    def __str__(self) -> str:
        return str(self.case)


class ReportedPlace(models.Model):
    """上报位置: where a client of the Open311 interface said that it is, in words or in degrees (WGS-84)."""

    appeal = models.OneToOneField(
        Appeal, models.PROTECT, primary_key=True, related_name="reported_place", verbose_name="诉求"
    )
    address = models.CharField("地址", max_length=georeport.ADDRESS_MAX, blank=True)
    address_id = models.CharField("地址编号", max_length=georeport.ADDRESS_MAX, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    long = models.FloatField("经度", null=True, blank=True)
    media_url = models.CharField("附件链接", max_length=georeport.URL_MAX, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上报位置"


class Meeting(models.Model):
    """会议: what was coordinated above the unit (联席会议, 主任办公会, 市政府专题会议), with its minutes."""

    number = models.CharField("编号", max_length=40, unique=True)
    kind = models.CharField("种类", max_length=10, choices=list(rules.MEETINGS.items()))
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    title = models.CharField("议题", max_length=200)
    held_on = models.DateField("召开日期")
    convener = models.CharField("召集人", max_length=60)
    units = models.ManyToManyField("directory.Unit", related_name="+", verbose_name="参加单位")
    minutes = models.TextField("纪要", blank=True)
    recorded_by_id = models.BigIntegerField("登记人", null=True, blank=True)
    recorded_by_name = models.CharField("登记人姓名", max_length=60, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        indexes = [models.Index(fields=["city", "-held_on", "-id"], name="meeting_city_newest")]


class AgendaItem(models.Model):
    """上会诉求: an appeal on a meeting's agenda, and what was said to be told to the company."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda", verbose_name="会议")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="meetings", verbose_name="诉求")
    conclusion = models.TextField("议定意见")

    class Meta:
        verbose_name = verbose_name_plural = "上会诉求"
        constraints = [models.UniqueConstraint(fields=["meeting", "appeal"], name="one_item_per_meeting_and_appeal")]


class Decision(models.Model):
    """决议: what a meeting asks of a unit by a day. It runs as a matter of its own under the appeal (kind task)."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="decision", verbose_name="办件"
    )
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions", verbose_name="上会诉求")
    task = models.TextField("任务")
    due_on = models.DateField("完成期限")
    result = models.TextField("完成情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "决议"


class AppealWarning(models.Model):
    """预警: what went wrong on the way of an appeal (W1–W5), since when and why; `ended_at` when it is so no more."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="warnings", verbose_name="诉求")
    code = models.CharField("规则", max_length=2, choices=list(rules.WARNINGS.items()))
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办单位"
    )
    reason = models.CharField("理由", max_length=300)
    raised_at = models.DateTimeField("发生")
    ended_at = models.DateTimeField("解除", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预警"
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "code"], condition=models.Q(ended_at__isnull=True), name="one_open_warning_per_code"
            )
        ]
        indexes = [models.Index(fields=["code", "appeal"], condition=models.Q(ended_at=None), name="warning_open")]


class ReplyTemplate(models.Model):
    """答复模板: words for a move, of one person, of one unit, or of everybody (both empty)."""

    move = models.CharField("用于", max_length=40)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name="类别")
    account_id = models.BigIntegerField("个人", null=True, blank=True)
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    title = models.CharField("名称", max_length=40)
    text = models.TextField("内容")
    retired_at = models.DateTimeField("停用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复模板"
        indexes = [models.Index(fields=["move", "unit"], name="reply_template_move")]


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


class HotlineOrder(models.Model):
    """热线工单: an order of the 12345 line that became an appeal, or an appeal that was handed to the line."""

    source = models.CharField("来源系统", max_length=20)
    order_no = models.CharField("热线单号", max_length=60, blank=True)  # handed over: empty until the receipt
    direction = models.CharField("方向", max_length=3, choices=list(hotline.DIRECTIONS.items()))
    appeal = models.ForeignKey(
        Appeal, models.PROTECT, null=True, blank=True, related_name="hotline_orders", verbose_name="诉求"
    )  # empty: a later message came before the order itself
    status = models.CharField("热线状态", max_length=20, blank=True)
    is_closed = models.BooleanField("热线已办结", default=False)
    sequence = models.PositiveIntegerField("最新序号", default=0)
    received_at = models.DateTimeField("收到或转出", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "热线工单"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "order_no"], condition=~models.Q(order_no=""), name="one_order_per_number_and_source"
            ),
            models.UniqueConstraint(fields=["appeal", "direction"], name="one_order_per_appeal_and_direction"),
        ]


class HotlineMessage(models.Model):
    """热线报文: one message over the line, either way. What we send waits for its receipt."""

    order = models.ForeignKey(HotlineOrder, models.PROTECT, related_name="messages", verbose_name="热线工单")
    source = models.CharField("来源系统", max_length=20)
    direction = models.CharField("方向", max_length=3, choices=list(hotline.DIRECTIONS.items()))
    message_id = models.CharField("报文编号", max_length=80)
    kind = models.CharField("种类", max_length=10, choices=list(hotline.KINDS.items()))
    sequence = models.PositiveIntegerField("序号", default=0)
    body = models.JSONField("内容", default=dict)
    said_at = models.DateTimeField("对方时间", null=True, blank=True)
    at = models.DateTimeField("时间")
    state = models.CharField("状态", max_length=8, choices=list(hotline.MESSAGE_STATES.items()))
    pushes = models.PositiveSmallIntegerField("已推次数", default=0)
    next_push_at = models.DateTimeField("下次推送", null=True, blank=True)
    acked_at = models.DateTimeField("回执时间", null=True, blank=True)
    last_error = models.CharField("原因", max_length=200, blank=True)
    settled_by = models.CharField("处理人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "热线报文"
        constraints = [
            models.UniqueConstraint(fields=["source", "direction", "message_id"], name="one_message_per_id"),
        ]
        indexes = [
            models.Index(fields=["next_push_at"], condition=models.Q(state=hotline.PENDING), name="hotline_due"),
            models.Index(fields=["state", "-id"], name="hotline_state_newest"),
        ]


class HotlineDay(models.Model):
    """热线对账: one day's orders, ours beside theirs."""

    day = models.DateField("日期", unique=True)
    ours = models.PositiveIntegerField("我方")
    theirs = models.PositiveIntegerField("对方")
    missing_here = models.PositiveIntegerField("我方没有")
    missing_there = models.PositiveIntegerField("对方没有")
    differing = models.PositiveIntegerField("不一致")
    made_at = models.DateTimeField("对账时间")

    class Meta:
        verbose_name = verbose_name_plural = "热线对账"
        ordering = ["-day"]


class HotlineDayOrder(models.Model):
    """One order of a day on both sides; a side that does not know it is None."""

    day = models.ForeignKey(HotlineDay, models.CASCADE, related_name="orders", verbose_name="日期")
    order_no = models.CharField("热线单号", max_length=60, blank=True)
    appeal_number = models.CharField("诉求编号", max_length=40, blank=True)
    here = models.BooleanField("我方办结", null=True)
    there = models.BooleanField("对方办结", null=True)
    verdict = models.CharField("结论", max_length=14, choices=list(hotline.VERDICTS.items()))

    class Meta:
        verbose_name = verbose_name_plural = "对账明细"
        indexes = [models.Index(fields=["day", "verdict", "id"], name="hotline_day_verdict")]


class CategoryModel(models.Model):
    """分类模型: what was learned from the city's own triage decisions, when, from how many, and how well it did."""

    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    made_at = models.DateTimeField("学成")
    decisions = models.PositiveIntegerField("分类决定（件）")
    accuracy = models.FloatField("五折准确率")
    macro_f1 = models.FloatField("五折宏平均 F1")
    size = models.PositiveIntegerField("字节")
    data = models.BinaryField("模型")

    class Meta:
        verbose_name = verbose_name_plural = "分类模型"
        indexes = [models.Index(fields=["city", "-made_at"], name="category_model_newest")]


class HotTopic(models.Model):
    """热点: open and recent appeals of a county that speak of one matter; grouped anew from time to time."""

    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", verbose_name="市")
    made_at = models.DateTimeField("归集")
    title = models.CharField("题目", max_length=200)
    place = models.CharField("地点", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "热点"


class TopicMember(models.Model):
    """热点诉求: an appeal in a topic; an appeal is in one at most."""

    topic = models.ForeignKey(HotTopic, models.CASCADE, related_name="members", verbose_name="热点")
    appeal = models.OneToOneField(Appeal, models.CASCADE, related_name="topic_member", verbose_name="诉求")

    class Meta:
        verbose_name = verbose_name_plural = "热点诉求"
