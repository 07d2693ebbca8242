import uuid

from django.conf import settings
from django.db import models

from yishang.kernel.ratings import rules


class Rating(models.Model):
    """评价: what the company says of a result. A matter done again has a new result and may be rated again.

    `result_at` is the closing it speaks of. `current_for` is the one row that counts in figures now (at most one for a
    matter, reached as `case.rating` and `rating__star`): neither a follow-up nor the rating of an earlier result.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="ratings", verbose_name="办件")
    current_for = models.OneToOneField(
        "cases.Case", models.PROTECT, null=True, related_name="rating", verbose_name="现行评价"
    )
    result_at = models.DateTimeField("所评办结时间")
    star = models.PositiveSmallIntegerField("星级")
    reason = models.CharField("原因", max_length=rules.TEXT_LENGTH, blank=True)
    suggestion = models.CharField("意见建议", max_length=rules.TEXT_LENGTH, blank=True)
    at = models.DateTimeField("评价时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="评价人")
    is_followup = models.BooleanField("追评", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "result_at", "is_followup"], name="one_rating_per_result"),
            models.CheckConstraint(condition=models.Q(star__gte=1, star__lte=5), name="rating_star_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.star} 星"


class CallBack(models.Model):
    """回访: one call about a result; attempts are numbered for each result."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="call_backs", verbose_name="办件")
    result_at = models.DateTimeField("所访办结时间")
    outcome = models.CharField(
        "结果", max_length=12, choices=[(outcome.value, outcome.label) for outcome in rules.Outcome]
    )
    attempt = models.PositiveSmallIntegerField("第几次")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="回访人")
    note = models.CharField("记录", max_length=rules.TEXT_LENGTH, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "result_at", "attempt"], name="one_call_back_per_attempt"),
        ]

    def __str__(self) -> str:
        return rules.Outcome(self.outcome).label

    @property
    def is_final(self) -> bool:
        """Whether no further call follows."""
        return rules.is_final(self.outcome, attempt=self.attempt)


class UnnamedRating(models.Model):
    """不记名评价: stars about something, in a month. Neither a matter, a company, a person nor a moment; its key is
    chance, so that not even the order of the rows says who was first.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField("评价对象", max_length=60)  # inspection:<unit>
    month = models.DateField("月份")  # its first day
    star = models.PositiveSmallIntegerField("星级")
    words = models.CharField("意见建议", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不记名评价"
        indexes = [models.Index(fields=["about", "month"], name="unnamed_rating_about")]
        constraints = [
            models.CheckConstraint(condition=models.Q(star__gte=1, star__lte=5), name="unnamed_star_from_1_to_5"),
        ]
