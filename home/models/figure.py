"""Figures that change, each kept in one place with its year and source. A text names one as ``{code}``."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import RevisionMixin

from home.editing.filling_in.form_fields import validate_short_name
from home.figures.references import pages_by_figure
from portal import clock

EARLIEST_YEAR = 1990


class Figure(RevisionMixin, models.Model):
    """A number, or the range that it lies in."""

    code = models.SlugField(
        _("Short name"),
        max_length=40,
        unique=True,
        help_text=_("What a text writes in braces where the number shall stand. For example {antall-med-ms}"),
        validators=[validate_short_name],
    )
    what = models.CharField(_("What is counted"), max_length=120, help_text=_("For example: personer med MS i Norge"))
    low = models.PositiveIntegerField(_("Number"), help_text=_("For example 14 000"))
    high = models.PositiveIntegerField(
        _("To"), null=True, blank=True, help_text=_("Only when the source gives a range: the highest number.")
    )
    year = models.PositiveSmallIntegerField(_("Year of the source"), help_text=_("For example 2025"))
    source = models.CharField(_("Source"), max_length=120, help_text=_("Who says so. Readers see it below the text."))
    url = models.URLField(_("Address of the source"), blank=True, help_text=_("For example https://www.ms.no/"))

    panels = [
        FieldPanel("what"),
        FieldRowPanel([FieldPanel("low"), FieldPanel("high")]),
        FieldRowPanel([FieldPanel("year"), FieldPanel("source")]),
        FieldPanel("url"),
        FieldPanel("code"),
    ]

    class Meta:
        ordering = ["what"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    def __str__(self):
        return f"{self.what}: {self.in_words}"

    def clean(self):
        if self.high is not None and self.low is not None and self.high <= self.low:
            raise ValidationError({"high": _("The second number must be higher than the first. Or leave it empty.")})
        if self.year is not None and not EARLIEST_YEAR <= self.year <= clock.today().year:
            raise ValidationError(
                {
                    "year": _("Write a year from %(first)d to %(last)d.")
                    % {"first": EARLIEST_YEAR, "last": clock.today().year}
                }
            )
        self._check_code()

    def _check_code(self):
        """Raises ValidationError for a new code while a text names the figure by the old one: readers would see the
        code."""
        before = Figure.objects.filter(pk=self.pk).values_list("code", flat=True).first()
        if before in (None, self.code):
            return
        if using := pages_by_figure().get(before):
            raise ValidationError(
                {
                    "code": _("These texts name {%(code)s}: %(pages)s. Keep the short name, or change the texts first.")
                    % {"code": before, "pages": ", ".join(str(page) for page in using)}
                }
            )

    @property
    def in_words(self):
        """``14 000``, or ``500 til 550``, as the active language writes it."""
        low = number_format(self.low, use_l10n=True, force_grouping=True)
        if self.high is None:
            return low
        high = number_format(self.high, use_l10n=True, force_grouping=True)
        return gettext("%(low)s to %(high)s") % {"low": low, "high": high}
