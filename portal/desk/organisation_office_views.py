"""The secretariat's settings: the organisation's name and contact, its words, and its lists of choices."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms import organisation as asked
from forms.fields import parse_whole_number
from portal import organisation
from portal.views import PortalView
from portal.wording import translated

# ``(title, URL name)`` of all pages with settings, in every room.
SETTINGS = [
    (gettext_lazy("The organisation and its words"), "portal:organisation"),
    (gettext_lazy("Roles and what they require"), "portal:categories"),
    (gettext_lazy("Questions of your own in the application"), "portal:extra_questions"),
    (gettext_lazy("Letters"), "portal:letters"),
    (gettext_lazy("The knowledge test"), "portal:exam_rules"),
    (gettext_lazy("The declaration of confidentiality"), "portal:declaration_texts"),
    (gettext_lazy("What counts for the grant"), "portal:counting_rules"),
    (gettext_lazy("The experts who answer questions"), "portal:experts"),
    (gettext_lazy("Before the site is opened"), "portal:first_days"),
    (gettext_lazy("What has been deleted"), "portal:retention"),
]


class Settings(PortalView):
    """The list of all pages with settings."""

    rule = "desk.change_organisation"

    def get(self, request):
        return self.render("desk/settings", settings=[found for found in map(_with_url, SETTINGS) if found])


def _with_url(setting):
    title, name = setting
    try:
        return {"title": title, "address": reverse(name)}
    except NoReverseMatch:
        return None


class ChangeOrganisationPage(PortalView):
    """Base class: a form that changes the organisation's row. Subclasses define ``form`` and ``save``."""

    rule = "desk.change_organisation"
    needs_fresh_code = True
    template = "desk/organisation_form"

    def dispatch(self, request, *args, **kwargs):
        self.row = organisation.current()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.page(self.form(), self.row.version)

    def post(self, request, **kwargs):
        form, version = self.form(request.POST), parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        self.save(form, version=version, by=request.user)
        messages.success(request, _("Saved. It is shown everywhere within a minute."))
        return redirect(self.success_url())

    def success_url(self):
        return reverse("portal:organisation")

    def page(self, form, version):
        return self.render(
            self.template, form=form, version=version, form_errors=bool(form.errors), **self.page_values()
        )

    def page_values(self):
        return {"title": self.title(), "back": self.success_url()}


class Organisation(ChangeOrganisationPage):
    """Name and contact of the organisation, with links to the words and the lists."""

    can_be_read_without_code = True
    template = "desk/organisation"

    def form(self, data=None):
        names = ("name", "service_name", "email", "publishes_contact")
        initial = {name: getattr(self.row, name) for name in names}
        for name in ("declaration_years", "confirms_receipt_within_days"):
            initial[name] = str(getattr(self.row, name) or asked.NEVER)
        initial["phone"] = self.row.phone_display.replace("\N{NO-BREAK SPACE}", " ")
        return asked.OrganisationForm(data, initial=initial, words=organisation.message_words())

    def save(self, form, **edit):
        organisation.change(**form.cleaned_data, **edit)

    def page_values(self):
        said = organisation.words(organisation=self.row)
        called = [(word, said[word]["one"]) for word in organisation.WORDS]
        return {"called": called, "code_first_url": self.code_first_url("contact")}


class Word(ChangeOrganisationPage):
    """The organisation's word for one thing, in all its forms and languages."""

    template = "desk/word"

    def dispatch(self, request, *args, **kwargs):
        if kwargs["word"] not in organisation.WORDS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form(self, data=None):
        called = {language: words[self.kwargs["word"]] for language, words in self.row.words.items()}
        return asked.WordForm(data, initial=asked.WordForm.initial_of(called))

    def save(self, form, **edit):
        organisation.change_word(self.kwargs["word"], form.words, **edit)

    def title(self):
        called = organisation.words(organisation=self.row)[self.kwargs["word"]]["one"]
        return _("What you call “%(word)s”") % {"word": called}


class ListMixin:
    """The list (experiences or topics) that the URL names. Raises 404 for others."""

    LISTS = {
        "erfaringer": ("experiences", asked.ExperienceEntryForm, "mine", gettext_lazy("Experiences")),
        "temaer": ("topics", asked.TopicEntryForm, "name", gettext_lazy("Topics")),
    }

    def dispatch(self, request, *args, **kwargs):
        if kwargs["rows"] not in self.LISTS:
            raise Http404
        self.kind, self.form_class, self.name_field, self.heading = self.LISTS[kwargs["rows"]]
        return super().dispatch(request, *args, **kwargs)


class OrganisationList(ListMixin, PortalView):
    """All entries of a list, each with a link to change it."""

    rule = "desk.change_organisation"

    def get(self, request, rows):
        found = [
            {"code": one["code"], "name": translated(one[self.name_field]), "hidden": one.get("hidden")}
            for one in getattr(organisation.current(), self.kind)
        ]
        return self.render("desk/organisation_list", heading=self.heading, found=found, rows=rows)


class OrganisationListEntry(ListMixin, ChangeOrganisationPage):
    """Change an entry of a list, or add one."""

    def form(self, data=None):
        return self.form_class(data, initial=self.entry(), may_hide=self.others_are_shown())

    def entry(self):
        """The stored entry; empty for a new one."""
        code = self.kwargs.get("code")
        found = next((one for one in getattr(self.row, self.kind) if one["code"] == code), None)
        if code and found is None:
            raise Http404
        return found or {}

    def others_are_shown(self):
        others = [one for one in getattr(self.row, self.kind) if one["code"] != self.kwargs.get("code")]
        return any(not one.get("hidden") for one in others)

    def save(self, form, **edit):
        organisation.change_row(self.kind, self.kwargs.get("code"), form.cleaned_data, **edit)

    def title(self):
        return translated(self.entry()[self.name_field]) if self.entry() else _("Add to the list")

    def success_url(self):
        return reverse("portal:organisation_list", args=[self.kwargs["rows"]])
