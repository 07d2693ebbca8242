"""What other processes tell: the appeal that followed from a verdict. Delivered after commit, repeatable."""

from typing import TYPE_CHECKING

from yishang.contexts.panoramas import services
from yishang.kernel.context import Handler

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def note_appeal(fact: "Fact") -> None:
    """Show the appeal's number at the panorama that it came from."""
    services.note_appeal(number=str(fact.data["source"]), appeal_number=fact.subject)


def note_round(fact: "Fact") -> None:
    """A draw was made, perhaps by a witness on the own phone: note which projects it selected."""
    services.settle_round(number=fact.subject.removeprefix("draw:"))


HANDLERS = (
    Handler(fact="outreach.appeal.panorama_reported", run=note_appeal),
    Handler(fact="draw.drawn", run=note_round),
)
