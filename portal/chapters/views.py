"""The page where a board writes what its chapter tells the public."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.chapter import ChapterForm
from forms.fields import parse_whole_number
from portal import organisation
from portal.chapters import services
from portal.chapters.models import Chapter
from portal.views import PortalView


class Describe(PortalView):
    rule = "chapters.describe_chapter"

    def get_case(self):
        return get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])

    def get(self, request, short_name):
        initial = {"about": self.case.about, "website": self.case.website}
        return self.page(ChapterForm(initial=initial, words=organisation.message_words()), self.case.version)

    def post(self, request, short_name):
        form = ChapterForm(request.POST, words=organisation.message_words())
        version = parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        services.describe(self.case, version=version, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Everybody can read it now."))
        return redirect("portal:chapter", short_name=short_name)

    def page(self, form, version):
        return self.render("chapters/describe", form=form, version=version, form_errors=bool(form.errors))
