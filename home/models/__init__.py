from home.models.advisory import AdvisoryPage
from home.models.become import BecomePage
from home.models.chapters_page import ChaptersPage
from home.models.directory import DirectoryPage
from home.models.figure import Figure
from home.models.gatherings_page import GatheringsPage
from home.models.guide import ChapterPage, GuidePage
from home.models.helpline import Helpline, HourException, OpeningSlot, SeasonRow
from home.models.helplines_page import HelplinesPage
from home.models.home import HomePage
from home.models.link_check import LinkCheck
from home.models.news import NewsIndexPage, NewsPage
from home.models.stories import StoriesPage, StoryPage
from home.models.text import TextPage

__all__ = [
    "AdvisoryPage",
    "BecomePage",
    "ChapterPage",
    "ChaptersPage",
    "DirectoryPage",
    "Figure",
    "GatheringsPage",
    "GuidePage",
    "Helpline",
    "HelplinesPage",
    "HomePage",
    "HourException",
    "LinkCheck",
    "NewsIndexPage",
    "NewsPage",
    "OpeningSlot",
    "SeasonRow",
    "StoriesPage",
    "StoryPage",
    "TextPage",
]
