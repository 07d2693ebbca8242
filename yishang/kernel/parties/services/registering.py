"""Register entities and list subjects, one or many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory
from yishang.kernel.parties import queries, rules
from yishang.kernel.parties.models import MarketEntity, Project, Subject
from yishang.kernel.parties.rules import EntityEntry, ProjectEntry, SubjectEntry

UNKNOWN_REGION = "没有这个区划，请从列表中选择"
SAME_NAME = "请核对是否同一主体；确为两个主体时请在名称中区分。"


class AlreadyRegistered(Refusal):
    """The credit code belongs to an entity we have."""


class AlreadyListed(Refusal):
    """Same type, region, name and batch: a person must say whether it is the same."""


@transaction.atomic
def register_entity(
    *,
    actor: Signatory,
    uscc: str,
    name: str,
    at: datetime,
    region_code: str = "",
    province: str = "",
    address: str = "",
    is_demo: bool = False,
) -> MarketEntity:
    """Take one entity into the register. Raises InvalidInput (uscc, name, province, region), AlreadyRegistered."""
    entry = EntityEntry(uscc, name, region_code=region_code, province=province, address=address)
    _refuse(_entity_faults(entry))
    if queries.entity_by_uscc(uscc) is not None:
        raise AlreadyRegistered("该统一社会信用代码已登记", next_step="请直接使用已有的企业记录。")
    entity = _entity(entry, is_demo)
    entity.save(force_insert=True)
    journal.record(
        actor=actor, verb="parties.entity.registered", subject=f"entity:{entity.pk}", at=at,
        data={"uscc": entity.uscc, "name": entity.name}, internal=True, first=True,
    )  # fmt: skip
    return entity


@transaction.atomic
def register_entities(
    *, actor: Signatory, entries: Sequence[EntityEntry], at: datetime, batch: str, is_demo: bool = False
) -> dict[str, MarketEntity]:
    """Take many in; those already known stay as they are. Returns normalised code → entity of every entry.

    All or nothing: raises InvalidInput with fields like `3.uscc` (entries count from 1). One fact for the `batch`.
    """
    _refuse(_numbered(_entity_faults(entry) for entry in entries))
    by_code = {rules.normalise_uscc(entry.uscc): entry for entry in entries}
    known = queries.entities_by_uscc(by_code)
    fresh = [_entity(entry, is_demo) for code, entry in by_code.items() if code not in known]
    MarketEntity.objects.bulk_create(fresh, batch_size=queries.CHUNK)
    journal.record(
        actor=actor, verb="parties.entities.registered", subject=f"batch:{batch}"[:64], at=at,
        data={"registered": len(fresh), "known": len(known)}, internal=True,
    )  # fmt: skip
    return known | {entity.uscc: entity for entity in fresh}


@transaction.atomic
def enlist_subject(*, actor: Signatory, entry: SubjectEntry, at: datetime) -> Subject:
    """List an entity or one of its projects in the library.

    Raises InvalidInput (uscc, name, batch, subject_type, region, project …), AlreadyListed.
    """
    subject = _enlist([entry], _subject_faults(entry, queries.entities_by_uscc([entry.uscc])))[0]
    journal.record(
        actor=actor, verb="parties.subject.enlisted", subject=f"subject:{subject.pk}", at=at,
        data={"name": subject.name, "batch": subject.batch}, internal=True, first=True,
    )  # fmt: skip
    return subject


@transaction.atomic
def enlist_subjects(*, actor: Signatory, entries: Sequence[SubjectEntry], at: datetime, batch: str) -> list[Subject]:
    """List many, all or nothing, in the order given. Raises InvalidInput with fields like `3.uscc`, AlreadyListed."""
    known = queries.entities_by_uscc(entry.uscc for entry in entries)
    subjects = _enlist(entries, _numbered(_subject_faults(entry, known) for entry in entries))
    journal.record(
        actor=actor, verb="parties.subjects.enlisted", subject=f"batch:{batch}"[:64], at=at,
        data={"enlisted": len(subjects)}, internal=True,
    )  # fmt: skip
    return subjects


def _enlist(entries: Sequence[SubjectEntry], faults: Mapping[str, str]) -> list[Subject]:
    _refuse(faults)
    _refuse_doubles(entries)
    entities = queries.entities_by_uscc(entry.uscc for entry in entries)
    owners = [entities[rules.normalise_uscc(entry.uscc)] for entry in entries]
    projects = [
        _project(entry.project, owner, entry.region_code) if entry.project else None
        for entry, owner in zip(entries, owners, strict=True)
    ]
    Project.objects.bulk_create([one for one in projects if one is not None], batch_size=queries.CHUNK)
    subjects = [_subject(*parts) for parts in zip(entries, owners, projects, strict=True)]
    return Subject.objects.bulk_create(subjects, batch_size=queries.CHUNK)


def _refuse_doubles(entries: Sequence[SubjectEntry]) -> None:
    taken = set(
        Subject.objects.filter(batch__in={entry.batch for entry in entries}).values_list(
            "subject_type", "region_id", "name", "batch"
        )
    )
    for entry in entries:
        key = (entry.subject_type, entry.region_code, rules.normalise_name(entry.name), entry.batch)
        if key in taken:
            raise AlreadyListed(
                f"“{entry.name}”在本批次中已入库", next_step="请核对是否同一主体；确为两个主体时请在名称中区分。"
            )
        taken.add(key)
    _refuse_double_projects([entry.project.code for entry in entries if entry.project and entry.project.code])


def _refuse_double_projects(codes: Sequence[str]) -> None:
    double = next((code for place, code in enumerate(codes) if code in codes[:place]), None)
    known = double or Project.objects.filter(code__in=codes).values_list("code", flat=True).first()
    if known:
        raise AlreadyListed(f"项目代码 {known} 已使用", next_step="请核对项目代码。")


def _refuse(faults: Mapping[str, str]) -> None:
    if faults:
        raise InvalidInput(dict(faults))


def _numbered(faults_of_rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {
        f"{row}.{field}": fault for row, faults in enumerate(faults_of_rows, start=1) for field, fault in faults.items()
    }


def _entity_faults(entry: EntityEntry) -> dict[str, str]:
    faults = rules.entity_faults(entry)
    return faults | ({"region": UNKNOWN_REGION} if entry.region_code and not geo.is_known(entry.region_code) else {})


def _subject_faults(entry: SubjectEntry, known: Mapping[str, MarketEntity]) -> dict[str, str]:
    faults = rules.subject_faults(entry)
    if "uscc" not in faults and rules.normalise_uscc(entry.uscc) not in known:
        faults["uscc"] = "该企业尚未登记，请先登记企业"
    return faults | ({} if geo.is_known(entry.region_code) else {"region": UNKNOWN_REGION})


def _entity(entry: EntityEntry, is_demo: bool) -> MarketEntity:
    return MarketEntity(
        uscc=rules.normalise_uscc(entry.uscc),
        name=rules.normalise_name(entry.name),
        kind=entry.kind,
        registered_on=entry.registered_on,
        region_id=entry.region_code or None,
        capital=entry.capital,
        scope=entry.scope,
        province=entry.province,
        city=entry.city,
        address=entry.address,
        is_demo=is_demo,
    )


def _project(entry: ProjectEntry, owner: MarketEntity, region_code: str) -> Project:
    return Project(
        code=entry.code,
        name=rules.normalise_name(entry.name),
        entity=owner,
        region_id=region_code,
        build_status=entry.build_status,
        status_reason=entry.status_reason,
        invest_total=entry.invest_total,
        invest_plan=entry.invest_plan,
        invest_done=entry.invest_done,
    )


def _subject(entry: SubjectEntry, owner: MarketEntity, project: Project | None) -> Subject:
    return Subject(
        subject_type=entry.subject_type,
        name=rules.normalise_name(entry.name),
        entity=owner,
        project=project,
        region_id=entry.region_code,
        industry_code=entry.industry_code,
        batch=entry.batch,
        in_date=entry.in_date,
    )
