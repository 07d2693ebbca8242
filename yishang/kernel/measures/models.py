from django.db import models


class Snapshot(models.Model):
    """指标快照: a figure as it stood when it was reported. A later correction is a new row with its own moment."""

    code = models.CharField("指标", max_length=32)
    scope = models.CharField("范围", max_length=20)
    period = models.CharField("期", max_length=16)
    as_of = models.DateTimeField("截至")
    numerator = models.PositiveBigIntegerField("分子")
    denominator = models.PositiveBigIntegerField("分母")
    value = models.CharField("值", max_length=24)

    class Meta:
        verbose_name = verbose_name_plural = "指标快照"
        ordering = ["code", "scope", "period", "as_of"]
        constraints = [
            models.UniqueConstraint(fields=["code", "scope", "period", "as_of"], name="one_snapshot_per_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.scope} {self.period} {self.value}"
