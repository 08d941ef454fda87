"""The secretariat's pages about courses: plan, change and cancel them, and register who took part."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.course import AttendanceForm, CancelCourseForm, CourseForm, PersonSearchForm
from forms.fields import parse_whole_number
from portal import clock
from portal.accounts import queries as account_queries
from portal.knowledge.course import queries, services
from portal.knowledge.models import Course
from portal.views import PortalView, posted_token, search_words


class Courses(PortalView):
    """The list of all courses."""

    rule = "knowledge.plan_course"
    shows_others = True

    def get(self, request):
        return self.render("knowledge/course/courses", courses=queries.courses())


class CourseView(PortalView):
    """A page of the secretariat about one course."""

    rule = "knowledge.plan_course"
    shows_others = True

    def get_case(self):
        return get_object_or_404(self.visible(queries.courses(), CourseView.rule), ref=self.kwargs["ref"])

    def to_course(self):
        return redirect("portal:course", self.case.ref)


class NewCourse(PortalView):
    rule = "knowledge.plan_course"
    needs_fresh_code = True

    def get(self, request):
        return self.page(CourseForm(now=clock.local(clock.now())), uuid.uuid4())

    def post(self, request):
        token = posted_token(request)
        form = CourseForm(request.POST, now=clock.local(clock.now()))
        if not form.is_valid():
            return self.page(form, token)
        try:
            course = services.plan_course(token=token, by=request.user, **form.values)
        except services.TooLate:
            course = get_object_or_404(Course, token=token)
            messages.warning(
                request, _("The course is in the list already. It was not changed: one of the times is over.")
            )
        except services.TooFewPlaces:
            return self.page(too_few_places(form), token)
        else:
            messages.success(request, _("The course is in the list."))
        return redirect("portal:course", course.ref)

    def page(self, form, token):
        return self.render("knowledge/course/plan", form=form, token=token, form_errors=bool(form.errors))


def too_few_places(form):
    form.add_error("places", _("More people than that have a place. Write a higher number"))
    return form


def initial_answers(course):
    """The initial values of the form that changes a course."""
    starts, ends = clock.local(course.starts_at), clock.local(course.ends_at)
    names = ("title", "description", "place", "is_digital", "link", "places")
    return {
        **{name: getattr(course, name) for name in names},
        "day": f"{starts.day}.{starts.month}.{starts.year}",
        "begins": f"{starts:%H.%M}",
        "ends": f"{ends:%H.%M}",
        "sign_up_by": f"{course.sign_up_by:%d.%m.%Y}" if course.sign_up_by else "",
    }


class ChangeCourse(CourseView):
    needs_fresh_code = True

    def get(self, request, ref):
        if self.case.closed_because in ("cancelled", "begun"):
            return self.to_course()
        return self.page(
            CourseForm(now=clock.local(clock.now()), initial=initial_answers(self.case)), self.case.version
        )

    def post(self, request, ref):
        form = CourseForm(request.POST, now=clock.local(clock.now()))
        version = parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        try:
            services.change_course(self.case, version=version, by=request.user, **form.values)
        except services.TooFewPlaces:
            return self.page(too_few_places(form), version)
        except services.TooLate:
            if not self.case.has_begun:
                form.add_error("day", _("Choose a day and a time that have not been"))
                return self.page(form, version)
            messages.warning(request, _("The course has begun, so it was not changed."))
        else:
            messages.success(request, _("The course is changed."))
        return self.to_course()

    def page(self, form, version):
        return self.render("knowledge/course/plan", form=form, version=version, form_errors=bool(form.errors))


class CancelCourseView(CourseView):
    """Cancel a course: those who have signed up get a mail with the reason."""

    rule = "knowledge.cancel_course"
    needs_fresh_code = True

    def get(self, request, ref):
        if self.case.is_cancelled or self.case.people:
            return self.to_course()
        return self.page(CancelCourseForm(), self.case.version)

    def post(self, request, ref):
        form = CancelCourseForm(request.POST)
        version = parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        try:
            services.cancel_course(self.case, version=version, because=form.cleaned_data["because"], by=request.user)
        except services.HasAttendances:
            messages.warning(request, _("Somebody is registered as having taken part, so it cannot be called off."))
        else:
            messages.success(request, _("The course is called off."))
        return self.to_course()

    def page(self, form, version):
        return self.render("knowledge/course/cancel", form=form, version=version, form_errors=bool(form.errors))


class TakeOffList(CourseView):
    """Take somebody off the list who cannot come. The one who has waited longest gets the place."""

    needs_fresh_code = True

    def line(self):
        return queries.sign_ups(self.case).filter(ref=self.kwargs["line"]).first()

    def get(self, request, ref, line):
        found = self.line()
        if found is None or self.case.has_begun:
            return self.to_course()
        return self.render("knowledge/course/take_off", line=found)

    def post(self, request, ref, line):
        found = self.line()
        try:
            if found:
                services.withdraw(self.case, found.person, by=request.user)
        except services.TooLate:
            messages.warning(request, _("The course has begun, so the list stands."))
        else:
            messages.success(request, _("The name is off the list."))
        return self.to_course()


class OneCourse(CourseView):
    """One course: who has signed up, who took part, and a search for others who took part (searches are posted)."""

    rule = "knowledge.register_attendance"

    def get(self, request, ref):
        return self.page()

    def post(self, request, ref):
        return self.page()

    def may_register(self, people):
        """The people of a list whom this user may register: not themselves, nor somebody whom they have a tie to."""
        return [person for person in people if self.request.user.has_perm(OneCourse.rule, person)]

    def is_held(self):
        return not self.case.is_cancelled and self.case.day <= clock.today()

    def page(self, nobody_ticked=False):
        q = search_words(self.request)
        attendances = list(queries.attendances(self.case))
        attended = {attendance.person_id for attendance in attendances}
        lines = [(line, line.person_id in attended) for line in queries.sign_ups(self.case)]
        on_list = self.may_register([line.person for line, has_attended in lines if not has_attended])
        fitting = list(queries.people_to_register(self.case, q))
        found = self.may_register(fitting)
        list_form = tick_form("list", on_list, self.request.POST if nobody_ticked and not q else None)
        found_form = tick_form("found", found, self.request.POST if nobody_ticked and q else None)
        return self.render(
            "knowledge/course/course",
            is_held=self.is_held(),
            may_change=self.case.closed_because not in ("cancelled", "begun"),
            may_cancel=not self.case.is_cancelled and not attendances,
            lines=lines,
            attendances=attendances,
            removable_attendances=set(queries.removable_attendances(self.case, self.request.user)),
            on_list=on_list,
            list_form=list_form,
            search=PersonSearchForm(initial={"q": q}),
            q=q,
            found=found,
            most_found=account_queries.MAX_SEARCH_RESULTS
            if len(fitting) == account_queries.MAX_SEARCH_RESULTS
            else None,
            found_form=found_form,
            wrong_form=found_form if q else list_form,
            form_errors=nobody_ticked,
            code_first_url=self.code_first_url("register"),
            keep_days=queries.KEEP_SIGN_UPS.days,
        )


class RegisterAttendance(OneCourse):
    """Register the people who are ticked, in the list of sign-ups or among the search results."""

    needs_fresh_code = True
    can_be_read_without_code = True

    def get(self, request, ref):
        return self.to_course()

    def post(self, request, ref):
        chosen = self.may_register(account_queries.people_by_ref(request.POST.getlist("people")))
        if not chosen:
            return self.page(nobody_ticked=True)
        try:
            for person in chosen:
                services.register_attendance(person, self.case, by=request.user)
        except services.NotHeldYet:
            messages.warning(
                request, _("Nobody can be registered before the day of the course, nor if it is called off.")
            )
            return self.to_course()
        text = ngettext("%(count)d person is registered.", "%(count)d people are registered.", len(chosen))
        messages.success(request, text % {"count": len(chosen)})
        return self.to_course()


class TakeBackAttendance(OneCourse):
    """Delete an attendance that was registered by mistake."""

    needs_fresh_code = True
    can_be_read_without_code = True

    def get(self, request, ref, attendance):
        return self.to_course()

    def post(self, request, ref, attendance):
        registered = queries.attendances(self.case).filter(ref=attendance).first()
        try:
            if registered:
                services.take_back_attendance(registered, by=request.user)
        except services.TooLate:
            messages.warning(
                request,
                _("Whoever registered it can take it back on the same day, until there is a certificate of it."),
            )
        else:
            messages.success(request, _("The registration is taken back."))
        return self.to_course()


def tick_form(name, people, data):
    """A form with a tick box for each person. ``name`` makes its ids different from those of the page's other form."""
    options = [(str(person.ref), f"{person.get_full_name()} ({person.email})".strip()) for person in people]
    return AttendanceForm(data, choices={"people": options}, auto_id=f"{name}_%s")
