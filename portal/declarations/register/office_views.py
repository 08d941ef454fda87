"""The register of promises: the secretariat's of everybody, and a board's of its own people; reminders from it."""

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.declaration import RemindForm
from portal import clock, organisation, spreadsheet
from portal.chapters.models import Chapter
from portal.declarations import mails
from portal.declarations.register import queries, services, ticks, words
from portal.declarations.register.queries import TO_SIGN
from portal.declarations.validity import lapsing
from portal.views import PortalView

PER_PAGE = 25


class RegisterPage(PortalView):
    """Base of the pages of the register. What is chosen stands in the address: status, ``lokalforening`` and type."""

    rule = "declarations.view_register"
    shows_others = True
    leads_to_papers = True  # to the check page of what somebody has renewed; only for those who may see who signed it
    pages = {"list": "declaration_register", "remind": "remind_of_declaration", "file": "declaration_register_file"}

    def address(self, page):
        """The address of another page of the same register, with what is chosen."""
        found = reverse(f"portal:{self.pages[page]}", kwargs=self.kwargs)
        return f"{found}?{self.query}" if self.query else found

    @property
    def query(self):
        return urlencode({name: value for name, value in self.chosen.items() if value})

    def choose(self, request):
        """Read the register and what is chosen of it: ``self.lines`` and ``self.shown``."""
        self.lines = [line for line in queries.lines(request.user, self.rule) if self.is_in_place(line)]
        options = {"status": dict(words.CHOICES), "lokalforening": self.chapters(), "type": self.kinds()}
        given = {name: request.GET.get(name, "") for name in options}
        self.chosen = {name: value if value in options[name] else "" for name, value in given.items()}
        self.shown = [line for line in self.lines if self.matches(line)]

    def is_in_place(self, line):
        return self.case is None or self.case in line.chapters

    def chapters(self):
        """The chapters to choose among: ``{short name: name}``. None on the page of one chapter."""
        found = {chapter.short_name: str(chapter) for line in self.lines for chapter in line.chapters}
        return dict(sorted(found.items(), key=lambda row: row[1])) if self.case is None else {}

    def kinds(self):
        return {holder.code: holder.kind for line in self.lines for holder in line.holders}

    def matches(self, line):
        status = self.chosen["status"]
        has_status = status in ("", words.ALL, line.status) or (status == words.ALL_TO_SIGN and line.status in TO_SIGN)
        return has_status and self.is_chosen(line)

    def is_chosen(self, line):
        """Whether a line is of the chapter and the role that are chosen."""
        chapter, kind = self.chosen["lokalforening"], self.chosen["type"]
        return (not chapter or chapter in [one.short_name for one in line.chapters]) and (
            not kind or kind in [holder.code for holder in line.holders]
        )

    def due(self):
        """The lines of those whom this user can remind now. Nobody reminds themselves."""
        return [line for line in self.shown if line.is_due and line.person != self.request.user]


class OfChapter:
    """The same for one chapter. Another board's is not found."""

    rule = "declarations.view_chapter_register"
    leads_to_papers = False
    pages = {
        "list": "chapter_declarations",
        "remind": "remind_of_chapter_declaration",
        "file": "chapter_declarations_file",
    }

    def get_case(self):
        return get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])


class Register(RegisterPage):
    """One page of the register, with a filter and how many there are of each status in what else is chosen."""

    def get(self, request, **kwargs):
        self.choose(request)
        page = Paginator(self.shown, PER_PAGE).get_page(request.GET.get("page"))
        return self.render(
            "declarations/register/register",
            page=page,
            rows=[_row(line, leads_to_paper=self.leads_to_papers) for line in page],
            chosen=self.chosen,
            lapses=any(line.promise and line.promise.lapses_on for line in self.lines),
            statuses=self.counted(),
            chapters=self.chapters(),
            kinds=self.kinds(),
            query=self.query,
            address=self.address("list").partition("?")[0],
            remind=self.address("remind") if self.due() else "",
            file=self.address("file") if self.shown else "",
        )

    def counted(self):
        """The choices of a status, each with how many there are: ``[(value, text)]``."""
        found = [line.status for line in self.lines if self.is_chosen(line)]
        numbers = {status: found.count(status) for status in words.STATUS}
        numbers |= {words.ALL: len(found), words.ALL_TO_SIGN: sum(status in TO_SIGN for status in found)}
        return [(value, f"{text} ({numbers[value]})") for value, text in words.CHOICES]


class ChapterRegister(OfChapter, Register):
    pass


def _row(line, *, leads_to_paper):
    """What a line of the table shows."""
    promise = line.promise
    return {
        "name": str(line.person),
        "address": line.address,
        "roles": ", ".join([*line.kinds, *map(str, line.chapters)]),
        "status": words.STATUS[line.status],
        "colour": "" if line.waits else words.COLOURS[line.status],
        "waits": line.waits,
        "differences": line.differences,
        "signature": words.signature(promise),
        "renewed": words.signature(line.renewed),
        "renewed_code": getattr(line.renewed, "grouped_code", "") if leads_to_paper else "",
        "until": line.last_day,
        "reminded_at": line.reminded_at,
    }


class Remind(RegisterPage):
    """Whom a reminder goes to and what it says; one press sends it."""

    needs_fresh_code = True

    def get(self, request, **kwargs):
        self.choose(request)
        return self.page()

    def post(self, request, **kwargs):
        self.choose(request)
        wanted = set(request.POST.getlist("people"))
        if not wanted:
            return self.page(request.POST)
        people = [line.person for line in self.due() if str(line.person.ref) in wanted]
        sent = services.send_reminders(people, by=request.user, rule=self.rule)
        if sent:
            text = ngettext("%(count)d reminder is on its way.", "%(count)d reminders are on their way.", sent)
            messages.success(request, text % {"count": sent})
        else:
            messages.info(request, _("Nobody was reminded now: they have signed, or were reminded a short time ago."))
        return redirect(self.address("list"))

    def page(self, data=None):
        due = self.due()
        first = due[: services.AT_ONCE]
        people = [(str(line.person.ref), self.label(line)) for line in first]
        all_ticked = ticks.all_are_ticked(self.request)
        initial = {"people": [ref for ref, _label in people] if all_ticked else []}
        form = RemindForm(data, choices={"people": people}, initial=initial)
        lately = [line for line in self.shown if line.has_to_act and not line.is_due]
        return self.render(
            "declarations/register/remind",
            form=form,
            form_errors=bool(form.errors),
            people=people,
            all_ticked=all_ticked,
            other_way=ticks.other_way(self.request),
            back=self.address("list"),
            mails=self.mails(first),
            more=len(due) - len(first),
            lately=[str(line.person) for line in lately],
            waiting=sum(line.waits for line in self.shown),
            days=lapsing.REMIND_AGAIN_AFTER.days,
        )

    def label(self, line):
        label = f"{line.person}: {words.STATUS[line.status]}"
        if line.reminded_at:
            day = date_format(clock.local(line.reminded_at), "DATE_FORMAT")
            label += f". {_('Reminded on %(day)s') % {'day': day}}"
        return label

    def mails(self, lines):
        """What is sent, as whoever is first of each status gets it: ``[(status, line, subject, text)]``."""
        examples = {line.status: line for line in reversed(lines)}
        ordered = sorted(examples.values(), key=lambda line: queries.URGENCY.index(line.status))
        return [(words.STATUS[line.status], line, *mails.compose_reminder(line)) for line in ordered]


class ChapterRemind(OfChapter, Remind):
    pass


class Download(RegisterPage):
    """What the filter shows, as a spreadsheet. That somebody has taken it is recorded."""

    needs_fresh_code = True

    def get(self, request, **kwargs):
        self.choose(request)
        title = _("Declarations of confidentiality")
        called = organisation.words()
        heads = [
            _("Name"), called["chapter"]["one"].capitalize(), _("Role"), _("Status"), _("Signed on"), _("How"),
            _("Version"), _("Must be signed again by"), _("Last reminded"), _("Takes the place of"),
        ]  # fmt: skip
        content = spreadsheet.workbook(title, heads, [self.row(line) for line in self.shown])
        where = self.case or organisation.current()
        if self.request.method == "GET":  # a HEAD gives nothing away
            services.note_export(where, number=len(self.shown), filters=self.chosen, by=request.user)
        name = f"{title} {clock.today()}.xlsx"
        file = io.BytesIO(content)
        return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheet.CONTENT_TYPE)

    def row(self, line):
        promise = line.promise
        return [
            str(line.person),
            ", ".join(map(str, line.chapters)),
            ", ".join(line.kinds),
            ". ".join([str(words.STATUS[line.status]), *self.remarks(line)]),
            words.signed_on(promise),
            words.how(promise),
            promise.text.version if promise else "",
            line.last_day,
            clock.local(line.reminded_at).date() if line.reminded_at else None,
            words.signature(line.renewed),
        ]

    def remarks(self, line):
        """What is said of the status, as the page says it."""
        if line.differences:
            differences = {"differences": ", ".join(map(str, line.differences))}
            return [_("Changed: %(differences)s") % differences]
        return [_("Something else comes first")] if line.waits else []


class ChapterDownload(OfChapter, Download):
    pass
