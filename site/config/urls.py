"""The URLs of the site. Bokmål has no language prefix; the CMS and addresses for machines have none in any language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.urls import include, path, re_path
from django.utils.cache import patch_cache_control
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import Sitemap as Pages
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from home import urls as home_urls
from portal import pages
from portal.accounts.urls import allauth_url_names
from portal.experts.publishing.sitemap import PublishedAnswers
from portal.operations.health import views as health_views

# There is one way to sign in: Wagtail's own login pages and password reset would avoid the code and the second factor.
to_sign_in = RedirectView.as_view(pattern_name="portal:sign_in", query_string=True)
OTHER_SIGN_IN_PATHS = ["cms/login/", "cms/password_reset/", "_util/login/"]


# Users and groups are managed in the portal only (docs/decisions/0002). The others are Wagtail's pages that try out its
# error pages, and the form that makes a row in the window where one is chosen, which no kind of ours has.
CLOSED_IN_CMS = r"^cms/(users|groups|test404|failwhale|snippets/choose/\w+/\w+/create)/"


def not_available(request, *parts):
    raise Http404


urlpatterns = [
    *(path(path_to_close, to_sign_in) for path_to_close in OTHER_SIGN_IN_PATHS),
    path("healthz", pages.healthz),
    path("readyz", health_views.readyz),
    path("metrics", health_views.metrics),
    path("robots.txt", pages.robots),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": Pages, "answers": PublishedAnswers()}}),
    path(".well-known/security.txt", pages.security_txt),
    re_path(CLOSED_IN_CMS, not_available),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
urlpatterns += i18n_patterns(
    path("_util/login/", to_sign_in),
    path("site.webmanifest", pages.manifest, name="manifest"),
    path("aktivitet/ny/uten-nett/", pages.offline, name="offline"),
    path("aktivitet/ny/uten-nett.js", pages.offline_worker, name="offline_worker"),
    path("", include("portal.urls")),
    path("", include(allauth_url_names)),
    path("", include(home_urls)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
if settings.FILES_ARE_SHARED or not settings.PRODUCTION:

    def picture(request, path):
        """What the proxy does in production, where the pictures are in a folder of its machine.

        Documents go through the site; only editors get the originals. So no address leads out of the folder.
        """
        if ".." in path.split("/"):
            raise SuspiciousFileOperation("an address that leaves the folder of pictures")
        try:
            file = default_storage.open(f"images/{path}")
        except (OSError, SuspiciousFileOperation):
            raise Http404 from None
        response = FileResponse(file)
        patch_cache_control(response, public=True, max_age=365 * 24 * 60 * 60, immutable=True)  # never the same name
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    urlpatterns.insert(0, re_path(r"^media/images/(?P<path>.*)$", picture))

handler400 = "portal.pages.bad_request"
handler403 = "portal.pages.forbidden"
handler404 = "portal.pages.not_found"
handler500 = "portal.pages.server_error"
