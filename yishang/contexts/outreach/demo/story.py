"""A year of appeals, lived through move by move under the demo clock, in the order in which things happened."""

import heapq
import io
from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import count

from PIL import Image, ImageDraw

from yishang.contexts.outreach import rules, services
from yishang.contexts.outreach.demo.meetings import coordinated
from yishang.contexts.outreach.demo.town import Town, table
from yishang.contexts.outreach.demo.troubles import troubled, watched
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.evidence import services as evidence
from yishang.kernel.geo import queries as geo

Row = dict[str, str]
Act = Callable[[datetime], object]
Life = Generator[tuple[datetime, Act], None, None]
RESULT_CODES = {label: code for code, label in rules.RESULTS.items()}
STOPS = {"SUBMITTED": 0, "REJECTED": 0, "WITHDRAWN": 0, "TRIAGED": 1, "ASSIGNED": 2, "RETURN_REQ": 2, "ACCEPTED": 3}
REASONED = frozenset({"EXT_REQ", "RETURN_REQ", "REJECTED", "WITHDRAWN"})
PICTURED_EVERY = 12


def tell(town: Town, *, until: datetime) -> None:
    """Act out every row of appeals.csv up to `until`, then the December call-back sample."""
    lives = [_Appeal(town, row, place, until).live() for place, row in enumerate(table("appeals.csv"))]
    lives.append(watched(datetime.fromisoformat(table("appeals.csv")[0]["submitted_at"]), until=until))
    for at, act in _in_order(lives):
        act(at)
    _draw_sample(town, until)


def _in_order(lives: list[Life]) -> Iterator[tuple[datetime, Act]]:
    """Merge the lives by time; each goes on only after its last act was carried out."""
    order = count()
    waiting = [(*step, next(order), life) for life in lives if (step := next(life, None))]
    queue = [(at, place, act, life) for at, act, place, life in waiting]
    heapq.heapify(queue)
    while queue:
        at, _, act, life = heapq.heappop(queue)
        yield at, act
        if step := next(life, None):
            heapq.heappush(queue, (step[0], next(order), step[1], life))


class _Appeal:
    """One row on its way: when each thing happens, and who does it."""

    def __init__(self, town: Town, row: Row, place: int, until: datetime) -> None:
        self.town, self.row, self.place, self.until = town, row, place, until
        self.calendar = clock_queries.calendar()
        self.submitted_at = datetime.fromisoformat(row["submitted_at"])
        self.number = ""
        self.last = self.submitted_at

    def live(self) -> Life:
        row, stop = self.row, STOPS.get(self.row["outcome"], 9)
        yield self.submitted_at, self.submit
        if row["outcome"] == "REJECTED":
            yield self.soon(70), self.reject
        if row["outcome"] == "WITHDRAWN":
            yield self.soon(40), self.withdraw
        if stop >= 1:
            yield self.soon(30 + self.place % 90), self.triage
        if stop >= 2:
            yield self.soon(9), self.dispatch
        if row["outcome"] == "RETURN_REQ":
            yield self.last_day(), self.request_return
        if stop >= 3:
            yield self.working(1), self.accept
        if stop >= 4:
            yield from self.handle()
        yield from coordinated(row["ref"], self)
        yield from troubled(row["ref"], self)

    def handle(self) -> Life:
        row, notes = self.row, self.notes()
        halves = int(row["close_after_half_days"] or 3 * len(notes))
        for place, note in enumerate(notes, start=1):
            at = self.after_dispatch(halves * place // (len(notes) + 1))
            yield at, partial(self.progress, note)
        if row["outcome"] == "EXT_REQ":
            yield self.last_day(), self.request_extension
        if row["rating"]:
            yield self.after_dispatch(halves), self.close
            yield self.evening(), self.rate
            yield from self.aftermath()

    def notes(self) -> list[str]:
        """What the unit reports; the last note of a request is its reason."""
        notes = [note for note in self.row["notes"].split("|") if note]
        return notes[:-1] if self.row["outcome"] in REASONED else notes

    def reason(self) -> str:
        return self.row["notes"].split("|")[-1]

    def aftermath(self) -> Life:
        if self.row["call_back"]:
            yield self.working(2), self.call_back
        if self.row["outcome"] == "ARCHIVED" and self.row["call_back"] != "DISSATISFIED":
            yield self.working(12 if not self.row["call_back"] else 1), self.archive

    # when -------------------------------------------------------------------------------------------------------

    def soon(self, minutes: int) -> datetime:
        """Some minutes on, but in working time."""
        return self._kept(self._into_work(self.last + timedelta(minutes=minutes)))

    def working(self, halves: int) -> datetime:
        """So many half days later, at a minute of its own."""
        index = self.calendar.half_index(self.last) + halves
        start = self.calendar.start_of_half(index)
        return self._kept(max(start + timedelta(minutes=12 + self.place * 7 % 150), self.last + timedelta(minutes=6)))

    def after_dispatch(self, halves: int) -> datetime:
        """So many half days after dispatch, at a minute of its own, and never before what went before."""
        index = self.calendar.half_index(self.dispatched_at) + halves
        planned = self.calendar.start_of_half(index) + timedelta(minutes=20 + self.place * 11 % 140)
        return self._kept(max(planned, self.last + timedelta(minutes=6)))

    def not_before(self, at: datetime) -> datetime:
        """That moment, or when what went before is over."""
        return self._kept(max(at, self.last + timedelta(minutes=6)))

    def last_day(self) -> datetime:
        """The last working day of the story: what was asked then still waits for its answer."""
        at = (self.until - timedelta(days=1)).replace(hour=15, minute=self.place % 60)
        return self._kept(max(at, self.last + timedelta(minutes=6)))

    def evening(self) -> datetime:
        """People rate on their phones, after work, within days."""
        day = self.last + timedelta(days=self.place % 4)
        at = day.replace(hour=19, minute=self.place * 13 % 60)
        return self._kept(max(at, self.last + timedelta(minutes=50)))

    def _into_work(self, at: datetime) -> datetime:
        index = self.calendar.half_index(at)
        return max(at, self.calendar.start_of_half(index) + timedelta(minutes=5 + self.place % 40))

    def _kept(self, at: datetime) -> datetime:
        """Nothing of the story lies after its last morning."""
        latest = self.until - timedelta(minutes=self.place % 50 + 3)
        self.last = max(min(at, latest), self.last + timedelta(seconds=5))
        return self.last

    # what -------------------------------------------------------------------------------------------------------

    def submit(self, at: datetime) -> None:
        row, submitter = self.row, self.town.accounts[self.row["submitter"]]
        appeal = services.submit_appeal(
            actor=self.town.actor(row["submitter"]),
            uscc=row["subject_uscc"],
            category=row["category"],
            title=row["title"],
            content=row["content"],
            contact=services.Contact(submitter.name, submitter.phone),
            is_public_consent=row["is_public_consent"] == "1",
            at=at,
        )
        self.number = appeal.case.number
        self.office = self.town.actor(self.town.office_of(appeal.case.region_id))

    def triage(self, at: datetime) -> None:
        row = self.row
        services.triage_appeal(
            actor=self.office,
            number=self.number,
            category=row["category"],
            star=int(row["star"]),
            line=row["line"],
            route=row["route"],
            at=at,
        )

    def dispatch(self, at: datetime) -> None:
        self.dispatched_at = at
        services.dispatch_appeal(actor=self.office, number=self.number, unit=self.row["unit_code"], at=at)
        self.worker = self.town.actor(self.town.worker_of(self.row["unit_code"]))

    def accept(self, at: datetime) -> None:
        services.accept_appeal(actor=self.worker, number=self.number, at=at)

    def progress(self, note: str, at: datetime) -> None:
        pictures = []
        if self.place % PICTURED_EVERY == 0:
            picture = evidence.store_picture(actor=self.worker, upload=_drawing(self.place), at=at)
            pictures = [picture.pk]
        services.note_progress(actor=self.worker, number=self.number, note=note, picture_ids=pictures, at=at)

    def close(self, at: datetime) -> None:
        services.close_appeal(
            actor=self.worker,
            number=self.number,
            result_type=RESULT_CODES[self.row["result_type"]],
            result_text=self.row["result_text"],
            at=at,
        )

    def rate(self, at: datetime) -> None:
        services.rate_appeal(
            actor=self.town.actor(self.town.contact_of(self.row["subject_uscc"])),
            number=self.number,
            star=int(self.row["rating"]),
            suggestion=self.row["suggestion"],
            at=at,
        )

    def call_back(self, at: datetime) -> None:
        services.call_back_appeal(
            actor=self.town.caller_for(self.row["unit_code"], self.office.region_code),
            number=self.number,
            outcome=self.row["call_back"],
            at=at,
        )

    def archive(self, at: datetime) -> None:
        office = self.town.caller_for(self.row["unit_code"], self.office.region_code)
        actor = office if self.row["call_back"] else SYSTEM_ACTOR
        services.archive_appeal(actor=actor, number=self.number, at=at)

    def reject(self, at: datetime) -> None:
        services.reject_appeal(actor=self.office, number=self.number, reason=self.reason(), at=at)

    def withdraw(self, at: datetime) -> None:
        actor = self.town.actor(self.row["submitter"])
        services.withdraw_appeal(actor=actor, number=self.number, reason=self.reason(), at=at)

    def request_return(self, at: datetime) -> None:
        services.request_return(actor=self.worker, number=self.number, reason=self.reason(), at=at)

    def request_extension(self, at: datetime) -> None:
        services.request_extension(actor=self.worker, number=self.number, half_days=4, reason=self.reason(), at=at)


def _drawing(place: int) -> io.BytesIO:
    """An invented “site picture”: nothing in it is a real place."""
    image = Image.new("RGB", (960, 640), (214 - place % 40, 226, 238))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 420, 960, 640), fill=(150, 160, 140))
    for step in range(5):
        left = 60 + step * 175 + place * 13 % 60
        pen.rectangle((left, 260 - step * 23 % 90, left + 120, 430), fill=(96 + step * 18, 120, 150 + place % 60))
    pen.line((0, 420, 960, 420 - place % 30), fill=(60, 70, 80), width=6)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    file.seek(0)
    file.name = f"demo-{place}.jpg"
    return file


def _draw_sample(town: Town, until: datetime) -> None:
    """The December sample: two witnesses, everything recomputable, some companies waiting for a call."""
    office, overseer = town.actor(town.office_of(geo.home_city())), town.actor(town.overseer())
    values = {name: sha256(f"演示见证值 {name}".encode()).digest() for name in ("w1", "w2")}
    witnesses = [
        {"id": "w1", "role": "市营商办", "commitment": sha256(values["w1"]).hexdigest()},
        {"id": "w2", "role": "市委市政府督查室", "commitment": sha256(values["w2"]).hexdigest()},
    ]
    frozen_at = until - timedelta(minutes=50)
    sample = services.freeze_sample(
        actor=office,
        period_from=until.replace(day=1).date(),
        period_to=until.date(),
        witnesses=witnesses,
        at=frozen_at,
    )
    for minutes, (name, actor) in enumerate((("w1", office), ("w2", overseer)), start=2):
        services.reveal_sample(
            actor=actor,
            draw_id=sample.draw_id,
            witness_id=name,
            value_hex=values[name].hex(),
            at=frozen_at + timedelta(minutes=minutes),
        )
