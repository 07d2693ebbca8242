from django.db import models


class NumberSequence(models.Model):
    """How far a series of numbers has come: one row per prefix, region and day."""

    prefix = models.CharField("前缀", max_length=8)
    region_code = models.CharField("区划代码", max_length=12)
    day = models.DateField("日期")
    last = models.PositiveIntegerField("已用到")

    class Meta:
        verbose_name = verbose_name_plural = "编号序列"
        constraints = [models.UniqueConstraint(fields=["prefix", "region_code", "day"], name="one_sequence_per_series")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.region_code}-{self.day:%Y%m%d}：{self.last}"
