"""Signing in, keys of partner systems, and keeping the directory of units, people and posts."""

from yishang.kernel.directory.services.accounts import (
    correct_account,
    correct_unit,
    end_posting,
    sign_out_everywhere,
    switch_account,
    unlock_account,
)
from yishang.kernel.directory.services.grants import decline_posting, grant_posting, propose_posting
from yishang.kernel.directory.services.keeping import (
    appoint_sponsor,
    appoint_sponsors,
    open_account,
    open_accounts,
    open_units,
    post_people,
    post_person,
)
from yishang.kernel.directory.services.keys import actor_by_key, issue_api_key, revoke_api_key
from yishang.kernel.directory.services.looks import choose_look
from yishang.kernel.directory.services.passwords import change_password, reset_password
from yishang.kernel.directory.services.proving import count_client, forget_proofs, prove, request_proof
from yishang.kernel.directory.services.refusals import (
    AlreadyDecided,
    AlreadyEnrolled,
    AlreadyOpened,
    HandOverFirst,
    IncompatiblePosts,
    LeavesNobody,
    NeedsSecondPerson,
    NoSuchAccount,
    NotForThisPost,
    OverlappingSponsorship,
    OwnAccount,
    SignInRefused,
    TooManyCodes,
    TooOften,
)
from yishang.kernel.directory.services.second_factor import (
    enrol_second_factor,
    reset_second_factor,
    sign_in_by_second_factor,
)
from yishang.kernel.directory.services.sessions import set_session_terms
from yishang.kernel.directory.services.signing_in import (
    note_sign_in,
    request_code,
    sign_in_by_code,
    sign_in_by_identity,
    sign_in_by_password,
)
from yishang.kernel.directory.services.sponsoring import HANDED_OVER, HandOver, end_sponsorship, hand_over

__all__ = [
    "HANDED_OVER",
    "AlreadyDecided",
    "AlreadyEnrolled",
    "AlreadyOpened",
    "HandOver",
    "HandOverFirst",
    "IncompatiblePosts",
    "LeavesNobody",
    "NeedsSecondPerson",
    "NoSuchAccount",
    "NotForThisPost",
    "OverlappingSponsorship",
    "OwnAccount",
    "SignInRefused",
    "TooManyCodes",
    "TooOften",
    "actor_by_key",
    "appoint_sponsor",
    "appoint_sponsors",
    "change_password",
    "choose_look",
    "correct_account",
    "correct_unit",
    "count_client",
    "decline_posting",
    "end_posting",
    "end_sponsorship",
    "enrol_second_factor",
    "forget_proofs",
    "grant_posting",
    "hand_over",
    "issue_api_key",
    "note_sign_in",
    "open_account",
    "open_accounts",
    "open_units",
    "post_people",
    "post_person",
    "propose_posting",
    "prove",
    "request_code",
    "request_proof",
    "reset_password",
    "reset_second_factor",
    "revoke_api_key",
    "set_session_terms",
    "sign_in_by_code",
    "sign_in_by_identity",
    "sign_in_by_password",
    "sign_in_by_second_factor",
    "sign_out_everywhere",
    "switch_account",
    "unlock_account",
]
