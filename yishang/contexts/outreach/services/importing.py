"""Appeals out of another system: taken as they stand, each in its own time and under its own number there."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import limit
from yishang.contexts.outreach.services.finding import find_also
from yishang.contexts.outreach.services.submitting import region_for
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.intake.rules import Field, Import, Taken, Values, is_nothing, moment
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import rules as party_rules

if TYPE_CHECKING:
    from yishang.kernel.parties.models import MarketEntity, Subject

FIELDS = (
    Field("external_id", "外部编号", ("message_id", "留言编号", "编号", "工单编号"), example="12345-20190228-0017"),
    Field("applicant", "诉求人", ("user", "留言用户", "提交人", "来电人", "申请人"), example="示例机械有限公司"),
    Field("title", "标题", ("留言主题", "主题"), example="厂区专线外线路由未定"),
    Field(
        "content",
        "内容",
        ("detail", "留言详情", "诉求内容", "留言内容"),
        required=True,
        example="厂区专线 1 月 3 日申请，外线路由一直没有确定，设备无法调试。",
    ),
    Field(
        "submitted_at",
        "提交时间",
        ("created_at", "留言时间", "时间", "来电时间"),
        required=True,
        example="示例（导入前删去这一行）：2019-02-28 11:25:05",
    ),
    Field("category", "类别", ("诉求类别", "一级标签"), example="获得水电气暖"),
    Field("uscc", "统一社会信用代码", ("信用代码",), example="可以不填"),
)


@dataclass(frozen=True)
class ImportedAppeal:
    """One appeal of another system, as its row says it."""

    content: str
    submitted_at: datetime
    external_id: str = ""
    applicant: str = ""
    title: str = ""
    category: str = ""
    uscc: str = ""

    @property
    def digest(self) -> str:
        """What makes two rows without an id the same: every word of them, and the time."""
        return sha256("\0".join(map(str, astuple(self))).encode()).hexdigest()

    @property
    def heading(self) -> str:
        """Its title, or where the other system has none, how its words begin."""
        return self.title or " ".join(self.content.split())[: rules.TITLE_MAX]


@dataclass(frozen=True)
class _Applicants:
    """The companies of a batch that we know, and the listings under which they count today."""

    entities: "dict[str, MarketEntity]"
    subjects: "dict[int, Subject]"

    def of(self, uscc: str) -> "tuple[MarketEntity | None, Subject | None]":
        entity = self.entities.get(uscc)
        return entity, self.subjects.get(entity.pk) if entity else None


@transaction.atomic
def import_appeal(*, actor: Actor, row: ImportedAppeal, at: datetime) -> Appeal | None:
    """Take in one appeal of another system; None where it is here already.

    It waits for triage without category, in no rate unless its company is in the library today; the triage clock starts
    at `at`, since nobody here could act before. Nobody is sent a message. Raises InvalidInput, ImportNotYours.
    """
    rules.check_may_import(actor.role)
    _check(row, at)
    if (row.external_id, row.digest) in queries.imported([row.external_id], [row.digest]):
        return None
    appeal = _open(actor, row, _applicants([row], at), at)
    find_also(keys=[appeal.pk])
    return appeal


@transaction.atomic
def import_appeals(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """`import_appeal` for a batch of sound rows of a table (at most a few hundred), in one transaction.

    All or nothing. Raises InvalidInput for the first row that is not sound, ImportNotYours.
    """
    rules.check_may_import(actor.role)
    appeals = [_appeal(values, at) for values in rows]
    known = queries.imported([one.external_id for one in appeals], [one.digest for one in appeals])
    applicants = _applicants(appeals, at)
    opened: list[Appeal] = []
    differing = 0
    for one in appeals:
        if (one.external_id, one.digest) in known:
            differing += bool(one.external_id) and known.by_id[one.external_id] != one.digest
            continue
        opened.append(_open(actor, one, applicants, at))
        known.note(one.external_id, one.digest)
    find_also(keys=[appeal.pk for appeal in opened])
    return Taken(new=len(opened), known=len(appeals) - len(opened), differing=differing)


def _appeal(values: Values, at: datetime) -> ImportedAppeal:
    if faults := rules.import_faults(values, at):
        raise InvalidInput({fault.field: fault.reason for fault in faults})
    submitted_at = moment(values["submitted_at"])
    assert submitted_at is not None  # import_faults has seen to it
    told = {name: "" if is_nothing(text) else text.strip() for name, text in values.items()}
    return ImportedAppeal(
        content=values["content"].strip(),
        submitted_at=submitted_at,
        external_id=told["external_id"],
        applicant=told["applicant"],
        title=told["title"],
        category=told["category"],
        uscc=party_rules.normalise_uscc(told["uscc"]),
    )


def _check(row: ImportedAppeal, at: datetime) -> None:
    values = {**vars(row), "submitted_at": row.submitted_at.isoformat()}
    if faults := rules.import_faults(values, at):
        raise InvalidInput({fault.field: fault.reason for fault in faults})


def _applicants(rows: Sequence[ImportedAppeal], at: datetime) -> _Applicants:
    entities = parties.entities_by_uscc(row.uscc for row in rows if row.uscc)
    listed = parties.subjects_on((entity.pk for entity in entities.values()), on=localdate(at))
    return _Applicants(entities, listed)


def _open(actor: Actor, row: ImportedAppeal, applicants: _Applicants, at: datetime) -> Appeal:
    entity, subject = applicants.of(row.uscc)
    region_code = region_for(code=(entity and (subject or entity).region_id) or "")
    case = cases.open_case(
        actor=actor,
        workflow=rules.APPEAL,
        number=documents.next_number(prefix="SQ", region_code=region_code, day=localdate(row.submitted_at)),
        title=row.heading,
        region_code=region_code,
        applicant_id=entity.pk if entity else None,
        category="",
        at=at,
        opened_at=row.submitted_at,
        fact="imported",
        data=_told(row),
        clocks_to_start={"triage": limit(clock_code="triage_stock", on=at)},
        in_rate=rules.in_rate(subject_id=subject.pk if subject else None),
    )
    appeal = Appeal(
        case=case,
        subject=subject,
        channel=queries.IMPORT,
        submitter_name=row.applicant,
        content=row.content,
        content_digest=row.digest,
        external_id=row.external_id,
        is_demo=bool(entity and entity.is_demo),
    )
    appeal.save(force_insert=True)
    return appeal


def _told(row: ImportedAppeal) -> dict[str, str]:
    """What only the fact keeps: the other system's category is a hint to whoever does the triage, no decision."""
    told = {"external_id": row.external_id, "source_category": row.category, "uscc": row.uscc}
    return {"channel": queries.IMPORT, **{name: text for name, text in told.items() if text}}


APPEALS = Import(
    name="appeals", title="诉求", fields=FIELDS, faults=rules.import_faults, take=import_appeals, roles=rules.IMPORTERS
)
