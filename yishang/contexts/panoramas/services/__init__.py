"""Everything a person can intend with panoramas: one function each."""

from yishang.contexts.panoramas.services.judging import judge_panorama, note_appeal
from yishang.contexts.panoramas.services.rounds import (
    NothingToFly,
    freeze_round,
    open_round,
    reveal_round,
    settle_round,
    void_round,
)
from yishang.contexts.panoramas.services.taking_in import place_project, take_in_panorama

__all__ = [
    "NothingToFly",
    "freeze_round",
    "judge_panorama",
    "note_appeal",
    "open_round",
    "place_project",
    "reveal_round",
    "settle_round",
    "take_in_panorama",
    "void_round",
]
