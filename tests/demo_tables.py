"""Makes the demo city's units, people, enterprises and sponsorships from word lists, always the same bytes.

`python -m tests.demo_appeals` adds the year of appeals and writes all tables.

Everything is invented. The random numbers come from a generator seeded by the table's name, so that one table may
change without the others moving.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random

FOLDER = Path(__file__).resolve().parent.parent / "yishang/contexts/outreach/data/demo"
USCC_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CITY = "610400"
CITY_OFFICE = "610400-YSB"
ABOVE_SCALE_OWNERS = 70  # projects whose owner is also an above-scale enterprise
OWNERS_OF_TWO = 34
OUTSIDERS = 12
Row = dict[str, str]


def words(name: str) -> list[Row]:
    """The word list `name`.csv as rows by column."""
    with (FOLDER / "words" / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def lines(name: str) -> list[str]:
    """The word list `name`.txt, one entry a line."""
    return (FOLDER / "words" / f"{name}.txt").read_text(encoding="utf-8").split()


def organ_check(organ: str) -> str:
    """Check character of the eight characters of an organisation code (GB 11714)."""
    total = sum(weight * int(char, 36) for weight, char in zip(ORGAN_WEIGHTS, organ, strict=True))
    return "0123456789X0"[11 - total % 11]


def uscc(kind: str, region: str, organ: str) -> str:
    """Unified social credit code (GB 32100) of two kind digits, six region digits and eight organ characters."""
    body = kind + region + organ + organ_check(organ)
    total = sum(weight * USCC_CHARS.index(char) for weight, char in zip(USCC_WEIGHTS, body, strict=True))
    return body + USCC_CHARS[-total % 31]


@dataclass
class Registry:
    """Hands out the things of which no two may be equal: phones, personal names, logins."""

    random: Random
    phones: Iterator[int] = field(default_factory=lambda: iter(range(1, 10000)))
    logins: set[str] = field(default_factory=set)
    names: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        given = words("given_names")
        pairs = [(s["surname"] + g["given"], s["pinyin"] + g["pinyin"]) for s in words("surnames") for g in given]
        self.random.shuffle(pairs)
        self.names = [pair for pair in pairs if not pair[0].startswith("陈静")]  # 陈静 leads the story

    def phone(self) -> str:
        """The next number of the range that no operator assigns."""
        return f"1990000{next(self.phones):04d}"

    def person(self, area: str, known: tuple[str, str] | None = None) -> tuple[str, str]:
        """A name nobody else has, and the login made of it."""
        name, pinyin = known or self.names.pop()
        login = f"{area}.{pinyin}"
        if login in self.logins:
            login += next(str(number) for number in range(2, 99) if f"{login}{number}" not in self.logins)
        self.logins.add(login)
        return name, login


def units() -> list[Row]:
    """Offices, governments, departments and utilities of the city and its fourteen counties."""
    rows: list[Row] = []

    def add(region: str, key: str, name: str, short: str, org_type: str, parent: str, sponsor: bool = False) -> None:
        kind = "91" if org_type == "PUBLIC_UTILITY" else "11"
        rows.append({
            "code": f"{region}-{key}", "name": f"{name}（演示）", "short_name": short,
            "level": "CITY" if region == CITY else "COUNTY", "region": region, "org_type": org_type,
            "parent_code": parent, "phone": f"029-0000{len(rows) + 1:04d}",
            "uscc": uscc(kind, region, f"MB00{len(rows) + 1:04d}"), "is_city_dept": "1" if sponsor else "0",
        })  # fmt: skip

    add(CITY, "YSB", "咸阳市优化营商环境工作办公室", "市营商办", "OFFICE", "")
    listed = words("units")
    for unit in (row for row in listed if row["scope"] != "COUNTY"):
        sponsor = unit["scope"] == "DEPT"
        add(CITY, unit["key"], unit["name"], unit["short_name"], unit["org_type"], "", sponsor)
    for county in words("counties"):
        code, name, short = county["code"], county["name"], county["short_name"]
        add(code, "YSB", f"{name}优化营商环境工作办公室", f"{short}营商办", "OFFICE", CITY_OFFICE)
        for unit in (row for row in listed if row["scope"] == "COUNTY"):
            parent = "" if unit["key"] in ("ZF", "SW") else f"{code}-ZF"
            add(code, unit["key"], name + unit["name"], short + unit["short_name"], unit["org_type"], parent)
    return rows


def leader_posts(departments: list[Row], counties: list[Row]) -> Iterator[tuple[str, str, str]]:
    """32 leaders of the city, 277 of county rank in the counties and the city's departments: unit, title, rank."""
    for place in range(32):
        yield f"{CITY}-ZF", "市级领导（正职）" if place < 4 else "市级领导（副职）", "CITY"
    for county in counties:
        for place in range(12):
            yield f"{county['code']}-ZF", f"{county['short_name']}{'主要' if place < 2 else '分管'}领导", "COUNTY"
    for unit in islice(cycle(departments), 277 - 12 * len(counties)):
        yield unit["code"], f"{unit['short_name']}县级领导", "COUNTY"


def office_posts(counties: list[Row]) -> Iterator[tuple[str, str, str]]:
    """The business-environment offices, the liaisons and the supervisors: role, unit, title."""
    yield "MBO", CITY_OFFICE, "市营商办主任"
    yield "MBO", CITY_OFFICE, "市营商办科员"
    liaison_units = cycle(("FG", "ZJ", "RS", "XZ"))
    for place, county in enumerate(counties):
        code, short = county["code"], county["short_name"]
        yield "CBO", f"{code}-YSB", f"{short}营商办科员"
        if place < 8:
            yield "CBO", f"{code}-YSB", f"{short}营商办副主任"
        for unit_key in islice(liaison_units, int(county["liaisons"])):
            yield "LIA", f"{code}-{unit_key}", f"{short}包抓联络员"
    yield "MON", f"{CITY}-DCS", "市督查室督查员"
    for role, title in (("SYS", "系统管理员"), ("SEC", "安全保密管理员"), ("AUD", "审计管理员")):
        yield role, f"{CITY}-DSJ", title


# With a name and phone of his own, so that everybody after him keeps theirs.
VICE_MAYOR: Row = {
    "login": "xianyang.guozhengming", "name": "郭正明", "phone": "19900009999", "role": "VML",
    "unit_code": f"{CITY}-ZF", "region": CITY, "leader_rank": "", "title": "分管副市长",
}  # fmt: skip


def people(registry: Registry, unit_rows: list[Row]) -> list[Row]:
    """Everyone who signs in with a login, each with one post."""
    counties = words("counties")
    areas = {county["code"]: county["pinyin"] for county in counties} | {CITY: "xianyang"}
    departments = [unit for unit in unit_rows if unit["is_city_dept"] == "1"]
    handling = [unit for unit in unit_rows if unit["code"] not in (CITY_OFFICE, f"{CITY}-DCS")]
    posts = [(role, unit, title, "") for role, unit, title in office_posts(counties)]
    posts += [("LDR", unit, title, rank) for unit, title, rank in leader_posts(departments, counties)]
    posts += [("SPD", unit["code"], f"{unit['short_name']}包抓工作负责人", "") for unit in departments]
    posts += [("DEP", unit["code"], f"{unit['short_name']}诉求承办人", "") for unit in handling]
    rows: list[Row] = []
    for role, unit_code, title, rank in posts:
        leads_the_story = title == "秦都营商办科员"
        name, login = registry.person(areas[unit_code[:6]], ("陈静", "chenjing") if leads_the_story else None)
        rows.append({
            "login": login, "name": name, "phone": registry.phone(), "role": role, "unit_code": unit_code,
            "region": unit_code[:6], "leader_rank": rank, "title": title,
        })  # fmt: skip
    return [*rows, VICE_MAYOR]


def company(random: Random, number: int, county: Row, name: str, scope: str) -> Row:
    """One invented enterprise of the county; `number` makes its code unlike any other's."""
    year, month, day = random.randint(2003, 2017), random.randint(1, 12), random.randint(1, 28)
    return {
        "uscc": uscc("91", county["code"], f"MA00{number:04d}"), "name": name, "kind": "有限责任公司",
        "registered_on": f"{year}-{month:02d}-{day:02d}", "region": county["code"],
        "capital": str(random.choice((200, 500, 800, 1000, 2000, 3000, 5000, 8000, 12000))), "scope": scope,
        "address": f"陕西省咸阳市{county['name']}演示{random.choice(lines('places'))}{random.randint(1, 99)}号",
    }  # fmt: skip


def entities() -> tuple[list[Row], dict[str, list[tuple[Row, Row]]]]:
    """All enterprises, and the same by purpose: `enterprise`, `owner`, `outsider`, each with its word list row."""
    random, seen = Random("entities"), set[str]()
    coined, trades, projects, counties = lines("coined"), words("industries"), words("projects"), words("counties")
    purposes: dict[str, list[tuple[Row, Row]]] = {"enterprise": [], "owner": [], "outsider": []}
    rows: list[Row] = []

    def found(purpose: str, county: Row, trade: Row, pattern: str, scope: str) -> None:
        name = ""
        while not name or name in seen:
            name = pattern.format(county=county["short_name"], word=random.choice(coined), trade=trade["word"])
        seen.add(name)
        rows.append(company(random, len(rows) + 1, county, name, scope))
        purposes[purpose].append((rows[-1], trade))

    for county in counties:
        for _ in range(int(county["enterprises"])):
            trade = random.choice(trades)
            found("enterprise", county, trade, "{county}演示{word}{trade}有限公司", trade["scope"])
    owners = 334 - ABOVE_SCALE_OWNERS - OWNERS_OF_TWO
    homes = [county for county in counties for _ in range(int(county["projects"]))]
    for county in sorted(random.sample(homes, owners), key=counties.index):
        pattern = "{county}演示{word}项目建设有限公司"
        found("owner", county, random.choice(projects), pattern, "项目投资、建设和运营管理")
    for county in islice(cycle(counties), OUTSIDERS):
        trade = random.choice(trades)
        found("outsider", county, trade, "{county}演示{word}{trade}经营部", trade["scope"])
        rows[-1]["kind"] = "个人独资企业"
    return rows, purposes


def project_code(random: Random, region: str) -> str:
    """A project code in the form of GB/T 40058; projects older than the national platform have none."""
    year = random.choice(("", "2016", "2017", "2017", "2018", "2018", "2018", "2018"))
    return year and f"{year}-{region}-{random.randint(10, 99)}-03-{random.randint(1, 999999):06d}"


def subjects(purposes: dict[str, list[tuple[Row, Row]]]) -> list[Row]:
    """The library of 334 key projects and 781 above-scale enterprises, in their batch of January 2019."""
    random = Random("subjects")
    projects = words("projects")
    borrowed = random.sample(purposes["enterprise"], ABOVE_SCALE_OWNERS)
    owned = purposes["owner"] + random.sample(purposes["owner"], OWNERS_OF_TWO)
    own_works = ("生产线技改", "二期厂房", "仓储扩建", "智能化改造")
    sites = [(owner, trade | {"word": random.choice(own_works)}) for owner, trade in borrowed]
    sites += [(owner, kind) for owner, kind in owned[: len(purposes["owner"])]]
    sites += [(owner, projects[(projects.index(kind) + 5) % len(projects)]) for owner, kind in owned[-OWNERS_OF_TWO:]]
    sites.sort(key=lambda site: site[0]["uscc"])

    def subject(subject_type: str, name: str, entity: Row, kind: Row, code: str) -> Row:
        return {
            "subject_type": subject_type, "name": name, "uscc": entity["uscc"], "project_code": code,
            "region": entity["region"], "industry_code": kind["industry_code"], "batch": "2019-01",
            "in_date": "2019-01-01",
        }  # fmt: skip

    rows = [
        subject("KEY_PROJECT", project_name(owner, kind), owner, kind, project_code(random, owner["region"]))
        for owner, kind in sites
    ]
    return rows + [subject("ABOVE_SCALE_ENT", e["name"], e, trade, "") for e, trade in purposes["enterprise"]]


def project_name(owner: Row, kind: Row) -> str:
    """The owner's name without its legal form, then what is being built."""
    return owner["name"].removesuffix("项目建设有限公司").removesuffix("有限公司") + kind["word"] + "项目"


def sponsorships(subject_rows: list[Row], people_rows: list[Row], unit_rows: list[Row]) -> list[Row]:
    """Who stands for which subject from 2019-01-01: a leader, a department and a liaison each, some leaders jointly."""
    leaders = [person for person in people_rows if person["role"] == "LDR"]
    city_leaders = cycle([person for person in leaders if person["leader_rank"] == "CITY"])
    of_departments = cycle([p for p in leaders if p["leader_rank"] == "COUNTY" and p["region"] == CITY])
    codes = [county["code"] for county in words("counties")]
    of_county = {code: cycle([p for p in leaders if p["region"] == code]) for code in codes}
    liaisons = {c: cycle([p for p in people_rows if p["role"] == "LIA" and p["region"] == c]) for c in codes}
    departments = cycle([unit["code"] for unit in unit_rows if unit["is_city_dept"] == "1"])
    rows: list[Row] = []
    for place, subject in enumerate(subject_rows):
        liaison = next(liaisons[subject["region"]])["login"]

        def add(sponsor_type: str, leader: str, unit: str, role: str, row: Row = subject, by: str = liaison) -> None:
            rows.append({
                "subject_name": row["name"], "uscc": row["uscc"], "subject_type": row["subject_type"],
                "sponsor_type": sponsor_type, "leader_login": leader, "unit_code": unit, "role": role,
                "liaison_login": by, "valid_from": "2019-01-01", "doc_no": "咸营商办发〔2019〕1号",
            })  # fmt: skip

        joint = subject["subject_type"] == "KEY_PROJECT" and place % 2 == 0
        if joint:
            add("CITY_LEADER", next(city_leaders)["login"], "", "LEAD")
        county_leader = of_departments if place % 4 == 3 else of_county[subject["region"]]
        add("COUNTY_LEADER", next(county_leader)["login"], "", "CO" if joint else "LEAD")
        add("CITY_DEPT", "", next(departments), "LEAD")
    return rows


def city(registry: Registry) -> dict[str, list[Row]]:
    """The tables of who and what there is, by file name without ending."""
    unit_rows = units()
    people_rows = people(registry, unit_rows)
    entity_rows, purposes = entities()
    subject_rows = subjects(purposes)
    sponsor_rows = sponsorships(subject_rows, people_rows, unit_rows)
    return {
        "units": unit_rows, "people": people_rows, "entities": entity_rows, "subjects": subject_rows,
        "sponsorships": sponsor_rows,
    }  # fmt: skip


def render(rows: Iterable[Row]) -> bytes:
    """The table as UTF-8 CSV with a header."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(listed[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode()
