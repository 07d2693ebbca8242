"""What every matter of this process needs when it opens: a place, a number, a decision paper."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.credit import queries, rules
from yishang.contexts.credit.models import Decision
from yishang.contexts.credit.services.deadlines import limit
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.cases.rules import Workflow
    from yishang.kernel.parties.models import MarketEntity


def party(*, actor: Actor, uscc: str) -> "MarketEntity":
    """The party of that code, of the actor's city or the actor's own. Raises InvalidInput (uscc), CompanyNotFound."""
    return queries.party_for(actor, uscc)


def place_of(*, entity: "MarketEntity") -> str:
    """The region whose bureau answers for a party: where it is registered, else by its code, else the home city."""
    return entity.region_id or geo.region_of_uscc(entity.uscc) or geo.home_city()


def open_matter(
    *,
    actor: Actor,
    workflow: "Workflow",
    prefix: str,
    entity: "MarketEntity",
    title: str,
    category: str,
    at: datetime,
    clock: str,
    unit_id: int | None,
    data: Mapping[str, Any],
    shown_to_party: bool = False,
) -> "Case":
    """Open a matter about a party, with its first clock ("" starts none). The party sees it only where told so."""
    region = place_of(entity=entity)
    length = limit(process=workflow.kind, code=clock, at=at) if clock else 0
    return cases.open_case(
        actor=actor, workflow=workflow,
        number=documents.next_number(prefix=prefix, region_code=region, day=localdate(at)),
        title=title[:200], region_code=region, applicant_id=entity.pk if shown_to_party else None, category=category,
        at=at, fact="opened", data={**data, "uscc": entity.uscc}, unit_id=unit_id,
        clocks_to_start={clock: length} if clock else {}, in_rate=False,
    )  # fmt: skip


def claimed(
    *, actor: Actor, workflow: "Workflow", number: str, move: str, at: datetime, version: int | None = None
) -> Claim:
    """cases.claim, in short. Raises what it raises."""
    return cases.claim(actor=actor, workflow=workflow, number=number, move=move, at=at, version=version)


def words(*, given: str, name: str, ask: str, longest: int = 500) -> str:
    """The text without blanks around it. Raises InvalidInput (name) when there is none, or too much of it."""
    text = given.strip()
    if not text:
        raise InvalidInput({name: ask})
    if len(text) > longest:
        raise InvalidInput({name: f"最多 {longest} 个字。"})
    return text


def unit_for_opening(*, actor: Actor, entity: "MarketEntity", department: str = rules.BUREAU) -> int | None:
    """Who answers for a new matter: the department's person's own unit, else the party's bureau."""
    if actor.role == Role.DEP:
        return actor.unit_id
    found = queries.unit_of(department, region_code=place_of(entity=entity))
    return found.pk if found else None


@transaction.atomic
def issue_paper(
    *,
    actor: Actor,
    kind: str,
    case: "Case",
    entity: "MarketEntity",
    found: str,
    basis: str,
    result: str,
    drafted_by: str,
    at: datetime,
) -> Decision:
    """A decision paper with the next number of its organ, kind and year; its text is frozen. Raises InvalidInput."""
    organ = queries.unit_by_id(case.unit_id)
    if organ is None:
        raise InvalidInput({"unit": "这件还没有承办机关，不能出文书。"})
    on: date = localdate(at)
    individual = rules.is_individual(entity.uscc)
    remedy = ""
    if kind in rules.REMEDIED:
        place = geo.name_of(organ.region_id)
        remedy = rules.remedy_of(review_at=f"{place}人民政府", county=place, on=on).words
    sequence = documents.next_in_year(series=rules.SERIES[kind], organ_id=organ.pk, year=on.year)
    return Decision.objects.create(
        number=rules.document_number(
            mark=queries.mark_of(organ), word=rules.PAPERS[kind][0], year=on.year, sequence=sequence
        ),
        kind=kind, matter=case.number, entity=entity, city_id=case.city_id, organ=organ,
        title=rules.title_of(kind, individual=individual),
        lines=rules.body_of(
            party=entity.name, uscc=entity.uscc, found=found, basis=basis, result=result, remedy=remedy
        ),
        signed_on=on, drafted_by_name=drafted_by, signed_by_name=actor.name,
    )  # fmt: skip
