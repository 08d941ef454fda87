"""The reading pages that are not in the editors' tree. They stand before it."""

from django.urls import path

from home import feeds, views
from home.hours_calendar import HelplineHours

urlpatterns = [
    path("sok/", views.Search.as_view(), name="search"),
    path("hjelpetelefoner/<slug:code>.ics", HelplineHours.as_view(), name="helpline_hours"),
    path("veileder/endringer.xml", feeds.GuideChanges(), name="guide_changes"),
    path("veileder/skriv-ut/", views.WholeGuide.as_view(), name="whole_guide"),
    path("lokalforeninger/<slug:short_name>/treff.ics", views.chapter_calendar, name="chapter_calendar"),
    path("lokalforeninger/<slug:short_name>/treff/<uuid:ref>.ics", views.gathering_calendar, name="gathering_calendar"),
]
