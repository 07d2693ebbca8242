"""How this process says no; each refusal is named for its reason."""

from yishang.kernel.context import Refusal


class CreditNotYours(Refusal):
    """The post does not do this in credit supervision."""

    status = 403


class CompanyNotFound(Refusal):
    """No party is registered under this code."""

    status = 404


class NoSuchPaper(Refusal):
    """There is no such record, decision or certificate for this person; whether it exists is not told."""

    status = 404


class SamePersonApproves(Refusal):
    """Who drafted a decision would approve it (handbook 0A.6: 拟稿≠审核)."""

    status = 403


class ReturnedOnce(Refusal):
    """A push has been returned once already; what now stands is the arbitration (handbook 2.7: 可退回一次)."""


class DefenceStillOpen(Refusal):
    """The party's days to state its defence are not over, and it has not spoken yet."""


class LettersMissing(Refusal):
    """Unreachable is found only by two letters, 15 to 30 days apart, that nobody signed for (handbook 2.5, E4)."""


class RequirementsMissing(Refusal):
    """Not every requirement of the serious list is met with evidence (handbook 2.6)."""

    status = 422


class ConsentMissing(Refusal):
    """A county's or city's listing needs the consent of the level above, and it is not there yet."""


class ListWithoutBasis(Refusal):
    """A list that no law sets up is an internal hint and restricts nobody (国办发〔2020〕49号)."""

    status = 422


class MeasureNotOfList(Refusal):
    """The measure does not hang on this list, or is not in force on that day."""

    status = 422


class RemovalTooEarly(Refusal):
    """The time before which nobody may be removed or repaired is not over."""


class NotRepairable(Refusal):
    """What is to be repaired is repaired already, or no dishonest information at all."""


class AlreadyUnderWay(Refusal):
    """The same matter of the same party is running already."""
