"""公示: what the city publishes, for everybody and for machines. Nobody signs in."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from yishang.kernel.directory.views import now_of
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.services import csv_chunks
from yishang.kernel.parties.rules import uscc_fault
from yishang.kernel.publish import queries, rules, services

ROWS = 50
KEPT_SECONDS = 300
READ_AT_ONCE = 1000
FIRST_COLUMNS = 4  # of a dataset, in its list; the row's own page has all


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The directory of datasets: what, by which law, how many rows, when last changed."""
    stands = queries.stands(on=_today(request))
    rows = [(one, stands[one.name]) for one in queries.datasets().values()]
    return render(request, "portal/open_data/index.html", {"rows": rows, "total": sum(one.rows for _, one in rows)})


@require_safe
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of one dataset, newest first: `?q=` words, `?about=` a company's code, `?month=2019-12`, `?page=`.

    Raises DatasetNotFound.
    """
    found, on = queries.dataset(name), _today(request)
    wish, faults = _wish(request)
    rows = queries.matching(name, wish, on=on)
    page = max(1, whole_number(request.GET.get("page", "")) or 1)
    total = 0 if faults else rows.count()
    counted = rows.annotate(corrected=Count("corrections"))
    shown = [] if faults else list(counted[(page - 1) * ROWS : page * ROWS])
    words = {
        "dataset": found,
        "columns": found.fields[:FIRST_COLUMNS],
        "rows": [{"row": one, "cells": _cells(found, one.row)[:FIRST_COLUMNS]} for one in shown],
        "total_text": f"共 {total} 条",
        "previous_url": _page_url(request, page - 1) if page > 1 else "",
        "next_url": _page_url(request, page + 1) if page * ROWS < total else "",
        "asked": _asked(request),
        "faults": faults,
        "is_narrowed": bool(_asked(request)),
        "query": urlencode(_asked(request)),
    }
    return render(request, "portal/open_data/dataset.html", words, status=422 if faults else 200)


@require_safe
def publication(request: HttpRequest, name: str, publication_id: int) -> HttpResponse:
    """One row with its basis and corrections; of a withdrawn one only when it stood and why it went.

    Raises DatasetNotFound, PublicationNotFound.
    """
    found, kept = queries.dataset(name), queries.publication(name, publication_id)
    is_shown = queries.is_shown(kept, on=_today(request))
    corrections = list(kept.corrections.all())
    after = [*(one.former for one in corrections[1:]), kept.row] if corrections else []
    words = {
        "dataset": found,
        "publication": kept,
        "is_shown": is_shown,
        "facts": list(zip((field.title for field in found.fields), _cells(found, kept.row), strict=True)),
        "corrections": [
            {"at": one.at, "reason": one.reason, "changes": _changes(found, one.former, now) if is_shown else []}
            for one, now in zip(corrections, after, strict=True)
        ],
        "gone_on": kept.withdrawn_at or kept.until,
        "gone_why": kept.withdrawn_reason or "公示期满",
    }
    return render(request, "portal/open_data/publication.html", words, status=200 if is_shown else 410)


@require_safe
def rows_as_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The dataset, narrowed as the list is, as CSV. Raises DatasetNotFound; a wrong filter is 422."""
    return _file(request, name, _csv)


@require_safe
def rows_as_json(request: HttpRequest, name: str) -> HttpResponseBase:
    """The same as a JSON array of objects. Raises DatasetNotFound."""
    return _file(request, name, _json)


@require_safe
def package(request: HttpRequest, name: str) -> HttpResponseBase:
    """`datapackage.json` of one dataset, its files by address. Raises DatasetNotFound."""
    found, stand = queries.dataset(name), queries.stand_of(name, on=_today(request))
    paths = _addresses(request, name).files
    changed_at = _local(stand.changed_at)
    return _described(request, rules.data_package(found, paths=paths, publisher=_publisher(), changed_at=changed_at))


@require_safe
def package_archive(request: HttpRequest, name: str) -> HttpResponseBase:
    """The data package whole, as a ZIP of `datapackage.json` and `data.csv`. Raises DatasetNotFound."""
    found, on = queries.dataset(name), _today(request)
    stand = queries.stand_of(name, on=on)

    def make() -> FileResponse:
        described = rules.data_package(
            found, paths={"csv": "data.csv"}, publisher=_publisher(), changed_at=_local(stand.changed_at)
        )
        chunks = _csv_chunks(request, found, queries.published(name, on=on))
        file = services.archive_of(described=described, chunks=chunks)
        return FileResponse(file, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")

    return _kept(request, _etag(request, stand), make)


@require_safe
def catalog(request: HttpRequest) -> HttpResponseBase:
    """Everything there is, as a DCAT catalog in JSON-LD."""
    stands = queries.stands(on=_today(request))
    changed = {name: _local(stand.changed_at) for name, stand in stands.items()}
    said = rules.catalog(
        queries.datasets().values(), url=request.build_absolute_uri(reverse("open_data_catalog")),
        publisher=_publisher(), addresses=_all_addresses(request), changed=changed,
    )  # fmt: skip
    answer = _described(request, said)
    answer["Content-Type"] = "application/ld+json"
    return answer


@require_safe
def packages(request: HttpRequest) -> HttpResponseBase:
    """One data package of all datasets, their files by address."""
    changed = [one.changed_at for one in queries.stands(on=_today(request)).values() if one.changed_at]
    last = _local(max(changed, default=None))
    said = rules.data_packages(
        queries.datasets().values(), addresses=_all_addresses(request), publisher=_publisher(), changed_at=last
    )
    return _described(request, said)


# ---- what was asked for ----------------------------------------------------------------------------------------


def _today(request: HttpRequest) -> date:
    return localdate(now_of(request))


def _asked(request: HttpRequest) -> dict[str, str]:
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "about", "month")}
    return {name: value for name, value in given.items() if value}


def _wish(request: HttpRequest) -> tuple[queries.Wish, dict[str, str]]:
    """The filters as a wish, and the faults of those that cannot be taken, by field."""
    asked, faults = _asked(request), {}
    month = None
    if "month" in asked:
        try:
            month = date.fromisoformat(f"{asked['month']}-01")
        except ValueError:
            faults["month"] = "月份写成 2019-12 的样子。"
    about = asked.get("about", "")
    if about and (fault := uscc_fault(about)):
        faults["about"] = fault
    return queries.Wish(words=asked.get("q", ""), about="" if faults else about, month=month), faults


def _page_url(request: HttpRequest, page: int) -> str:
    return "?" + urlencode({**_asked(request), "page": page})


# ---- how it is shown ---------------------------------------------------------------------------------------------


def _cells(found: rules.Dataset, row: dict[str, Any]) -> list[str]:
    return [_spoken(row.get(field.name), field) for field in found.fields]


def _spoken(value: rules.Value, field: rules.Field) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.type == "datetime":
        return f"{localtime(datetime.fromisoformat(str(value))):%Y-%m-%d %H:%M}"
    return str(value)


def _changes(found: rules.Dataset, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (field.title, _spoken(before.get(field.name), field), _spoken(after.get(field.name), field))
        for field in found.fields
        if before.get(field.name) != after.get(field.name)
    ]


# ---- for machines ------------------------------------------------------------------------------------------------


Rows = QuerySet[Any]
Writer = Callable[[HttpRequest, rules.Dataset, Rows], HttpResponseBase]


def _file(request: HttpRequest, name: str, write: Writer) -> HttpResponseBase:
    found, on = queries.dataset(name), _today(request)
    wish, faults = _wish(request)
    if faults:
        return JsonResponse({"message": "；".join(faults.values()), "fields": faults}, status=422)
    rows = queries.matching(name, wish, on=on)
    stand = queries.stand_of(name, on=on)
    return _kept(request, _etag(request, stand), lambda: write(request, found, rows))


def _csv(request: HttpRequest, found: rules.Dataset, rows: Rows) -> HttpResponseBase:
    answer = StreamingHttpResponse(_csv_chunks(request, found, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.name}.csv"'
    return answer


def _csv_chunks(request: HttpRequest, found: rules.Dataset, rows: Rows) -> Iterator[str]:
    return csv_chunks(
        head=rules.column_names(found),
        rows=(rules.cells_of(found, record) for record in _records(request, found, rows)),
        free_text=rules.is_free_text(found),
    )


def _json(request: HttpRequest, found: rules.Dataset, rows: Rows) -> HttpResponseBase:
    def chunks() -> Iterator[str]:
        names, begins = rules.column_names(found), "[\n"
        for record in _records(request, found, rows):
            yield begins + json.dumps(dict(zip(names, record, strict=True)), ensure_ascii=False, cls=DjangoJSONEncoder)
            begins = ",\n"
        yield "[]\n" if begins == "[\n" else "\n]\n"

    return StreamingHttpResponse(chunks(), content_type="application/json")


def _records(request: HttpRequest, found: rules.Dataset, rows: Rows) -> Iterator[tuple[Any, ...]]:
    """Row by row: what every dataset has, then its own fields."""
    page = request.build_absolute_uri(reverse("open_data_dataset", args=[found.name]))
    counted = rows.annotate(corrected=Count("corrections"))
    for one in counted.iterator(chunk_size=READ_AT_ONCE):
        at = localtime(one.published_at).isoformat(timespec="seconds")
        until = one.until.isoformat() if one.until else None
        yield (one.pk, one.about, at, until, one.corrected, f"{page}{one.pk}/",
               *(one.row.get(field.name) for field in found.fields))  # fmt: skip


def _described(request: HttpRequest, told: dict[str, Any]) -> HttpResponseBase:
    """A description that programs read, answered from their own copy while nothing has changed."""
    said = json.dumps(told, ensure_ascii=False, indent=2)
    etag = f'"{sha256(said.encode()).hexdigest()[:32]}"'
    return _kept(request, etag, lambda: HttpResponse(said, content_type="application/json"))


def _etag(request: HttpRequest, stand: queries.Stand) -> str:
    """Changes with every change of the dataset, with the day (rows leave at midnight) and with what is asked for."""
    said = f"{stand.rows} {stand.changed_at} {_today(request)} {request.get_host()} {request.get_full_path()}"
    return f'W/"{sha256(said.encode()).hexdigest()[:32]}"'


def _kept(request: HttpRequest, etag: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """304 for whoever has this already; else made, to be kept for some minutes by anybody, and read by any site."""
    known = get_conditional_response(request, etag=etag)
    answer: HttpResponseBase = known if known is not None and known.status_code == 304 else make()
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _addresses(request: HttpRequest, name: str) -> rules.Addresses:
    def whole(page: str) -> str:
        return request.build_absolute_uri(reverse(page, args=[name]))

    return rules.Addresses(
        page=whole("open_data_dataset"),
        files={"csv": whole("open_data_csv"), "json": whole("open_data_json")},
        package=whole("open_data_package"),
    )


def _all_addresses(request: HttpRequest) -> dict[str, rules.Addresses]:
    return {name: _addresses(request, name) for name in queries.datasets()}


def _publisher() -> str:
    return geo.name_of(settings.CITY_CODE)


def _local(moment: datetime | None) -> datetime | None:
    return localtime(moment) if moment else None
