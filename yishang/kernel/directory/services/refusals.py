"""What the directory declines."""

from yishang.kernel.context import Refusal


class SignInRefused(Refusal):
    """Not let in; the words are the same whether or not the account exists."""

    status = 403


class TooManyCodes(Refusal):
    """A code was asked for a moment ago, or ten times today."""

    status = 429


class TooOften(Refusal):
    """One network address did one thing too many times in an hour."""

    status = 429


class NotForThisPost(Refusal):
    """The post of the actor does not keep accounts, keys or sponsorships."""

    status = 403


class OwnAccount(Refusal):
    """Nobody decides about the own account: not its posts, not its second factor."""

    status = 403


class NeedsSecondPerson(Refusal):
    """A weighty post is proposed by SYS and granted by SEC, never given by one person alone (两人复核)."""


class AlreadyDecided(Refusal):
    """Somebody else has granted or declined the proposal, or it is there already."""


class AlreadyOpened(Refusal):
    """The login or unit code is taken."""


class AlreadyEnrolled(Refusal):
    """The account has an authenticator; only SEC can take it away."""


class NoSuchAccount(Refusal):
    """No account, post, proposal or unit of that key."""

    status = 404


class IncompatiblePosts(Refusal):
    """三员分立: an administrator's post cannot be held with another."""


class HandOverFirst(Refusal):
    """A leader, liaison or department's person leaves only after the subjects went to a successor (handbook 1.2)."""


class LeavesNobody(Refusal):
    """A subject would be left without a leader or a department (无人包抓)."""


class OverlappingSponsorship(Refusal):
    """The subject has a sponsor of that type and part for some of the days."""
