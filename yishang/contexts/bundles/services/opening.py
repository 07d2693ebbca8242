"""Taking a bundle in: one form, papers once, a part for each department, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.bundles import queries, rules
from yishang.contexts.bundles.models import Package, PackagePaper, PackagePart
from yishang.contexts.bundles.services.deadlines import limit
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import ANSWERING, Actor, Role
from yishang.kernel.documents import services as documents
from yishang.kernel.evidence import services as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.parties.models import MarketEntity

PICTURES_MOST = 30


@dataclass(frozen=True)
class IntakeEntry:
    """What is handed in: for which company, the answers, the shop, which papers are there, their pictures."""

    bundle: str
    uscc: str
    answers: Mapping[str, str]
    shop_name: str
    address: str
    papers: Sequence[str] = field(default=())
    picture_ids: Sequence[int] = field(default=())


@transaction.atomic
def open_package(*, actor: Actor, entry: IntakeEntry, at: datetime, is_demo: bool = False) -> Package:
    """Take a bundle in: its number, one clock for the whole, a part with its own clock for each department.

    Raises InvalidInput (uscc, answers, shop_name, address, papers), BundleNotFound, BundleSuspended, NothingToDo,
    IntakeNotYours, NoWindow, AlreadyUnderWay, and what evidence.attach raises. Then nothing was kept.
    """
    entity = _company(entry)
    region = entity.region_id or geo.home_city()
    units = queries.units_at(region)
    window = queries.window_at(region, units)
    if window is None:
        raise rules.NoWindow("这个地方还没有开通一件事窗口。", next_step="请到政务大厅分别办理，或拨打 12345。")
    check_filer(actor=actor, entity_id=entity.pk, window=window)
    bundle, plan = queries.plan(entry.bundle, entry.answers, on=localdate(at))
    _check(entry, plan)
    _refuse_twice(entry, entity)
    number = documents.next_number(prefix="TC", region_code=region, day=localdate(at))
    title = f"{bundle.title}：{entry.shop_name.strip()}"
    gather = limit(code=rules.GATHER, at=at)
    case = cases.open_case(
        actor=actor, workflow=rules.PACKAGE, number=number, title=title, region_code=region, applicant_id=entity.pk,
        category=bundle.code, at=at, fact="opened", unit_id=window,
        data={"bundle": bundle.title, "parts": len(plan.parts), "note": f"{len(plan.to_hand_in)} 份材料，一次交齐"},
        clocks_to_start={rules.GATHER: gather, rules.WHOLE: gather + plan.half_days},
    )  # fmt: skip
    package = Package(
        case=case, entity=entity, bundle=bundle.code, bundle_name=bundle.title,
        answers=rules.check_answers(bundle, entry.answers), shop_name=entry.shop_name.strip(),
        address=entry.address.strip(), half_days=plan.half_days, one_by_one=plan.before.half_days,
        at_window=actor.role != Role.ENT, filed_by_name=actor.name, is_demo=is_demo,
    )  # fmt: skip
    package.save(force_insert=True)
    _open_parts(actor, package, plan, units, at)
    PackagePaper.objects.bulk_create(_paper(package, plan, one, entry, at) for one in plan.papers)
    if entry.picture_ids:
        evidence.attach(actor=actor, picture_ids=entry.picture_ids, subject=number, limit=PICTURES_MOST)
    return package


def check_filer(*, actor: Actor, entity_id: int, window: int) -> None:
    """The company itself hands in, or the window of its place for it (代录入). Raises IntakeNotYours."""
    own = actor.role == Role.ENT and entity_id in actor.entity_ids
    at_window = actor.role in ANSWERING and actor.unit_id == window
    if not own and not at_window:
        raise rules.IntakeNotYours(
            "只能由企业自己交件，或由企业所在地的一件事窗口代为录入。", next_step="请用企业账号登录，或到窗口办理。"
        )


def _company(entry: IntakeEntry) -> "MarketEntity":
    found = parties.entity_by_uscc(entry.uscc.strip().upper())
    if found is None:
        raise InvalidInput({"uscc": "没有这家企业，请核对统一社会信用代码。"})
    return found


def _check(entry: IntakeEntry, plan: rules.Plan) -> None:
    asked = {"shop_name": (entry.shop_name, "店名"), "address": (entry.address, "经营地址")}
    faults = {
        name: f"请填写{label}，最多 {rules.LINE_LONGEST} 个字。"
        for name, (text, label) in asked.items()
        if not 0 < len(text.strip()) <= rules.LINE_LONGEST
    }
    if faults:
        raise InvalidInput(faults)
    rules.check_handed({one.key: (one.material.name, one.is_required) for one in plan.to_hand_in}, entry.papers)


def _refuse_twice(entry: IntakeEntry, entity: "MarketEntity") -> None:
    same = Package.objects.filter(entity=entity, bundle=entry.bundle, address=entry.address.strip())
    running = same.filter(case__state__in=rules.RUNS).values_list("case__number", flat=True).first()
    if running:
        raise rules.AlreadyUnderWay(
            f"同一地址的同一件事正在办理，编号 {running}。", next_step="请在那一件里看进度、补材料；不必再交一次。"
        )


def _open_parts(actor: Actor, package: Package, plan: rules.Plan, units: Mapping[str, int], at: datetime) -> None:
    parent, held = package.case, queries.held_items(localdate(at))
    root = parent.number.removeprefix("TC-")
    children = [
        cases.Child(
            number=f"TB-{root}-{part.key + 1}",
            title=f"{part.department}：{'、'.join(plan.items[code].name for code in part.items)}"[:200],
            unit_id=queries.unit_of(part.department, parent.region_id, units),
            data={"items": [f"{code}/{held[code].number}" for code in part.items]},
        )
        for part in plan.parts
    ]
    opened = cases.open_children(
        actor=actor, workflow=rules.PART, parent=parent, children=children, clock=rules.GATHER,
        half_days=limit(code=rules.GATHER, at=at), at=at, fact="opened",
    )  # fmt: skip
    along = {one.unit_id for one in children if one.unit_id and one.unit_id != parent.unit_id}
    cases.add_co_units(case=parent, unit_ids=along, task="并联办理", at=at)  # they see the papers and pictures
    PackagePart.objects.bulk_create(
        PackagePart(
            case=case, package=package, key=part.key, department=part.department, after=list(part.after),
            half_days=part.half_days, begins=part.begins, items=[_item(code, plan, held[code]) for code in part.items],
        )
        for case, part in zip(opened, plan.parts, strict=True)
    )  # fmt: skip


def _item(code: str, plan: rules.Plan, held: queries.Held) -> dict[str, Any]:
    one = plan.items[code]
    return {
        "code": code, "name": one.name, "output": one.output, "step": plan.step_of(code),
        "version_id": held.version_id, "version": held.number,
    }  # fmt: skip


def _paper(
    package: Package, plan: rules.Plan, paper: rules.PaperOnce, entry: IntakeEntry, at: datetime
) -> PackagePaper:
    users = [part.key for part in plan.parts if set(part.items) & set(paper.items)]
    spared = paper.exempt_by or (f"“{plan.items[paper.from_item].name}”办出来的" if paper.from_item else "")
    handed = paper.key in entry.papers
    return PackagePaper(
        package=package, key=paper.key, name=paper.material.name, users=users, is_required=paper.is_required,
        words=f"{paper.material.source} · {paper.material.paper} {paper.material.copies} 份",
        spared_by=spared, is_handed_in=handed, changed_at=at if handed else None,
    )  # fmt: skip
