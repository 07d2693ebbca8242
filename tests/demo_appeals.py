"""The year of appeals that the demo city looks back on, with the source's own margins: 377 = 23 + 354 = 166 + 211.

A plan of 385 slots fixes everything that is counted; a situation from the word list, a subject, a moment and the
amounts fill each slot. A case is supposed dispatched in office hours within half a day of its submission, and its clock
of handling and `close_after_half_days` count from there; one half day of slack keeps a slower story in time.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from random import Random

from tests.demo_tables import CITY, FOLDER, Registry, Row, city, lines, render, words

SHANGHAI = timezone(timedelta(hours=8))
CATEGORIES = {
    "01": 20, "02": 28, "03": 34, "04": 20, "05": 33, "06": 36, "07": 22, "08": 96, "09": 16, "10": 8, "11": 20,
    "12": 18, "13": 14, "14": 12,
}  # fmt: skip
LIMITS = {1: 2, 2: 10, 3: 20, 4: 40, 5: 60}  # half days, as data/time_limits.csv
ROUTES = {4: "INDIVIDUAL", 5: "COMMON"}
REST_2019 = {date(2019, m, d) for m, d in ((4, 5), (5, 1), (5, 2), (5, 3), (6, 7), (9, 13), (10, 1), (10, 2), (10, 3),
                                           (10, 4), (10, 7))}  # fmt: skip
MAKEUP_2019 = {date(2019, m, d) for m, d in ((4, 28), (5, 5), (9, 29), (10, 12))}


def at(month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """A moment of 2019 in the city."""
    return datetime(2019, month, day, hour, minute, second, tzinfo=SHANGHAI)


@dataclass
class Slot:
    """What is counted about one appeal; `moment` and `star` are set beforehand only for what is open at the end."""

    channel: str
    line: str
    outcome: str
    county: str = ""
    category: str = ""
    moment: datetime | None = None
    star: int = 0
    fate: str = ""
    rating: str = ""
    call_back: str = ""


def half_days_of_2019() -> list[datetime]:
    """The beginnings of all working half days from March to December 2019."""
    days = [date(2019, 3, 1) + timedelta(days=n) for n in range(306)]
    working = [day for day in days if (day.weekday() < 5 or day in MAKEUP_2019) and day not in REST_2019]
    return [datetime.combine(day, time(hour), SHANGHAI) for day in working for hour in (9, 13)]


HALF_DAYS = half_days_of_2019()


def closing(submitted: datetime, half_days: int) -> datetime:
    """The half day in which a case submitted then is about to close, `half_days` after its dispatch."""
    place = bisect_right(HALF_DAYS, submitted) + 1 + half_days
    return HALF_DAYS[place] if place < len(HALF_DAYS) else at(12, 31, 17)


OPEN_PLAN = (  # outcome, line, channel, star, submitted in December 2019 (day, hour), fate
    *(("TRIAGED", line, "LIAISON", 2, 30, 14, "") for line in ("COUNTY", "COUNTY", "DISPATCH", "DISPATCH")),
    *(("ASSIGNED", "DISPATCH", "LIAISON", star, 30, 9, "") for star in (2, 3, 2, 2)),
    ("ASSIGNED", "COUNTY", "LIAISON", 2, 30, 9, ""),
    ("ASSIGNED", "DISPATCH", "LIAISON", 2, 25, 10, "late"),
    ("ACCEPTED", "DISPATCH", "SELF", 2, 27, 15, ""),
    *(("ACCEPTED", line, "LIAISON", 3, 27, 14, "") for line in ("COUNTY", "DISPATCH", "COUNTY", "DISPATCH")),
    ("HANDLING", "DISPATCH", "SELF", 2, 26, 16, ""),
    ("HANDLING", "COUNTY", "SPONSOR", 3, 23, 10, ""),
    *(("HANDLING", "COUNTY", "LIAISON", 2, day, 14, "") for day in (26, 26, 27, 26)),
    *(("HANDLING", "COUNTY", "LIAISON", 3, day, 10, "") for day in (17, 24, 25)),
    *(("HANDLING", "DISPATCH", "LIAISON", 3, day, 15, "") for day in (17, 23, 25)),
    ("HANDLING", "COUNTY", "LIAISON", 3, 17, 10, ""),
    ("HANDLING", "DISPATCH", "LIAISON", 3, 17, 10, ""),
    ("HANDLING", "COUNTY", "LIAISON", 4, 4, 10, ""),
    ("HANDLING", "COUNTY", "LIAISON", 2, 12, 10, "late"),
    ("HANDLING", "DISPATCH", "LIAISON", 3, 6, 10, "late"),
    ("EXT_REQ", "COUNTY", "LIAISON", 3, 18, 9, ""),
    ("EXT_REQ", "DISPATCH", "LIAISON", 3, 18, 9, ""),
    ("RETURN_REQ", "DISPATCH", "LIAISON", 2, 30, 9, ""),
    ("RETURN_REQ", "DISPATCH", "LIAISON", 2, 30, 10, ""),
)
OUTSIDE_PLAN = (  # channel, outcome, day of the year's end (0: some time in the year), star, rating
    ("SELF", "ARCHIVED", 0, 2, "5"), ("SELF", "ARCHIVED", 0, 2, "4"), ("SELF", "HANDLING", 25, 3, ""),
    ("SELF", "ACCEPTED", 27, 2, ""), ("SELF", "ASSIGNED", 30, 2, ""), ("SELF", "SUBMITTED", 30, 2, ""),
    ("LIAISON", "REJECTED", 0, 2, ""), ("LIAISON", "WITHDRAWN", 0, 2, ""),
)  # fmt: skip


def closed_slots(random: Random) -> list[Slot]:
    """The 341 that are done: 18 newly rated, the others struck off; fourteen overran; a hundred were called back."""
    slots = [Slot("SELF", "DISPATCH", "ARCHIVED") for _ in range(21)]
    slots += [Slot("LIAISON", "COUNTY", "ARCHIVED") for _ in range(149)]
    slots += [Slot("LIAISON", "DISPATCH", "ARCHIVED") for _ in range(171)]
    for slot in random.sample(slots[21:170], 8) + random.sample(slots[170:], 3):
        slot.channel = "SPONSOR"
    random.shuffle(slots)
    for slot, rating in zip(slots, [*"3" * 5, *"4" * 24, *"5" * 312], strict=True):
        slot.rating = rating
    for slot in slots[:5]:
        slot.star = 2  # nobody is dissatisfied with a mere answer
    for slot in slots[:2]:
        slot.call_back = "DISSATISFIED"
    others = random.sample(slots[2:], k=339)
    for place, slot in enumerate(sorted(others[:98], key=lambda called: called.rating)):
        slot.call_back = "BASICALLY" if place < 10 else "SATISFIED"
    for slot in others[98:116]:
        slot.outcome = "EVALUATED"
    for slot in [slots[1], *others[90:103]]:
        slot.fate = "late"
    return slots


def open_slots(random: Random) -> list[Slot]:
    """The 36 that run on at the end of the year, each with a lamp that its day of submission decides."""
    slots = []
    for outcome, line, channel, star, day, hour, fate in OPEN_PLAN:
        moment = at(12, day, hour, random.randint(1, 50), random.randint(0, 59))
        slots.append(Slot(channel, line, outcome, moment=moment, star=star, fate=fate))
    return slots


def outside_slots(random: Random) -> list[Slot]:
    """Eight that enter no rate: six of companies outside the library, one refused, one withdrawn."""
    codes = [county["code"] for county in words("counties")]
    slots = []
    for place, (channel, outcome, day, star, rating) in enumerate(OUTSIDE_PLAN):
        hour = 21 if outcome == "SUBMITTED" else 10
        moment = at(12, day, hour, random.randint(5, 50)) if day else None
        slots.append(Slot(channel, "DISPATCH", outcome, codes[place], "08" if place % 2 else "14", moment, star))
        slots[-1].rating = rating
    return slots


def plan(random: Random) -> list[Slot]:
    """All slots with their county and category."""
    slots = closed_slots(random) + open_slots(random)
    counties = [county["code"] for county in words("counties") for _ in range(int(county["appeals"]))]
    categories = [category for category, count in CATEGORIES.items() for _ in range(count)]
    random.shuffle(counties)
    random.shuffle(categories)
    told = {(situation["category"], situation["star"]) for situation in words("situations")}
    for place in range(341, 377):  # an open case's difficulty is fixed, and not every category knows it
        star = str(slots[place].star)
        if (categories[place], star) not in told:
            other = next(n for n, category in enumerate(categories[:341]) if (category, star) in told)
            categories[place], categories[other] = categories[other], categories[place]
    for slot, county, category in zip(slots, counties, categories, strict=True):
        slot.county, slot.category = county, category
    return slots + outside_slots(random)


class Writer:
    """Fills slots with words, so that no two appeals read the same."""

    def __init__(self, registry: Registry, tables: dict[str, list[Row]]) -> None:
        self.random, self.registry = Random("appeals"), registry
        self.units = {unit["code"] for unit in tables["units"]}
        self.spokesmen = {p["unit_code"]: p["login"] for p in tables["people"] if p["role"] == "SPD"}
        self.sponsors: dict[tuple[str, str], list[Row]] = {}
        for row in tables["sponsorships"]:
            self.sponsors.setdefault((row["uscc"], row["subject_type"]), []).append(row)
        self.situations, self.used = words("situations"), Counter[str]()
        self.remarks: dict[str, list[str]] = {}
        for remark in words("remarks"):
            self.remarks.setdefault(remark["use"], []).append(remark["text"])
        self.pools = self._subjects_by_county(tables["subjects"])
        insiders = {subject["uscc"] for subject in tables["subjects"]}
        self.outsiders = [entity for entity in tables["entities"] if entity["uscc"] not in insiders]
        self.contacts: dict[str, list[Row]] = {}

    def _subjects_by_county(self, subjects: list[Row]) -> dict[str, list[Row]]:
        owners = Counter(s["uscc"] for s in subjects if s["subject_type"] == "KEY_PROJECT")
        pools: dict[str, list[Row]] = {}
        for subject in subjects:  # an owner of two projects would leave open which of them is meant
            if owners[subject["uscc"]] < 2:
                pools.setdefault(subject["region"], []).append(subject)
        return {code: self.random.sample(pool, k=len(pool)) for code, pool in pools.items()}

    def subject(self, slot: Slot, *, inside: bool) -> Row:
        """A subject of the county, rarely one that has asked before; or the next company outside the library."""
        if not inside:
            return self.outsiders.pop() | {"subject_type": ""}
        pool = self.pools[slot.county]
        return pool[self.random.randrange(8)] if self.random.random() < 0.15 else pool.pop()

    def situation(self, slot: Slot, month: int) -> Row:
        """One of the least told situations that fit the category, the month and a difficulty fixed beforehand."""
        fitting = [s for s in self.situations if s["category"] == slot.category
                   and (not slot.star or int(s["star"]) == slot.star)
                   and (not s["months"] or str(month) in s["months"].split())]  # fmt: skip
        chosen = min(fitting, key=lambda s: (self.used[s["title"]], self.random.random()))
        self.used[chosen["title"]] += 1
        return chosen

    def moment(self) -> datetime:
        """Mostly in office hours, sometimes in the evening or on a day off."""
        day = date(2019, 3, 4) + timedelta(days=int(300 * self.random.random() ** 0.85))
        hour = self.random.choice((8, 9, 9, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 16, 17, 19, 20, 21, 22))
        minute, second = self.random.randint(0, 59), self.random.randint(0, 59)
        moment = at(day.month, day.day, hour, minute, second)
        off = closing(moment, 0).date() - day > timedelta(days=2)
        return self.moment() if off and self.random.random() < 0.6 else moment

    def duration(self, star: int, late: bool) -> int:
        """Half days from dispatch to closing."""
        limit = LIMITS[star]
        return limit + self.random.randint(2, 8) if late else self.random.randint(max(1, limit * 3 // 10), limit - 1)

    def timed(self, slot: Slot) -> tuple[datetime, Row, str]:
        """When it was submitted, what it tells, and, where it is closed, how long that took."""
        if slot.moment:
            return slot.moment, self.situation(slot, slot.moment.month), ""
        fresh = slot.outcome == "EVALUATED"
        first, last = (at(12, 25), at(12, 27, 13)) if fresh else (at(3, 1), at(12, 16))
        if slot.call_back == "DISSATISFIED":
            last = at(9, 1)  # leaves time to do the work again
        while True:
            submitted = self.moment()
            situation = self.situation(slot, submitted.month)
            taken = self.duration(int(situation["star"]), slot.fate == "late")
            if first <= closing(submitted, taken) <= last:
                return submitted, situation, str(taken) if slot.outcome in ("ARCHIVED", "EVALUATED") else ""
            self.used[situation["title"]] -= 1

    def contact(self, entity: Row, post: str) -> Row:
        """The enterprise's legal representative or its clerk, invented when first needed."""
        rows = self.contacts.setdefault(entity["uscc"], [])
        found = [row for row in rows if row["post"] == post]
        if not found:
            name, phone = self.registry.names.pop()[0], self.registry.phone()
            rows.append({"uscc": entity["uscc"], "name": name, "phone": phone, "post": post})
        return (found or rows[-1:])[0]

    def submitter(self, slot: Slot, subject: Row) -> str:
        """Who files it: the enterprise's clerk by phone, the liaison, a sponsoring leader or department."""
        self.contact(subject, "法定代表人" if self.random.random() < 0.7 else "经办人")
        if slot.channel == "SELF":
            return self.contact(subject, "经办人")["phone"]
        rows = self.sponsors[subject["uscc"], subject["subject_type"]]
        if slot.channel == "LIAISON":
            return rows[0]["liaison_login"]
        row = self.random.choice(rows)
        return row["leader_login"] or self.spokesmen[row["unit_code"]]

    def unit(self, slot: Slot, key: str) -> str:
        """The responsible unit: the county's own office on its line, otherwise a department of county or city."""
        county_unit, city_unit = f"{slot.county}-{key}", f"{CITY}-{key}"
        if slot.line == "COUNTY":
            return f"{slot.county}-YSB"
        local = county_unit in self.units and (key == "ZF" or self.random.random() < 0.65)
        return county_unit if local else city_unit

    def values(self, slot: Slot, submitted: datetime, template: str) -> dict[str, str]:
        """Place, amounts and dates for the gaps of a template."""
        months = self.random.randint(2, 5)
        back = 30 if any(f"{since}{{月}}个月" in template for since in ("至今", "失联", "了")) else 8
        back = back if "{月}" in template else 3
        day = submitted - timedelta(days=months * back + self.random.randint(2, 15))
        county = next(county["short_name"] for county in words("counties") if county["code"] == slot.county)
        return {
            "地": county + self.random.choice(lines("places")), "月": str(months),
            "日": f"{'去年' if day.year < 2019 else ''}{day.month}月{day.day}日",
            "万": str(self.random.choice((*range(12, 99, 3), *range(120, 900, 20)))),
            "人": str(self.random.randint(6, 60)), "亩": str(self.random.randint(8, 80)),
            "次": str(self.random.randint(2, 7)),
        }  # fmt: skip

    def content(self, slot: Slot, situation: Row) -> str:
        """The situation as whoever submits it would put it, with gaps still open."""
        voices = ["", *self.remarks["VOICE"]] if slot.channel != "SELF" else [""]
        closings = [*[""] * len(self.remarks["CLOSING"]), *self.remarks["CLOSING"]]
        return self.random.choice(voices) + situation["content"] + self.random.choice(closings)

    def notes(self, slot: Slot, situation: Row) -> list[str]:
        """Progress notes as far as the matter has come; what a request or refusal says stands last."""
        first = self.random.choice(self.remarks[slot.line])
        reason = {"EXT_REQ": "EXTENSION", "RETURN_REQ": "RETURN"}.get(slot.outcome, slot.outcome)
        if reason in ("RETURN", "REJECTED", "WITHDRAWN"):
            return [self.remarks[reason].pop()]
        if reason == "EXTENSION":
            return [first, self.remarks[reason].pop()]
        if slot.outcome == "HANDLING":
            said = self.random.sample(self.remarks[slot.line], k=2 if slot.star > 2 or slot.fate else 1)
            return sorted(said, key=self.remarks[slot.line].index)
        if slot.outcome not in ("ARCHIVED", "EVALUATED"):
            return []
        return [first, situation["note"]] if self.random.random() < 0.6 else [situation["note"]]

    def suggestion(self, slot: Slot) -> str:
        """What the enterprise adds to its stars, often nothing."""
        if slot.rating == "3":
            return self.random.choice(self.remarks["COMPLAINT"])
        return self.random.choice(self.remarks["SUGGESTION"]) if slot.rating and self.random.random() < 0.3 else ""

    def appeal(self, slot: Slot, *, inside: bool) -> Row:
        """One row of the table, but for its number."""
        submitted, situation, taken = self.timed(slot)
        if not inside and slot.channel == "SELF":
            slot.county = self.outsiders[-1]["region"]
        subject = self.subject(slot, inside=inside)
        values, content = self.values(slot, submitted, situation["content"]), self.content(slot, situation)
        content = content.format(**values)
        closed, star = bool(taken), int(situation["star"])
        return {
            "ref": "", "subject_uscc": subject["uscc"], "subject_type": subject["subject_type"],
            "channel": slot.channel, "submitter": self.submitter(slot, subject), "category": slot.category,
            "title": situation["title"].format(**values), "content": content,
            "is_public_consent": "1" if self.random.random() < 0.6 else "0",
            "submitted_at": submitted.isoformat(), "star": str(star), "line": slot.line,
            "route": ROUTES.get(star, "GENERAL"), "unit_code": self.unit(slot, situation["unit"]),
            "outcome": slot.outcome, "notes": "|".join(n.format(**values) for n in self.notes(slot, situation)),
            "result_type": situation["result_type"] if closed else "",
            "result_text": situation["result"].format(**values) if closed else "", "close_after_half_days": taken,
            "rating": slot.rating, "suggestion": self.suggestion(slot), "call_back": slot.call_back, "fate": slot.fate,
        }  # fmt: skip


def appeals_and_contacts(registry: Registry, tables: dict[str, list[Row]]) -> tuple[list[Row], list[Row]]:
    """The appeals in the order of their submission, numbered, and the people of the enterprises they are about."""
    writer = Writer(registry, tables)
    slots = plan(writer.random)
    rows = [writer.appeal(slot, inside=place < 377 or slot.channel == "LIAISON") for place, slot in enumerate(slots)]
    rows.sort(key=lambda row: row["submitted_at"])
    for number, row in enumerate(rows, start=1):
        row["ref"] = f"A{number:03d}"
    return rows, [contact for of_one in writer.contacts.values() for contact in of_one]


def build() -> dict[str, bytes]:
    """Every generated table by its file name."""
    registry = Registry(Random("people"))
    tables = city(registry)
    tables["appeals"], tables["contacts"] = appeals_and_contacts(registry, tables)
    return {f"{name}.csv": render(rows) for name, rows in tables.items()}


if __name__ == "__main__":
    for file_name, content in build().items():
        (FOLDER / file_name).write_bytes(content)
