from django.db import models


class Region(models.Model):
    """A division: GB/T 2260 code, or our own code for a functional zone (开发区) that has none."""

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", "省"
        CITY = "CITY", "市"
        COUNTY = "COUNTY", "县（区、市）"
        TOWN = "TOWN", "镇（街道）"
        FUNCTIONAL = "FUNCTIONAL", "功能区"

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    level = models.CharField("层级", max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    former_code = models.CharField("原代码", max_length=12, blank=True)
    is_official_code = models.BooleanField("法定代码", default=True)
    valid_from = models.DateField("启用", null=True, blank=True)
    valid_to = models.DateField("停用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """边界: a division's ground as it is drawn, GeoJSON in CGCS2000 made simpler for a screen; and its source."""

    region = models.OneToOneField(
        Region, models.PROTECT, primary_key=True, related_name="boundary", verbose_name="区划"
    )
    geometry = models.JSONField("边界")
    source = models.CharField("来源文件", max_length=120)
    source_crs = models.CharField("来源坐标系", max_length=10)
    as_of = models.DateField("导入日期")

    class Meta:
        verbose_name = verbose_name_plural = "边界"
        ordering = ["region"]

    def __str__(self) -> str:
        return f"{self.region_id} 的边界"
