"""What the draw declines, and in which words."""

from yishang.kernel.context import Refusal


class DrawRefusal(Refusal):
    """A draw cannot be made or believed. `place` names the file, line or key; `why` says what is wrong there."""

    status = 422

    def __init__(self, place: str, why: str, *, next_step: str = "请更正该处后重试。") -> None:
        super().__init__(f"{place}：{why}", next_step=next_step)
        self.place = place
        self.why = why


class MalformedDraw(DrawRefusal):
    """What was handed in does not have the form that the record format prescribes."""


class RecordMismatch(DrawRefusal):
    """A record says something else than what its own commitment, randomness and pool lead to."""


class DrawVoid(DrawRefusal):
    """A witness did not reveal, or revealed something else than what was committed to."""

    status = 409


class DrawNotFound(Refusal):
    """There is no draw of that number."""

    status = 404

    def __init__(self, draw_id: str) -> None:
        super().__init__(f"没有找到抽取 {draw_id}。", next_step="请核对抽取编号。")


class DrawIdTaken(Refusal):
    """A draw of that number stands already; a published commitment is never replaced."""

    def __init__(self, draw_id: str) -> None:
        super().__init__(f"抽取 {draw_id} 已经登记过。", next_step="请换一个编号；已公布的承诺不能更改。")


class DrawNotOpen(Refusal):
    """The draw is made or void; what it was asked for belongs before that."""


class DrawNotMade(Refusal):
    """There is no record yet, or never will be."""


class DrawNotRepeatable(Refusal):
    """Only a void or withdrawn draw may be repeated, and only once."""


class WitnessNotIndependent(Refusal):
    """The witnesses are not as many independent sources as they seem, or had a hand in the void being repeated."""

    status = 422


class NoSuchWitness(Refusal):
    """The person is not a witness of this draw."""

    status = 403


class NotThePromisedValue(Refusal):
    """The value does not have the digest that the witness published before."""

    status = 422


class InvitationNotFound(Refusal):
    """No witness was ever invited by this link."""

    status = 404

    def __init__(self) -> None:
        super().__init__("没有这个见证人链接。", next_step="请核对收到的链接是否完整，或联系邀请您的单位。")


class InvitationOver(Refusal):
    """The link is past its time, or locked after too many wrong values."""

    status = 403


class AlreadyPromised(Refusal):
    """The witness has promised another value already."""


class NothingToReveal(Refusal):
    """No draw has been frozen with this witness's promise."""


class RevealTooLate(Refusal):
    """The time said to the witnesses has passed."""


class RevealNotDue(Refusal):
    """The time said for revealing has not passed, or every witness has revealed."""


class NotInThisDraw(Refusal):
    """The candidate or officer has no part in this draw, or no longer."""

    status = 404


class ReserveUsedUp(Refusal):
    """Nobody is left on the reserve list of the stratum."""


class NoOfficerLeft(Refusal):
    """Nobody is eligible who would make the team whole."""
