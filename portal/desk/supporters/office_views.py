"""The list of all supporters, and the same as a spreadsheet."""

import io

from django.core.paginator import Paginator
from django.http import FileResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal import clock, organisation, spreadsheet
from portal.desk.supporters import queries, words
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.contact import queries as contact_queries
from portal.supporters.contact import words as contact_words
from portal.supporters.workflow import State
from portal.views import PortalView

PER_PAGE = 25


class ListPage(PortalView):
    """Base class: what is chosen of all supporters, by state, chapter and kind."""

    shows_others = True

    def choose(self, request):
        self.chapters = queries.chapters_with_supporters()
        self.kinds = list(supporter_queries.all_categories())
        self.view = request.GET.get("visning", "aktive")
        self.chapter = next((one for one in self.chapters if one.short_name == request.GET.get("lokalforening")), None)
        self.kind = next((one for one in self.kinds if one.code == request.GET.get("type")), None)
        self.found = queries.ids_by_view(self.chapter, self.kind)
        self.view = self.view if self.view in self.found else "aktive"
        picked = {"lokalforening": self.chapter and self.chapter.short_name, "type": self.kind and self.kind.code}
        self.picked = {name: value for name, value in picked.items() if value}


class Supporters(ListPage):
    """All supporters, with since when, until when their declaration counts, and what they have to do."""

    rule = "desk.view_overview"

    def get(self, request):
        self.choose(request)
        page = Paginator(self.found[self.view], PER_PAGE).get_page(request.GET.get("page"))
        rows = supporter_queries.with_these_ids(list(page.object_list))
        rows = contact_queries.with_load(rows).select_related("person", "chapter", "listing").in_bulk()
        rows = [rows[pk] for pk in page.object_list if pk in rows]
        facts = queries.facts_of(rows)
        labels = {view: state.label for view, state in queries.VIEWS.items()} | {queries.ALL: _("All of them")}
        return self.render(
            "desk/supporters",
            page=page,
            rows=[
                {
                    "row": row,
                    "facts": facts[row.pk],
                    "standing": words.standing(row, facts[row.pk]),
                    "declaration": words.declaration(facts[row.pk]),
                    "load": contact_words.load(row),
                    "topics": contact_words.topics(row),
                }
                for row in rows
            ],
            views=[(view, label, len(self.found[view])) for view, label in labels.items()],
            chosen=self.view,
            chapters=self.chapters,
            kinds=self.kinds,
            chapter=self.chapter,
            kind=self.kind,
            picked=urlencode(self.picked),
            may_take_out=request.user.has_perm("desk.take_out_supporters"),
            barred={request.user.pk, *request.user.access.ties},
        )


class Download(ListPage):
    """What is chosen as a spreadsheet, of all pages. That somebody has taken it is recorded."""

    rule = "desk.take_out_supporters"
    needs_fresh_code = True

    def get(self, request):
        self.choose(request)
        ids = self.found[self.view]
        rows = supporter_queries.with_these_ids(ids).in_bulk()
        rows = [rows[pk] for pk in ids if pk in rows]
        facts, called = queries.facts_of(rows), organisation.words()
        title = called["supporter"]["many"].capitalize()
        heads = [
            _("Family name"), _("Given name"), called["chapter"]["one"].capitalize(), _("Role"), _("State"), _("Since"),
            _("The declaration"), _("Until"), _("On a break since"), _("Back after"), _("Ended"),
        ]  # fmt: skip
        content = spreadsheet.workbook(title, heads, [self.cells(row, facts[row.pk]) for row in rows])
        if request.method == "GET":  # a HEAD gives nothing away
            supporters.note_export(number=len(rows), view=self.view, filters=self.picked, by=request.user)
        file = io.BytesIO(content)
        name = f"{title} {clock.today()}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=spreadsheet.CONTENT_TYPE)

    def cells(self, row, facts):
        said = {None: "", True: _("Signed"), False: _("Not signed")}
        return [
            row.person.family_name,
            row.person.given_name,
            str(row.chapter),
            ", ".join(facts.categories),
            str(State(row.state).label),
            facts.since,
            said[facts.is_signed],
            facts.signed_until,
            facts.paused_since,
            row.paused_until if facts.paused_since else None,
            facts.ended_on,
        ]
