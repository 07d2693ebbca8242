"""窗口多要了材料: what somebody told, and what came of it."""

from django.db import models

from yishang.contexts.service_standards.rules import demands


class ExtraDemand(models.Model):
    """A window asked for more than the list says. The contact is sealed; who told it stands nowhere else."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="extra_demand", verbose_name="办件"
    )
    version = models.ForeignKey("catalog.ItemVersion", models.PROTECT, related_name="+", verbose_name="当时的事项版本")
    list_key = models.CharField("清单", max_length=20)
    code = models.CharField("事项编码", max_length=64, db_index=True)
    window = models.CharField("窗口", max_length=demands.WINDOW_MOST)
    asked = models.CharField("多要了什么", max_length=demands.ASKED_MOST)
    said = models.CharField("经过", max_length=demands.SAID_MOST, blank=True)
    person = models.CharField("反映人", max_length=8, choices=list(demands.PEOPLE.items()))
    receipt = models.CharField("回执码摘要", max_length=64, unique=True)
    contact = models.BinaryField("联系方式（加密）", null=True)
    answer = models.CharField("答复", max_length=demands.ANSWER_MOST, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    correction = models.CharField("怎么改正", max_length=demands.ANSWER_MOST, blank=True)
    corrected_at = models.DateTimeField("改正时间", null=True, blank=True)
    drafted_by_id = models.BigIntegerField("拟定人", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "窗口多要材料"
