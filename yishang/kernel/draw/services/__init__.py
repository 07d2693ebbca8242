"""The life of a draw: committed, then made by what the source of randomness says, or void; and what happens later."""

from yishang.kernel.draw.rules import StratumPool
from yishang.kernel.draw.services.committing import commit_draw
from yishang.kernel.draw.services.revealing import reveal, take_round, void_draw, void_unrevealed
from yishang.kernel.draw.services.standing import reassign, replace_selected, withdraw_draw
from yishang.kernel.draw.services.witnessing import invite_witness, note_wrong_value, promise_value, reveal_promised

__all__ = [
    "StratumPool",
    "commit_draw",
    "invite_witness",
    "note_wrong_value",
    "promise_value",
    "reassign",
    "replace_selected",
    "reveal",
    "reveal_promised",
    "take_round",
    "void_draw",
    "void_unrevealed",
    "withdraw_draw",
]
