"""What each department does with its part: accept, note what must be corrected, grant, refuse."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yishang.contexts.bundles import rules
from yishang.contexts.bundles.models import PackagePart
from yishang.contexts.bundles.services import settling
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor


@transaction.atomic
def accept_part(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> PackagePart:
    """Take a part on; its clock begins at once, or when what stands before it is granted. Raises cases.claim's."""
    claim, part = _claimed(actor, number, "accept_part", at, version)
    cases.move(claim=claim, at=at)
    settling.settle(package_id=part.package_id, at=at)
    return part


@transaction.atomic
def note_correction(
    *, actor: Actor, number: str, papers: Sequence[str], reason: str, at: datetime, version: int | None = None
) -> PackagePart:
    """Say which of the part's papers must be corrected; the applicant hears it with everybody else's, once.

    Raises what cases.claim raises, InvalidInput (papers, reason), NotInThisPart, AskedBefore.
    """
    claim, part = _claimed(actor, number, "note_correction", at, version)
    own = {one.key: one for one in part.package.papers.all() if part.key in one.users and not one.spared_by}
    changed = {key: one.changed_at for key, one in own.items()}
    rules.check_correction(papers, own=changed, asked_at=part.asked_at, reason=reason)
    part.wanted, part.reason, part.asked_at = sorted(set(papers)), reason.strip(), at
    part.save(update_fields=["wanted", "reason", "asked_at"])
    names = "、".join(own[key].name for key in part.wanted)
    cases.move(claim=claim, at=at, data={"papers": names, "note": part.reason})
    settling.settle(package_id=part.package_id, at=at)
    return part


@transaction.atomic
def grant_part(
    *, actor: Actor, number: str, document: str, note: str, at: datetime, version: int | None = None
) -> PackagePart:
    """Decide for the applicant; `document` is the number of what is issued. Raises cases.claim's, InvalidInput."""
    claim, part = _claimed(actor, number, "grant_part", at, version)
    if len(document.strip()) > rules.LINE_LONGEST or not document.strip():
        raise InvalidInput({"document": f"请填写证照或文书编号，最多 {rules.LINE_LONGEST} 个字。"})
    part.document = document.strip()
    part.save(update_fields=["document"])
    data = {"document": part.document, "note": note.strip()}
    cases.move(claim=claim, at=at, data=data, changes={"closed_at": at})
    settling.settle(package_id=part.package_id, at=at)
    return part


@transaction.atomic
def refuse_part(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> PackagePart:
    """Refuse, with the reason; what waits for it is not carried out, all else goes on.

    Raises what cases.claim raises, InvalidInput (reason).
    """
    claim, part = _claimed(actor, number, "refuse_part", at, version)
    part.reason = rules.check_reason(reason)
    part.save(update_fields=["reason"])
    cases.move(claim=claim, at=at, data={"note": part.reason}, changes={"closed_at": at})
    settling.settle(package_id=part.package_id, at=at)
    return part


def _claimed(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> tuple[Claim, PackagePart]:
    settling.lock_of_part(number=number)
    claim = cases.claim(actor=actor, workflow=rules.PART, number=number, move=move, at=at, version=version)
    return claim, claim.case.package_part
