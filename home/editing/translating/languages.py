"""The names of languages, as editors read them."""

from django.conf import settings


def language_name(code):
    """``nynorsk``, for use within a sentence."""
    return dict(settings.WAGTAIL_CONTENT_LANGUAGES)[code].lower()
