"""Filters for the templates of the public pages."""

from django import template

from forms.phones import format_phone
from home.addresses import in_language
from home.article import anchor
from home.drawings import drawing_of

register = template.Library()
register.filter("anchor", anchor)
register.filter("drawing_of", drawing_of)
register.filter("in_language", in_language)
register.filter("phone_in_words", format_phone)
