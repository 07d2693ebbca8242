"""What people can do in credit supervision, one function for each intention."""

from yishang.contexts.credit.services.catalogs import load_catalogs
from yishang.contexts.credit.services.listing import (
    apply_removal,
    check_removal,
    dismiss_suspicion,
    give_notice,
    list_company,
    note_letter,
    reject_removal,
    remind_all,
    remind_three_years,
    remove_company,
    revoke_listing,
    state_defence,
    suspect_company,
)
from yishang.contexts.credit.services.records import CREDIT_RECORDS, take_records
from yishang.contexts.credit.services.registering import (
    LICENCE_RULES,
    REGISTRATIONS,
    answer_push,
    assign_push,
    claim_push,
    return_push,
    take_licence_rules,
    take_registrations,
)
from yishang.contexts.credit.services.repairing import (
    apply_repair,
    ask_restrictions,
    grant_repair,
    issue_certificate,
    publish_penalty,
    refuse_repair,
)
from yishang.contexts.credit.services.sanctioning import (
    confirm_release,
    confirm_sanction,
    note_hint,
    order_measures,
    release_all,
    release_sanction,
    report_sanction,
)
from yishang.contexts.credit.services.serious import (
    apply_early,
    ask_consent,
    defend_serious,
    drop_serious,
    expire_all,
    expire_serious,
    grant_consent,
    list_serious,
    notify_serious,
    propose_serious,
    refuse_consent,
    reject_early,
    remove_serious,
    revoke_serious,
)
from yishang.contexts.credit.services.warning import (
    answer_warning,
    assign_warning,
    lift_unclaimed,
    lift_warning,
    raise_warnings,
    receive_warning,
)

IMPORTS = (REGISTRATIONS, CREDIT_RECORDS, LICENCE_RULES)

__all__ = [
    "IMPORTS", "answer_push", "answer_warning", "apply_early", "apply_removal", "apply_repair", "ask_consent",
    "ask_restrictions", "assign_push", "assign_warning", "check_removal", "claim_push", "confirm_release",
    "confirm_sanction", "defend_serious", "dismiss_suspicion", "drop_serious", "expire_all", "expire_serious",
    "give_notice", "grant_consent", "grant_repair", "issue_certificate", "lift_unclaimed", "lift_warning",
    "list_company", "list_serious", "load_catalogs", "note_hint", "note_letter", "notify_serious", "order_measures",
    "propose_serious", "publish_penalty", "raise_warnings", "receive_warning", "refuse_consent", "refuse_repair",
    "reject_early", "reject_removal", "release_all", "release_sanction", "remind_all", "remind_three_years",
    "remove_company", "remove_serious", "report_sanction", "return_push", "revoke_listing", "revoke_serious",
    "state_defence", "suspect_company", "take_licence_rules", "take_records", "take_registrations",
]  # fmt: skip
