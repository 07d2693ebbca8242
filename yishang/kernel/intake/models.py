from django.db import models


class TableUpload(models.Model):
    """待导入的表: a file handed in at the browser, kept until it is taken or expires; its bytes never change."""

    class State(models.TextChoices):
        WAITING = "WAITING", "等待检查"
        CHECKING = "CHECKING", "正在检查"
        CHECKED = "CHECKED", "已检查"
        UNUSABLE = "UNUSABLE", "不能使用"
        TAKING = "TAKING", "正在取入"
        TAKEN = "TAKEN", "已取入"

    what = models.CharField("种类", max_length=40)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节")
    columns = models.JSONField("列的对应", default=dict, blank=True)
    # Plain values: the kernel of accounts stands above this one.
    account_id = models.BigIntegerField("上传人")
    post_id = models.BigIntegerField("岗位", null=True, blank=True)
    uploaded_at = models.DateTimeField("上传时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    heard_at = models.DateTimeField("最近动静")  # a worker that was killed is not heard of any more
    rows_seen = models.PositiveIntegerField("处理到", default=0)
    read = models.PositiveIntegerField("读到", default=0)
    refused = models.PositiveIntegerField("有错", default=0)
    unused = models.JSONField("没有用到的列", default=list, blank=True)
    first_findings = models.JSONField("最前面的错", default=list, blank=True)
    message = models.CharField("原因", max_length=500, blank=True)
    next_step = models.CharField("怎么办", max_length=500, blank=True)
    accepted_at = models.DateTimeField("取入时间", null=True, blank=True)
    new = models.PositiveIntegerField("新增", default=0)
    known = models.PositiveIntegerField("已有", default=0)
    differing = models.PositiveIntegerField("内容不同而未改", default=0)
    changed = models.PositiveIntegerField("已更新", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "待导入的表"
        indexes = [
            models.Index(fields=["account_id", "-id"], name="intake_upload_of_account"),
            models.Index(fields=["state", "heard_at"], name="intake_upload_state_heard"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sound(self) -> int:
        return self.read - self.refused

    @property
    def accepted(self) -> int:
        return self.new + self.known

    @property
    def is_working(self) -> bool:
        return self.state in (self.State.WAITING, self.State.CHECKING, self.State.TAKING)
