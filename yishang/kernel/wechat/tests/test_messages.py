"""What the official account's callback may say: signed, fresh, plain XML."""

from datetime import datetime, timedelta
from hashlib import sha1
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.wechat import rules

NOW = datetime(2019, 12, 9, 10, 26, tzinfo=ZoneInfo("Asia/Shanghai"))
STAMP = str(int(NOW.timestamp()))
RECEIPT = """<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName>
<FromUserName><![CDATA[oia2Tj_limin]]></FromUserName>
<CreateTime>1395658920</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event>
<MsgID>200163836</MsgID><Status><![CDATA[success]]></Status></xml>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]>
<xml><FromUserName>oia2Tj_limin</FromUserName><Event>&lol2;</Event></xml>"""
FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><FromUserName>&f;</FromUserName></xml>'


def sign(token: str, timestamp: str = STAMP, nonce: str = "n1") -> str:
    return sha1("".join(sorted([token, timestamp, nonce])).encode()).hexdigest()


def test_a_receipt_is_read() -> None:
    found = rules.event(RECEIPT.encode())
    assert found == rules.Event("templatesendjobfinish", "oia2Tj_limin", "200163836", "success")


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        FILE.encode(),
        BOMB.encode("utf-16"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + FILE).encode("utf-16"),
        b"<xml><!-- hidden --><FromUserName>oia2Tj_limin</FromUserName></xml>",
        b"<xml><FromUserName>&unknown;</FromUserName></xml>",
        b"<xml>" + b"<a>" * 20_000 + b"</xml>",
        b"<xml>" + b"x" * (64 * 1024) + b"</xml>",
        b"",
        b"{}",
        b"\xff\xfe",
        b"<xml></xml>",
    ],
)
def test_bombs_entities_and_what_is_no_xml_are_refused(body: bytes) -> None:
    with pytest.raises(rules.WechatUnreadable):
        rules.event(body)


def test_a_right_signature_holds_for_five_minutes() -> None:
    told = {"timestamp": STAMP, "nonce": "n1", "signed": sign("token")}
    rules.check_signature("token", **told, now=NOW + timedelta(minutes=4))
    for later in (NOW + timedelta(minutes=6), NOW - timedelta(minutes=6)):
        with pytest.raises(rules.WechatForged):
            rules.check_signature("token", **told, now=later)


@pytest.mark.parametrize(
    ("token", "timestamp", "signed"),
    [("other", STAMP, sign("token")), ("", STAMP, sign("")), ("token", "soon", sign("token", "soon")),
     ("token", STAMP, ""), ("token", STAMP, "签名"), ("token", "9" * 30, sign("token", "9" * 30))],
)  # fmt: skip
def test_a_forged_signature_is_refused(token: str, timestamp: str, signed: str) -> None:
    with pytest.raises(rules.WechatForged):
        rules.check_signature(token, timestamp=timestamp, nonce="n1", signed=signed, now=NOW)
