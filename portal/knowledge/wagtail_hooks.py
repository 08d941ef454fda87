"""The question bank and the parts of the course in Wagtail's admin.

They are kept out of Wagtail's search and API, which would show people the right answers.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from forms.fields import WordingWidget
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.guide import queries as guide_queries
from portal.knowledge.models import CoursePart, Question


class ChapterField(forms.ChoiceField):
    """Choose a chapter of the guide by its title; the value is its slug."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Chapter of the guide"), choices=self.chapter_choices, **kwargs)

    def chapter_choices(self):
        return [("", "---------"), *guide_queries.chapter_choices()]


class QuestionForm(WagtailAdminModelForm):
    """Checks that the choices fit the kind of question, and that the chapter has the heading."""

    chapter = ChapterField()

    def clean(self):
        values = super().clean()
        rows = self.formsets["choices"]
        rows.is_valid()
        kept = [form for form in rows.forms if form not in rows.deleted_forms and form.cleaned_data.get("text")]
        kind, right = values.get("kind"), [bool(form.cleaned_data.get("right")) for form in kept]
        if kind and len(right) > 1 and not exam_queries.has_valid_choices(kind, right):
            one = _("Tick one answer as right, and only one.")
            several = _("Tick one or more answers as right, and leave at least one that is wrong.")
            raise ValidationError(one if kind == Question.Kind.SINGLE else several)
        return values

    def clean_anchor(self):
        """Check that the chapter has such a heading. Not checked for a chapter that is not published.

        ``chapter`` comes before ``anchor`` in the form, so it is cleaned already.
        """
        anchor, known = self.cleaned_data["anchor"], guide_queries.anchors(self.cleaned_data.get("chapter", ""))
        if anchor and known is not None and anchor not in known:
            text = _("The chapter has no heading with this address. It has: %(anchors)s")
            raise ValidationError(text % {"anchors": ", ".join(known)})
        return anchor


class PartForm(WagtailAdminModelForm):
    chapter = ChapterField(required=False)


def yes_or_no(name, label):
    """A column of the list that shows a bool as “Yes” or “No”."""
    return Column(name, label=label, accessor=lambda row: _("Yes") if getattr(row, name) else _("No"), sort_key=name)


class QuestionBank(ModelViewSet):
    model = Question
    name = "question_bank"
    icon = "help"
    menu_label = _("Question bank")
    menu_hook = "register_training_menu_item"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "__str__",
        "theme",
        "kind",
        yes_or_no("critical", _("It is about somebody's safety")),
        yes_or_no("is_active", _("It can be drawn for a test")),
    ]
    list_filter = ["theme", "critical", "is_active"]
    edit_handler = ObjectList(
        [
            FieldPanel("theme"),
            FieldPanel("kind"),
            FieldPanel("chapter"),
            FieldPanel("anchor"),
            FieldPanel("text"),
            InlinePanel(
                "choices",
                [FieldPanel("text"), FieldPanel("right")],
                heading=_("Answers"),
                label=_("answer"),
                min_num=2,
            ),
            FieldPanel("explanation"),
            FieldPanel("is_case"),
            FieldPanel("critical"),
            FieldPanel("is_active"),
        ],
        base_form_class=QuestionForm,
    )


@hooks.register("register_admin_viewset")
def register_question_bank():
    return QuestionBank()


class CourseParts(ModelViewSet):
    model = CoursePart
    name = "course_parts"
    icon = "doc-full"
    menu_label = _("Course to read")
    menu_hook = "register_training_menu_item"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["__str__", "order", "minutes", yes_or_no("is_active", _("It is part of the course"))]
    list_filter = ["is_active"]
    edit_handler = ObjectList(
        [
            FieldPanel("order"),
            FieldPanel("title"),
            FieldPanel("chapter"),
            FieldPanel("minutes"),
            FieldPanel("text", widget=WordingWidget(attrs={"rows": 16})),
            InlinePanel("reflections", [FieldPanel("text")], heading=_("Questions to think over"), label=_("question")),
            FieldPanel("is_active"),
        ],
        base_form_class=PartForm,
    )


@hooks.register("register_admin_viewset")
def register_course_parts():
    return CourseParts()
