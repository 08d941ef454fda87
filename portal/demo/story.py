"""An invented organisation with a person at every stage and a year of history, made with the site's own services.

The clock is moved through the year, so that each action has its own time, in order. No real people are used.
"""

import datetime
import heapq
import random
import uuid

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group

from forms import annual_report, drafts
from forms import application as asked
from forms.calls import LENGTHS
from forms.choices import TARGET_GROUPS
from forms.steps import validate_answers
from portal import clock, organisation
from portal.accounts import services as accounts
from portal.activities import services as activities
from portal.activities.corrections import services as correction_services
from portal.activities.counting.verdicts import STATED
from portal.activities.gatherings import services as gathering_services
from portal.activities.statements import queries as statement_queries
from portal.activities.statements import services as statement_services
from portal.calls import queries as call_queries
from portal.calls import services as calls
from portal.calls.models import Shift
from portal.calls.rota import services as rota_services
from portal.calls.tally import queries as tally_queries
from portal.calls.tally import services as tally_services
from portal.chapters import services as chapters
from portal.declarations.reading import services as reading_services
from portal.declarations.texts import queries as text_queries
from portal.demo import papers
from portal.demo.cast import (
    ANSWERING,
    CANDIDATES,
    CHAPTERS,
    DOMAIN,
    MOTIVATION,
    OFFICERS,
    SUPPORTERS,
    email_address,
)
from portal.demo.experts import expert_timeline
from portal.demo.first_check import check_pages
from portal.demo.news import publish_news
from portal.demo.walk import Pathway
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.questions import queries as question_queries
from portal.onboarding.review import services as review_services
from portal.operations.setting_up import services as setting_up_services
from portal.reports import services as reports
from portal.reports.years import services as year_services
from portal.reports.years.deadline import default_dates
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.contact import services as contact_services
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.pathway import checklist

RANDOM = random.Random(1)  # noqa: S311  the same demo each time


def oslo_time(day, hour=12, minute=0):
    return datetime.datetime.combine(day, datetime.time(hour, minute), tzinfo=clock.OSLO)


class Story:
    """The demo year. The methods listed in ``timelines`` are generators.

    Each yields the time of its next action, and does the action when it is resumed.
    """

    def __init__(self, preset):
        self.preset = preset
        self.today = clock.today()
        self.base_year = self.today.year - 1
        self.first_day = datetime.date(self.base_year, 1, 6)
        self.day_of_course = oslo_time(self.first_day + datetime.timedelta(days=10), 18)
        self.chapters, self.people = {}, {}

    def run(self):
        """Run all timelines together: the one with the earliest next action is resumed first."""
        waiting = [
            (at, number, timeline) for number, timeline in enumerate(self.timelines()) if (at := next(timeline, None))
        ]
        heapq.heapify(waiting)
        while waiting:
            at, number, timeline = heapq.heappop(waiting)
            with clock.at(at):
                following = next(timeline, None)
            if following:
                heapq.heappush(waiting, (following, number, timeline))

    def timelines(self):
        yield self.set_up()
        yield self.first_check()
        yield self.earlier_supporters()
        yield from self.applicants()
        yield self.activities()
        yield self.correction_and_double()
        yield self.several_and_central()
        yield self.helplines()
        yield self.tallies()
        for number, short_name in enumerate(CHAPTERS):
            yield self.gatherings(number, short_name)
        yield self.gathering_to_log()
        yield self.coming_courses()
        yield self.declaration_read()
        yield self.reports()
        yield from self.requests()
        yield expert_timeline(self, RANDOM)

    def days_ago(self, days, hour, minute=0):
        return oslo_time(self.today - datetime.timedelta(days=days), hour, minute)

    # People and organisation

    def add_person(self, given, family):
        person = accounts.get_or_create_account(email_address(given, family))
        accounts.change_details(
            person, by=person, given_name=given, family_name=family, phone=f"+472300{len(self.people) + 1000}"
        )
        person.emailaddress_set.update(verified=True)
        self.people[person.email] = person
        return person

    def set_up(self):
        yield oslo_time(self.first_day - datetime.timedelta(days=30))
        self.found_organisation()

    def found_organisation(self):
        admin = self.add_person("Ada", "Admin")
        setting_up_services.install(self.preset, by=admin, **self.contact())
        for name, group in (
            (setting_up_services.ADMINS, admin),
            (setting_up_services.EDITORS, self.add_person("Egil", "Editor")),
        ):
            group.groups.add(Group.objects.get(name=name))
            totp.TOTP.activate(group, totp.generate_totp_secret())
        reviewer = self.add_person("Fatima", "Fagperson")
        reviewer.groups.add(
            *Group.objects.filter(name__in=[setting_up_services.EDITORS, setting_up_services.REVIEWERS])
        )
        totp.TOTP.activate(reviewer, totp.generate_totp_secret())
        words = organisation.words("nb")["chapter"]
        for short_name, (name, county, postcodes) in CHAPTERS.items():
            place = county if organisation.current().chapter_level == "county" else name
            self.chapters[short_name] = chapters.create_chapter(
                f"{place} {words['one']}", short_name, county=county, municipality=name, postcodes=postcodes,
                email=f"{short_name}@{DOMAIN}", by=admin,
            )  # fmt: skip
        for given, family, office, chapter in OFFICERS:
            person = self.add_person(given, family)
            chapters.give_office(person, office, self.chapters.get(chapter), by=admin)
            if chapter is None:
                totp.TOTP.activate(person, totp.generate_totp_secret())
        self.secretariat = self.find_person("Siri", "Sekretær")

    def first_check(self):
        """A week ago, so that the demo of any day says whether the helplines are open."""
        yield self.days_ago(7, 10)
        editor = self.find_person("Egil", "Editor")
        check_pages(by=editor, reviewer=self.find_person("Fatima", "Fagperson"))
        publish_news(by=editor)

    def contact(self):
        """Invented contact details of the office, if its preset has none."""
        known = organisation.preset(self.preset)["email"]
        return {} if known else {"phone": "+4723000000", "email": f"post@{DOMAIN}"}

    def find_person(self, given, family):
        return self.people[email_address(given, family)]

    def leader_of(self, chapter):
        return next(
            self.find_person(g, f)
            for g, f, office, short in OFFICERS
            if office == "chapter_leader" and short == chapter
        )

    # Supporters from before this site, and supporters by office

    def confirm_leaders(self):
        """Confirm the leaders' membership, and meet the requirements where their office makes them supporters."""
        for given, family, office, short_name in OFFICERS:
            if office == "chapter_leader":
                person = self.find_person(given, family)
                chapters.confirm_membership(person, by=self.secretariat)
                for category in checklist.categories_of(person):
                    self.pathway.fulfil(person, category, self.chapters[short_name], person)

    def earlier_supporters(self):
        yield self.day_of_course
        self.course = course_services.plan_course(
            {"nb": "Introduksjonskurs", "nn": "Introduksjonskurs", "en": "Introduction course"},
            token=uuid.UUID(int=RANDOM.getrandbits(128)), starts_at=self.day_of_course,
            ends_at=self.day_of_course + datetime.timedelta(minutes=150), is_digital=True, by=self.secretariat,
        )  # fmt: skip
        self.pathway = Pathway(RANDOM, self.secretariat, self.find_person("Kåre", "Koordinator"), self.course)
        yield self.day_of_course + datetime.timedelta(hours=3)
        self.confirm_leaders()
        for supporter in list(supporter_queries.by_office_without_assessment())[1:]:  # one is still to be assessed
            supporters.note_leader_assessment(supporter, on=clock.today(), by=self.secretariat)
        for given, family, short_name, which, shown in SUPPORTERS:
            person, chapter = self.add_person(given, family), self.chapters[short_name]
            category, leader = self.category(which), self.leader_of(short_name)
            appointment_services.appoint(person, category, chapter, method="transfer", by=leader)
            self.pathway.fulfil(person, category, chapter, leader)
            if shown:
                self.publish(person, *shown)
        yield self.days_ago(9, 19)
        ulf = supporter_queries.supporter_of(self.find_person("Ulf", "Ulriksen"))
        supporters.pause(ulf, until=None, by=ulf.person)

    def category(self, which):
        """The first (0) or second (1) category that one can apply for; the only one if there is one."""
        offered = supporter_queries.offered()
        return offered[min(which, len(offered) - 1)]

    def publish(self, person, experience, age_band, topics, languages):
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
        for number, (given, family) in enumerate(CANDIDATES):
            yield self.stage_candidate(given, family, number)

    def raw_answers(self, person, chapter):
        experience, topics = organisation.experiences()[0][0], [code for code, _name in organisation.topics()[:2]]
        place = {"chapter": [chapter]} if chapter == "unknown" else {"chapter": ["other"], "other_chapter": [chapter]}
        return {
            asked.ABOUT_YOU: {
                "given_name": [person.given_name], "family_name": [person.family_name],
                "phone": ["23 00 00 99"], "postcode": ["5003"], "adult": ["on"],
            },
            asked.EXPERIENCE: {"experience": [experience], "since": ["6-15"]},
            asked.CHAPTER: {**place, "member": ["yes"]},
            asked.CONTRIBUTION: {"contribution": [self.category(0).code], "topics": topics},
            asked.MOTIVATION: {"why": [MOTIVATION]},
            asked.CONFIRM: {"consent": ["on"]},
        }  # fmt: skip

    def stage_draft(self, given, family):
        yield self.days_ago(3, 22)
        person = self.add_person(given, family)
        draft = drafts.begin(onboarding_queries.DRAFT, onboarding_queries.draft_key(person), now=clock.now())
        answers = self.raw_answers(person, "solheim")
        for step in (asked.ABOUT_YOU, asked.EXPERIENCE):
            drafts.save_step(draft, step, answers[step], now=clock.now())

    def stage_sent(self, given, family, chapter, *, days):
        yield self.days_ago(days, 20)
        person = self.add_person(given, family)
        draft = drafts.begin(onboarding_queries.DRAFT, onboarding_queries.draft_key(person), now=clock.now())
        raw = self.raw_answers(person, chapter)
        for step, values in raw.items():
            drafts.save_step(draft, step, values, now=clock.now())
        answers, gaps = validate_answers(asked.STEPS, raw, question_queries.StepValues(raw))
        assert not gaps, [gap.key for gap in gaps]
        return onboarding.submit(person, answers, by=person, consent_text="Jeg samtykker.")

    def stage_answered(self, given, family, chapter, *, days, after, verdict, **values):
        application = yield from self.stage_sent(given, family, chapter, days=days)
        yield self.days_ago(days - after, 18)
        by = self.leader_of(chapter) if application.assessed_in else self.secretariat
        review_services.assess(application, verdict, by=by, **values)

    def stage_candidate(self, given, family, number):
        """A candidate who has met ``number + 1`` requirements of the category, or all of them if it has fewer."""
        application = yield from self.stage_sent(given, family, "solheim", days=50)
        person, category, leader = application.person, application.category, self.leader_of("solheim")
        for _met in range(number + 1):
            yield self.days_ago(44 - 3 * _met, 18)
            self.pathway.fulfil(person, category, self.chapters["solheim"], leader, so_far=1)

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
            yield oslo_time(day, 20)
            person = self.find_person(given, family)
            self.state_year(person, day.year)
            activities.log(
                token=uuid.UUID(int=RANDOM.getrandbits(128)), kind=kind, day=day, chapter=self.chapters[chapter],
                participants=participants, minutes=minutes, led_by=supporter_queries.supporter_of(person),
                topics=[organisation.topics()[0][0]], by=person,
            )  # fmt: skip
            day += datetime.timedelta(days=5)
            number += 1

    def state_year(self, person, year):
        """As somebody answers the first time that they log an activity in a year."""
        if statement_queries.statement_of(person, year) is None:
            statement_services.state_year(year, by=person, **dict.fromkeys(STATED, True))

    def correction_and_double(self):
        """Ulf has corrected one activity, and his leader has logged another that he has logged too."""
        yield self.days_ago(12, 20)
        ulf, leader, chapter = self.find_person("Ulf", "Ulriksen"), self.leader_of("storoya"), self.chapters["storoya"]
        supporter = supporter_queries.supporter_of(ulf)

        def log(days, participants, by, led_by=supporter):
            day = self.today - datetime.timedelta(days=days)
            self.state_year(by, day.year)
            return activities.log(
                token=uuid.UUID(int=RANDOM.getrandbits(128)), kind="conversation_group", chapter=chapter, minutes=90,
                day=day, participants=participants, led_by=led_by, by=by,
            )  # fmt: skip

        wrong = log(12, 60, ulf)
        yield self.days_ago(11, 9)
        correction_services.correct(
            wrong, token=uuid.UUID(int=RANDOM.getrandbits(128)), version=wrong.version, reason="mistake",
            because="Jeg skrev et siffer for mye", by=ulf, participants=6,
        )  # fmt: skip
        yield self.days_ago(4, 20)
        log(4, 6, ulf)
        yield self.days_ago(4, 21)
        log(4, 7, leader, led_by=supporter_queries.supporter_of(leader))

    def several_and_central(self):
        """Per has led a group that Guro took part in, and the secretariat has held a course of its own."""
        yield self.days_ago(6, 20)
        per, guro = self.find_person("Per", "Pettersen"), self.find_person("Guro", "Gran")
        day, year = self.today - datetime.timedelta(days=6), (self.today - datetime.timedelta(days=6)).year

        def log(by, kind, **values):
            self.state_year(by, year)
            activities.log(
                token=uuid.UUID(int=RANDOM.getrandbits(128)), kind=kind, day=day, minutes=120, by=by, **values
            )  # fmt: skip

        led_by, present = supporter_queries.supporter_of(per), [supporter_queries.supporter_of(guro)]
        log(per, "activity_group", chapter=self.chapters["solheim"], participants=9, led_by=led_by, present=present)
        yield self.days_ago(6, 21)
        log(self.secretariat, "course", chapter=None, participants=14, led_by_another=True)

    # A month of calls on the helplines, and the rota; the talks of each month, where they are counted

    def helplines(self):
        """Two answer each line. They take most shifts and log a call or two in each; one shift is nobody's."""
        yield self.days_ago(31, 10)
        lines, coordinator = [line.code for line in call_queries.lines()], self.find_person("Kåre", "Koordinator")
        for number, line in enumerate(lines):
            for given, family in ANSWERING[number % len(ANSWERING)]:
                calls.add_volunteer(self.find_person(given, family), line, by=coordinator)
        rota_services.plan_shifts()
        for shift in Shift.objects.filter(day__lt=self.today):
            person = self.next_volunteer(lines, shift)
            rota_services.take(shift, by=person)
            yield shift.ends_at
            for _call in range(1 + shift.day.day % 2):
                self.log_call(shift, person)
        yield self.days_ago(1, 9)
        rota_services.plan_shifts()
        free = Shift.objects.filter(day__gte=self.today, day__lt=self.today + datetime.timedelta(days=21))
        for number, shift in enumerate(free):
            if number != 1:  # the coordinator has to find somebody
                shift = rota_services.take(shift, by=self.next_volunteer(lines, shift))
            if number == 3:
                rota_services.offer(shift, by=shift.person)

    def next_volunteer(self, lines, shift):
        """The two of a line take turns, week by week."""
        both = ANSWERING[lines.index(shift.line) % len(ANSWERING)]
        return self.find_person(*both[shift.day.isocalendar().week % len(both)])

    def log_call(self, shift, person):
        topics = [code for code, _name in organisation.topics()]
        calls.log_call(
            token=uuid.UUID(int=RANDOM.getrandbits(128)), line=shift.line, day=shift.day, by=person,
            minutes=RANDOM.choice([code for code, _name in LENGTHS]),
            caller=RANDOM.choice([code for code, _name in organisation.experiences()]),
            themes=RANDOM.sample(topics, RANDOM.randint(1, 2)),
        )  # fmt: skip

    def tallies(self):
        """Everybody but one has noted the month before the last one; of the last one, they are still to be asked."""
        if not tally_queries.is_kept():
            return
        yield self.days_ago(3, 18)
        month = (tally_queries.last_month() - datetime.timedelta(days=1)).replace(day=1)
        for number, (given, family, *_rest) in enumerate(SUPPORTERS[1:]):
            person, topics = self.find_person(given, family), [code for code, _name in organisation.topics()]
            if tally_queries.can_be_noted(person, month):
                tally_services.note_talks(person, month, number, topics[:1] if number else [], by=person)

    # Gatherings and sign-ups

    def gatherings(self, number, short_name):
        yield oslo_time(self.first_day, 19)
        chapter, leader = self.chapters[short_name], self.leader_of(short_name)
        about = {"nb": f"Vi er en liten forening på {chapter.name.split()[0]}. Alle er velkomne, også pårørende."}
        chapters.describe(chapter, about=about, website="", version=chapter.version, by=leader)
        yield self.days_ago(21, 19)
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
        self.gathering(
            chapter, "Digital prat", days=9 + number, by=leader, kind="digital", hour=19, place="På nett",
            about="Skriv til foreningen, så får du lenken.", access=[], target_groups=[TARGET_GROUPS[number % 3][0]],
        )  # fmt: skip
        yield self.days_ago(2, 19)
        if short_name == "elvedal":
            gathering_services.cancel_gathering(cafe, version=cafe.version, because="Lokalet er stengt.", by=leader)
        if short_name == "solheim":
            for place, name in enumerate(["Mette", "Arne", "Sol", "Jorunn", "Tor"], 1):  # four places: one waits
                gathering_services.sign_up(
                    walk, token=uuid.UUID(int=RANDOM.getrandbits(128)), name=name, phone=f"+472300300{place}"
                )

    def gathering_to_log(self):
        yield self.days_ago(9, 19)
        self.gathering(self.chapters["solheim"], "Samtalekveld", days=-5, by=self.leader_of("solheim"))

    # Courses: sign-ups, reading, certificates

    def coming_courses(self):
        yield self.days_ago(20, 10)
        online = self.plan_course(
            ("Introduksjonskurs på nett", "Introduksjonskurs på nett", "Introduction course online"), days=16,
            is_digital=True, link="https://moterom.example.org/introduksjonskurs", places=12,
            sign_up_by=self.today + datetime.timedelta(days=12),
        )  # fmt: skip
        seminar = self.plan_course(
            ("Introduksjonskurs på seminaret", "Introduksjonskurs på seminaret", "Introduction course at the seminar"),
            days=40, place="Solheim hotell, Storgata 1", places=2,
        )  # fmt: skip
        yield self.days_ago(3, 19)
        for given, family in [("Jon", "Jensen"), ("Maja", "Moen"), ("Oda", "Opdal")]:  # two places: one waits
            course_services.sign_up(seminar, by=self.find_person(given, family))
        ingrid = self.find_person("Ingrid", "Iversen")
        course_services.sign_up(online, by=ingrid)
        for part in course_queries.parts()[:2]:
            course_services.finish_part(part, by=ingrid)
        for person in (self.find_person(given, family) for given, family in CANDIDATES):
            attendance = course_queries.attendances_of(person).first()
            if attendance or course_queries.has_read_course(person):
                course_services.issue_certificate(person, language="nb", attendance=attendance)

    def declaration_read(self):
        """Maja has been through the declaration, and has not signed it yet."""
        yield self.days_ago(2, 18)
        maja = self.find_person("Maja", "Moen")
        text = text_queries.text_to_sign(maja)
        for section in range(len(text.content["section"])):
            reading_services.read_section(text, section, by=maja)

    def plan_course(self, title, *, days, **values):
        """Plan a course of two and a half hours, ``days`` from today."""
        day = self.today + datetime.timedelta(days=days)
        return course_services.plan_course(
            dict(zip(("nb", "nn", "en"), title, strict=True)), token=uuid.UUID(int=RANDOM.getrandbits(128)),
            starts_at=oslo_time(day, 18), ends_at=oslo_time(day, 20, 30), by=self.secretariat, **values,
        )  # fmt: skip

    def gathering(self, chapter, title, *, days, by, hour=18, place="Frivilligsentralen", **values):
        """Plan a gathering of two hours, ``days`` from today."""
        starts = oslo_time(self.today + datetime.timedelta(days=days), hour)
        return gathering_services.plan_gathering(
            chapter, token=uuid.UUID(int=RANDOM.getrandbits(128)), title=title, starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=2), place=place, by=by,
            **{
                "kind": "conversation_group", "about": "Kaffe og prat. Ta gjerne med en du kjenner.",
                "access": ["step_free", "toilet", "seats"], "audience": "public", **values,
            },
        )  # fmt: skip

    def reports(self):
        year = self.base_year
        opens, deadline = default_dates(year)
        if self.today <= opens:
            return
        yield oslo_time(opens, 9)
        row = year_services.open_year(year, by=self.secretariat)
        for chapter, day, then in [
            ("nordvik", datetime.date(year + 1, 4, 14), "approve"),
            ("solheim", datetime.date(year + 1, 5, 20), None),
            ("elvedal", datetime.date(year + 1, 5, 30), "return_"),
            ("furulund", deadline + datetime.timedelta(days=4), None),
        ]:
            if day < self.today:
                yield oslo_time(day, 19)
                self.send_report(chapter, row)
                if then and day + datetime.timedelta(days=2) < self.today:
                    yield oslo_time(day + datetime.timedelta(days=2), 10)
                    self.handle_report(chapter, row, then)

    def send_report(self, chapter, row):
        leader = self.leader_of(chapter)
        report = reports.prepare(self.chapters[chapter], row, by=leader)
        answers = {
            annual_report.NUMBERS: {"seen": True, "correction": ""},
            annual_report.BOARD: {
                "elected_on": datetime.date(row.base_year, 3, 12), "term": 2, "members": str(leader),
                "countable_members": 34, "bylaws": "central", "own_finances": "yes",
                "member_activity": "held", "member_activity_what": "Sommertur i juni",
            },
            annual_report.ABOUT_YEAR: {"about": "Et år med mange gode samtaler."},
            annual_report.CONFIRM: {"role": "leader", "attest": True},
        }  # fmt: skip
        papers.attach_required(report, by=leader)
        reports.submit(report, answers, by=leader, received_at=clock.now())

    def handle_report(self, chapter, row, verb):
        report = self.chapters[chapter].reports.get(year=row)
        if verb == "approve":
            reports.approve(report, by=self.secretariat)
        else:
            reports.return_(report, "Antallet deltakere i april ser høyt ut. Kan dere se på det?", by=self.secretariat)

    # Contact requests, one in every state

    def requests(self):
        yield self.ask(
            "Mona", days=1, of="Anne", phone="+4723002001", message="Dette er nytt for meg, og jeg lurer på mye."
        )
        yield self.accepted_request()
        yield self.finished_request()
        yield self.declined_request()
        yield self.ask("Solveig", days=1, phone="+4723002004", county="Troms", topic=organisation.topics()[1][0])

    def accepted_request(self):
        request = yield from self.ask(
            "Arne", days=4, of="Hassan", email="arne@example.com", message="Jeg er redd for jobben."
        )
        yield self.days_ago(3, 17)
        contact_services.accept(request, by=request.asked)

    def finished_request(self):
        request = yield from self.ask("Leif", days=6, of="Per", phone="+4723002002", who="relative")
        yield self.days_ago(5, 18)
        contact_services.accept(request, by=request.asked)
        yield self.days_ago(4, 20)
        contact_services.finish(request, by=request.asked)

    def declined_request(self):
        request = yield from self.ask("Wenche", days=2, of="Guro", phone="+4723002003", best_time="morning")
        yield self.days_ago(1, 12)
        contact_services.decline(request, by=request.asked)

    def ask(self, called, *, days, of=None, phone="", email="", who="own", best_time="evening", message="", **wishes):
        """A contact request sent some days ago, to the supporter shown as ``of`` or to anybody."""
        yield self.days_ago(days, 11, 32)
        listing = next((entry.ref for entry in directory_queries.listed() if entry.shown_name == of), None)
        return contact_services.ask_for_contact(
            token=uuid.UUID(int=RANDOM.getrandbits(128)), listing=listing, called=called, phone=phone, email=email,
            best_time=best_time, who=who, message=message, **wishes,
        )[0]  # fmt: skip
