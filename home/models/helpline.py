"""The helplines: who answers on which number, and when."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from forms.fields import phone_in_words
from home import opening_hours


class Helpline(ClusterableModel):
    """One line. Lines that share a number are shown as one (helplines.cards)."""

    class Kind(models.TextChoices):
        PEER = "peer", _("Ours: supporters answer")
        PROFESSIONAL = "professional", _("Others: professionals answer")
        CRISIS = "crisis", _("Crisis")

    class Holidays(models.TextChoices):
        OPEN = opening_hours.HolidayRule.OPEN.value, _("Open as on other days")
        CLOSED = opening_hours.HolidayRule.CLOSED.value, _("Closed")

    KNOWN = [(None, _("We do not know")), (True, _("Yes, it is")), (False, _("No, it is not"))]

    code = models.SlugField(_("Short name"), max_length=40, unique=True)
    name = models.CharField(_("Name of the line"), max_length=80)
    who = models.CharField(_("Who answers"), max_length=120, help_text=_("For example: en frivillig som selv har MS"))
    phone = models.CharField(
        _("Phone number"),
        max_length=20,
        help_text=_("+47 and eight digits, or the short number as it is dialled"),
        validators=[RegexValidator(r"^(\+\d{8,15}|\d{3,6})$", _("Write the number like this: +4722424545, or 116117"))],
    )
    kind = models.CharField(_("Kind of line"), max_length=20, choices=Kind)
    description = models.CharField(_("One or two sentences"), max_length=250)
    free = models.BooleanField(_("Free to call"), null=True, blank=True, choices=KNOWN)
    anonymous = models.BooleanField(_("One may be anonymous"), null=True, blank=True, choices=KNOWN)
    url = models.URLField(_("Website"), blank=True)
    always = models.BooleanField(_("Open day and night"), default=False)
    holidays = models.CharField(_("On public holidays"), max_length=10, choices=Holidays, default=Holidays.CLOSED)
    paused_note = models.CharField(
        _("Closed for now, because"),
        max_length=200,
        blank=True,
        help_text=_("As long as something is written here, the line is shown as closed."),
    )
    order = models.PositiveSmallIntegerField(_("Order"), default=100)
    checked = models.DateField(
        _("Hours last checked"),
        null=True,
        blank=True,
        help_text=_("After 180 days the page no longer says whether it is open."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        MultiFieldPanel(
            [FieldPanel("paused_note"), FieldPanel("always"), InlinePanel("hours", label=_("Opening hours"))],
            heading=_("When it is open"),
        ),
        FieldPanel("holidays"),
        InlinePanel("exceptions", label=_("Special days")),
        FieldPanel("checked"),
        FieldPanel("phone"),
        FieldPanel("who"),
        FieldPanel("description"),
        FieldPanel("kind"),
        FieldPanel("order"),
        FieldPanel("free"),
        FieldPanel("anonymous"),
        FieldPanel("url"),
    ]

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("Helpline")
        verbose_name_plural = _("Helplines")

    def __str__(self):
        return self.name

    @property
    def phone_in_words(self):
        return phone_in_words(self.phone)

    @property
    def site(self):
        """``ffo.no``: where the link leads."""
        return urlsplit(self.url).hostname.removeprefix("www.") if self.url else ""

    def timetable(self):
        """What opening_hours.py needs to know about this line."""
        return opening_hours.Hours(
            slots=tuple(opening_hours.Slot(slot.weekday, slot.opens, slot.closes) for slot in self.hours.all()),
            exceptions=tuple(
                opening_hours.DayException(day.date, day.closed, day.opens, day.closes, day.note)
                for day in self.exceptions.all()
            ),
            always=self.always,
            holidays=opening_hours.HolidayRule(self.holidays),
            paused_note=self.paused_note,
            checked=self.checked,
        )


class OpeningSlot(models.Model):
    helpline = ParentalKey(Helpline, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("Day"), choices=list(WEEKDAYS.items()))
    opens = models.TimeField(_("Opens"))
    closes = models.TimeField(_("Closes"))

    class Meta:
        ordering = ["weekday", "opens"]


class HourException(models.Model):
    """A day on which something else holds."""

    helpline = ParentalKey(Helpline, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField(_("Which day"))
    closed = models.BooleanField(_("Closed all day"), default=True)
    opens = models.TimeField(_("Opens"), null=True, blank=True)
    closes = models.TimeField(_("Closes"), null=True, blank=True)
    note = models.CharField(_("A word to the reader"), max_length=120, blank=True)

    class Meta:
        ordering = ["date"]

    def clean(self):
        if not self.closed and (self.opens is None or self.closes is None):
            raise ValidationError(_("Write both when it opens and when it closes, or mark the day as closed."))
