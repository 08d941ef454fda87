"""The secretariat's list of courses, and who attended each."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext

from forms.course import FindPeople, PlanCourse, RegisterPeople
from portal import clock
from portal.knowledge import queries, services
from portal.knowledge.models import Course
from portal.views import PortalView, asked_for


class Courses(PortalView):
    """Every course, and a form that adds one."""

    rule = "knowledge.register_attendance"
    shows_others = True

    def get(self, request):
        return self.page(PlanCourse(today=clock.today()))

    def post(self, request):
        form = PlanCourse(request.POST, today=clock.today())
        if not form.is_valid():
            return self.page(form)
        asked = form.cleaned_data
        course = services.plan_course(
            asked["title"],
            starts_at=datetime.datetime.combine(asked["day"], asked["clock"], tzinfo=clock.OSLO),
            place=asked["place"],
            is_digital=asked["is_digital"],
            by=request.user,
        )
        return redirect("portal:course", course.ref)

    def page(self, form):
        return self.render("knowledge/courses", courses=queries.courses(), form=form, form_errors=bool(form.errors))


class OneCourse(PortalView):
    """Who took part in one course, and a form that registers more."""

    rule = "knowledge.register_attendance"
    shows_others = True

    def get_case(self):
        return get_object_or_404(self.visible(Course.objects.all()), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.page()

    def post(self, request, ref):
        if request.POST.get("action") == "find":
            return self.page()
        chosen = queries.people_by_ref(request.POST.getlist("people"))
        form = RegisterPeople(request.POST, choices={"people": choices(chosen)})
        if not form.is_valid() or not self.is_held():
            return self.page(form)
        for person in chosen:
            services.register_attendance(person, self.case, by=request.user)
        text = ngettext("%(count)d person is registered.", "%(count)d people are registered.", len(chosen))
        messages.success(request, text % {"count": len(chosen)})
        return redirect("portal:course", self.case.ref)

    def is_held(self):
        return self.case.day <= clock.today()

    def page(self, form=None):
        q = asked_for(self.request)
        found = list(queries.people_to_register(self.case, q))
        form = form or RegisterPeople()
        form.fields["people"].choices = choices(found)
        return self.render(
            "knowledge/course",
            course=self.case,
            is_held=self.is_held(),
            attendances=queries.attendances(self.case),
            search=FindPeople(initial={"q": q}),
            q=q,
            found=found,
            form=form,
            form_errors=bool(form.errors),
        )


def choices(people):
    return [(str(person.ref), f"{person.get_full_name()} ({person.email})".strip()) for person in people]
