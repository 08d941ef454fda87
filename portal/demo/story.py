"""An invented organisation with a person at every stage and a year behind it, made by the same services as real life.

The clock runs through the year: each deed happens at its own moment, one after the other. Nothing here is drawn from
real people.
"""

import datetime
import heapq
import random
import uuid

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group

from forms import application as asked
from forms import drafts
from forms.steps import check
from portal import clock, organisation
from portal.accounts import services as accounts
from portal.activities import services as activities
from portal.activities.gatherings import services as gathering_services
from portal.chapters import services as chapters
from portal.demo.cast import CHAPTERS, DOMAIN, OFFICERS, ON_THE_WAY, SUPPORTERS, WHY, address
from portal.demo.walk import Way
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.questions import queries as question_queries
from portal.onboarding.review import services as review_services
from portal.operations import setting_up
from portal.reports import services as reports
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.contact import services as contact_services
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.pathway import checklist

DRAW = random.Random(1)  # noqa: S311  the same demo each time


def moment(day, hour=12, minute=0):
    return datetime.datetime.combine(day, datetime.time(hour, minute), tzinfo=clock.OSLO)


class Story:
    """Tells the demo year."""

    def __init__(self, preset):
        self.preset = preset
        self.today = clock.today()
        self.base_year = self.today.year - 1
        self.first_day = datetime.date(self.base_year, 1, 6)
        self.day_of_course = moment(self.first_day + datetime.timedelta(days=10), 18)
        self.chapters, self.people = {}, {}

    def tell(self):
        """Each strand gives the moment at which it goes on, and whichever is earliest goes on first."""
        waiting = [(at, number, strand) for number, strand in enumerate(self.strands()) if (at := next(strand, None))]
        heapq.heapify(waiting)
        while waiting:
            at, number, strand = heapq.heappop(waiting)
            with clock.at(at):
                following = next(strand, None)
            if following:
                heapq.heappush(waiting, (following, number, strand))

    def strands(self):
        yield self.beginning()
        yield self.supporters_of_old()
        yield from self.applicants()
        yield self.activities()
        for number, short_name in enumerate(CHAPTERS):
            yield self.gatherings(number, short_name)
        yield self.evening_to_log()
        yield self.courses_to_come()
        yield self.reports()
        yield from self.requests()

    def ago(self, days, hour, minute=0):
        return moment(self.today - datetime.timedelta(days=days), hour, minute)

    # Who there is

    def person(self, given, family):
        person = accounts.get_or_create_account(address(given, family))
        accounts.change_details(
            person, by=person, given_name=given, family_name=family, phone=f"+472300{len(self.people) + 1000}"
        )
        person.emailaddress_set.update(verified=True)
        self.people[person.email] = person
        return person

    def beginning(self):
        yield moment(self.first_day - datetime.timedelta(days=30))
        self.found_organisation()

    def found_organisation(self):
        admin = self.person("Ada", "Admin")
        setting_up.install(self.preset, by=admin, **self.contact())
        for name, group in ((setting_up.ADMINS, admin), (setting_up.EDITORS, self.person("Egil", "Editor"))):
            group.groups.add(Group.objects.get(name=name))
            totp.TOTP.activate(group, totp.generate_totp_secret())
        reviewer = self.person("Fatima", "Fagperson")
        reviewer.groups.add(*Group.objects.filter(name__in=[setting_up.EDITORS, setting_up.REVIEWERS]))
        totp.TOTP.activate(reviewer, totp.generate_totp_secret())
        admin.is_superuser = True
        admin.save()
        words = organisation.words("nb")["chapter"]
        for short_name, (name, county, postcodes) in CHAPTERS.items():
            place = county if organisation.current().chapter_level == "county" else name
            self.chapters[short_name] = chapters.create_chapter(
                f"{place} {words['one']}", short_name, county=county, municipality=name, postcodes=postcodes,
                email=f"{short_name}@{DOMAIN}", by=admin,
            )  # fmt: skip
        for given, family, office, chapter in OFFICERS:
            person = self.person(given, family)
            chapters.give_office(person, office, self.chapters.get(chapter), by=admin)
            if chapter is None:
                totp.TOTP.activate(person, totp.generate_totp_secret())
        self.secretariat = self.of("Siri", "Sekretær")

    def contact(self):
        """How the organisation is reached, where its preset does not know: invented, as all here."""
        known = organisation.preset(self.preset)["phone"]
        return {} if known else {"phone": "+4723000000", "email": f"post@{DOMAIN}"}

    def of(self, given, family):
        return self.people[address(given, family)]

    def leader_of(self, chapter):
        return next(
            self.of(g, f) for g, f, office, short in OFFICERS if office == "chapter_leader" and short == chapter
        )

    # Those who came before this site, and by office

    def lead(self):
        """Leaders are members, and sign where their office makes them supporters."""
        for given, family, office, short_name in OFFICERS:
            if office == "chapter_leader":
                person = self.of(given, family)
                chapters.confirm_membership(person, by=self.secretariat)
                for category in checklist.ways_of(person):
                    self.way.follow(person, category, self.chapters[short_name], person)

    def supporters_of_old(self):
        yield self.day_of_course
        self.course = course_services.plan_course(
            {"nb": "Introduksjonskurs", "nn": "Introduksjonskurs", "en": "Introduction course"},
            token=uuid.UUID(int=DRAW.getrandbits(128)), starts_at=self.day_of_course,
            ends_at=self.day_of_course + datetime.timedelta(minutes=150), is_digital=True, by=self.secretariat,
        )  # fmt: skip
        self.way = Way(DRAW, self.secretariat, self.of("Kåre", "Koordinator"), self.course)
        yield self.day_of_course + datetime.timedelta(hours=3)
        self.lead()
        for given, family, short_name, which, shown in SUPPORTERS:
            person, chapter = self.person(given, family), self.chapters[short_name]
            category, leader = self.category(which), self.leader_of(short_name)
            appointment_services.appoint(person, category, chapter, method="transfer", by=leader)
            self.way.follow(person, category, chapter, leader)
            if shown:
                self.show(person, *shown)
        yield self.ago(9, 19)
        ulf = supporter_queries.supporter_of(self.of("Ulf", "Ulriksen"))
        supporters.pause(ulf, until=None, by=ulf.person)

    def category(self, which):
        """The first or the second kind that one can apply for; the only one where there is one."""
        offered = supporter_queries.offered()
        return offered[min(which, len(offered) - 1)]

    def show(self, person, experience, age_band, topics, languages):
        known = [code for code, _name in organisation.topics()]
        experiences = [code for code, _name in organisation.experiences()]
        directory_services.consent_to_listing(
            supporter_queries.supporter_of(person), by=person, shown_name=person.given_name,
            experience=experiences[min(experience, len(experiences) - 1)], age_band=age_band,
            topics=[known[number] for number in topics], languages=languages,
            text=f"Jeg samtykker til at {organisation.current().name} viser dette om meg. Jeg kan trekke det tilbake.",
        )  # fmt: skip

    # One applicant at every stage

    def applicants(self):
        yield self.stage_draft("Dina", "Dahl")
        yield self.stage_sent("Kari", "Krogh", "solheim", days=6)
        yield self.stage_sent("Nils", "Nes", "unknown", days=2)
        yield self.stage_answered(
            "Vera", "Vik", "nordvik", days=12, after=4, verdict="ask_for_more", reasons=["motivation"]
        )
        yield self.stage_answered("Otto", "Olsen", "elvedal", days=40, after=10, verdict="decline", reasons=["no-need"])
        for number, (given, family) in enumerate(ON_THE_WAY):
            yield self.stage_on_the_way(given, family, number)

    def raw_answers(self, person, chapter):
        experience, topics = organisation.experiences()[0][0], [code for code, _name in organisation.topics()[:2]]
        place = {"chapter": [chapter]} if chapter == "unknown" else {"chapter": ["other"], "other_chapter": [chapter]}
        return {
            "om-deg": {
                "given_name": [person.given_name], "family_name": [person.family_name],
                "phone": ["23 00 00 99"], "postcode": ["5003"], "adult": ["on"],
            },
            "erfaring": {"experience": [experience], "since": ["6-15"]},
            "tilhorighet": {**place, "member": ["yes"]},
            "bidrag": {"contribution": [self.category(0).code], "topics": topics},
            "hvorfor": {"why": [WHY]},
            "se-over": {"consent": ["on"]},
        }  # fmt: skip

    def stage_draft(self, given, family):
        yield self.ago(3, 22)
        person = self.person(given, family)
        draft = drafts.begin(onboarding_queries.DRAFT, onboarding_queries.draft_key(person), now=clock.now())
        answers = self.raw_answers(person, "solheim")
        for step in ("om-deg", "erfaring"):
            drafts.save_step(draft, step, answers[step], now=clock.now())

    def stage_sent(self, given, family, chapter, *, days):
        yield self.ago(days, 20)
        person = self.person(given, family)
        draft = drafts.begin(onboarding_queries.DRAFT, onboarding_queries.draft_key(person), now=clock.now())
        raw = self.raw_answers(person, chapter)
        for step, values in raw.items():
            drafts.save_step(draft, step, values, now=clock.now())
        answers, gaps = check(asked.STEPS, raw, question_queries.StepValues(raw))
        assert not gaps, [gap.key for gap in gaps]
        return onboarding.submit(person, answers, by=person, consent_text="Jeg samtykker.")

    def stage_answered(self, given, family, chapter, *, days, after, verdict, **values):
        application = yield from self.stage_sent(given, family, chapter, days=days)
        yield self.ago(days - after, 18)
        by = self.leader_of(chapter) if application.assessed_in else self.secretariat
        review_services.assess(application, verdict, by=by, **values)

    def stage_on_the_way(self, given, family, number):
        """Somebody who has met one thing more than whoever comes before in the list; nobody where all is met."""
        application = yield from self.stage_sent(given, family, "solheim", days=50)
        person, category, leader = application.person, application.category, self.leader_of("solheim")
        for _met in range(number + 1):
            yield self.ago(44 - 3 * _met, 18)
            self.way.follow(person, category, self.chapters["solheim"], leader, so_far=1)

    # A year of activities, and the reports on it

    def activities(self):
        kinds = [
            ("conversation_group", 5, 90), ("activity_group", 8, 60), ("visit", 1, 45), ("phone", 1, 30),
            ("conversation_group", 2, 60), ("activity_group", 12, 120), ("digital", 4, 60),
        ]  # fmt: skip
        day, number = self.first_day + datetime.timedelta(days=14), 0
        while day < self.today:
            given, family, chapter, _which, _shown = SUPPORTERS[number % len(SUPPORTERS)]
            kind, participants, minutes = kinds[number % len(kinds)]
            yield moment(day, 20)
            person = self.of(given, family)
            activities.log(
                token=uuid.UUID(int=DRAW.getrandbits(128)), kind=kind, day=day, chapter=self.chapters[chapter],
                participants=participants, minutes=minutes, led_by=supporter_queries.supporter_of(person),
                topics=[organisation.topics()[0][0]], by=person,
            )  # fmt: skip
            day += datetime.timedelta(days=5)
            number += 1

    # What the chapters plan, and who comes

    def gatherings(self, number, short_name):
        yield moment(self.first_day, 19)
        chapter, leader = self.chapters[short_name], self.leader_of(short_name)
        about = {"nb": f"Vi er en liten forening på {chapter.name.split()[0]}. Alle er velkomne, også pårørende."}
        chapters.describe(chapter, about=about, website="", version=chapter.version, by=leader)
        yield self.ago(21, 19)
        cafe = self.gathering(chapter, "Likepersonskafé", days=6 + number, by=leader)
        walk = self.gathering(
            chapter, "Tur i nærmiljøet", days=13 + number, by=leader, kind="activity_group", hour=11,
            place="Ved biblioteket", about="Vi går rolig i en times tid, med pauser på benkene underveis.",
            access=["rest"], takes_sign_ups=True, places=4, sign_up_by=self.today + datetime.timedelta(days=12),
        )  # fmt: skip
        self.gathering(
            chapter, "Samling for likepersoner", days=20 + number, by=leader, audience="supporters",
            about="Vi deler erfaringer og spiser sammen.", takes_sign_ups=True,
        )  # fmt: skip
        yield self.ago(2, 19)
        if short_name == "elvedal":
            gathering_services.cancel_gathering(cafe, version=cafe.version, because="Lokalet er stengt.", by=leader)
        if short_name == "solheim":
            for place, name in enumerate(["Mette", "Arne", "Sol", "Jorunn", "Tor"], 1):  # four places: one waits
                gathering_services.sign_up(
                    walk, token=uuid.UUID(int=DRAW.getrandbits(128)), name=name, phone=f"+472300300{place}"
                )

    def evening_to_log(self):
        yield self.ago(9, 19)
        self.gathering(self.chapters["solheim"], "Samtalekveld", days=-5, by=self.leader_of("solheim"))

    # What people sign up for, and read by themselves, on the way

    def courses_to_come(self):
        yield self.ago(20, 10)
        online = self.plan_course(
            ("Introduksjonskurs på nett", "Introduksjonskurs på nett", "Introduction course online"), days=16,
            is_digital=True, link="https://moterom.example.org/introduksjonskurs", places=12,
            sign_up_by=self.today + datetime.timedelta(days=12),
        )  # fmt: skip
        seminar = self.plan_course(
            ("Introduksjonskurs på seminaret", "Introduksjonskurs på seminaret", "Introduction course at the seminar"),
            days=40, place="Solheim hotell, Storgata 1", places=2,
        )  # fmt: skip
        yield self.ago(3, 19)
        for given, family in [("Jon", "Jensen"), ("Maja", "Moen"), ("Oda", "Opdal")]:  # two places: one waits
            course_services.sign_up(seminar, by=self.of(given, family))
        ingrid = self.of("Ingrid", "Iversen")
        course_services.sign_up(online, by=ingrid)
        for part in course_queries.parts()[:2]:
            course_services.finish_part(part, by=ingrid)
        for person in (self.of(given, family) for given, family in ON_THE_WAY):
            attendance = course_queries.attendances_of(person).first()
            if attendance or course_queries.has_read_course(person):
                course_services.issue_certificate(person, language="nb", attendance=attendance)

    def plan_course(self, title, *, days, **values):
        """A course of two and a half hours, so many days from today."""
        day = self.today + datetime.timedelta(days=days)
        return course_services.plan_course(
            dict(zip(("nb", "nn", "en"), title, strict=True)), token=uuid.UUID(int=DRAW.getrandbits(128)),
            starts_at=moment(day, 18), ends_at=moment(day, 20, 30), by=self.secretariat, **values,
        )  # fmt: skip

    def gathering(self, chapter, title, *, days, by, hour=18, place="Frivilligsentralen", **values):
        """A gathering of two hours, so many days from today."""
        starts = moment(self.today + datetime.timedelta(days=days), hour)
        return gathering_services.plan_gathering(
            chapter, token=uuid.UUID(int=DRAW.getrandbits(128)), title=title, starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=2), place=place, by=by,
            **{
                "kind": "conversation_group", "about": "Kaffe og prat. Ta gjerne med en du kjenner.",
                "access": ["step_free", "toilet", "seats"], "audience": "public", **values,
            },
        )  # fmt: skip

    def reports(self):
        year = self.base_year
        opens, deadline = datetime.date(year + 1, 1, 2), datetime.date(year + 1, 5, 31)
        if self.today <= opens:
            return
        yield moment(opens, 9)
        row = reports.open_year(year, by=self.secretariat)
        for chapter, day, then in [
            ("nordvik", datetime.date(year + 1, 4, 14), "approve"),
            ("solheim", datetime.date(year + 1, 5, 20), None),
            ("elvedal", datetime.date(year + 1, 5, 30), "return_"),
            ("furulund", deadline + datetime.timedelta(days=4), None),
        ]:
            if day < self.today:
                yield moment(day, 19)
                self.send_report(chapter, row)
                if then and day + datetime.timedelta(days=2) < self.today:
                    yield moment(day + datetime.timedelta(days=2), 10)
                    self.handle_report(chapter, row, then)

    def send_report(self, chapter, row):
        leader = self.leader_of(chapter)
        report = reports.prepare(self.chapters[chapter], row, by=leader)
        answers = {
            "tallene": {"seen": True, "correction": ""},
            "styret": {
                "elected_on": datetime.date(row.base_year, 3, 12), "term": 2, "members": str(leader),
                "member_activity": True, "member_activity_what": "Sommertur i juni",
            },
            "om-aret": {"about": "Et år med mange gode samtaler."},
            "bekreft": {"role": "leader", "attest": True},
        }  # fmt: skip
        reports.submit(report, answers, by=leader, received_at=clock.now())

    def handle_report(self, chapter, row, verb):
        report = self.chapters[chapter].reports.get(year=row)
        if verb == "approve":
            reports.approve(report, by=self.secretariat)
        else:
            reports.return_(report, "Antallet deltakere i april ser høyt ut. Kan dere se på det?", by=self.secretariat)

    # Those who want to talk with somebody: one at every stage

    def requests(self):
        yield self.ask(
            "Mona", days=1, of="Anne", phone="+4723002001", message="Dette er nytt for meg, og jeg lurer på mye."
        )
        yield self.said_yes()
        yield self.talked()
        yield self.said_no()
        yield self.ask("Solveig", days=1, phone="+4723002004", county="Troms", topic=organisation.topics()[1][0])

    def said_yes(self):
        request = yield from self.ask(
            "Arne", days=4, of="Hassan", email="arne@example.com", message="Jeg er redd for jobben."
        )
        yield self.ago(3, 17)
        contact_services.accept(request, by=request.asked)

    def talked(self):
        request = yield from self.ask("Leif", days=6, of="Per", phone="+4723002002", who="relative")
        yield self.ago(5, 18)
        contact_services.accept(request, by=request.asked)
        yield self.ago(4, 20)
        contact_services.finish(request, by=request.asked)

    def said_no(self):
        request = yield from self.ask("Wenche", days=2, of="Guro", phone="+4723002003", best_time="morning")
        yield self.ago(1, 12)
        contact_services.decline(request, by=request.asked)

    def ask(self, called, *, days, of=None, phone="", email="", who="own", best_time="evening", message="", **wishes):
        """Somebody asks one of the list, else anybody, some days ago."""
        yield self.ago(days, 11, 32)
        listing = next((entry.ref for entry in directory_queries.listed() if entry.shown_name == of), None)
        return contact_services.ask_for_contact(
            token=uuid.UUID(int=DRAW.getrandbits(128)), listing=listing, called=called, phone=phone, email=email,
            best_time=best_time, who=who, message=message, **wishes,
        )[0]  # fmt: skip
