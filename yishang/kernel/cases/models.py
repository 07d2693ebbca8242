from django.db import models

LAMP = ("due_at", "warn_at", "is_paused")  # what a lamp is read from


class Case(models.Model):
    """办件: one row for every running matter of every process. The process's own table hangs on it one-to-one.

    The columns are what every list, lamp, search and figure needs, so that these are written once for all processes.
    """

    number = models.CharField("编号", max_length=40, unique=True)
    kind = models.CharField("种类", max_length=40)
    kind_version = models.PositiveSmallIntegerField("规则版本")
    state = models.CharField("状态", max_length=16)
    earlier_state = models.CharField("申请前状态", max_length=16, blank=True)
    title = models.CharField("标题", max_length=200)
    region = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="属地")
    city = models.ForeignKey("geo.Region", models.PROTECT, related_name="+", db_index=False, verbose_name="市")
    applicant = models.ForeignKey(
        "parties.MarketEntity", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="企业"
    )
    unit = models.ForeignKey(
        "directory.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        db_index=False,
        verbose_name="承办单位",
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False, verbose_name="上级办件"
    )  # a task that a meeting decided on, or a duplicate that was merged into another matter
    category = models.CharField("类别", max_length=8, blank=True)
    grade = models.PositiveSmallIntegerField("难度", null=True, blank=True)
    in_rate = models.BooleanField("计入率", default=True)
    opened_at = models.DateTimeField("提交时间")
    clock_code = models.CharField("当前时限", max_length=16, blank=True)
    due_at = models.DateTimeField("到期", null=True, blank=True)
    warn_at = models.DateTimeField("预警", null=True, blank=True)
    limit_half_days = models.PositiveSmallIntegerField("当前时限（半日）", null=True, blank=True)
    is_paused = models.BooleanField("挂起", default=False)
    is_assumed = models.BooleanField("期限推定", default=False)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        indexes = [  # the columns after the order let a list be sifted by lamp before a single row is fetched
            models.Index(fields=["kind", "region", "state", "-id", *LAMP], name="case_region_state"),
            models.Index(fields=["kind", "city", "state", "-id", *LAMP], name="case_city_state"),
            models.Index(fields=["unit", "state", "-id", *LAMP], name="case_unit_state"),
            models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="case_of_parent"),
            models.Index(fields=["kind", "region", "-id"], name="case_region_newest"),
            models.Index(fields=["kind", "city", "-id"], name="case_city_newest"),
            models.Index(fields=["kind", "city", "opened_at"], name="case_city_opened"),
            models.Index(
                fields=["kind", "city", "closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="case_city_closed",
            ),
            *(
                models.Index(
                    fields=[*scope, "due_at", "id", "state", "warn_at", "is_paused", *beside],
                    condition=models.Q(due_at__isnull=False),
                    name=name,
                )
                for scope, name, beside in (
                    (("kind", "region"), "case_region_due", ()),
                    (("kind", "city"), "case_city_due", ("region",)),  # lamps by county without fetching a row
                    (("unit",), "case_unit_due", ()),
                    (("kind",), "case_due", ()),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CoUnit(models.Model):
    """协办单位: a unit that works along on a matter which another unit answers for; `ended_at` when it is let go."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="co_units", verbose_name="办件")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    task = models.CharField("协办内容", max_length=500, blank=True)
    added_at = models.DateTimeField("加入")
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协办单位"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "case"], condition=models.Q(ended_at__isnull=True), name="one_co_unit_at_a_time"
            )
        ]


class Submission(models.Model):
    """One attempt to submit under a key of the sender's choosing: sent again, it is answered again, not repeated."""

    account_id = models.BigIntegerField("账号")
    key = models.CharField("幂等键", max_length=200)
    digest = models.CharField("内容摘要", max_length=64)
    claimed_at = models.DateTimeField("开始")
    status = models.PositiveSmallIntegerField("结果", null=True, blank=True)
    answer = models.JSONField("答复", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提交"
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="one_submission_per_key")]


class SavedFilter(models.Model):
    """常用筛选: how somebody narrows the list of one process, under a name; with a unit it is shared there."""

    owner = models.ForeignKey("directory.Account", models.PROTECT, related_name="+", verbose_name="所有人")
    kind = models.CharField("种类", max_length=40)
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=500)  # as in the address of the list
    place = models.PositiveSmallIntegerField("次序", default=0)
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="共享单位"
    )
    is_first = models.BooleanField("默认", default=False)  # what the list opens with

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "name"], name="one_filter_per_name"),
            models.UniqueConstraint(
                fields=["owner", "kind"], condition=models.Q(is_first=True), name="one_first_filter"
            ),
        ]

    def __str__(self) -> str:
        return self.name
