"""The public addresses that are no pages of the CMS. They are tried before Wagtail's."""

from django.urls import path

from home import gathering_calendars
from home.feeds import NewsFeed
from home.guide.feed import GuideChangesFeed
from home.guide.views import CardsView, ChapterPrintView, WholeGuideView
from home.helplines.calendar import HelplineCalendar
from home.print_material.views import sheet
from home.search.views import SearchView
from home.style_page import StylePage

urlpatterns = [
    path("visning/stil/", StylePage.as_view(), name="style"),
    path("sok/", SearchView.as_view(), name="search"),
    path("hjelpetelefoner/<slug:code>.ics", HelplineCalendar.as_view(), name="helpline_hours"),
    path("aktuelt/nytt.xml", NewsFeed(), name="news_feed"),
    path("for-helsepersonell/<slug:name>.pdf", sheet, name="sheet"),
    path("veileder/endringer.xml", GuideChangesFeed(), name="guide_changes"),
    path("veileder/skriv-ut/", WholeGuideView.as_view(), name="whole_guide"),
    path("veileder/samtalekort/", CardsView.as_view(), name="talk_cards"),
    path("veileder/<slug:slug>/skriv-ut/", ChapterPrintView.as_view(), name="print_chapter"),
    path("treff/treff.ics", gathering_calendars.filtered_calendar, name="filtered_calendar"),
    path("lokalforeninger/<slug:short_name>/treff.ics", gathering_calendars.chapter_calendar, name="chapter_calendar"),
    path(
        "lokalforeninger/<slug:short_name>/treff/<uuid:ref>.ics",
        gathering_calendars.gathering_calendar,
        name="gathering_calendar",
    ),
]
