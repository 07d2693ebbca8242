from django.db import models
from django.db.models import Q


class Draw(models.Model):
    """抽取: a commitment, what the source of randomness said, and the record that follows from both.

    `commitment`, `officers`, `recusals` and `record` are kept as the very text that is published, because digests are
    taken of it; the pool, which may be large, in `PoolChunk`s.
    """

    class State(models.TextChoices):
        COMMITTED = "COMMITTED", "已承诺，待产生随机数"
        DRAWN = "DRAWN", "已抽取"
        WITHDRAWN = "WITHDRAWN", "已撤回"
        VOID = "VOID", "作废"

    draw_id = models.CharField("抽取编号", max_length=59, unique=True)  # `draw:` and this is the journal's subject
    title = models.CharField("名称", max_length=200)
    purpose = models.CharField("用途", max_length=64)
    created_at = models.DateTimeField("承诺时间")
    reveal_by = models.DateTimeField("见证人公布期限", null=True, blank=True)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.COMMITTED)
    commitment = models.TextField("承诺书")
    commitment_sha256 = models.CharField("承诺书摘要", max_length=64)
    officers = models.TextField("人员名单", blank=True)
    recusals = models.TextField("回避名单", blank=True)
    reveals = models.JSONField("已公布的值", default=dict)
    record = models.TextField("抽取记录", blank=True)
    events = models.JSONField("公布后的事项", default=list, blank=True)
    void_reason = models.CharField("作废或撤回原因", max_length=500, blank=True)
    secret = models.BinaryField("化名的密钥（已加密）", default=b"")
    plain_names = models.JSONField("人员和层的本名", default=dict, blank=True)
    repeats = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name="重抽自"
    )

    class Meta:
        verbose_name = verbose_name_plural = "抽取"
        indexes = [models.Index(fields=["purpose", "-created_at"], name="draw_purpose_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["DRAWN", "WITHDRAWN"]) & ~Q(record="")
                | Q(state__in=["COMMITTED", "VOID"]) & Q(record=""),
                name="draw_record_exactly_when_made",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["VOID", "WITHDRAWN"]) & ~Q(void_reason="")
                | Q(state__in=["COMMITTED", "DRAWN"]) & Q(void_reason=""),
                name="draw_reason_exactly_when_given_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.title}"


class WitnessInvitation(models.Model):
    """见证人邀请: somebody named, without an account, who promises and reveals by a link for one draw only."""

    name = models.CharField("姓名", max_length=20)
    role = models.CharField("身份", max_length=30)
    matter = models.CharField("用于哪次抽取", max_length=100)
    token_sha256 = models.CharField("链接的摘要", max_length=64, unique=True)
    invited_by_id = models.BigIntegerField("邀请人", null=True)
    invited_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("提交摘要的截止时间")
    commitment = models.CharField("随机值的摘要", max_length=64, blank=True)
    promised_at = models.DateTimeField("提交摘要的时间", null=True, blank=True)
    wrong_values = models.PositiveIntegerField("填错的次数", default=0)
    draw = models.ForeignKey(
        Draw, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="抽取"
    )

    class Meta:
        verbose_name = verbose_name_plural = "见证人邀请"
        indexes = [models.Index(fields=["-invited_at"], name="draw_invitation_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=~Q(commitment=""), name="draw_promise_of_one_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class PoolChunk(models.Model):
    """名单的一段: so many lines of a frozen pool, compressed, and the ids behind them where those are pseudonyms."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="chunks", verbose_name="抽取")
    number = models.PositiveIntegerField("序号")
    first = models.TextField("第一个编号")
    lines = models.BinaryField("名单各行（zlib）")
    plain = models.BinaryField("各行的本名（zlib）", default=b"")

    class Meta:
        verbose_name = verbose_name_plural = "名单的一段"
        constraints = [models.UniqueConstraint(fields=["draw", "number"], name="draw_chunk_once")]

    def __str__(self) -> str:
        return f"{self.draw_id}/{self.number}"
