"""A short self-check before applying, with advice. The answers are neither stored nor logged."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forms.self_check import SelfCheckForm
from portal import context, organisation
from portal.knowledge.guide.queries import chapters_by_slug
from portal.supporters.queries import offered
from portal.views import OpenPage


@dataclass(frozen=True)
class Help:
    """Advice for an answer of “not yet”: a text, and a chapter to read or a page to visit."""

    title: str
    text: str
    chapter: str = ""  # of the guide
    address: str = ""
    link: str = ""


HELP = {
    "own": Help(
        _("Give your own experience time"),
        _("Many need time first. Talk with %(a_supporter)s about what you go through. They are there for you too."),
        chapter="hvem-kan-bli-likeperson",
        address="finn-likeperson/",
        link=_("Find %(a_supporter)s"),
    ),
    "listening": Help(
        _("Listening can be practised"),
        _("The guide has ten pieces of advice. Try one of them on somebody you know, and notice what happens."),
        chapter="den-gode-samtalen",
    ),
    "unknown": Help(
        _("You do not need to know the answer"),
        _("You can say that you do not know, and point to somebody who does. The guide tells you where."),
        chapter="hvor-du-kan-vise-videre",
    ),
    "secrets": Help(
        _("It is good that you think about it"),
        _("Everybody signs a declaration of confidentiality. Read what it means, and ask the coordinator if in doubt."),
        chapter="taushetsplikt",
    ),
    "time": Help(
        _("A little helps too"),
        _("Some lead one trip a month, others talk with somebody now and then. You can wait, and you can take breaks."),
        chapter="roller",
    ),
    "member": Help(
        _("Get to know us first"),
        _("Take part in a gathering, and see whether you like it here. Write to us when you want to be a member."),
        address="lokalforeninger/",
        link=_("See %(the_chapters)s and what they plan"),
    ),
    "age": Help(
        _("You are welcome when you turn %(age)s"),
        _("Until then you can take part in gatherings, read the guide and talk with %(a_supporter)s."),
        address="lokalforeninger/",
        link=_("See %(the_chapters)s and what they plan"),
    ),
}


class SelfCheckPage(OpenPage):
    rule = "onboarding.check_oneself"

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        return self.result(form) if form.is_valid() else self.page(form)

    def form(self, data=None):
        kinds = offered()
        self.age = min((kind.minimum_age for kind in kinds), default=0)
        asked = {"age": self.age, "member": any("membership" in dict(kind.requires) for kind in kinds)}
        self.words = organisation.message_words() | {"age": self.age}
        return SelfCheckForm(data, words=self.words, left_out=[name for name, needed in asked.items() if not needed])

    def page(self, form):
        return self.render(
            "onboarding/applying/self_check", form=form, form_errors=bool(form.errors), start=self.start()
        )

    def result(self, form):
        helps = [(field, HELP[field.name]) for field in form.not_yet]
        guide = chapters_by_slug(help.chapter for _field, help in helps if help.chapter)
        return self.render(
            "onboarding/applying/self_check_result",
            helps=[
                {
                    "statement": field.label,
                    "title": help.title % self.words,
                    "text": help.text % self.words,
                    "chapter": guide.get(help.chapter),
                    "address": context.language_prefix() + help.address if help.address else "",
                    "link": help.link % self.words,
                }
                for field, help in helps
            ],
            too_young="age" in [field.name for field in form.not_yet],
            start=self.start(),
        )

    def start(self):
        """The address of the editors' page about becoming a supporter."""
        return f"{context.language_prefix()}bli-likeperson/"
