"""The public pages of publications, draws and witnesses read well on a phone and at a desk."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser.browsing import Reader
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.visits import STRANGER, Visit
from yishang.kernel.draw import queries as draws
from yishang.kernel.draw import rules
from yishang.kernel.draw import services as draw_services
from yishang.kernel.draw.tests import test_draw_with_officers as lots
from yishang.kernel.journal.rules import SYSTEM
from yishang.kernel.publish import queries, services
from yishang.kernel.publish.tests.conftest import CHEN_JING, PENALTIES, ROW, USCC

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(demo_town: datetime, monkeypatch: pytest.MonkeyPatch) -> list[Visit]:
    """A dataset with a corrected and a withdrawn row; a draw, and witnesses at every step of it."""
    monkeypatch.setattr(queries, "datasets", lambda: {PENALTIES.name: PENALTIES})
    here, where = f"/open-data/{PENALTIES.name}/", {"actor": CHEN_JING, "dataset": PENALTIES.name, "at": demo_town}
    stays = services.publish(**where, key="CF-1", row=ROW, about=USCC)  # type: ignore[arg-type]
    services.correct(**where, key="CF-1", row=ROW | {"fine": 2000}, reason="金额录错")  # type: ignore[arg-type]
    goes = services.publish(**where, key="CF-2", row=ROW)  # type: ignore[arg-type]
    services.withdraw(**where, key="CF-2", reason="信用修复")  # type: ignore[arg-type]
    tokens = [_invited(demo_town, promise) for promise in ("", "1" * 64, "2" * 64, "3" * 64)]
    named = [{"id": f"w{one}", "role": "见证人", "commitment": str(one) * 64} for one in (2, 3)]
    lots.commit(at=demo_town, beacon=rules.WitnessBeacon.of(named))
    return [
        Visit(STRANGER, "/open-data/"), Visit(STRANGER, here), Visit(STRANGER, f"{here}?q=没有这样的"),
        Visit(STRANGER, f"{here}?month=x&about=y", 422), Visit(STRANGER, f"{here}{stays.pk}/"),
        Visit(STRANGER, f"{here}{goes.pk}/", 410), Visit(STRANGER, "/draws/"), Visit(STRANGER, f"/draws/{lots.OWN}/"),
        Visit(STRANGER, "/draws/why-fair/"), Visit(STRANGER, "/draws/check/"),
        *(Visit(STRANGER, f"/witness/{token}/") for token in tokens),
    ]  # fmt: skip


def _invited(at: datetime, promise: str) -> str:
    _, token = draw_services.invite_witness(
        actor=SYSTEM, name="李敏", role="企业代表", matter="联合抽查", expires_at=at + timedelta(days=3), at=at
    )
    if promise:
        draw_services.promise_value(token=token, commitment=promise, at=at)
    return token


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_public_pages_have_nothing_to_stumble_over(
    open_window: OpenWindow, live_server: LiveServer, pages: list[Visit], size: tuple[int, int]
) -> None:
    assert draws.invitations().count() == 4
    reader = Reader(open_window(size), live_server.url)
    faults: Callable[[Visit], list[str]] = lambda visit: list(reader.faults_on(visit))  # noqa: E731
    assert {visit.address: found for visit in pages if (found := faults(visit))} == {}
