"""Writing a policy: draft, change, attach, publish, withdraw. Every step leaves a fact under its number."""

from datetime import datetime
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from yishang.contexts.policies import gateways, queries, rules
from yishang.contexts.policies.models import Policy
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal

SAME = "本市已有同一文号、同一标题的文件。"
COLUMNS = ("title", "doc_no", "issuer", "issue_date", "valid_to", "text", "source_url")


@transaction.atomic
def draft_policy(
    *, actor: Actor, entry: rules.PolicyEntry, audience: rules.Audience, at: datetime, is_demo: bool = False
) -> Policy:
    """Write a policy down as a draft. Raises WritingNotYours, InvalidInput (title, doc_no, aspect, industries …)."""
    region_code = queries.region_of(actor)
    refuse_others(actor=actor, region_code=region_code)
    _check(entry, audience, at)
    policy = Policy(
        number=documents.next_number(prefix="ZC", region_code=region_code, day=localdate(at)),
        region_id=region_code,
        city_id=geo.city_of(region_code),
        audience=rules.stored(audience),
        written_by_id=actor.id,
        written_by_name=actor.name,
        written_at=at,
        is_demo=is_demo,
        **_columns(entry, at),
    )
    _save_new(policy)
    journal.record(
        actor=actor, verb="policies.policy.drafted", subject=policy.number, at=at, internal=True, first=True,
        data={"title": policy.title, "doc_no": policy.doc_no, "audience": policy.audience},
    )  # fmt: skip
    return policy


@transaction.atomic
def edit_policy(
    *,
    actor: Actor,
    number: str,
    entry: rules.PolicyEntry,
    audience: rules.Audience,
    at: datetime,
    version: int | None = None,
) -> Policy:
    """Change a draft. Raises PolicyNotFound, WritingNotYours, PolicyNotOpen, InvalidInput."""
    policy = _claimed(actor, number, "edit", version)
    _check(entry, audience, at)
    for name, value in _columns(entry, at).items():
        setattr(policy, name, value)
    policy.audience = rules.stored(audience)
    twins = Policy.objects.filter(city_id=policy.city_id, doc_no=policy.doc_no, title=policy.title)
    if twins.exclude(pk=policy.pk).exists():
        raise InvalidInput({"doc_no": SAME})
    return _kept(actor, policy, "edited", at, {"title": policy.title, "audience": policy.audience})


@transaction.atomic
def attach_file(*, actor: Actor, number: str, upload: IO[bytes], name: str, at: datetime) -> Policy:
    """Put the document itself (PDF, DOCX, OFD) to a draft. Raises as edit_policy, AttachmentUnfit."""
    policy = _claimed(actor, number, "edit", None)
    stored, digest = gateways.keep_attachment(upload, name=name)
    last = name.replace("\\", "/").rpartition("/")[2]
    policy.file_name = "".join(letter for letter in last if letter.isprintable())[-120:]
    policy.file.name, policy.file_sha256 = stored, digest
    return _kept(actor, policy, "attached", at, {"file": policy.file_name, "sha256": digest})


@transaction.atomic
def publish_policy(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Policy:
    """Publish a draft: from now on everybody reads it. Raises as edit_policy."""
    policy = _claimed(actor, number, "publish", version)
    if policy.valid_to is not None and policy.valid_to < localdate(at):
        raise rules.PolicyExpired("这份文件已经失效，不能发布。", next_step="请核对有效期。")
    policy.state, policy.published_at = "PUBLISHED", at
    return _kept(actor, policy, "published", at, {"title": policy.title}, internal=False)


@transaction.atomic
def withdraw_policy(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Policy:
    """Withdraw what was published, for a reason that everybody may read; it is not pushed any more.

    Raises as edit_policy, InvalidInput (reason).
    """
    policy = _claimed(actor, number, "withdraw", version)
    if not reason.strip() or len(reason.strip()) > 200:
        raise InvalidInput({"reason": "请写明撤回原因，最多 200 个字。"})
    policy.state, policy.withdrawn_at, policy.withdrawn_reason = "WITHDRAWN", at, reason.strip()
    return _kept(actor, policy, "withdrawn", at, {"reason": reason.strip()}, internal=False)


def refuse_others(*, actor: Actor, region_code: str) -> None:
    """Raise WritingNotYours unless the actor writes for that region (rules.writes_for)."""
    if not rules.writes_for(actor, region_code=region_code, city_code=geo.city_of(region_code)):
        raise rules.WritingNotYours(
            "政策、推送和调查由市营商办编制，县市区营商办编制本县市区的。", next_step="请联系市营商办。"
        )


def _claimed(actor: Actor, number: str, step: str, version: int | None) -> Policy:
    """The policy, locked, after it was found that the actor may take this step."""
    seen = queries.visible_policies(actor).filter(number=number).first()
    if seen is None:
        raise queries.policy_not_found(number)
    refuse_others(actor=actor, region_code=seen.region_id)
    policy = Policy.objects.select_for_update().get(pk=seen.pk)
    rules.check_step(step, state=policy.state, has_aspect=policy.aspect_id is not None)
    if version is not None and version != policy.version:
        raise rules.PolicyNotOpen("有人刚刚改过这份文件。", next_step="请刷新后按最新内容办理。")
    return policy


def _check(entry: rules.PolicyEntry, audience: rules.Audience, at: datetime) -> None:
    faults = rules.policy_faults(entry, on=localdate(at))
    if entry.aspect and queries.aspect_called(entry.aspect, on=localdate(at)) is None:
        faults["aspect"] = "没有这个方面，请从 20 个方面中选择。"
    faults |= rules.audience_faults(audience, is_region=geo.is_known)
    if faults:
        raise InvalidInput(faults)


def _columns(entry: rules.PolicyEntry, at: datetime) -> dict[str, Any]:
    aspect = queries.aspect_called(entry.aspect, on=localdate(at)) if entry.aspect else None
    told = {name: getattr(entry, name) for name in COLUMNS}
    told |= {name: told[name].strip() for name in ("title", "doc_no", "issuer", "text")}
    return {**told, "aspect": aspect, "tags": list(entry.tags)}


def _save_new(policy: Policy) -> None:
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError:
        raise InvalidInput({"doc_no": SAME}) from None


def _kept(
    actor: Actor, policy: Policy, fact: str, at: datetime, data: dict[str, Any], *, internal: bool = True
) -> Policy:
    policy.version += 1
    policy.save()
    journal.record(
        actor=actor, verb=f"policies.policy.{fact}", subject=policy.number, at=at, internal=internal, data=data
    )
    return policy
