"""Why a step of a visit is not taken."""

from yishang.kernel.context import Refusal


class NotYourVisit(Refusal):
    """The visit is somebody else's to make."""

    status = 403


class NotTheLiaison(Refusal):
    """The independent record is the liaison's; the visitor does not corroborate the own visit."""

    status = 403


class NotAVisitor(Refusal):
    """Visits are made by sponsoring leaders and departments."""

    status = 403


class TwoPlacesAtOnce(Refusal):
    """One person's visits may not overlap (handbook 1.3)."""


class TrackRefused(Refusal):
    """A track that cannot be true, or cannot be read: none of it is taken (handbook 1 坏输入: 拒绝整段)."""

    status = 422


class TrackClosed(Refusal):
    """A track belongs to the time between check-in and submission."""


class PartDiffers(Refusal):
    """The same part of a track was sent before with other points."""


class QuietThen(Refusal):
    """The company asked not to be visited on that day."""


class NothingToMerge(Refusal):
    """The two planned visits are not of one company, or not close together."""


class NoBusinessHere(Refusal):
    """The post, or the key, has nothing to do with visits."""

    status = 403


class DeviceUnknown(Refusal):
    """A public key that cannot be one."""

    status = 422
