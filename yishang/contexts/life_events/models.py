from django.db import models

from yishang.contexts.life_events import rules


class TreeVersion(models.Model):
    """树的版本: what a tree says from a day until the next version's; published, it is never changed again.

    `content` is what rules.written makes of a tree, `digest` tells contents apart, `declared` are the counts that the
    keepers say it has.
    """

    tree = models.CharField("树", max_length=10, choices=list(rules.TITLES.items()))
    number = models.PositiveIntegerField("版本")
    is_draft = models.BooleanField("待发布", default=True)
    digest = models.CharField("内容摘要", max_length=64)
    content = models.JSONField("内容")
    declared = models.JSONField("声明数")
    reason = models.CharField("变更说明", max_length=200, blank=True)
    effective_from = models.DateField("生效日期", null=True)
    loaded_by_id = models.BigIntegerField("载入人", null=True)
    loaded_by_name = models.CharField("载入人姓名", max_length=60)
    loaded_at = models.DateTimeField("载入时间")
    published_by_name = models.CharField("发布人姓名", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "树的版本"
        ordering = ["tree", "number"]
        constraints = [
            models.UniqueConstraint(fields=["tree", "number"], name="one_tree_version_per_number"),
            models.UniqueConstraint(fields=["tree"], condition=models.Q(is_draft=True), name="one_draft_per_tree"),
            models.UniqueConstraint(
                fields=["tree", "effective_from"],
                condition=models.Q(effective_from__isnull=False),
                name="one_tree_version_begins_per_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tree_display()}（第 {self.number} 版）"
