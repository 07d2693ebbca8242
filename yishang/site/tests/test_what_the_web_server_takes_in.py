"""The web server's own limits lie beyond ours: whoever goes too far is told so by us, in Chinese, not by it."""

from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from yishang.contexts.outreach.views.batch import READ_MOST
from yishang.site.processes import Processes


def limit(name: str) -> int:
    arguments = Processes(host="127.0.0.1", port=8000, say=print)._web()
    return int(arguments[arguments.index(name) + 1])


def test_an_address_with_all_matters_that_are_read_of_it_is_taken_in() -> None:
    ticked = urlencode([("n", "SQ-610402-20191209-0001~12")] * READ_MOST)
    line = f"GET {reverse('outreach:batch_dispatch')}?{ticked} HTTP/1.1"
    assert len(line) < limit("--limit-request-line")


def test_a_header_of_ten_thousand_characters_is_ours_to_refuse() -> None:
    assert limit("--limit-request-field_size") > 10 * 1024


def test_a_body_without_a_length_is_refused_and_not_taken_for_empty() -> None:
    sent = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    told = Client().post("/api/v1/appeals", b"", content_type="application/json", **sent)
    assert (told.status_code, told.json()["message"]) == (411, "请求没有写明长度。")
    page = Client().post("/sign-in/", b"", content_type="application/x-www-form-urlencoded", **sent)
    assert (page.status_code, "Content-Length" in page.content.decode()) == (411, True)


def test_more_fields_than_a_form_has_are_counted_out() -> None:
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    many = {f"field{number}": "1" for number in range(most + 1)}
    answer = Client().post("/sign-in/", many)
    assert (answer.status_code, f"最多 {most:,} 项" in answer.content.decode()) == (400, True)
    report = Client().post("/open311/v2/requests.json", many)
    assert (report.status_code, f"最多 {most:,} 项" in report.json()[0]["description"]) == (400, True)
