"""Signing in, keys of partner systems, and keeping the directory of units, people and posts."""

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
from yishang.kernel.directory.services.refusals import (
    AlreadyOpened,
    IncompatiblePosts,
    NotForThisPost,
    OverlappingSponsorship,
    SignInRefused,
    TooManyCodes,
)
from yishang.kernel.directory.services.signing_in import request_code, sign_in_by_code, sign_in_by_password

__all__ = [
    "AlreadyOpened",
    "IncompatiblePosts",
    "NotForThisPost",
    "OverlappingSponsorship",
    "SignInRefused",
    "TooManyCodes",
    "actor_by_key",
    "appoint_sponsor",
    "appoint_sponsors",
    "issue_api_key",
    "open_account",
    "open_accounts",
    "open_units",
    "post_people",
    "post_person",
    "request_code",
    "revoke_api_key",
    "sign_in_by_code",
    "sign_in_by_password",
]
