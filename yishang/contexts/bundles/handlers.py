"""Whom a bundle concerns: applicant, window, departments. Delivered after commit, repeatable."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from yishang.contexts.bundles import rules
from yishang.contexts.bundles.models import Package, PackagePart
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.journal.models import Fact


def tell_departments(fact: "Fact") -> None:
    """A bundle came in, or papers did: every department whose part waits for its look, once each."""
    package = Package.objects.select_related("case__applicant").get(case__number=fact.subject)
    rows = PackagePart.objects.filter(package=package, case__state="RECEIVED").select_related("case")
    for part in rows:
        _tell(fact, "bundle_part_waits", part.case, package, _unit(part.case), key=part.case.number)


def tell_started(fact: "Fact") -> None:
    """What stood before a part is granted: its department begins."""
    part = PackagePart.objects.select_related("case", "package__case__applicant").get(case__number=fact.subject)
    if part.after:
        _tell(fact, "bundle_part_begins", part.case, part.package, _unit(part.case))


def _teller(template: str, find: Callable[["Package"], Collection[int]]) -> Callable[["Fact"], None]:
    def tell(fact: "Fact") -> None:
        package = Package.objects.select_related("case__applicant").get(case__number=fact.subject)
        _tell(fact, template, package.case, package, find(package))

    tell.__qualname__ = f"tell_{template}"  # under this name the journal notes that it was done
    return tell


def _tell(
    fact: "Fact", template: str, case: "Case", package: Package, people: Collection[int], *, key: str = ""
) -> None:
    words = {
        "number": case.number, "title": case.title, "due": case.due_at or "", "helper": package.helper_name,
        "enterprise": package.case.applicant.name if package.case.applicant else "",
        "state": rules.PACKAGE.state(package.case.state).label,
    }  # fmt: skip
    telling = Telling(
        template=template, context=words, account_ids=sorted(people), subject=case.number,
        dedup_key=f"{fact.pk}:{template}:{key}",
    )  # fmt: skip
    notify.tell_all(tellings=[telling], at=fact.at)


def _unit(case: "Case") -> Collection[int]:
    return directory.people_on_duty(case.unit_id, ANSWERING) if case.unit_id else ()


def _applicant(package: Package) -> Collection[int]:
    return directory.accounts_of_entity(package.case.applicant_id)


def _window(package: Package) -> Collection[int]:
    return _unit(package.case)


def _helped(package: Package) -> Collection[int]:
    return [*_applicant(package), *([package.helper_id] if package.helper_id else [])]


WHOLE = rules.PACKAGE_KIND
HANDLERS = (
    Handler(f"{WHOLE}.opened", tell_departments),
    Handler(f"{WHOLE}.supplied", tell_departments),
    Handler(f"{WHOLE}.opened", _teller("bundle_opened", _window)),
    Handler(f"{WHOLE}.asked", _teller("bundle_asked", _applicant)),
    Handler(f"{WHOLE}.helper_assigned", _teller("bundle_helper", _helped)),
    *(
        Handler(f"{WHOLE}.{fact}", _teller("bundle_done", _applicant))
        for fact in ("finished", "finished_partly", "failed")
    ),
    Handler(f"{WHOLE}.handed_over", _teller("bundle_handed", _applicant)),
    Handler(f"{rules.PART_KIND}.started", tell_started),
)
