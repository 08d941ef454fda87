"""Questions to the experts: asked without a name, answered, and prepared for the public."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.contact import MAIL_LANGUAGES
from forms.fields import EmailField, LongTextField, TextField
from forms.free_text import HeadingField, LetterField, PublicTextField
from forms.renderer import SiteForm

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_WORD = 5000, 10000, 1000
YES, NO = "yes", "no"
# Why a question is not answered: how the expert chooses it, and what whoever asked reads.
REASONS = [
    (
        "examine",
        _("It takes somebody who can examine or who knows the person"),
        _(
            "To answer this, one has to know you and perhaps examine you. Ask your doctor, or whoever treats you. "
            "If it is urgent, call the emergency clinic on 116 117."
        ),
    ),
    (
        "identifies",
        _("It says who somebody is"),
        _(
            "The question said who you or somebody else is, and this service is for questions without a name. "
            "You can ask again, without what identifies anybody."
        ),
    ),
    (
        "not_ours",
        _("It is not about what we know of"),
        _(
            "We do not know enough about this to give you an answer that you can rely on. "
            "The page about advice services says who can help with what."
        ),
    ),
    (
        "answered",
        _("It is answered on the page already"),
        _("This has been answered before. Look among the questions and answers, or search for a word."),
    ),
    (
        "not_serious",
        _("It is no question"),
        _("We found no question in what was sent. You can write again, and say what you would like to know."),
    ),
]
LONGEST_CODE = 60


class AskExpertForm(SiteForm):
    """A question without a name."""

    text = LetterField(
        label=_("What would you like to ask?"),
        longest=LONGEST_QUESTION,
        help_text=_("Write no names, phone numbers or addresses, your own or others’"),
        required_message=_("Write what you would like to ask"),
    )
    topic = forms.ChoiceField(label=_("What is it about?"), required=False)
    may_publish = SingleChoiceField(
        label=_("May the question and the answer be published, without anything that can identify you?"),
        help_text=_("Somebody here goes through the text first. You get an answer whatever you choose"),
        choices=[(YES, _("Yes, others may read it")), (NO, _("No, it is for me alone"))],
        required_message=_("Choose whether it may be published"),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 10
        self.fields["topic"].error_messages["invalid_choice"] = _("Choose one of the answers in the list")

    @property
    def visible_fields_in_order(self):
        """The fields for people: all but the hidden one."""
        return [self[name] for name in ("text", "topic", "may_publish")]

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("The field «Leave this field empty» has to be empty. Empty it and send again")
            )
        return ""


class AnswerCodeForm(SiteForm):
    """The code that whoever asked has written down."""

    code = TextField(
        label=_("The code that you got"),
        longest=LONGEST_CODE,
        help_text=_("Twelve letters and digits. Capitals and dashes do not matter"),
        required_message=_("Write the code that you got when you sent the question"),
        widget=forms.TextInput(
            attrs={"size": 16, "autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}
        ),
    )


class ExpertAnswerForm(SiteForm):
    """The expert's answer, for whoever asked."""

    answer = LongTextField(
        label=_("Your answer"),
        longest=LONGEST_ANSWER,
        help_text=_("Plain words. Say where one can turn for more"),
        required_message=_("Write the answer"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.attrs["rows"] = 14


class ConsultForm(SiteForm):
    """What an expert asks the secretariat."""

    asked_office = LongTextField(
        label=_("What would you like to ask the secretariat?"),
        longest=LONGEST_WORD,
        required_message=_("Write what you would like to ask"),
    )


class AdviseForm(SiteForm):
    """What the secretariat says."""

    office_said = LongTextField(
        label=_("Your word to the expert"), longest=LONGEST_WORD, required_message=_("Write a word to the expert")
    )


class RefuseQuestionForm(SiteForm):
    """Why a question is not answered. Each reason is a text that whoever asked reads."""

    reason = SingleChoiceField(
        label=_("Why is it not answered?"),
        choices=[(code, name) for code, name, _text in REASONS],
        required_message=_("Choose why it is not answered"),
    )


class ExpertForm(SiteForm):
    """Who answers questions, and about what."""

    email = EmailField(
        label=_("E-mail address"), help_text=_("The one that they sign in with. They get a second factor")
    )
    given_name = TextField(
        label=_("First name"), longest=80, required=False, help_text=_("If they have no page here yet")
    )
    family_name = TextField(label=_("Last name"), longest=80, required=False)
    profession = TextField(
        label=_("Profession"),
        longest=60,
        help_text=_("For example nurse, social worker or lawyer. It is shown with every answer"),
        required_message=_("Write what they are"),
    )
    topics = MultiChoiceField(
        label=_("Which topics do they answer?"), choices=[], required=False, help_text=_("Tick none for all of them")
    )


class ShowNameForm(SiteForm):
    """Whether the expert's name stands with the answers."""

    mark_optional = False
    shows_name = CheckboxField(label=_("Show my name with the answers that I give from now on"), required=False)


class PublishForm(SiteForm):
    """A question and its answer for the public. What was kept before is asked about anew, as it comes from a person."""

    heading = HeadingField(
        label=_("A short title"),
        longest=120,
        help_text=_("What the question is about, in a few words"),
        required_message=_("Write a short title"),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = SingleChoiceField(
        label=_("Which language is it written in?"),
        choices=MAIL_LANGUAGES,
        required_message=_("Choose the language of the text"),
    )
    question_text = LetterField(
        label=_("The question, as everybody reads it"),
        longest=LONGEST_QUESTION,
        help_text=_("Leave out names, places, ages, dates, jobs and whatever else somebody could be recognised by"),
        required_message=_("Write the question"),
    )
    answer_text = PublicTextField(
        label=_("The answer, as everybody reads it"),
        longest=LONGEST_ANSWER,
        help_text=_("Leave out the same here"),
        required_message=_("Write the answer"),
    )
    identifies_nobody = CheckboxField(label=_("I have read it all, and nobody can be recognised by it"), required=False)

    mark_optional = False
    ASKED_ANEW = ("heading", "question_text", "answer_text")

    def __init__(self, *args, is_published=False, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.ASKED_ANEW:
            self.fields[name].saved = ""
        self.fields["question_text"].widget.attrs["rows"] = 10
        self.fields["answer_text"].widget.attrs["rows"] = 14
        self.fields["topic"].error_messages["invalid_choice"] = _("Choose one of the answers in the list")
        self.must_tick = is_published or (self.data.get("action") == "publish")

    def clean(self):
        cleaned = super().clean()
        if self.must_tick and not cleaned.get("identifies_nobody"):
            self.add_error("identifies_nobody", _("Tick that nobody can be recognised by it"))
        return cleaned
