"""What a dataset is, told to machines: Frictionless data packages (datapackage.org) and a DCAT catalog (W3C)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from yishang.kernel.publish.rules.datasets import Dataset, Field

COLUMNS = (  # of every dataset, before its own; no field of a process begins so
    Field("publication_id", "公示序号", "integer", "本平台内不变的序号"),
    Field("publication_about", "所涉主体统一社会信用代码", "string", "没有所涉主体时为空"),
    Field("publication_at", "公示时间", "datetime"),
    Field("publication_until", "撤下日期", "date", "到这一天不再公示；空表示长期"),
    Field("publication_corrections", "更正次数", "integer", "大于 0 时，网页上有更正前的内容和原因"),
    Field("publication_url", "网页", "string"),
)
LICENSE = {"name": "other-open", "title": "政府信息公开，注明来源和获取时间后可自由使用"}
FORMATS = (("csv", "text/csv", "CSV"), ("json", "application/json", "JSON"))
VOCABULARIES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Addresses:
    """Where the things of a dataset are found: its page, its files by form, its data package."""

    page: str
    files: dict[str, str]
    package: str


def column_names(dataset: Dataset) -> list[str]:
    """The columns of every copy for machines, in order."""
    return [field.name for field in (*COLUMNS, *dataset.fields)]


def is_free_text(dataset: Dataset) -> list[int]:
    """The columns that hold text somebody wrote, which a spreadsheet must not take for a formula."""
    return [index for index, field in enumerate((*COLUMNS, *dataset.fields)) if field.type == "string"]


def cells_of(dataset: Dataset, record: Sequence[object]) -> list[object]:
    """A record as cells of a CSV: nothing where there is no value; fractions as numbers, for they are no free text."""
    types = [field.type for field in (*COLUMNS, *dataset.fields)]
    return [
        "" if value is None else Decimal(str(value)) if kind == "number" else value
        for kind, value in zip(types, record, strict=True)
    ]


def data_package(
    dataset: Dataset, *, paths: dict[str, str], publisher: str, changed_at: datetime | None
) -> dict[str, Any]:
    """`datapackage.json` of one dataset. `paths` are the files by form (`csv`, `json`), relative or whole addresses."""
    return _described(
        name=dataset.name, title=dataset.title, description=_about(dataset), publisher=publisher,
        changed_at=changed_at, resources=[_resource(dataset, form, path) for form, path in paths.items()],
    )  # fmt: skip


def data_packages(
    datasets: Iterable[Dataset], *, addresses: dict[str, Addresses], publisher: str, changed_at: datetime | None
) -> dict[str, Any]:
    """One data package of everything that is published: one CSV resource for each dataset."""
    resources = [_resource(one, "csv", addresses[one.name].files["csv"], is_alone=False) for one in datasets]
    return _described(
        name="open-data", title=f"{publisher}公示数据", description="全部数据集", publisher=publisher,
        changed_at=changed_at, resources=resources,
    )  # fmt: skip


def catalog(
    datasets: Iterable[Dataset],
    *,
    url: str,
    publisher: str,
    addresses: dict[str, Addresses],
    changed: dict[str, datetime | None],
) -> dict[str, Any]:
    """The DCAT catalog as JSON-LD; every dataset with its distributions."""
    office = {"@type": "foaf:Organization", "foaf:name": publisher}
    return {
        "@context": VOCABULARIES,
        "@id": url,
        "@type": "dcat:Catalog",
        "dct:title": f"{publisher}公示数据目录",
        "dct:description": "依法公示的数据集，每日更新；自然人信息已脱敏。",
        "dct:language": "zh-CN",
        "dct:publisher": office,
        "dcat:dataset": [_dcat_dataset(one, addresses[one.name], changed.get(one.name), office) for one in datasets],
    }


def _described(**said: Any) -> dict[str, Any]:
    publisher, changed_at = said.pop("publisher"), said.pop("changed_at")
    package = {
        "profile": "tabular-data-package",
        **said,
        "licenses": [LICENSE],
        "sources": [{"title": publisher}],
        "contributors": [{"title": publisher, "role": "publisher"}],
    }
    if changed_at:
        package["created"] = changed_at.isoformat(timespec="seconds")
    return package


def _resource(dataset: Dataset, form: str, path: str, *, is_alone: bool = True) -> dict[str, Any]:
    media_type = next(media for name, media, _ in FORMATS if name == form)
    suffix = f"-{form}" if form != "csv" else ""
    return {
        "profile": "tabular-data-resource",
        "name": f"data{suffix}" if is_alone else dataset.name,
        "title": dataset.title,
        "description": _about(dataset),
        "path": path,
        "format": form,
        "mediatype": media_type,
        "encoding": "utf-8",
        "schema": _schema(dataset),
    }


def _schema(dataset: Dataset) -> dict[str, Any]:
    fields = [
        {"name": one.name, "title": one.title, "type": one.type}
        | ({"format": "any"} if one.type == "datetime" else {})
        | ({"description": _described_field(one)} if _described_field(one) else {})
        for one in (*COLUMNS, *dataset.fields)
    ]
    return {"fields": fields, "missingValues": [""], "primaryKey": ["publication_id"]}


def _described_field(field: Field) -> str:
    return f"{field.description}（已脱敏）" if field.mask else field.description


def _about(dataset: Dataset) -> str:
    return f"{dataset.description}公示依据：{dataset.basis}。"


def _dcat_dataset(
    dataset: Dataset, addresses: Addresses, changed_at: datetime | None, office: dict[str, str]
) -> dict[str, Any]:
    found = {
        "@id": addresses.page,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": dataset.title,
        "dct:description": _about(dataset),
        "dct:language": "zh-CN",
        "dct:publisher": office,
        "dct:license": LICENSE["title"],
        "dcat:keyword": [field.title for field in dataset.fields],
        "dcat:landingPage": {"@id": addresses.page},
        "dcat:distribution": [_distribution(addresses.files[form], media, title) for form, media, title in FORMATS]
        + [_distribution(addresses.package, "application/json", "Frictionless data package")],
    }
    if changed_at:
        found["dct:modified"] = {"@type": "xsd:dateTime", "@value": changed_at.isoformat(timespec="seconds")}
    return found


def _distribution(url: str, media_type: str, title: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": media_type,
    }
