"""The applicant's own copy of an application, as a PDF."""

from django.utils import translation
from django.utils.translation import gettext as _

from portal import organisation, pdf
from portal.onboarding.models import Application
from portal.onboarding.questions import queries as question_queries


def pdf_of(application: Application) -> bytes:
    """The application as a PDF, in the language in which it was filled in. Raises ``pdf.CannotRender``."""
    language = application.copy.get("language", "nb")
    with translation.override(language):
        values = {
            "title": _("Copy of your application"),
            "language": language,
            "organisation": organisation.current(),
            "case": application,
            "sections": question_queries.sections_of(application),
        }
        return pdf.render("application", values)
