"""What the directory declines."""

from yishang.kernel.context import Refusal


class SignInRefused(Refusal):
    """Not let in; the words are the same whether or not the account exists."""

    status = 403


class TooManyCodes(Refusal):
    """A code was asked for a moment ago, or ten times today."""

    status = 429


class NotForThisPost(Refusal):
    """The post of the actor does not keep accounts, keys or sponsorships."""

    status = 403


class AlreadyOpened(Refusal):
    """The login or unit code is taken."""


class IncompatiblePosts(Refusal):
    """三员分立: an administrator's post cannot be held with another."""


class OverlappingSponsorship(Refusal):
    """The subject has a sponsor of that type and part for some of the days."""
