"""What other processes' facts mean here, and who is told of ours. Delivered after commit, repeatable."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING

from yishang.contexts.credit import queries, services
from yishang.contexts.credit.rules import REASON_OF_RESULT, AlreadyUnderWay, CompanyNotFound
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import Handler, InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Role
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.journal.models import Fact

ORDER_EXPIRED, UNREACHABLE = "E2", "E4"


def suspect_by_result(fact: "Fact") -> None:
    """A published result R2, R3 or R4 opens a suspicion for the bureau to look into; it lists nobody."""
    for code in dict.fromkeys(str(one) for one in fact.data.get("results", ())):
        if code in REASON_OF_RESULT:
            _suspect(fact, REASON_OF_RESULT[code], f"检查结果 {code}")


def suspect_by_order(fact: "Fact") -> None:
    """An order to publish or correct was not followed in time."""
    _suspect(fact, ORDER_EXPIRED, "责令改正期满未改")


def suspect_unreachable(fact: "Fact") -> None:
    """Nobody could be reached at the registered address."""
    _suspect(fact, UNREACHABLE, "检查时无法联系")


def lift_by_claim(fact: "Fact") -> None:
    """A push was claimed: the warning that nobody had is lifted."""
    services.lift_unclaimed(push=fact.subject, at=fact.at)


def _suspect(fact: "Fact", reason: str, words: str) -> None:
    """Repeatable: what is under way already stays as it is; a party that we do not know cannot be looked into."""
    try:
        services.suspect_company(
            actor=SYSTEM_ACTOR, uscc=str(fact.data.get("uscc", "")), reason=reason, source=f"{fact.subject} {words}",
            at=fact.at,
        )  # fmt: skip
    except (AlreadyUnderWay, CompanyNotFound, InvalidInput):
        return


def _unit(case: "Case") -> Collection[int]:
    if case.unit_id:
        return directory.people_on_duty(case.unit_id, Role.DEP)
    return _lead(case)


def _lead(case: "Case") -> Collection[int]:
    found = directory.people_in_posts([Role.DRL], regions=[case.city_id], on=case.opened_at.date())
    return list(found.values_list("pk", flat=True))


def _company(case: "Case") -> Collection[int]:
    return directory.accounts_of_entity(case.applicant_id)


def _teller(template: str, find: Callable[["Case"], Collection[int]]) -> Callable[["Fact"], None]:
    def tell(fact: "Fact") -> None:
        workflow = queries.workflow_of(fact.subject)
        case = cases.subjects_of(workflow.kind).select_related("applicant", "unit").get(number=fact.subject)
        due = str(fact.data.get("release_due") or fact.data.get("due", ""))
        words = {
            "number": fact.subject,
            "title": case.title,
            "unit": case.unit.short_name if case.unit else "",
            "reason": str(fact.data.get("note", "")),
            "paper": str(fact.data.get("paper", "")),
            "due": datetime.fromisoformat(due) if due else "",
        }
        telling = Telling(
            template=template, context=words, account_ids=sorted(find(case)), subject=fact.subject,
            dedup_key=f"{fact.pk}:{template}",
        )  # fmt: skip
        notify.tell_all(tellings=[telling], at=fact.at)

    tell.__qualname__ = f"tell_{template}"  # under this name the journal notes that it was done
    return tell


def tell_platform(fact: "Fact") -> None:
    """A party was put on a list or taken off it: the credit platform hears of it once."""
    verb = fact.verb.rpartition(".")[2]
    services.tell_platform(number=fact.subject, verb=verb, key=str(fact.pk), at=fact.at)


HANDLERS = (
    *(
        Handler(f"credit.{name}", tell_platform)
        for name in (
            "listing.listed",
            "listing.removed",
            "listing.revoked",
            "serious.listed",
            "serious.removed",
            "serious.expired",
            "serious.revoked",
        )
    ),
    Handler("random_inspection.inspection.result_published", suspect_by_result),
    Handler("random_inspection.inspection.order_expired", suspect_by_order),
    Handler("random_inspection.inspection.not_contactable", suspect_unreachable),
    Handler("credit.push.claimed", lift_by_claim),
    Handler("credit.push.opened", _teller("credit_push_opened", _unit)),
    Handler("credit.push.returned", _teller("credit_push_returned", _lead)),
    Handler("credit.push.assigned", _teller("credit_push_opened", _unit)),
    Handler("credit.warning.opened", _teller("credit_warning_opened", _unit)),
    Handler("credit.warning.assigned", _teller("credit_warning_opened", _unit)),
    Handler("credit.listing.opened", _teller("credit_suspected", _unit)),
    Handler("credit.listing.noticed", _teller("credit_noticed", _company)),
    Handler("credit.listing.listed", _teller("credit_listed", _company)),
    Handler("credit.listing.removal_applied", _teller("credit_applied", _unit)),
    Handler("credit.listing.removed", _teller("credit_removed", _company)),
    Handler("credit.listing.removal_rejected", _teller("credit_rejected", _company)),
    Handler("credit.listing.revoked", _teller("credit_removed", _company)),
    Handler("credit.listing.three_years_near", _teller("credit_three_years", _company)),
    Handler("credit.serious.noticed", _teller("credit_noticed", _company)),
    Handler("credit.serious.consent_asked", _teller("credit_consent_asked", _lead)),
    Handler("credit.serious.consent_granted", _teller("credit_consent_granted", _unit)),
    Handler("credit.serious.listed", _teller("credit_listed", _company)),
    Handler("credit.serious.early_applied", _teller("credit_applied", _unit)),
    Handler("credit.serious.removed", _teller("credit_removed", _company)),
    Handler("credit.serious.early_rejected", _teller("credit_rejected", _company)),
    Handler("credit.serious.expired", _teller("credit_removed", _company)),
    Handler("credit.serious.revoked", _teller("credit_removed", _company)),
    Handler("credit.sanction.opened", _teller("credit_sanction_ordered", _unit)),
    Handler("credit.sanction.release_ordered", _teller("credit_release_ordered", _unit)),
    Handler("credit.repair.opened", _teller("credit_applied", _unit)),
    Handler("credit.repair.repaired", _teller("credit_removed", _company)),
    Handler("credit.repair.refused", _teller("credit_rejected", _company)),
)
