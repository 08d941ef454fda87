"""The editors' door to the question bank. Outside Wagtail's search and API: applicants' answers stand in it."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from forms.fields import WordingWidget
from portal.knowledge.models import CoursePart, Question


class QuestionBank(ModelViewSet):
    model = Question
    name = "question_bank"
    icon = "help"
    menu_label = _("Question bank")
    menu_hook = "register_training_menu_item"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["__str__", "theme", "kind", "is_active"]
    list_filter = ["theme", "is_active"]
    panels = [
        FieldPanel("theme"),
        FieldPanel("kind"),
        FieldPanel("chapter"),
        FieldPanel("text"),
        InlinePanel("choices", [FieldPanel("text"), FieldPanel("right")], heading=_("Answers"), min_num=2),
        FieldPanel("explanation"),
        FieldPanel("is_case"),
        FieldPanel("critical"),
        FieldPanel("is_active"),
    ]


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
    list_display = ["__str__", "order", "minutes", BooleanColumn("is_active", label=_("It is part of the course"))]
    list_filter = ["is_active"]
    panels = [
        FieldPanel("order"),
        FieldPanel("title"),
        FieldPanel("chapter"),
        FieldPanel("minutes"),
        FieldPanel("text", widget=WordingWidget(attrs={"rows": 16})),
        InlinePanel("reflections", [FieldPanel("text")], heading=_("Questions to think over")),
        FieldPanel("is_active"),
    ]


@hooks.register("register_admin_viewset")
def register_course_parts():
    return CourseParts()
