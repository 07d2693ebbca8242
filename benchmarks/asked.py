"""The requests that are measured: which lists, which steps of one appeal."""

from urllib.parse import urlencode

LIMIT = 50
LISTS: dict[str, dict[str, str]] = {
    "县区＋状态＋绿灯": {"county": "610402", "state": "HANDLING", "lamp": "green"},
    "县区＋状态＋黄灯": {"county": "610402", "state": "HANDLING", "lamp": "yellow"},
    "县区＋状态＋红灯": {"county": "610402", "state": "HANDLING", "lamp": "red"},
    "县区＋状态（已销号）": {"county": "610402", "state": "ARCHIVED"},
    "全县": {"county": "610402"},
    "全市": {},
}
PAGES = {
    "概览": "/outreach/overview/",
    "沉淀分析": "/reports/",
    "大屏": "/reports/wall/",
    "大屏（文字版）": "/reports/wall/plain/",
}
EXPORTS = {"CSV": "/outreach/desk/export.csv", "XLSX": "/outreach/desk/export.xlsx"}
EVERYTHING = {"queue": "all"}
FEW_ROWS = {"county": "610404"}  # about a tenth of all, to compare the memory of a small and a large export
FULL_AT_EVERY_SIZE = "县区＋状态＋绿灯"  # even among 1,000 cases it fills a page, so that its sizes can be compared
STEPS: dict[str, dict[str, object]] = {
    "triage_appeal": {"category": "03", "star": 3, "line": "DISPATCH", "route": "GENERAL"},
    "dispatch_appeal": {"unit": "610400-GD", "note": "请尽快联系企业。"},
    "accept_appeal": {},
    "note_progress": {"note": "现场踏勘，路由方案一已报批。"},
}


def list_path(name: str, *, cursor: str = "", limit: int = LIMIT) -> str:
    """The address of one of the lists, from its first page or from a cursor."""
    return f"/api/v1/appeals?{urlencode({**LISTS[name], 'limit': limit, 'cursor': cursor})}"


def move_path(number: str, move: str) -> str:
    return f"/api/v1/appeals/{number}/moves/{move}"


def export_path(form: str, *, few: bool = False) -> str:
    """The address of the desk's list as a file: everything, or the part with few rows."""
    return f"{EXPORTS[form]}?{urlencode(FEW_ROWS if few else EVERYTHING)}"


def detail_path(number: str) -> str:
    return f"/api/v1/appeals/{number}"
