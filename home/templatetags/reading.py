"""Filters for the templates of the public pages."""

from django import template

from forms.fields import phone_in_words
from home.addresses import in_language
from home.article import anchor

register = template.Library()
register.filter("anchor", anchor)
register.filter("in_language", in_language)
register.filter("phone_in_words", phone_in_words)
