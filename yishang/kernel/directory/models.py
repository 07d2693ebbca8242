from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from yishang.kernel.directory.rules import Role


class Unit(models.Model):
    """部门、单位: a government office or a public-service utility that answers for matters."""

    class Level(models.TextChoices):
        CITY = "CITY", "市级"
        COUNTY = "COUNTY", "县级"

    class OrgType(models.TextChoices):
        GOV = "GOV", "行政机关"
        AUTHORIZED = "AUTHORIZED", "法律法规授权组织"
        ENTRUSTED = "ENTRUSTED", "受委托组织"
        PUBLIC_UTILITY = "PUBLIC_UTILITY", "公共服务企事业单位"
        OFFICE = "OFFICE", "营商办"

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    level = models.CharField("层级", max_length=8, choices=Level)
    region = models.ForeignKey("geo.Region", models.PROTECT, verbose_name="区划")
    org_type = models.CharField("类型", max_length=16, choices=OrgType)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    phone = models.CharField("电话", max_length=40, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    is_city_dept = models.BooleanField("包抓部门", default=False)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["Account"]):
    """Only what Django's sign-in machinery asks for."""

    def get_by_natural_key(self, login: str | None) -> "Account":
        return self.get(login=login)


class Account(AbstractBaseUser):
    """A person (or a partner system) that signs in. What it may do stands in its postings."""

    class Kind(models.TextChoices):
        STAFF = "STAFF", "工作人员"
        ENTERPRISE = "ENTERPRISE", "企业"
        PARTNER = "PARTNER", "对接系统"

    login = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("手机", max_length=20, blank=True, db_index=True)
    kind = models.CharField("种类", max_length=12, choices=Kind, default=Kind.STAFF)
    title = models.CharField("职务", max_length=60, blank=True)
    leader_rank = models.CharField("领导职级", max_length=8, blank=True)
    is_active = models.BooleanField("启用", default=True)
    failed_attempts = models.PositiveSmallIntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)
    look = models.JSONField("显示偏好", default=dict, blank=True)  # rules.LOOKS; read with the account, on every page
    must_change_password = models.BooleanField("下次登录须改口令", default=False)
    password_set_at = models.DateTimeField("口令设于", null=True, blank=True)
    session_mark = models.PositiveIntegerField("会话批次", default=0)  # raised to end all sessions of the person

    objects = Accounts()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.login = self.login.strip().lower()
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to stay open: Django ends it when the password changes, we also when the mark does.

        Django calls this with each of its secrets, so the public method alone would not do.
        """
        return salted_hmac(
            "yishang.kernel.directory.session", f"{self.password}:{self.session_mark}", secret, algorithm="sha256"
        ).hexdigest()


class FormerPassword(models.Model):
    """The hash of a password that was used before; the last ones are not taken again."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="former_passwords", verbose_name="账号")
    password = models.CharField("摘要", max_length=128)
    until = models.DateTimeField("用到")

    class Meta:
        verbose_name = verbose_name_plural = "用过的口令"
        ordering = ["-until", "-pk"]


class Posting(models.Model):
    """任职: which role an account holds, where and for how long. An enterprise's people are posted to their company."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="postings", verbose_name="账号")
    role = models.CharField("角色", max_length=4, choices=[(role.value, role.label) for role in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="postings", verbose_name="单位")
    entity = models.ForeignKey(
        "parties.MarketEntity", models.PROTECT, null=True, blank=True, related_name="postings", verbose_name="企业"
    )
    region = models.ForeignKey("geo.Region", models.PROTECT, null=True, blank=True, verbose_name="区划")
    title = models.CharField("身份", max_length=40, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        indexes = [models.Index(fields=["unit", "role"], name="posting_unit_role")]


class PostingProposal(models.Model):
    """任职申请: a weighty post that SYS asks for and SEC grants, which makes it a Posting, or declines (两人复核)."""

    class State(models.TextChoices):
        OPEN = "OPEN", "待确认"
        GRANTED = "GRANTED", "已确认"
        DECLINED = "DECLINED", "未同意"

    account = models.ForeignKey(Account, models.PROTECT, related_name="proposals", verbose_name="账号")
    role = models.CharField("角色", max_length=4, choices=[(role.value, role.label) for role in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位")
    region = models.ForeignKey(
        "geo.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区划"
    )
    title = models.CharField("身份", max_length=40, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    proposed_at = models.DateTimeField("申请时间")
    proposed_by = models.CharField("申请人", max_length=60)
    proposed_by_id = models.BigIntegerField("申请人编号", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=60, blank=True)
    decision_note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任职申请"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role"], condition=models.Q(state="OPEN"), name="one_open_proposal_per_role"
            )
        ]


class SessionRules(models.Model):
    """How long sessions last; the newest row counts, before the first one the installation's settings."""

    staff_idle_minutes = models.PositiveSmallIntegerField("工作人员空闲（分钟）")
    staff_hours = models.PositiveSmallIntegerField("工作人员最长（小时）")
    company_idle_days = models.PositiveSmallIntegerField("企业空闲（天）")
    company_days = models.PositiveSmallIntegerField("企业最长（天）")
    set_at = models.DateTimeField("设定时间")
    set_by = models.CharField("设定人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "会话规则"
        ordering = ["-pk"]


class Sponsorship(models.Model):
    """包抓: a leader or a department answers for a subject, with one liaison, for a period (handbook 1.2)."""

    class SponsorType(models.TextChoices):
        CITY_LEADER = "CITY_LEADER", "市级领导"
        COUNTY_LEADER = "COUNTY_LEADER", "县级领导"
        CITY_DEPT = "CITY_DEPT", "市级部门"

    class Part(models.TextChoices):
        LEAD = "LEAD", "牵头"
        CO = "CO", "协助"

    subject = models.ForeignKey("parties.Subject", models.PROTECT, related_name="sponsorships", verbose_name="主体")
    sponsor_type = models.CharField("包抓类型", max_length=16, choices=SponsorType)
    leader = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="sponsored", verbose_name="包抓领导"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="sponsored", verbose_name="包抓部门"
    )
    role = models.CharField("分工", max_length=4, choices=Part, default=Part.LEAD)
    liaison = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="assisted", verbose_name="联络员"
    )
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    doc_no = models.CharField("文号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "包抓关系"


class ApiKey(models.Model):
    """A bearer key of a partner system; only its digest is kept."""

    prefix = models.CharField("前缀", max_length=12, unique=True)
    digest = models.CharField("摘要", max_length=64)
    account = models.ForeignKey(Account, models.PROTECT, related_name="api_keys", verbose_name="账号")
    scopes = models.JSONField("范围", default=list)
    issued_at = models.DateTimeField("签发")
    revoked_at = models.DateTimeField("撤销", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口密钥"


class SignInCode(models.Model):
    """A code sent to a phone; its digest, never itself."""

    phone = models.CharField("手机", max_length=20, db_index=True)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="codes", verbose_name="账号"
    )  # empty: a stranger's phone; the code is never sent and never opens anything
    digest = models.CharField("摘要", max_length=64)
    client = models.CharField("来源摘要", max_length=64, blank=True, default="")  # keyed digest of the network address
    requested_at = models.DateTimeField("发出")
    expires_at = models.DateTimeField("失效")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("使用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录验证码"
        indexes = [models.Index(fields=["client", "requested_at"], name="code_client_recent")]


class ProofCode(models.Model):
    """A code by which somebody without an account proves a telephone. Neither the code nor the number is kept."""

    phone = models.CharField("手机摘要", max_length=64, db_index=True)
    digest = models.CharField("摘要", max_length=64)
    client = models.CharField("来源摘要", max_length=64, blank=True, default="")
    requested_at = models.DateTimeField("发出")
    expires_at = models.DateTimeField("失效")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("使用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "手机验证"
        indexes = [models.Index(fields=["client", "requested_at"], name="proof_client_recent")]


class ClientWindow(models.Model):
    """How often one network address did one thing in one hour; the mark changes with the hour and tells no address."""

    mark = models.CharField("标记", max_length=64, primary_key=True)
    starts_at = models.DateTimeField("起")
    count = models.PositiveIntegerField("次数")

    class Meta:
        verbose_name = verbose_name_plural = "访问次数"
