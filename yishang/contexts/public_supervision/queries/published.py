"""What is published about a business, whichever process published it; what is not published is not asked for."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from yishang.kernel.publish import queries as publish

MOST = 50


def published_about(uscc: str, *, on: datetime) -> list[dict[str, Any]]:
    """Published rows about a business, grouped by dataset: title, basis, rows as pairs of words. Newest first."""
    found: dict[str, dict[str, Any]] = {}
    known = publish.datasets()
    for one in list(publish.about(uscc, on=localdate(on)))[:MOST]:
        dataset = known.get(one.dataset)
        if dataset is None:
            continue
        group = found.setdefault(one.dataset, {"title": dataset.title, "basis": dataset.basis, "rows": []})
        told = [(field.title, one.row.get(field.name)) for field in dataset.fields]
        group["rows"].append([(title, value) for title, value in told if value not in (None, "")])
    return list(found.values())
