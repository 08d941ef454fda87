"""What an editor has checked on the site that the tests stand on."""

import datetime

from wagtail_localize.models import TranslationSource

from home.models import AdvisoryPage, ChapterPage, Helpline

CHECKED = datetime.date(2026, 11, 22)


def set_checked(day):
    """An editor checked every helpline, advice service and chapter on this day; with None nobody has."""
    Helpline.objects.update(checked=day)
    ChapterPage.objects.update(checked=day)
    for page in AdvisoryPage.objects.all():
        for group in page.groups:
            for service in group.value["services"]:
                service["checked"] = day
        page.save()
    for source in TranslationSource.objects.filter(specific_content_type__model="advisorypage"):
        source.update_from_db()  # the translations have these dates too
