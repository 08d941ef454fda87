"""The register's pages about people: everybody found by name, phone, address, chapter or role, and one of them."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from portal import clock
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.desk.people import queries, words
from portal.onboarding.review import queries as review_queries
from portal.views import PortalView, search_words

PER_PAGE = 25


class People(PortalView):
    """Everybody with an account. What is looked for is posted, on each page of the list, and kept nowhere."""

    rule = "desk.view_register"
    shows_others = True
    keeps_text = False

    def get(self, request):
        return self.page("", None, "")

    def post(self, request):
        chosen, role = request.POST.get("chapter", ""), request.POST.get("role", "")
        chapter = next((one for one in self.chapters if one.short_name == chosen), None)
        return self.page(search_words(request), chapter, role if role in queries.ROLES else "")

    @cached_property
    def chapters(self):
        return list(chapter_queries.active_chapters())

    def page(self, asked, chapter, role):
        found = queries.search(asked, chapter, role)
        page = Paginator(found, PER_PAGE).get_page(self.request.POST.get("page"))
        rows = queries.shown(list(page.object_list))
        cases = review_queries.cases_about(self.request.user, [row.person for row in rows])
        roles = words.roles()
        called = dict(roles)
        return self.render(
            "desk/people/search",
            asked=asked,
            chapter=chapter,
            chapters=self.chapters,
            role=role,
            roles=roles,
            is_search=bool(asked or chapter or role),
            page=page,
            people=[(row, [called[one] for one in row.groups], cases[row.person.pk]) for row in rows],
            barred={self.request.user.pk, *self.request.user.access.ties},
        )


class Person(PortalView):
    """One person: how they are reached, their offices from day to day, membership, and what can be done for them."""

    rule = "desk.view_register"
    shows_others = True

    def get_case(self):
        return get_object_or_404(User.objects.prefetch_related("groups"), ref=self.kwargs["ref"])

    def get(self, request, ref):
        called = dict(words.roles())
        return self.render(
            "desk/people/person",
            person=self.case,
            offices=queries.offices_ever(self.case),
            today=clock.today(),
            membership=queries.membership_of(self.case),
            groups=[called[role] for role in queries.groups_of(self.case)],
            cases=review_queries.cases_about(request.user, [self.case])[self.case.pk],
            is_barred=self.case.pk in {request.user.pk, *request.user.access.ties},
            may_change=request.user.has_perm("desk.give_office"),
            may_reset=request.user.has_perm("accounts.reset_second_factor", self.case),
            may_change_editing=request.user.has_perm("accounts.change_editing", self.case),
            may_change_address=request.user.has_perm("accounts.change_address_of_another", self.case),
            may_join=request.user.has_perm("operations.join_accounts_of_another", self.case),
        )
