"""Which form and which service belong to a move, and how a filled-in one is carried out: pages and API alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from yishang.kernel.cases import services
from yishang.kernel.cases.forms.faults import faults_of
from yishang.kernel.cases.rules import Workflow
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

UNKNOWN = "这个动作没有这一项。"
Moves = Mapping[str, tuple[type[forms.Form], Callable[..., Any]]]


@dataclass(frozen=True)
class Intention:
    """A move as a person meets it: the form to fill in and the service that carries it out."""

    form: type[forms.Form]
    carry_out: Callable[..., Any]
    workflow: Workflow


class Intentions(dict[str, Intention]):
    """The moves that people make in one context, by name."""

    def of(self, workflow: Workflow, moves: Moves) -> "Intentions":
        """With these moves of one process besides: name → form and service."""
        added = {name: Intention(form, service, workflow) for name, (form, service) in moves.items()}
        return Intentions(self | added)

    def carry_out(
        self,
        *,
        actor: Actor,
        number: str,
        move: str,
        values: Mapping[str, Any],
        at: datetime,
        version: int | None = None,
    ) -> Any:
        """Make a move with what a person filled in or a machine sent; returns what the service returns.

        `images` of a form are the service's `picture_ids`. Raises the move's refusals first, then InvalidInput for
        the values.
        """
        intention = self[move]
        form = intention.form(values)
        faults = dict.fromkeys(_unknown(form, values), UNKNOWN)
        if faults or not form.is_valid():
            self.refuse_move_first(actor=actor, number=number, move=move, at=at, version=version)
            raise InvalidInput(faults | faults_of(form))
        given = dict(form.cleaned_data)
        if "images" in given:
            given["picture_ids"] = given.pop("images")
        return intention.carry_out(actor=actor, number=number, at=at, version=version, **given)

    def refuse_move_first(
        self, *, actor: Actor, number: str, move: str, at: datetime, version: int | None = None
    ) -> None:
        """Whoever may not make the move hears that, before being told about wrong values."""
        with transaction.atomic():
            services.claim(actor=actor, workflow=self[move].workflow, number=number, move=move, at=at, version=version)


def _unknown(form: forms.Form, values: Mapping[str, Any]) -> list[str]:
    """What a machine sent that the move does not know; a page sends its token and its key besides."""
    return [] if hasattr(values, "getlist") else [name for name in values if name not in form.fields]
