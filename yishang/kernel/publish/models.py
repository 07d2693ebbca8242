from django.db import models
from django.db.models import Q


class Publication(models.Model):
    """公示: one public row of a dataset, masked on its way in; withdrawn rows keep their trace, not their content."""

    class State(models.TextChoices):
        PUBLISHED = "PUBLISHED", "公示中"
        WITHDRAWN = "WITHDRAWN", "已撤下"

    dataset = models.CharField("数据集", max_length=81)
    key = models.CharField("键", max_length=120)
    row = models.JSONField("公示内容", default=dict)
    words = models.TextField("检索用文字", blank=True)
    about = models.CharField("所涉主体统一社会信用代码", max_length=18, blank=True)
    basis = models.CharField("公示依据", max_length=500)
    published_at = models.DateTimeField("公示时间")
    changed_at = models.DateTimeField("最近变动时间")
    until = models.DateField("撤下日期", null=True, blank=True)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.PUBLISHED)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        indexes = [
            models.Index(fields=["dataset", "state", "-published_at", "-id"], name="publication_newest"),
            models.Index(fields=["about", "dataset"], name="publication_about"),
            models.Index(fields=["state", "until"], name="publication_due"),
            models.Index(fields=["dataset", "-changed_at"], name="publication_changed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "key"], name="one_publication_per_key"),
            models.CheckConstraint(
                condition=Q(state="WITHDRAWN", withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | Q(state="PUBLISHED", withdrawn_at__isnull=True, withdrawn_reason=""),
                name="publication_reason_exactly_when_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.key}"


class Correction(models.Model):
    """更正: what a public row said before, why it was changed, and when; it stays visible beside the row."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="corrections", verbose_name="公示")
    former = models.JSONField("更正前的内容")
    reason = models.CharField("更正原因", max_length=500)
    at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.at}"
