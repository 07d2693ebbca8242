"""Parties with something on record, for the scope walk and the browser: a listing told to each, a penalty, papers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yishang.contexts.credit import services
from yishang.contexts.credit.models import CreditRecord, Decision
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.parties.models import MarketEntity


@dataclass(frozen=True)
class OnRecord:
    """By place: the number of a listing, its paper, a certificate, a penalty."""

    numbers: dict[str, str]
    papers: dict[str, int]
    certificates: dict[str, str]
    records: dict[str, int]

    def values_of(self, name: str, place: str) -> dict[str, Any]:
        """The parts of this process's addresses."""
        if not name.startswith("credit:"):
            return {}
        numbers = self.certificates if name == "credit:certificate" else self.numbers
        own = {"number": numbers[place], "move": "state_defence", "kind": "listings"}
        return {**own, "record_id": self.records[place], "paper_id": self.papers[place]}


def put_on_record(parties: dict[str, tuple[MarketEntity, Actor]], at: datetime) -> OnRecord:
    """A listing under notice by the given official, a penalty and a certificate of each party."""
    services.load_catalogs()
    numbers, papers, certificates, records = {}, {}, {}, {}
    for place, (entity, official) in parties.items():
        told: dict[str, Any] = {"uscc": entity.uscc, "reason": "E2", "source": "双随机检查", "at": at}
        number = services.suspect_company(actor=official, **told).case.number
        found = "责令期满仍未公示行政许可变更。"
        services.give_notice(actor=official, number=number, found=found, established_on=at.date(), at=at)
        numbers[place] = number
        papers[place] = Decision.objects.get(matter=number).pk
        certificates[place] = services.issue_certificate(actor=official, uscc=entity.uscc, at=at).number
        penalty = {
            "name": entity.name, "uscc": entity.uscc, "kind": "行政处罚", "title": "未按规定明码标价",
            "document": f"演示处罚〔2019〕{len(records) + 1}号",
            "organ": "市场监管局（演示）", "decided_on": "2019-11-20",
            "valid_to": "", "grade": "一般", "result": "罚款 1000 元", "source": "行政处罚系统（演示）",
        }  # fmt: skip
        services.take_records(actor=SYSTEM_ACTOR, rows=[penalty], at=at, is_demo=True)
        records[place] = CreditRecord.objects.get(document=penalty["document"]).pk
    return OnRecord(numbers, papers, certificates, records)
