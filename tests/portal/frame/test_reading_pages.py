"""Whole pages that are remembered until the minute turns: for whom, for how long, and what is never kept."""

import datetime
import gzip
import threading
import time

import pytest
from django.conf import settings as site
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from config.settings import MIDDLEWARE
from home.models import HomePage
from portal import clock, context, fragments, reading_pages
from portal.middleware import never_store
from portal.supporters import services as supporters
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Supporter
from tests.conftest import moment
from tests.reading import as_shown

pytestmark = pytest.mark.django_db
memory = reading_pages.memory
THIS_MINUTE = fragments.this_minute
LOOK = {"size": "100", "spacing": "normal", "mode": "dark", "motion": "auto"}
FRONT, LINES, LIST = "/", "/hjelpetelefoner/", "/finn-likeperson/"


@pytest.fixture(autouse=True)
def _as_in_real_life(settings, monkeypatch):
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SITE_ADDRESS = "http://testserver"
    monkeypatch.setattr(fragments, "this_minute", THIS_MINUTE)
    with clock.at(moment("2026-06-03 12:00")):
        yield


def queries(client, address, **headers):
    with CaptureQueriesContext(connection) as found:
        response = client.get(address, headers=headers)
    assert response.status_code == 200
    return len(found)


def change_front_page(words="Nye ord på forsiden"):
    HomePage.objects.filter(locale__language_code="nb").update(lead=words)
    return words


def test_the_second_reader_gets_the_page_without_any_query():
    first = Client().get(LINES)

    assert queries(Client(), LINES) == 0
    assert Client().get(LINES).content == first.content


def test_the_headers_are_those_of_the_page_that_was_made(settings):
    settings.MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith("ReadingPages")]
    usual = Client().get(FRONT).headers
    settings.MIDDLEWARE = MIDDLEWARE
    Client().get(FRONT)

    kept = Client().get(FRONT).headers

    assert {name for name in usual if kept.get(name) != usual[name]} <= {"Cache-Control", "Vary", "Content-Length"}
    assert "default-src" in kept["Content-Security-Policy"]
    assert {"Cookie", "Accept-Encoding"} <= set(kept["Vary"].split(", "))


def test_browsers_ask_again_and_caches_keep_it_for_the_rest_of_the_minute():
    with clock.at(moment("2026-06-03 12:00:20")):
        Client().get(FRONT)
    with clock.at(moment("2026-06-03 12:00:50")):
        assert Client().get(FRONT).headers["Cache-Control"] == "max-age=0, s-maxage=10, must-revalidate"


def test_it_is_made_anew_when_the_minute_turns():
    Client().get(FRONT)
    words = change_front_page()

    with clock.at(moment("2026-06-03 12:00:59")):
        assert words not in Client().get(FRONT).content.decode()
    with clock.at(moment("2026-06-03 12:01:00")):
        assert words in Client().get(FRONT).content.decode()


def test_nothing_that_a_page_is_made_of_is_older_than_its_minute():
    with clock.at(moment("2026-06-03 12:00:59")):
        assert fragments.cached_one_minute("a", lambda: fragments.cached_one_minute("b", lambda: 1)) == 1
        assert fragments.cached_one_minute("a", lambda: 2) == 1
    with clock.at(moment("2026-06-03 12:01:00")):
        assert fragments.cached_one_minute("a", lambda: fragments.cached_one_minute("b", lambda: 2)) == 2


@pytest.mark.slow
def test_a_helpline_that_opens_or_closes_is_never_shown_as_it_was_before():
    said = set()
    for turn in ("2026-06-03 17:00", "2026-06-03 21:00", "2026-06-04 00:00"):
        with clock.at(moment(turn) - datetime.timedelta(seconds=1)):
            Client().get(LINES)
        with clock.at(moment(turn)):
            kept = Client().get(LINES).content
            memory.empty()
            assert kept == Client().get(LINES).content
        said.add(kept)

    assert len(said) > 1


@pytest.mark.parametrize("cookie", ["size-150.mode-dark", "mode-dark.size-150", "x-1.mode-dark.size-150.size-nonsense"])
def test_readers_with_other_display_choices_get_their_own_page(cookie):
    plain = Client().get(FRONT).content.decode()
    client = Client()
    client.cookies[context.DISPLAY_COOKIE] = "size-150.mode-dark"
    large = client.get(FRONT).content.decode()

    assert ('data-size="150"' in large, 'data-size="150"' in plain) == (True, False)
    assert Client().get(FRONT).content.decode() == plain
    client.cookies[context.DISPLAY_COOKIE] = cookie
    client.get(FRONT)
    assert len(memory) == 2 + ("nonsense" in cookie)


def test_invented_display_choices_fill_nothing():
    for number in range(5):
        client = Client()
        client.cookies[context.DISPLAY_COOKIE] = f"size-{number}.colour-{number}"
        client.get(FRONT)

    assert len(memory) == 1


@pytest.mark.slow
def test_each_language_has_its_own_page():
    for address, language in ((FRONT, "nb"), ("/nn/", "nn"), ("/en/", "en")) * 2:
        response = Client().get(address, headers={"accept-language": "de"})
        assert response.headers["Content-Language"] == language
        assert f'lang="{language}"' in response.content.decode()

    assert len(memory) == 3


@pytest.mark.slow
def test_a_query_that_the_view_names_is_kept_and_no_other():
    chapter = "/veileder/roller/"
    pages = {query: Client().get(chapter + query).content for query in ("", "?liste=styret", "?liste=ny-likeperson")}

    assert len(set(pages.values())) == len(memory) == 3
    assert [queries(Client(), chapter + query) for query in pages] == [0, 0, 0]
    assert {query: Client().get(chapter + query).content for query in pages} == pages
    for invented in ("?liste=styrer", "?liste=styret&x=1", "?x=1&liste=styret", "?liste=styret%20", "?liste="):
        Client().get(chapter + invented)
    assert len(memory) == 3


@pytest.mark.slow
def test_an_address_with_another_query_is_never_kept():
    for address in ("/?x=1", f"{LIST}?language=en", f"{LIST}?page=1", "/sok/?q=ms", "/bli-likeperson/?postnummer=5003"):
        Client().get(address)

    assert len(memory) == 0


@pytest.mark.slow
def test_the_limit_of_the_filters_counts_each_of_them(monkeypatch):
    counted = []
    monkeypatch.setattr("home.models.directory.limits.use", lambda *given: counted.append(given))

    for _time in range(3):
        Client().get(f"{LIST}?language=en")

    assert len(counted) == 3


def test_compressed_as_it_is_kept_and_plain_for_whoever_cannot_read_that():
    plain = Client().get(FRONT).content

    packed = Client().get(FRONT, headers={"accept-encoding": "br, gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert as_shown(gzip.decompress(packed.content).decode()) == plain.decode()
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert "Content-Encoding" not in Client().get(FRONT).headers
    assert len(memory) == 1


def test_head_is_answered_from_memory_without_a_body_and_fills_nothing():
    assert Client().head(FRONT).status_code == 200
    assert len(memory) == 0
    page = Client().get(FRONT)

    head = Client().head(FRONT)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == page.headers["Content-Length"]
    assert head.headers["ETag"] == page.headers["ETag"]


def test_whoever_has_the_page_is_told_that_it_is_the_same():
    tag = Client().get(FRONT).headers["ETag"]

    same = Client().get(FRONT, headers={"if-none-match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert {"ETag", "Cache-Control", "Vary"} <= set(same.headers)
    memory.empty()
    assert Client().get(FRONT, headers={"if-none-match": tag}).status_code == 304
    words = change_front_page()
    memory.empty()
    assert words in Client().get(FRONT, headers={"if-none-match": tag}).content.decode()


def test_whoever_is_signed_in_neither_fills_the_memory_nor_gets_from_it(kari, client_of):
    own = client_of(kari)
    assert "private" in own.get(FRONT).headers["Cache-Control"]
    assert len(memory) == 0
    open_to_all = Client().get(FRONT).content

    mine = own.get(FRONT)

    assert mine.content != open_to_all
    assert "private" in mine.headers["Cache-Control"]
    assert Client().get(FRONT).content == open_to_all


def test_a_session_that_has_ended_is_still_a_session():
    client = Client()
    client.cookies[site.SESSION_COOKIE_NAME] = "long-gone"

    client.get(FRONT)

    assert len(memory) == 0


@pytest.mark.parametrize(
    "address", ["/visning/", "/logg-inn/", "/ring-meg/", "/finnes-ikke/", "/readyz", "/robots.txt"]
)
def test_pages_with_a_form_errors_and_files_are_not_kept(address):
    Client().get(address)

    assert len(memory) == 0


def test_a_form_still_works_for_whoever_read_kept_pages_before():
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    for _time in range(2):
        client.get(FRONT)
    page = client.get("/visning/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    sent = client.post("/visning/", {**LOOK, "csrfmiddlewaretoken": token})

    assert sent.status_code == 302
    assert 'data-mode="dark"' in client.get(FRONT).content.decode()


def kept(make):
    response = make()
    reading_pages.remember(response)
    return response


def with_cookie():
    response = HttpResponse("one")
    response.set_cookie("seen", "1")
    return response


def varying():
    return HttpResponse("one", headers={"Vary": "User-Agent"})


def private():
    return HttpResponse("one", headers={"Cache-Control": "private"})


urlpatterns = [
    path(f"{name}/", lambda request, make=make: kept(make))
    for name, make in {
        "cookie": with_cookie, "varying": varying, "private": private,
        "no-store": lambda: never_store(HttpResponse("one")),
        "redirect": lambda: redirect("/"), "error": lambda: HttpResponse("one", status=500),
        "gone": lambda: HttpResponse("one", status=404), "stream": lambda: StreamingHttpResponse(["one"]),
        "file": lambda: HttpResponse("one", content_type="application/pdf"),
    }.items()
] + [
    path("page/", lambda request: kept(lambda: HttpResponse("one"))),
    path("silent/", lambda request: HttpResponse("one")),
]  # fmt: skip


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["cookie", "varying", "private", "no-store", "redirect", "error", "gone", "stream",
                                  "file", "silent"])  # fmt: skip
def test_what_may_not_be_kept_is_not_whatever_its_view_says(name):
    Client().get(f"/{name}/")
    assert len(memory) == 0

    Client().get("/page/")
    assert len(memory) == 1


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("headers", [{"range": "bytes=0-1"}, {"authorization": "Basic x"}, {"hx-request": "true"},
                                     {"host": "localhost"}, {"host": "testserver:81"}])  # fmt: skip
def test_requests_for_another_answer_are_not_kept(headers):
    Client().get("/page/", headers=headers)

    assert len(memory) == 0


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("bound", ["MOST_PAGES", "MOST_BYTES"])
def test_the_memory_is_bounded_and_the_page_asked_for_longest_ago_goes_first(monkeypatch, bound):
    kept_body = memory_size()
    monkeypatch.setattr(reading_pages, bound, {"MOST_PAGES": 2, "MOST_BYTES": 2 * kept_body}[bound])
    looks = ["mode-dark", "mode-light", "size-115"]
    for look in [looks[0], looks[1], looks[0], looks[2]]:
        client = Client()
        client.cookies[context.DISPLAY_COOKIE] = look
        client.get("/page/")

    assert len(memory) == 2
    assert memory.find(("/page/?", repr({"mode": "light"}))) is None


def memory_size():
    Client().get("/page/")
    size = memory.find(("/page/?", "{}")).size
    memory.empty()
    return size


def test_what_an_editor_changes_is_seen_at_once_where_it_was_changed():
    Client().get(FRONT)
    words = change_front_page()

    Client(headers={"origin": "http://testserver"}).post("/visning/", LOOK)

    assert words in Client().get(FRONT).content.decode()


def test_a_page_begun_before_a_change_is_not_kept_after_it():
    def answer(request):
        memory.empty()  # as if somebody saved while it was made
        return kept(lambda: HttpResponse("before"))

    reading_pages.ReadingPages(answer)(RequestFactory().get("/"))

    assert len(memory) == 0


def test_a_refused_change_leaves_the_memory_alone():
    Client().get(FRONT)

    assert Client(enforce_csrf_checks=True).post("/visning/", {"mode": "dark"}).status_code == 403

    assert len(memory) == 1


@pytest.mark.slow
def test_whoever_takes_a_break_is_gone_from_the_list_at_once_in_every_process(guro, siri):
    guros = Supporter.objects.get(person=guro)
    directory_services.consent_to_listing(guros, by=guro, text="Ja.", shown_name="Guro", experience="own")
    Client().get(LIST)
    assert queries(Client(), LIST) == 1
    assert "Guro" in Client().get(LIST).content.decode()

    supporters.pause(guros, until=None, by=guro)  # by a service alone: no request

    assert "Guro" not in Client().get(LIST).content.decode()


@pytest.mark.slow
def test_the_list_may_not_be_kept_by_others():
    Client().get(LIST)

    assert Client().get(LIST).headers["Cache-Control"] == "no-cache"


@pytest.mark.slow
def test_one_thread_makes_a_page_anew_while_the_others_wait():
    made = []

    def answer(request):
        made.append(1)
        time.sleep(0.1)
        return kept(lambda: HttpResponse("one"))

    page = reading_pages.ReadingPages(answer)
    ask = RequestFactory().get
    page(ask("/"))
    found = memory.find(("/?", "{}"))
    memory.keep(("/?", "{}"), reading_pages.Kept(**{**vars(found), "minute": 0}), changes=memory.changes)
    threads = [threading.Thread(target=lambda: page(ask("/"))) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 2
