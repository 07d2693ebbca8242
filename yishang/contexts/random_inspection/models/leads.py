"""检查线索: what the 12345 line, 一网通办 or the public asks to be inspected. Its state stands on its case."""

from django.db import models

from yishang.contexts.random_inspection.models.planning import Task
from yishang.contexts.random_inspection.rules import leads


class Lead(models.Model):
    """线索: from whom, about what, perhaps about one company; and the special task or the reason that came of it."""

    case = models.OneToOneField(
        "cases.Case", models.PROTECT, primary_key=True, related_name="inspection_lead", verbose_name="办件"
    )
    source = models.CharField("来源", max_length=8, choices=list(leads.LEAD_SOURCES.items()))
    ref = models.CharField("来源编号", max_length=40)
    content = models.TextField("内容")
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    entity = models.ForeignKey(
        "parties.MarketEntity", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )  # empty: nobody in particular, or a company that we do not know
    due_on = models.DateField("应在何日以前核查", null=True, blank=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name="专项任务")
    answer = models.CharField("答复", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查线索"
        constraints = [models.UniqueConstraint(fields=["source", "ref"], name="one_lead_per_reference")]
