"""The names of languages, as editors read them."""

from django.utils.translation import get_language_info


def language_name(code):
    """``nynorsk``, where Django says «norsk (nynorsk)»."""
    return get_language_info(code)["name_translated"].lower().split("(")[-1].rstrip(")")
