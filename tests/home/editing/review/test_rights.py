"""What editors may do in the CMS, and what administrators alone may do."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale

from home.models import Figure, Helpline
from portal import fragments
from portal.operations.setting_up import services as setting_up_services


@pytest.mark.django_db
def test_editors_have_exactly_the_rights_they_need(egil):
    given = Group.objects.get(name=setting_up_services.EDITORS).permissions.values_list(
        "content_type__app_label", "codename"
    )
    own = {f"{room}.{name}" for room, name in given}
    edited = {
        f"{kind}_{name}"
        for kind in ("add", "change", "delete", "view")
        for name in ("helpline", "openingslot", "hourexception", "figure", "question", "choice")
    }

    assert {name for name in own if name.split(".")[0] not in ("home", "knowledge")} == {
        "wagtailadmin.access_admin",
        "wagtail_localize.submit_translation",
        "wagtailcore.add_locale",
        "wagtailcore.change_locale",
    }
    edited -= {"delete_helpline", "delete_figure"}
    assert edited == {name.split(".")[1] for name in own} & {*edited, "delete_helpline", "delete_figure"}
    assert "home.change_linkcheck" not in own


@pytest.mark.django_db
def test_what_readers_would_miss_is_taken_away_by_administrators_alone(egil, client_of):
    figure = Figure.objects.get(code="antall-med-ms")
    line = Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")
    client = client_of(egil)
    for kind, row in (("figure", figure), ("helpline", line)):
        client.post(f"/cms/snippets/home/{kind}/delete/{row.pk}/")
        assert type(row).objects.filter(pk=row.pk).exists()

    egil.groups.set(Group.objects.filter(name=setting_up_services.ADMINS))
    client.post(f"/cms/snippets/home/figure/delete/{figure.pk}/")
    assert not Figure.objects.filter(pk=figure.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cms/redirects/add/", "/cms/workflows/list/", "/cms/sites/"])
def test_set_up_is_not_the_editors(path, egil, client_of):
    assert client_of(egil).get(path).status_code == 302


@pytest.mark.django_db
@pytest.mark.slow
def test_an_editor_can_add_a_language_of_pages(egil, client_of):
    nb = Locale.objects.get(language_code="nb")
    answers = {
        "language_code": "se",
        "component-wagtail_localize_localesynchronization-enabled": "on",
        "component-wagtail_localize_localesynchronization-sync_from": nb.pk,
    }
    client = client_of(egil)

    assert client.post("/cms/locales/new/", answers).status_code == 302
    fragments.forget_cached()
    assert client.get("/se/veileder/").status_code == 200
    sami = Locale.objects.get(language_code="se")
    client.post(f"/cms/locales/{sami.pk}/delete/")
    assert Locale.objects.filter(pk=sami.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cms/ma-sees-pa/", "/cms/mine-utkast/", "/cms/lenker/", "/cms/ga-til/guide/"])
def test_our_pages_are_for_editors_alone(path, kari, client_of):
    client = client_of(kari)

    assert client.get(path).status_code == 302
    assert "/logg-inn/" in client.get(path).url or client.get(path).url == "/cms/"
