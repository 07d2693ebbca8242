"""公布渠道: where a list was published, by whom, and when it was taken down (the source: 通过媒体进行公布)."""

from django.db import models

from yishang.contexts.service_standards.rules import publishing


class ListPublication(models.Model):
    """A list in one channel, from a day until it was withdrawn; never deleted."""

    list_key = models.CharField("清单", max_length=20)
    channel = models.CharField("渠道", max_length=10, choices=list(publishing.CHANNELS.items()))
    place = models.CharField("在哪里", max_length=publishing.PLACE_MOST)
    published_on = models.DateField("公布日期")
    recorded_by_id = models.BigIntegerField("登记人", null=True)
    recorded_by_name = models.CharField("登记人姓名", max_length=60)
    unit_name = models.CharField("登记单位", max_length=120, blank=True)
    city_id = models.CharField("市", max_length=12)
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawn_by_name = models.CharField("撤下登记人", max_length=60, blank=True)
    reason = models.CharField("撤下原因", max_length=200, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "公布记录"
        ordering = ["-published_on", "-id"]
        indexes = [models.Index(fields=["list_key", "published_on"], name="publications_of_list")]

    def __str__(self) -> str:
        return f"{self.list_key} {self.get_channel_display()}"
