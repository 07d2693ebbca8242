from django.db import models
from django.db.models import Q


class Draw(models.Model):
    """抽取: a commitment, what the witnesses revealed, and the record that follows from both.

    `commitment`, `pool` and `record` are kept as the very text that is published, because digests are taken of it.
    """

    class State(models.TextChoices):
        COMMITTED = "COMMITTED", "已承诺，待见证人公布"
        DRAWN = "DRAWN", "已抽取"
        VOID = "VOID", "作废"

    draw_id = models.CharField("抽取编号", max_length=59, unique=True)  # `draw:` and this is the journal's subject
    title = models.CharField("名称", max_length=200)
    purpose = models.CharField("用途", max_length=64)
    created_at = models.DateTimeField("承诺时间")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.COMMITTED)
    commitment = models.TextField("承诺书")
    commitment_sha256 = models.CharField("承诺书摘要", max_length=64)
    pool = models.TextField("名单")
    reveals = models.JSONField("已公布的值", default=dict)
    record = models.TextField("抽取记录", blank=True)
    void_reason = models.CharField("作废原因", max_length=500, blank=True)
    repeats = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name="重抽自"
    )

    class Meta:
        verbose_name = verbose_name_plural = "抽取"
        indexes = [models.Index(fields=["purpose", "-created_at"], name="draw_purpose_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="DRAWN") & ~Q(record="") | ~Q(state="DRAWN") & Q(record=""),
                name="draw_record_exactly_when_drawn",
            ),
            models.CheckConstraint(
                condition=Q(state="VOID") & ~Q(void_reason="") | ~Q(state="VOID") & Q(void_reason=""),
                name="draw_reason_exactly_when_void",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.title}"
