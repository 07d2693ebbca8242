from datetime import UTC, datetime, timedelta

import pytest

from yishang.kernel.directory.models import Account
from yishang.kernel.notify import queries, services

pytestmark = pytest.mark.django_db
MONDAY = datetime(2019, 12, 9, 2, 26, tzinfo=UTC)


def test_old_messages_make_room_for_new_ones() -> None:
    chen_jing = Account.objects.create(login="qindu.chenjing", name="陈静")
    for days_ago in (40, 2):
        services.tell(
            account_id=chen_jing.pk,
            template="sign_in_code",
            context={"code": "000000", "minutes": 5},
            at=MONDAY - timedelta(days=days_ago),
            channels=("IN_SITE",),
        )
    assert services.lay_aside(before=MONDAY - timedelta(days=30)) == 1
    assert [notice.at for notice in queries.unread(chen_jing.pk)] == [MONDAY - timedelta(days=2)]
