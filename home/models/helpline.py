"""The helplines: who answers on which number, and when."""

import datetime
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import TranslationSource

from forms.phones import format_phone
from home.editing.filling_in.form_fields import ClosingTimeField, validate_dialled_number, validate_short_name
from home.editing.review.second_person import NeedsSecondPerson
from home.helplines import hours
from home.helplines.cms_form import HelplineForm
from home.helplines.cms_preview import HelplinePreview
from home.helplines.lines import Kind

LONGEST_NIGHT = datetime.timedelta(hours=12)


def check_times(opens, closes):
    """Raises ValidationError for times that cannot be meant. Closing before opening is midnight or the next morning, at
    most LONGEST_NIGHT later."""
    if opens is None or closes is None:
        return
    if closes == hours.MIDNIGHT != opens:
        return
    if opens == closes:
        raise ValidationError({"closes": _("It opens and closes at the same time. Change one of the two.")})
    day = datetime.date(2026, 1, 5)
    if closes < opens:
        length = datetime.datetime.combine(day + hours.DAY, closes) - datetime.datetime.combine(day, opens)
        if length > LONGEST_NIGHT:
            whole_hours = length // datetime.timedelta(hours=1)
            text = ngettext(
                "It closes before it opens. If you mean the next morning, that is %(hours)d hour. "
                "Did you swap the two times?",
                "It closes before it opens. If you mean the next morning, that is %(hours)d hours. "
                "Did you swap the two times?",
                whole_hours,
            )
            raise ValidationError({"closes": text % {"hours": whole_hours}})


class AnchoredInlinePanel(InlinePanel):
    """An inline panel whose anchor is the name of its rows, whatever language its heading is in."""

    @property
    def clean_name(self):
        return self.relation_name


class Helpline(
    HelplinePreview,
    NeedsSecondPerson,
    WorkflowMixin,
    DraftStateMixin,
    RevisionMixin,
    TranslatableMixin,
    ClusterableModel,
):
    """One line. Lines that share a number are shown as one (home/helplines/cards.py).

    Its texts are translated. Numbers, hours and dates are those of the row in bokmål, whatever a translation's row
    holds, so that a change counts in every language at once. What is answered day and night or in a crisis is read by
    a second person before it is changed (home/editing/review/second_person.py).
    """

    Kind = Kind

    class HolidayRule(models.TextChoices):
        OPEN = hours.HolidayRule.OPEN.value, _("Open as on other days")
        CLOSED = hours.HolidayRule.CLOSED.value, _("Closed")
        OTHER = hours.HolidayRule.OTHER.value, _("Other hours: those below")
        __empty__ = _("Not decided yet")

    KNOWN = [(None, _("We do not know")), (True, _("Yes, it is")), (False, _("No, it is not"))]

    name = models.CharField(_("Name of the line"), max_length=80, help_text=_("For example: MS-telefonen"))
    phone = models.CharField(
        _("Phone number"),
        max_length=20,
        help_text=_("As it is dialled, with or without spaces. For example 22 42 45 45, or 116 117."),
        validators=[validate_dialled_number],
    )
    who = models.CharField(_("Who answers"), max_length=120, help_text=_("For example: en frivillig som selv har MS"))
    description = models.CharField(
        _("One or two sentences"),
        max_length=250,
        help_text=_("Whom it is for and what one can talk about. For example: For deg som står nær en med MS."),
    )
    always = models.BooleanField(
        _("Open day and night"),
        default=False,
        help_text=_("Then no hours are needed. For example: Kirkens SOS."),
    )
    holidays = models.CharField(
        _("Public holidays"),
        max_length=10,
        choices=HolidayRule,
        blank=True,
        help_text=_("For example 17 May. Until it is decided, the page says closed."),
    )
    easter_wednesday = models.CharField(
        _("Wednesday before Maundy Thursday"),
        max_length=10,
        choices=HolidayRule,
        blank=True,
        help_text=_("Until it is decided, the usual hours hold."),
    )
    christmas_eve = models.CharField(
        _("Christmas Eve"),
        max_length=10,
        choices=HolidayRule,
        blank=True,
        help_text=_("Until it is decided, the usual hours hold."),
    )
    new_years_eve = models.CharField(
        _("New Year's Eve"),
        max_length=10,
        choices=HolidayRule,
        blank=True,
        help_text=_("Until it is decided, the usual hours hold."),
    )
    other_opens = models.TimeField(
        _("Other hours: opens"),
        null=True,
        blank=True,
        help_text=_("Only for days with other hours. For example 10:00."),
    )
    other_closes = ClosingTimeField(
        _("Other hours: closes"),
        null=True,
        blank=True,
        help_text=_("Only for days with other hours. For example 12:00."),
    )
    paused_note = models.CharField(
        _("Closed for now, because"),
        max_length=200,
        blank=True,
        help_text=_("As long as something is written here, the line is shown as closed. For example: Vi har ferie."),
    )
    checked = models.DateField(
        _("Hours last checked"),
        null=True,
        blank=True,
        help_text=_("After 180 days the page no longer says whether it is open."),
    )
    kind = models.CharField(
        _("Kind of line"),
        max_length=20,
        choices=Kind,
        help_text=_("Crisis lines stand in the red block at the top, for example Mental Helse."),
    )
    code = models.SlugField(
        _("Short name"),
        max_length=40,
        help_text=_("The line's address on the page, for example ms-telefonen. Links break if you change it."),
        validators=[validate_short_name],
    )
    order = models.PositiveSmallIntegerField(
        _("Order"), default=100, help_text=_("Low numbers come first, for example 1 before 10.")
    )
    free = models.BooleanField(
        _("Free to call"),
        null=True,
        blank=True,
        choices=KNOWN,
        help_text=_("The page says so only if you answer yes. For example yes for 116 123."),
    )
    anonymous = models.BooleanField(
        _("One may be anonymous"),
        null=True,
        blank=True,
        choices=KNOWN,
        help_text=_("The page says so only if you answer yes. For example yes for Kirkens SOS."),
    )
    url = models.URLField(_("Website"), blank=True, help_text=_("For example https://ffo.no/rettighetssenteret"))

    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "phone", "always", "holidays", "easter_wednesday", "christmas_eve", "new_years_eve", "other_opens",
            "other_closes", "checked", "kind", "code", "order", "free", "anonymous", "url",
            "hours", "exceptions", "seasons",
        )
    ]  # fmt: skip
    base_form_class = HelplineForm
    panels = [
        FieldPanel("name"),
        FieldPanel("phone"),
        FieldPanel("who"),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                InlinePanel("hours", heading=_("Week plan"), label=_("opening")),
                FieldPanel("always"),
                FieldPanel("paused_note"),
            ],
            heading=_("When it is open"),
        ),
        AnchoredInlinePanel(
            "exceptions",
            heading=_("Special days"),
            label=_("special day"),
            help_text=_(
                "One date on which something else holds. It counts before all other rules. "
                "Open twice that day: two rows with the same date."
            ),
        ),
        InlinePanel(
            "seasons",
            heading=_("Summer and other periods"),
            label=_("row of a period"),
            help_text=_(
                "From and to a date the line is closed, or other hours hold than in the week plan. Closed: one row "
                "with the dates alone. Other hours: one row for each opening, all with the same dates."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("holidays"),
                FieldPanel("easter_wednesday"),
                FieldPanel("christmas_eve"),
                FieldPanel("new_years_eve"),
                FieldRowPanel([FieldPanel("other_opens"), FieldPanel("other_closes")]),
                HelpPanel(template="home/cms/coming_days_link.html"),
            ],
            heading=_("Public holidays"),
        ),
        MultiFieldPanel(
            [FieldPanel("checked"), HelpPanel(template="home/cms/checked_today.html")],
            heading=_("Last checked"),
        ),
        FieldPanel("kind"),
        FieldPanel("free"),
        FieldPanel("anonymous"),
        FieldPanel("url"),
        FieldPanel("code"),
        FieldPanel("order"),
    ]

    class Meta:
        ordering = ["order", "name"]
        unique_together = [("translation_key", "locale"), ("code", "locale")]
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")

    def __str__(self):
        return self.name

    def get_workflow(self):
        """Two people read a line for a crisis: as it is, as it is to be, and in every language."""
        return self.get_default_workflow() if self.is_for_crisis else None

    @property
    def is_for_crisis(self):
        return self.kind == Kind.CRISIS or self.always

    def publish(self, revision, user=None, **options):
        """Publish it, and show changed texts in bokmål in the translations until somebody translates them.

        The old words there could be untrue.
        """
        result = super().publish(revision, user=user, **options)
        if source := TranslationSource.objects.get_for_instance_or_none(self):
            source.update_from_db()
            for translation in source.translations.filter(enabled=True):
                translation.save_target()
        return result

    @property
    def phone_in_words(self):
        return format_phone(self.phone)

    def timetable(self):
        """Its hours as home/helplines/hours.py reads them."""
        return hours.Hours(
            slots=tuple(hours.Slot(slot.weekday, slot.opens, slot.closes) for slot in self.hours.all()),
            exceptions=tuple(
                hours.DayException(day.date, day.closed, day.opens, day.closes, day.note)
                for day in self.exceptions.all()
            ),
            seasons=tuple(_seasons(self.seasons.all())),
            always=self.always,
            public_holidays=hours.HolidayRule(self.holidays) if self.holidays else None,
            other_hours=(self.other_opens, self.other_closes) if self.other_opens and self.other_closes else None,
            paused_note=self.paused_note,
            checked=self.checked,
            **{
                name: hours.HolidayRule(getattr(self, name)) if getattr(self, name) else None
                for name in hours.HALF_DAYS
            },
        )


class OpeningSlot(models.Model):
    helpline = ParentalKey(Helpline, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("Day"), choices=list(WEEKDAYS.items()))
    opens = models.TimeField(_("Opens"), help_text=_("For example 17:00"))
    closes = ClosingTimeField(
        _("Closes"), help_text=_("For example 21:00. A time before the opening is the next morning: 20:00 to 02:00.")
    )

    panels = [FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")])]

    class Meta:
        ordering = ["weekday", "opens"]

    def clean(self):
        check_times(self.opens, self.closes)


class HourException(models.Model):
    """A day on which something else holds."""

    helpline = ParentalKey(Helpline, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField(_("Which day"), help_text=_("For example 24.12.2026"))
    closed = models.BooleanField(
        _("Closed all day"),
        default=True,
        help_text=_("Take the mark away to write other hours. For example from 10:00 to 12:00."),
    )
    opens = models.TimeField(_("Opens"), null=True, blank=True, help_text=_("For example 10:00"))
    closes = ClosingTimeField(_("Closes"), null=True, blank=True, help_text=_("For example 12:00"))
    note = models.CharField(
        _("A word to the reader"), max_length=120, blank=True, help_text=_("For example: Vi er på kurs.")
    )

    panels = [
        FieldPanel("date"),
        FieldPanel("closed"),
        FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
        FieldPanel("note"),
    ]

    class Meta:
        ordering = ["date", "opens"]

    def clean(self):
        if not self.closed and (self.opens is None or self.closes is None):
            raise ValidationError(_("Write both when it opens and when it closes, or mark the day as closed."))
        if self.closed and (self.opens or self.closes):
            raise ValidationError(
                {
                    "closed": _(
                        "You have written hours, but the day is marked as closed. Take the mark or the hours away."
                    )
                }
            )
        if not self.closed:
            check_times(self.opens, self.closes)


class SeasonRow(models.Model):
    """One opening of the week in a period, or the whole period closed. Rows with the same dates are one season."""

    helpline = ParentalKey(Helpline, on_delete=models.CASCADE, related_name="seasons")
    first = models.DateField(_("First day"), help_text=_("For example 28.06.2027"))
    last = models.DateField(_("Last day"), help_text=_("For example 08.08.2027. This day is part of the period."))
    weekday = models.PositiveSmallIntegerField(
        _("Day"),
        choices=list(WEEKDAYS.items()),
        null=True,
        blank=True,
        help_text=_("Leave the day and both times empty if the line is closed."),
    )
    opens = models.TimeField(_("Opens"), null=True, blank=True, help_text=_("For example 11:00"))
    closes = ClosingTimeField(_("Closes"), null=True, blank=True, help_text=_("For example 13:00"))
    note = models.CharField(
        _("A word to the reader"), max_length=120, blank=True, help_text=_("For example: Vi har sommerferie.")
    )

    panels = [
        FieldRowPanel([FieldPanel("first"), FieldPanel("last")]),
        FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
        FieldPanel("note"),
    ]

    class Meta:
        ordering = ["first", "last", "weekday", "opens"]

    def clean(self):
        if self.first and self.last and self.last < self.first:
            raise ValidationError({"last": _("The last day comes before the first. Change one of the two.")})
        given = [value is not None for value in (self.weekday, self.opens, self.closes)]
        if any(given) and not all(given):
            raise ValidationError(
                _("Fill in the day and both times, or leave all three empty: then the line is closed.")
            )
        check_times(self.opens, self.closes)


def _seasons(rows):
    rows = sorted(rows, key=lambda row: (row.first, row.last))
    for (first, last), sharing in groupby(rows, key=lambda row: (row.first, row.last)):
        sharing = list(sharing)
        slots = tuple(hours.Slot(row.weekday, row.opens, row.closes) for row in sharing if row.weekday is not None)
        note = next((row.note for row in sharing if row.note), "")
        yield hours.Season(first, last, slots, note)
