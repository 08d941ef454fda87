"""A page that an editor has added is theirs to take down and to delete, in every language."""

import pytest
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.models import HomePage
from portal import fragments

pytestmark = pytest.mark.django_db


def text_page(title, html="<p>Kom.</p>"):
    return nested_form_data(
        {
            "title": title,
            "summary": streamfield([("point", "Kort.")]),
            "body": streamfield([("text", rich_text(html, features=["h2", "bold", "link"]))]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )


def statuses(client, slug):
    fragments.forget_cached()
    return [client.get(f"{prefix}/{slug}/").status_code for prefix in ("", "/nn", "/en")]


@pytest.mark.slow
def test_a_page_that_an_editor_added_is_taken_down_and_deleted_in_every_language(editor):
    home = HomePage.objects.get(locale__language_code="nb")
    add = f"/cms/pages/add/home/textpage/{home.pk}/"
    editor.post(add, text_page("Logg inn"))
    page = Page.objects.get(title="Logg inn", locale__language_code="nb")
    assert page.slug == "logg-inn-2"  # the portal answers at the other one
    assert statuses(editor, page.slug) == [200, 200, 200]
    page.get_translations().filter(locale__language_code="nn").update(alias_of=None)

    told = editor.post(f"/cms/pages/{page.pk}/unpublish/", follow=True).content.decode()
    assert "Siden er tatt ned på engelsk og nynorsk også." in told
    assert statuses(editor, page.slug) == [404, 404, 404]

    told = editor.post(f"/cms/pages/{page.pk}/edit/", text_page("Logg inn"), follow=True).content.decode()
    assert "Siden er fortsatt tatt ned på nynorsk." in told
    editor.post(f"/cms/pages/{page.pk}/delete/")
    assert not Page.objects.filter(translation_key=page.translation_key).exists()
    editor.post(add, text_page("Kveldstreff"))
    page = Page.objects.get(title="Kveldstreff", locale__language_code="nb")
    editor.post(f"/cms/bulk/wagtailcore/page/delete/?id={page.pk}&next=/cms/")
    assert not Page.objects.filter(translation_key=page.translation_key).exists()


@pytest.mark.slow
def test_a_page_and_its_translation_that_are_chosen_together_are_deleted_once(editor):
    home = HomePage.objects.get(locale__language_code="nb")
    editor.post(f"/cms/pages/add/home/textpage/{home.pk}/", text_page("To sider"))
    pages = Page.objects.filter(slug="to-sider")
    assert len(pages) == 3

    chosen = "&".join(f"id={page.pk}" for page in pages)
    answer = editor.post(f"/cms/bulk/wagtailcore/page/delete/?{chosen}&next=/cms/", follow=True)

    assert answer.status_code == 200
    assert not Page.objects.filter(slug="to-sider").exists()


@pytest.mark.slow
def test_drafts_of_one_title_are_kept_while_somebody_types(editor):
    add = f"/cms/pages/add/home/textpage/{HomePage.objects.get(locale__language_code='nb').pk}/"
    draft = text_page("Ås i Sør-Varanger")
    del draft["action-publish"]

    answers = [editor.post(add, draft, headers={"accept": "application/json"}) for _number in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    made = Page.objects.filter(title="Ås i Sør-Varanger", locale__language_code="nb").order_by("pk")
    assert [page.slug for page in made] == ["as-i-sor-varanger", "as-i-sor-varanger-2"]


@pytest.mark.slow
def test_a_link_within_the_site_that_leads_nowhere_is_refused(editor):
    home = HomePage.objects.get(locale__language_code="nb")
    add = f"/cms/pages/add/home/textpage/{home.pk}/"
    gone = Page.objects.get(slug="under-40", locale__language_code="nb")
    gone.unpublish()

    links = [
        (
            '<a href="/finnes-ikke/">Kurs i høst</a>',
            "Lenken «Kurs i høst» fører til /finnes-ikke/, og den siden finnes",
        ),
        (f'<a linktype="page" id="{gone.pk}">Under førti</a>', "Lenken «Under førti» fører til noe som er slettet"),
        ('<a href="//evil.example/">Et sted</a>', "fører ingen steder"),
        ('<a href="ftp://a.example/">Et sted</a>', "fører ingen steder"),
    ]
    for html, sentence in links:
        answer = editor.post(add, text_page("Kurs", f"<p>{html}</p>"))
        assert sentence in str(answer.context["form"].errors), html
    assert not Page.objects.filter(title="Kurs").exists()
    good = ("/veileder/", "/en/veileder/", "/logg-inn/", "mailto:a@example.org", "tel:113", "https://a.example/")
    html = "".join(f'<a href="{address}">Et sted</a> ' for address in good)
    assert editor.post(add, text_page("Kurs", f"<p>{html}</p>")).status_code == 302
