"""What no page of the CMS sends is refused with a page that says so, or shown again as a form with its faults."""

import re
from json import JSONDecodeError
from types import FunctionType

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver, reverse
from django.utils.datastructures import MultiValueDict, MultiValueDictKeyError
from wagtail.documents import get_document_model
from wagtail_localize.models import Translation

from home.editing.requests import UnreadableRequests
from home.models import Figure, Helpline
from portal.knowledge.models import CoursePart, Question
from portal.operations.setting_up import services as setting_up_services
from tests.home.chapter_forms import chapter, edit, form_of, picture
from tests.home.helplines.editing import NEW

pytestmark = pytest.mark.django_db
NOT_READ = "Vi kunne ikke lese det som ble sendt"

TEXT = (
    '{"blocks": [{"key": "a", "text": "%s", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], '
    '"entityRanges": []}], "entityMap": {}}'
)
LONG = "9" * 30
FILLED = "0" * 20 + LONG  # the first twenty digits are a small number
VERY_LONG = "0" * 20 + "9" * 5000  # more digits than Python reads


def without(form, *parts):
    return {name: value for name, value in form.items() if not name.startswith(parts)}


@pytest.mark.parametrize("lost", [("summary-",), ("body-",), ("summary-", "body-"), ("",)])
def test_an_edit_that_lost_a_part_on_the_way_saves_nothing(lost, editor):
    before = chapter()
    answer = editor.post(edit(before), without(form_of(before, title="Et nytt navn"), *lost))

    assert answer.status_code in (200, 400)
    assert chapter().latest_revision_id == before.latest_revision_id
    assert (NOT_READ in answer.content.decode()) is (answer.status_code == 400)


@pytest.mark.parametrize(
    "changes",
    [
        {"body-count": ""},
        {"body-count": "abc"},
        {"body-0-order": "abc"},
        {"body-0-value": '{"blocks": [{"key": "a", "te'},
        {"body-0-value": ""},
        {"body-0-value": "[]"},
        {"body-0-value": "7"},
        {"body-0-value": "9" * 5000},
        {"body-0-value": "[" * 100_000},
        {"body-0-value": '{"blocks": [1], "entityMap": {}}'},
        {"body-0-value": '{"blocks": [{"text": 1}], "entityMap": {}}'},
        {"body-0-value": TEXT % r"Null\u0000"},
        {"body-0-type": "download", "body-0-value-document": "abc"},
        {"body-0-type": "picture", "body-0-value-image-image": "abc"},
        {"overwrite_revision_id": "abc"},
    ],
)
def test_an_edit_with_a_part_that_was_cut_off_saves_nothing(changes, editor):
    before = chapter()
    answer = editor.post(edit(before), form_of(before) | changes)

    assert answer.status_code == 400
    assert chapter().latest_revision_id == before.latest_revision_id


def test_a_file_of_translations_that_is_none_is_refused(editor):
    translation = Translation.objects.first()
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])

    assert editor.post(address, {"file": SimpleUploadedFile("nn.po", b"\xff\xfe")}).status_code == 400
    assert editor.post(address, {"file": SimpleUploadedFile("nn.po", "Æ".encode())}).status_code == 302


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["hours-", "exceptions-", "seasons-"])
def test_a_helpline_that_lost_its_hours_on_the_way_is_not_added(lost, editor):
    answer = editor.post("/cms/snippets/home/helpline/add/", without(NEW, lost))

    assert answer.status_code == 200
    assert not Helpline.objects.filter(code=NEW["code"]).exists()


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("post", "choose-external-link/", {}, 400),
        ("post", "choose-external-link/", {"external-link-chooser-url": ""}, 200),
        ("post", "choose-external-link/", {"external-link-chooser-url": "http://["}, 200),
        ("post", "choose-email-link/", {}, 200),
        ("post", "choose-phone-link/", {}, 200),
        ("post", "choose-anchor-link/", {}, 200),
        ("get", "choose-email-link/", {"link_url": "//["}, 400),
        ("get", "choose-external-link/", {"link_url": "http://["}, 400),
        ("get", "choose-external-link/", {"parent_page_id": "abc"}, 400),
        ("get", "choose-page/", {"target_pages[]": "abc"}, 400),
        ("get", "choose-page/chosen-multiple/", {"id": "abc"}, 400),
        ("get", "choose-page/chosen-multiple/", {"id": "9" * 30}, 400),
        ("get", "images/chooser/", {"q": "kaffe", "tag": "kaffe"}, 400),
        ("get", "images/chooser/", {"q": "kaffe\x00"}, 400),
        ("get", "bulk/wagtailcore/page/delete/", {"id": "abc"}, 400),
        ("get", "choose-phone-link/", {"link_url": "tel:+4722424545", "link_text": "004722424545"}, 200),
        ("get", "choose-page/chosen-multiple/", {"id": "1"}, 400),
        ("get", "bulk/wagtailcore/page/move/", {"id": "all", "childOf": "abc"}, 400),
        ("get", "bulk/wagtailcore/page/move/", {"id": "all", "childOf": ""}, 400),
        ("get", "bulk/wagtailcore/page/move/", {"id": "all", "childOf": "99999999"}, 400),
        ("get", "bulk/wagtailcore/page/publish/", {"id": "all", "childOf": LONG}, 400),
        ("get", "bulk/wagtailcore/page/publish/", {"id": "all", "childOf": "4"}, 200),
        ("get", "bulk/wagtailimages/image/delete/", {"id": "all", "childOf": "abc"}, 400),
        ("get", "snippets/choose/home/helpline/chosen/abc/", {}, 404),
        ("get", "images/chooser/chosen/%00/", {}, 404),
        ("get", "snippets/home/helpline/history/abc/revisions/compare/live...latest/", {}, 404),
        ("post", "snippets/choose/home/figure/create/", {}, 404),
        ("post", "pages/7/move/", {"new_parent_page": "abc"}, 400),
        ("post", "pages/create/home/chapterpage", {"parent_page": "abc"}, 400),
        ("post", "pages/create/home/chapterpage", {"parent_page": ""}, 200),
        ("get", "failwhale/", {}, 404),
    ],
)
def test_odd_parts_are_refused(method, path, sent, status, editor):
    assert getattr(editor, method)(f"/cms/{path}", sent).status_code == status


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("bulk/wagtailcore/page/delete/", "id"),
        ("choose-page/chosen-multiple/", "id"),
        ("images/chooser/chosen-multiple/", "id"),
        ("documents/chooser/chosen-multiple/", "id"),
        ("snippets/choose/home/figure/chosen-multiple/", "id"),
        ("snippets/choose/home/helpline/chosen-multiple/", "id"),
        ("choose-page/", "target_pages[]"),
        ("choose-email-link/", "parent_page_id"),
        ("choose-anchor-link/", "parent_page_id"),
        ("choose-external-link/", "parent_page_id"),
        ("choose-phone-link/", "parent_page_id"),
        ("api/main/pages/find/", "id"),
        ("api/main/images/find/", "id"),
        ("api/main/documents/find/", "id"),
        ("api/main/pages/", "offset"),
        ("workflows/edit/1/", "p"),
        ("pages/", "owner"),
        ("pages/4/", "content_type"),
        ("pages/4/results/", "site"),
        ("pages/usage/home/chapterpage/", "edited_by"),
    ],
)
def test_a_number_of_a_row_has_few_digits_from_0_to_9(path, part, editor):
    for number in (LONG, FILLED, VERY_LONG, f" {LONG}", "9_" * 20 + "9", "\u0663"):
        assert editor.get(f"/cms/{path}", {part: number}).status_code == 400, number


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        *[(sent, 400) for sent in (b"[1]", b'"a"', b"\xff", b"", b"7", b"[" * 100_000, b'{"a": "\\u0000"}')],
        (b'{"whats-new": true}', 200),
    ],
)
def test_what_the_editor_has_closed_is_an_object(sent, status, editor):
    assert editor.patch("/cms/dismissibles/", sent, content_type="application/json").status_code == status


@pytest.mark.parametrize("locale", [LONG, FILLED, VERY_LONG, "abc"])
def test_a_page_is_translated_to_languages_that_exist(locale, egil, client_of):
    egil.groups.set(Group.objects.filter(name__in=[setting_up_services.EDITORS, setting_up_services.ADMINS]))
    address = reverse("wagtail_localize:submit_page_translation", args=[chapter().pk])

    assert client_of(egil).post(address, {"locales": locale}).status_code in (200, 400)


@pytest.mark.parametrize("parent", ["", "abc", "99999999", "9" * 30])
def test_a_page_is_copied_to_a_page_that_exists(parent, editor):
    values = {"new_title": "Kopi", "new_slug": "kopi", "new_parent_page": parent}

    answer = editor.post(reverse("wagtailadmin_pages:copy", args=[chapter().pk]), values)

    assert answer.status_code == 400


def test_where_the_editor_goes_next_is_a_path(editor):
    address = reverse("wagtailadmin_pages:unpublish", args=[chapter().pk])

    assert editor.post(address, {"next": "abc"}).status_code == 400
    assert chapter().live


def test_a_fault_in_the_code_stays_a_fault():
    checks = UnreadableRequests(lambda request: HttpResponse())
    request = RequestFactory().get("/cms/")

    assert checks.process_exception(request, MultiValueDictKeyError("title")).status_code == 400
    for fault in (KeyError("title"), JSONDecodeError("", "{", 0), ValueError(), AttributeError(), TypeError()):
        assert checks.process_exception(request, fault) is None
    assert checks.process_exception(RequestFactory().get("/min-side/"), MultiValueDictKeyError("title")) is None


def read_title(form):
    return form["title"]


def raised_in(module):
    """The error of ``read_title`` with an empty form, as if the function stood in this module."""
    with pytest.raises(MultiValueDictKeyError) as raised:
        FunctionType(read_title.__code__, {"__name__": module})(QueryDict())
    return raised.value


@pytest.mark.parametrize(("module", "is_refused"), [("wagtail.admin.views.chooser", True), ("home.editing.x", False)])
def test_a_part_that_our_own_code_does_not_find_stays_a_fault(module, is_refused, caplog):
    request = RequestFactory().get("/cms/")
    exception = raised_in(module)

    answer = UnreadableRequests(lambda request: HttpResponse()).process_exception(request, exception)

    assert (answer is not None) == is_refused
    assert [record.exc_info[1] for record in caplog.records if record.name == "home.editing.requests"] == (
        [exception] if is_refused else []
    )


# EVERY ADDRESS

NOT_ASKED = {"/cms/.*/", "/cms/logout/"}
PARTS = [
    *("p", "q", "id", "tag", "next", "file", "files[]", "title", "slug", "url", "term", "action", "mode", "ordering"),
    *("page_type", "collection_id", "collection", "locale", "locales", "link_url", "link_text", "parent_page_id"),
    *("new_parent_page", "new_title", "new_slug", "position", "content_type", "created_at", "body-count", "value"),
    *("external-link-chooser-url", "email-link-chooser-email_address", "phone-link-chooser-phone_number"),
    *("slots-TOTAL_FORMS", "choices-TOTAL_FORMS", "comments-TOTAL_FORMS", "loaded_revision_id", "restriction_type"),
]
ODD = ["abc", "http://["]
ODD_ALONE = [FILLED, "[]", '"']


def addresses(rows):
    """Every address of the CMS, with the rows that there are in place of its parameters."""

    def below(resolver, prefix):
        for pattern in resolver.url_patterns:
            path = f"{prefix}{pattern.pattern}"
            if isinstance(pattern, URLResolver):
                yield from below(pattern, path)
            else:
                yield path

    def row(path):
        return next((found for part, found in rows.items() if part in path), "1")

    cms = next(pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "cms/")
    for path in below(cms, "/cms/"):
        values = {"app_label": "wagtailcore", "model_name": "page", "content_type_app_name": "home"}
        values |= {"content_type_model_name": "chapterpage", "action": "delete", "filter_spec": "width-20"}
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda name: values.get(name[1], row(path)), path)  # noqa: B023
        if "(?P" not in filled and filled not in NOT_ASKED:
            yield filled.replace("^", "").replace("$", "")


@pytest.fixture
def everything(egil, client_of):
    """An editor of everything, whose client answers 500 where it fails, and every address with a row that there is."""
    egil.groups.set(
        Group.objects.filter(
            name__in=[setting_up_services.EDITORS, setting_up_services.REVIEWERS, setting_up_services.ADMINS]
        )
    )
    editor = client_of(egil)
    editor.raise_request_exception = False
    page = chapter()
    revision = page.save_revision()
    document = get_document_model().objects.create(title="Vedtekter", file=SimpleUploadedFile("a.txt", b"Noe"))
    rows = {"helpline": Helpline.objects.first(), "figure": Figure.objects.first(), "images": picture("Kaffe")}
    rows |= {
        "documents": document,
        "question_bank": Question.objects.first(),
        "course_parts": CoursePart.objects.first(),
    }
    rows = {"revision_id": revision} | rows | {"parent_page_id": page.get_parent(), "page": page}
    return editor, sorted(set(addresses({part: str(row.pk) for part, row in rows.items()})))


def ask(editor, method, address, sent):
    with transaction.atomic():
        answer = getattr(editor, method)(address, sent)
        transaction.set_rollback(True)
    return answer


@pytest.mark.proof
def test_no_address_of_the_cms_fails_whatever_it_is_sent(siri, everything):
    editor, asked = everything
    failed = []
    for address in asked:
        for method, value in [("get", ""), ("post", ""), *((verb, odd) for odd in ODD for verb in ("get", "post"))]:
            answer = ask(editor, method, address, dict.fromkeys(PARTS, value) if value else {})
            if answer.status_code >= 500:
                failed.append((method, address, value))

    assert failed == []
    assert len(asked) > 200


@pytest.fixture
def parts_read(monkeypatch):
    """The names of the parts that are looked for in what was sent."""
    names = set()

    def reading(method):
        def read(self, name, *args, **values):
            if isinstance(self, QueryDict):
                names.add(name)
            return method(self, name, *args, **values)

        return read

    for method in ("__getitem__", "_getlist"):
        monkeypatch.setattr(MultiValueDict, method, reading(getattr(MultiValueDict, method)))
    monkeypatch.setattr(QueryDict, "__contains__", reading(dict.__contains__), raising=False)
    return names


@pytest.mark.proof
@pytest.mark.parametrize(("method", "values"), [("get", ODD_ALONE), ("post", ODD_ALONE[:2])])
def test_no_address_of_the_cms_fails_where_one_part_is_odd(method, values, siri, everything, parts_read):
    """Of all the parts that a view looks for, each alone. A view with several addresses is asked at the first."""
    editor, asked = everything
    failed, seen = [], set()
    for address in asked:
        parts_read.clear()
        match = ask(editor, method, address, {}).resolver_match
        view = getattr(match.func, "view_class", match.func)
        new = {(view, part) for part in parts_read if part != "csrfmiddlewaretoken"} - seen
        seen |= new
        for part in sorted(part for _view, part in new):
            for value in values:
                if ask(editor, method, address, {part: value}).status_code >= 500:
                    failed.append((address, part, value))

    assert failed == []
    assert len(seen) > 200
