"""Meeting the requirements of a category for a person of the demo, with one action for each kind of requirement."""

from portal import clock, organisation
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from portal.knowledge.exam import services as exam_services
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.review import services as review_services
from portal.requirements import Turn
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.pathway import checklist
from portal.supporters.pathway import services as pathway_services


class Pathway:
    """Meets requirements, with the staff who act and the course that was held."""

    def __init__(self, draw, secretariat, coordinator, course):
        self.draw, self.secretariat, self.coordinator, self.course = draw, secretariat, coordinator, course

    def fulfil(self, person, category, chapter, leader, *, so_far=None):
        """Meet the requirements of the category in a legal order: ``so_far`` of them, or all."""
        done = 0
        while so_far is None or done < so_far:
            waiting = [one for one in checklist.checklist(person, category) if one.is_open]
            if not waiting:
                return
            self.meet_requirement(waiting[0], person, category, chapter, leader)
            done += 1

    def meet_requirement(self, requirement, person, category, chapter, leader):
        by = leader if requirement.turn == Turn.CHAPTER else self.secretariat
        kind = requirement.code
        if kind == "approval":
            application = onboarding_queries.current_of(person)
            review_services.assess(application, "approve", by=by, member=True, chapter=chapter)
        elif kind == "membership":
            chapters.confirm_membership(person, by=by)
        elif kind == "role":
            pathway_services.agree_to_role(person, category, version=category.version, by=person)
        elif kind == "material":
            for part in course_queries.parts():
                course_services.finish_part(part, by=person)
        elif kind == "course":
            course_services.register_attendance(person, self.course, by=self.secretariat)
        elif kind == "test":
            self.pass_test(person)
        elif kind == "declaration":
            self.sign(person)
        elif kind == "contact":
            pathway_services.give_contact(supporters.take_in(person, chapter, by=by), self.coordinator, by=by)
        elif kind == "appointment":
            appointment_services.appoint(person, category, chapter, by=by)
        elif kind == "age":
            pathway_services.note_check(person, kind, age=category.minimum_age, on=clock.today(), by=person)
        else:
            pathway_services.note_check(person, kind, on=clock.today(), by=by)

    def pass_test(self, person):
        attempt = exam_services.start(person, by=person, draw=self.draw)
        for question in attempt.questions.order_by("position"):
            exam_services.answer(attempt, question.position, question.right_ids, by=person)

    def sign(self, person):
        text = declaration_queries.text_in_force()
        shown = declaration_queries.render_text(text, "nb")
        declarations.sign(
            text, by=person, language="nb", shown_sha256=shown.sha256,
            shown_years=organisation.current().declaration_years, promises=[p["code"] for p in shown.promises],
            methods=[{"method": "code", "at": int(clock.now().timestamp())}],
        )  # fmt: skip
