"""The pages where people read the course, sign up for courses that are held, and get certificates."""

import io
import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal import calendar, gates, mail, organisation
from portal.knowledge.course import queries, services, witness
from portal.knowledge.guide import queries as guide_queries
from portal.knowledge.models import Certificate, CoursePart
from portal.unreadable import get_or_404
from portal.views import PortalView
from portal.wording import translated


class TakeCourse(PortalView):
    """The start page of the course: the parts to read, the courses to sign up for, the certificate."""

    rule = "knowledge.take_course"

    def get(self, request):
        parts = queries.parts_for(request.user)
        lines = {line.course_id: line for line in queries.coming_sign_ups_of(request.user)}
        gate = gates.gate_of(request.user)
        exam_is_next = gate.lacks("test") and not gate.waits_for("test")
        return self.render(
            "knowledge/course/start",
            parts=parts,
            done=sum(is_done for _part, is_done in parts),
            minutes=sum(part.minutes for part, is_done in parts if not is_done),
            next=next((part for part, is_done in parts if not is_done), None),
            has_read=queries.has_read_course(request.user),
            sessions=[(course, lines.get(course.pk)) for course in queries.coming_courses()],
            attendances=queries.attendances_of(request.user),
            lacks_course=gate.lacks("course"),
            exam_is_next=exam_is_next,
        )


class Part(PortalView):
    """One part of the course to read, with a button that marks it as done. In any order, as often as one likes."""

    rule = "knowledge.take_course"
    keeps_text = False

    def get_case(self):
        return get_object_or_404(CoursePart.objects.filter(is_active=True), code=self.kwargs["code"])

    def get(self, request, code):
        parts = queries.parts_for(request.user)
        number = next(number for number, (part, _is_done) in enumerate(parts, 1) if part == self.case)
        part, is_done = parts[number - 1]
        text = translated(part.text)
        return self.render(
            "knowledge/course/part",
            part=part,
            number=number,
            count=len(parts),
            is_done=is_done,
            text=text,
            blocks=queries.paragraphs_and_lists(text),
            reflections=[translated(reflection.text) for reflection in part.reflections.all()],
            chapter=guide_queries.chapters_by_slug([part.chapter]).get(part.chapter) if part.chapter else None,
            following=parts[number][0] if number < len(parts) else None,
        )

    def post(self, request, code):
        services.finish_part(self.case, by=request.user)
        parts = queries.parts_for(request.user)
        left = [part for part, is_done in parts if not is_done]
        if not left:
            messages.success(request, _("You have read the whole course. Now you can get a certificate."))
            return redirect("portal:take_course")
        text = ngettext("That part is done. %(left)d is left.", "That part is done. %(left)d are left.", len(left))
        messages.success(request, text % {"left": len(left)})
        later = [part for part in left if (part.order, part.pk) > (self.case.order, self.case.pk)]
        return redirect("portal:course_part", (later or left)[0].code)


# One course that is held


def closed_in_words(reason):
    """Why nobody can sign up (``Course.closed_because``) and what to do instead, as a sentence."""
    if reason == "cancelled":
        return _("This course is called off. Look for another one in the list.")
    if reason == "begun":
        return _("This course has begun. Look for another one in the list.")
    text = _("The time to sign up is over. Look for another course, or ask us whether there is room: %(contact)s")
    return text % {"contact": organisation.current().contact}


class Session(PortalView):
    """One course that is held, and whether the user has signed up. It does not show who else has."""

    rule = "knowledge.take_course"

    def get_case(self):
        return get_object_or_404(queries.courses(), ref=self.kwargs["ref"])

    def get(self, request, ref):
        reason = self.case.closed_because
        return self.render(
            "knowledge/course/session",
            line=queries.sign_up_of(request.user, self.case),
            closed=closed_in_words(reason) if reason else "",
            keep_days=queries.KEEP_SIGN_UPS.days,
        )

    def to_session(self):
        return redirect("portal:course_session", self.case.ref)


class SignUp(Session):
    keeps_text = False

    def get(self, request, ref):
        return self.to_session()

    def post(self, request, ref):
        try:
            services.sign_up(self.case, by=request.user)
        except services.SignUpClosed as closed:
            messages.warning(request, closed_in_words(closed.reason))
        return self.to_session()


class Withdraw(Session):
    """Asks for confirmation first, since the place is given to somebody else at once."""

    keeps_text = False

    def get(self, request, ref):
        if self.case.has_begun or queries.sign_up_of(request.user, self.case) is None:
            return self.to_session()
        return self.render("knowledge/course/leave")

    def post(self, request, ref):
        try:
            services.withdraw(self.case, request.user, by=request.user)
        except services.TooLate:
            text = _(
                "The course has begun, so the list stands. If you could not come, get in touch with us: %(contact)s"
            )
            messages.warning(request, text % {"contact": organisation.current().contact})
            return self.to_session()
        messages.success(request, _("You are not on the list any more."))
        return self.to_session()


class SessionCalendar(Session):
    """The course as a calendar file; with the link to an online course for those who have a place."""

    def get(self, request, ref):
        line = queries.sign_up_of(request.user, self.case)
        address = mail.address("portal:course_session", ref)
        event = queries.calendar_event(self.case, address, with_link=line is not None and line.has_place)
        return HttpResponse(calendar.feed(str(self.case), [event]), content_type=calendar.CONTENT_TYPE)


# Certificates


class Certificates(PortalView):
    """The user's certificates, and what they can get one for."""

    rule = "knowledge.view_own_certificate"
    keeps_text = False

    def get(self, request):
        return self.render(
            "knowledge/course/certificates",
            attendances=queries.attendances_of(request.user).order_by("-attended_on"),
            has_read=queries.has_read_course(request.user),
            certificates=queries.certificates_of(request.user),
        )

    def post(self, request):
        try:
            certificate = services.issue_certificate(
                request.user, language=get_language(), attendance=self.attendance()
            )
        except services.NameMissing:
            messages.warning(request, _("A certificate needs your name. Write it here, and then ask for it again."))
            return redirect("portal:my_data")
        except services.NotEarned:
            messages.warning(request, _("Read every part of the course first, or take part in one."))
            return redirect("portal:certificates")
        return redirect("portal:certificate", certificate.ref)

    def attendance(self):
        """The attendance whose button was pressed; None for the certificate of having read the course."""
        posted = self.request.POST.get("attendance")
        if not posted:
            return None
        return get_object_or_404(queries.attendances_of(self.request.user), ref=posted_ref(posted))


def posted_ref(text):
    """The UUID in a text, or None."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


class OneCertificate(PortalView):
    """A certificate as a web page. The PDF is a copy of it."""

    rule = "knowledge.view_own_certificate"

    def get_case(self):
        return get_or_404(self.visible(queries.to_examine(Certificate.objects.filter(ref=self.kwargs["ref"]))))

    def get(self, request, ref):
        address = mail.address("portal:verify_code", self.case.grouped_code)
        times_checked = queries.times_checked(self.case)
        finding = witness.examine_one(self.case)
        return self.render(
            "knowledge/course/certificate", address=address, times_checked=times_checked, finding=finding
        )


class CertificatePdf(OneCertificate):
    def get(self, request, ref):
        copy = services.read_copy(self.case)
        if copy is None:
            again = bool(self.case.pdf_name)
            return self.render(
                "knowledge/course/pdf_being_made", again=again, can_be_made=witness.can_be_copied(self.case)
            )
        name = _("Course certificate.pdf")
        return FileResponse(io.BytesIO(copy), as_attachment=True, filename=name, content_type="application/pdf")
