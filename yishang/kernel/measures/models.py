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


class Recount(models.Model):
    """汇总: one full count over every matter of a process, as of a moment; large overviews read it, not the rows."""

    process = models.CharField("业务", max_length=40)
    as_of = models.DateTimeField("截至")
    rows = models.PositiveBigIntegerField("计入件数")

    class Meta:
        verbose_name = verbose_name_plural = "汇总"
        indexes = [models.Index(fields=["process", "-as_of", "-id"], name="recount_newest")]


class Tally(models.Model):
    """汇总明细: how many matters of one scope fall under one key of one cut, by what was counted."""

    recount = models.ForeignKey(Recount, models.CASCADE, related_name="tallies", db_index=False, verbose_name="汇总")
    scope = models.CharField("范围", max_length=40)
    cut = models.CharField("分组", max_length=12)
    key = models.CharField("组", max_length=40, blank=True)
    counts = models.JSONField("计数", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "汇总明细"
        constraints = [
            models.UniqueConstraint(fields=["recount", "scope", "cut", "key"], name="one_tally_per_group"),
        ]
