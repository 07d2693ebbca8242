"""How a topic begins: a citizen proposes one behind a proven telephone, or a department publishes its own."""

from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Topic
from yishang.contexts.public_supervision.services.deadlines import limit
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties

CITIZEN = Actor(id=None, name="市民", role="PUB")
NAMES_LOOKED_FOR = 20_000


def propose_topic(
    *, phone: str, field: str, title: str, content: str, at: datetime, client: str = "", is_demo: bool = False
) -> Topic:
    """Propose a topic from a proven telephone, of which nothing is kept with it.

    Raises InvalidInput, NamesOneCompany, TooOften (three a day of one telephone, ten an hour of one address).
    """
    if faults := rules.topic_faults(field=field, title=title, content=content):
        raise InvalidInput(faults)
    refuse_naming(text=f"{title}。{content}")
    _refuse_flood(phone, client, at)
    with transaction.atomic():
        return _open(CITIZEN, field, title, content, at, origin=Topic.Origin.CITIZEN, is_demo=is_demo)


@transaction.atomic
def publish_topic(
    *, actor: Actor, field: str, title: str, content: str, days: int, at: datetime, is_demo: bool = False
) -> Topic:
    """A department's own topic; it is open to votes once another person has let it out.

    Raises InvalidInput, NamesOneCompany, NotFound for somebody without a unit.
    """
    if actor.unit_id is None:
        raise rules.NotFound("您的单位")
    faults = rules.topic_faults(field=field, title=title, content=content)
    if fault := rules.days_fault(days):
        faults["days"] = fault
    if faults:
        raise InvalidInput(faults)
    refuse_naming(text=f"{title}。{content}")
    topic = _open(actor, field, title, content, at, origin=Topic.Origin.DEPARTMENT, is_demo=is_demo)
    claim = cases.claim(actor=actor, workflow=rules.TOPIC, number=topic.case.number, move="review_topic", at=at)
    cases.move(claim=claim, at=at, data={"verdict": rules.LET_OUT})
    topic.case, topic.proposed_verdict, topic.collect_days = claim.case, rules.LET_OUT, days
    topic.drafted_by_id = actor.id
    topic.save(update_fields=["proposed_verdict", "collect_days", "drafted_by_id"])
    return topic


def refuse_naming(*, text: str) -> None:
    """Raise NamesOneCompany for a text that points at one company, by its form or by a name that we know."""
    named = rules.pointer_in(text)
    if not named:
        known = parties.names_among(islice(rules.possible_names(text), NAMES_LOOKED_FOR))
        named = min(known, default="")
    if named:
        raise rules.NamesOneCompany(
            f"题目里写到了单个企业（{named}）。点题只问一类事，不点名一家。",
            next_step="请去掉企业的名称、代码和电话再提；要反映这一家的问题，请改用“投诉举报”。",
        )


def _refuse_flood(phone: str, client: str, at: datetime) -> None:
    per_client = rules.PROPOSALS_PER_CLIENT
    if client:
        directory_services.count_client(what="propose", client=client, at=at, most=per_client)
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    directory_services.count_client(what="propose_phone", client=phone, at=day, most=rules.PROPOSALS_PER_DAY)


def _open(actor: Actor, field: str, title: str, content: str, at: datetime, *, origin: str, is_demo: bool) -> Topic:
    city = geo.home_city()
    length = limit(process=rules.TOPIC_KIND, code=rules.REVIEW, at=at)
    unit_id = actor.unit_id or queries.answering_unit(city)
    case = cases.open_case(
        actor=actor, workflow=rules.TOPIC, title=title.strip(), region_code=city, applicant_id=None, category=field,
        number=documents.next_number(prefix="DT", region_code=city, day=localdate(at)), at=at, fact="proposed",
        data={"origin": str(origin)}, clocks_to_start={rules.REVIEW: length},
        unit_id=unit_id,
    )  # fmt: skip
    topic = Topic.objects.create(case=case, origin=origin, content=content.strip(), is_demo=is_demo)
    topic.case.unit = directory.unit_of_id(unit_id)
    return topic
