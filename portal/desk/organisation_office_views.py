"""What the secretariat decides about the whole site: what the organisation is called, and what it calls things."""

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
from portal.wording import say

# What the secretariat can set, wherever in the portal it is done.
SETTINGS = [
    (gettext_lazy("The organisation and its words"), "portal:organisation"),
    (gettext_lazy("Roles and what they require"), "portal:categories"),
    (gettext_lazy("Questions of your own in the application"), "portal:extra_questions"),
    (gettext_lazy("Letters"), "portal:letters"),
    (gettext_lazy("The knowledge test"), "portal:test_rules"),
]


class Settings(PortalView):
    """Everything that the secretariat can set, in one list."""

    rule = "desk.change_organisation"

    def get(self, request):
        return self.render("desk/settings", settings=[found for found in map(_with_address, SETTINGS) if found])


def _with_address(setting):
    title, name = setting
    try:
        return {"title": title, "address": reverse(name)}
    except NoReverseMatch:
        return None


class Changing(PortalView):
    """A form about the organisation's row. Subclasses say which form, and what is kept."""

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
        self.keep(form, version=version, by=request.user)
        messages.success(request, _("Saved. It is shown everywhere within a minute."))
        return redirect(self.next())

    def next(self):
        return reverse("portal:organisation")

    def page(self, form, version):
        return self.render(self.template, form=form, version=version, form_errors=bool(form.errors), **self.shown())

    def shown(self):
        return {"title": self.title(), "back": self.next()}


class Organisation(Changing):
    """Name and contact; and the way to the words and the lists."""

    template = "desk/organisation"

    def form(self, data=None):
        names = ("name", "service_name", "email", "publishes_contact")
        initial = {name: getattr(self.row, name) for name in names}
        initial["phone"] = self.row.phone_display.replace("\N{NO-BREAK SPACE}", " ")
        return asked.OrganisationForm(data, initial=initial, words=organisation.flat())

    def keep(self, form, **seen):
        organisation.change(**form.cleaned_data, **seen)

    def shown(self):
        said = organisation.words(organisation=self.row)
        return {"called": [(word, said[word]["one"]) for word in organisation.WORDS]}


class Word(Changing):
    """What one thing is called, in each of its forms and languages."""

    template = "desk/word"

    def dispatch(self, request, *args, **kwargs):
        if kwargs["word"] not in organisation.WORDS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form(self, data=None):
        called = {language: words[self.kwargs["word"]] for language, words in self.row.words.items()}
        return asked.WordForm(data, initial=asked.WordForm.initial_of(called))

    def keep(self, form, **seen):
        organisation.change_word(self.kwargs["word"], form.words, **seen)

    def title(self):
        called = organisation.words(organisation=self.row)[self.kwargs["word"]]["one"]
        return _("What you call “%(word)s”") % {"word": called}


class Rows:
    """One of the two lists, by the last part of its address."""

    LISTS = {
        "erfaringer": ("experiences", asked.ExperienceEntryForm, "mine", gettext_lazy("Experiences")),
        "temaer": ("topics", asked.TopicEntryForm, "name", gettext_lazy("Topics")),
    }

    def dispatch(self, request, *args, **kwargs):
        if kwargs["rows"] not in self.LISTS:
            raise Http404
        self.kind, self.asked, self.said, self.heading = self.LISTS[kwargs["rows"]]
        return super().dispatch(request, *args, **kwargs)


class List(Rows, PortalView):
    """What people choose among, each with the way to change it."""

    rule = "desk.change_organisation"

    def get(self, request, rows):
        found = [
            {"code": one["code"], "name": say(one[self.said]), "hidden": one.get("hidden")}
            for one in getattr(organisation.current(), self.kind)
        ]
        return self.render("desk/organisation_list", heading=self.heading, found=found, rows=rows)


class Row(Rows, Changing):
    """Change one of them, or add one."""

    def form(self, data=None):
        return self.asked(data, initial=self.one(), may_hide=self.others_are_shown())

    def one(self):
        """The row as it is kept; empty for one that is to be added."""
        code = self.kwargs.get("code")
        found = next((one for one in getattr(self.row, self.kind) if one["code"] == code), None)
        if code and found is None:
            raise Http404
        return found or {}

    def others_are_shown(self):
        others = [one for one in getattr(self.row, self.kind) if one["code"] != self.kwargs.get("code")]
        return any(not one.get("hidden") for one in others)

    def keep(self, form, **seen):
        organisation.change_row(self.kind, self.kwargs.get("code"), form.cleaned_data, **seen)

    def title(self):
        return say(self.one()[self.said]) if self.one() else _("Add to the list")

    def next(self):
        return reverse("portal:organisation_list", args=[self.kwargs["rows"]])
