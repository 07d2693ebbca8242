"""Moments of Shanghai: written as people write them, or any at all."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from yishang.kernel.clocks.rules import SHANGHAI


def at(text: str) -> datetime:
    """「2019-12-17 14:00」 in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


any_moment = st.integers(0, 17 * 365 * 24 * 60).map(lambda minutes: at("2018-01-01 00:00") + timedelta(minutes=minutes))
