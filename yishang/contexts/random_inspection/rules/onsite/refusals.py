"""Why a step of an inspection is not taken."""

from yishang.kernel.context import Refusal


class NotOnTheTeam(Refusal):
    """The inspection is others' to make, or the line another department's to answer."""

    status = 403


class OwnReview(Refusal):
    """Who checked does not review (审核人≠检查人)."""

    status = 403


class WrongCode(Refusal):
    """What was scanned is not this company's code."""

    status = 422


class FormNotWhole(Refusal):
    """A department has left out lines: then nothing is handed in."""

    status = 422


class OrderMissing(Refusal):
    """The result says that something was ordered, and there is no order."""


class NoOpenOrder(Refusal):
    """There is no order to answer, extend or check again."""


class StillOpen(Refusal):
    """Something stands against ending the matter."""


class ObjectedBefore(Refusal):
    """Each side may object to an officer once."""


class NothingToDecide(Refusal):
    """Nobody has objected, or it is decided."""


class NothingToJoin(Refusal):
    """The two inspections are not of one company, or not close enough."""


class NoDayLeft(Refusal):
    """The company's calendar has no day for it within the task."""


class TooFewLeft(Refusal):
    """A team is never of one person."""


class SaidBefore(Refusal):
    """The company's word about a result is said once."""
