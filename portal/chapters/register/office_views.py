"""The secretariat's pages about chapters: founded, changed, renamed, closed, merged; and the days of offices."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms import register as asked
from forms.fields import parse_whole_number
from portal import clock, organisation
from portal.chapters.models import Chapter, Office
from portal.chapters.register import queries, services, validation, words
from portal.chapters.register.validation import Refused
from portal.moves import Stale
from portal.views import PortalView, search_words

RECORD = ("level", "county", "municipality", "postcodes", "email", "website")


class Chapters(PortalView):
    """All chapters, those to come and closed ones too, found by any name that they have had."""

    rule = "chapters.view_chapter_record"

    def get(self, request):
        return self.page("")

    def post(self, request):
        return self.page(search_words(request))

    def page(self, sought):
        found, today = queries.find(sought), clock.today()
        return self.render(
            "chapters/register/chapters",
            found=[(chapter, _standing(chapter, today), _called_before(chapter)) for chapter in found],
            sought=sought,
            may_change=self.request.user.has_perm("chapters.change_chapter"),
        )


def _standing(chapter, today):
    """``to_come``, ``closed``, ``closing`` or nothing, of how a chapter stands today."""
    if chapter.starts and chapter.starts > today:
        return "to_come"
    if not chapter.is_active:
        return "closed"
    return "closing" if chapter.ends else ""


def _called_before(chapter):
    return [name for name in validation.all_names(chapter) if name != chapter.name]


class OfChapter(PortalView):
    """Base of the pages about one chapter of the register."""

    rule = "chapters.change_chapter"
    needs_fresh_code = True

    def get_case(self):
        rows = Chapter.objects.select_related("merged_into")
        return get_object_or_404(rows, short_name=self.kwargs["short_name"])

    def address(self):
        return reverse("portal:chapter_record", args=[self.case.short_name])


class Record(OfChapter):
    """One chapter: what the register knows, its offices held and past, what waits, and what has happened."""

    rule = "chapters.view_chapter_record"
    needs_fresh_code = False
    shows_others = True

    def get(self, request, short_name):
        today, coming = clock.today(), queries.names_to_come(self.case)
        return self.render(
            "chapters/register/record",
            rows=words.record(self.case, RECORD),
            standing=_standing(self.case, today),
            earlier=[name for name in _called_before(self.case) if name not in {row["name"] for row in coming}],
            coming=[(row["name"], datetime.date.fromisoformat(row["starts"])) for row in coming],
            offices=queries.offices(self.case),
            today=today,
            waiting=queries.waiting(self.case),
            history=[(one, words.line(one)) for one in queries.history(self.case)],
            may_change=request.user.has_perm("chapters.change_chapter"),
            may_correct=request.user.has_perm("desk.give_office"),
        )


class ChapterForm(OfChapter):
    """Base class: a form about a chapter. Subclasses define ``form(data=None)`` and ``save(values, version)``.

    ``save`` may raise ``Refused``, or ``Stale``: then what differs is shown. ``version`` is the chapter's as it was
    when the form was opened.
    """

    def get(self, request, **kwargs):
        return self.page(self.form(), self.case.version)

    def post(self, request, **kwargs):
        form, version = self.form(request.POST), parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        try:
            saved = self.save(form.cleaned_data, version)
        except Refused as refused:
            for name, sentence in refused.errors.items():
                form.add_error(name if name in form.fields else None, sentence)
            return self.page(form, version)
        except Stale:
            return self.conflict(form)
        messages.success(request, _("Saved."))
        return redirect("portal:chapter_record", short_name=saved.short_name)

    def conflict(self, form):
        """The same form once more, with what somebody else changed meanwhile beside what was written here."""
        self.case.refresh_from_db()
        differs = []
        for name, ours in form.cleaned_data.items():
            now = getattr(self.case, name, None)
            if hasattr(self.case, name) and now != ours:
                told = {"label": form.fields[name].label, "now": words.value(name, now)}
                differs.append({**told, "ours": words.value(name, ours)})
        return self.page(form, self.case.version, status=409, differs=differs, is_conflict=True)

    def page(self, form, version, status=200, **values):
        return self.render(
            self.template,
            status=status,
            form=form,
            version=version,
            form_errors=bool(form.errors),
            back=self.address() if self.case else reverse("portal:chapter_records"),
            **self.page_values(),
            **values,
        )

    def page_values(self):
        return {}

    def how(self):
        return {"words": organisation.message_words(), "today": clock.today()}


class Found(ChapterForm):
    """Found a chapter."""

    template = "chapters/register/found"

    def get_case(self):
        return None

    def get(self, request):
        return self.page(self.form(), 0)

    def form(self, data=None):
        initial = {"level": organisation.current().chapter_level}
        return asked.NewChapterForm(data, initial=initial, **self.how())

    def save(self, values, version):
        return services.found(by=self.request.user, **values)


class Change(ChapterForm):
    """Change what the register knows of a chapter."""

    template = "chapters/register/change"

    def form(self, data=None):
        initial = {name: getattr(self.case, name) for name in RECORD}
        initial["postcodes"] = ", ".join(self.case.postcodes)
        return asked.ChapterRecordForm(data, initial=initial, **self.how())

    def save(self, values, version):
        return services.change(self.case, by=self.request.user, version=version, **values)


class Rename(ChapterForm):
    """Give a chapter another name from a day."""

    template = "chapters/register/rename"

    def form(self, data=None):
        return asked.NewNameForm(data, **self.how())

    def save(self, values, version):
        return services.rename(self.case, by=self.request.user, version=version, **values)


class Close(ChapterForm):
    """Close a chapter from a day, after what is left open there was named."""

    template = "chapters/register/close"

    def form(self, data=None):
        return asked.CloseForm(data, **self.how())

    def save(self, values, version):
        return services.close(self.case, by=self.request.user, **values)

    def page_values(self):
        return {"waiting": queries.waiting(self.case), "held": queries.offices_to_end(self.case)}


class Merge(Close):
    """Make a chapter part of another one from a day."""

    template = "chapters/register/merge"

    def form(self, data=None):
        others = [(one.short_name, one.name) for one in queries.can_be_merged_into(self.case)]
        return asked.MergeForm(data, choices={"into": others}, **self.how())

    def save(self, values, version):
        into = get_object_or_404(Chapter, short_name=values["into"])
        return services.merge(self.case, into, from_day=values["from_day"], by=self.request.user)


class CallOff(OfChapter):
    """Let a chapter go on that was to close or to be merged."""

    def get(self, request, short_name):
        return self.render("chapters/register/call_off", back=self.address())

    def post(self, request, short_name):
        services.call_off(self.case, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("portal:chapter_record", short_name=short_name)


class CallOffName(CallOff):
    """Let a chapter keep its name that was to get another one."""

    def get(self, request, short_name):
        row = self.row()
        if row is None:
            return redirect("portal:chapter_record", short_name=short_name)
        from_day = datetime.date.fromisoformat(row["starts"])
        return self.render("chapters/register/call_off", back=self.address(), name=row["name"], from_day=from_day)

    def post(self, request, short_name):
        if row := self.row():
            services.call_off_name(self.case, row["name"], by=request.user)
            messages.success(request, _("Saved."))
        return redirect("portal:chapter_record", short_name=short_name)

    def row(self):
        """The last name that is to come: those before it would come all the same. None where there is none."""
        return next(reversed(queries.names_to_come(self.case)), None)


class CorrectOffice(PortalView):
    """Correct the days of an office that were written down wrongly."""

    rule = "desk.give_office"
    shows_others = True
    needs_fresh_code = True

    def office(self):
        return get_object_or_404(Office.objects.select_related("person", "chapter"), ref=self.kwargs["ref"])

    def get(self, request, ref):
        office = self.office()
        form = asked.OfficeDaysForm(initial={name: _typed(getattr(office, name)) for name in ("starts", "ends")})
        return self.page(office, form, _seen(office))

    def post(self, request, ref):
        office, seen = self.office(), request.POST.get("version", "")
        form = asked.OfficeDaysForm(request.POST, today=clock.today())
        if not form.is_valid():
            return self.page(office, form, seen)
        if seen != _seen(office):
            return self.page(office, form, _seen(office), status=409, is_conflict=True)
        try:
            services.correct_office(office, seen=(office.starts, office.ends), by=request.user, **form.cleaned_data)
        except Refused as refused:
            for name, sentence in refused.errors.items():
                form.add_error(name, sentence)
            return self.page(office, form, seen)
        messages.success(request, _("Saved."))
        if office.chapter:
            return redirect("portal:chapter_record", short_name=office.chapter.short_name)
        return redirect("portal:register")

    def page(self, office, form, seen, status=200, **values):
        return self.render(
            "chapters/register/correct_office",
            status=status,
            office=office,
            form=form,
            version=seen,
            form_errors=bool(form.errors),
            **values,
        )


def _typed(day):
    return f"{day.day}.{day.month}.{day.year}" if day else ""


def _seen(office):
    return f"{office.starts}/{office.ends or ''}"
