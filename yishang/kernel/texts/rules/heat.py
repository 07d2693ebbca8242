"""How hot a topic is."""

from math import log1p

WEEK = 7  # days


def heat_of(*, messages: int, people: int, votes: int, days: int) -> float:
    """The heat of a topic, to two digits: (people + ¼ of their further messages + ½ ln(1 + votes)) × pace.

    Ten who write once weigh more than one who writes ten times; votes count, but a click is cheaper than a letter. The
    pace is 2 when all came on one day and falls to 1 as they spread out: 1 + 7 ÷ (7 + days from first to last). [设]
    """
    voices = people + (messages - people) / 4 + log1p(max(0, votes)) / 2
    return round(voices * (1 + WEEK / (WEEK + days)), 2)
