"""Which address leads where. Bokmål has no prefix; the CMS and the addresses for machines have none in any language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import Http404
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from home import urls as home_urls
from portal import pages
from portal.accounts.urls import allauth_url_names

# One login door: Wagtail's own two, and its password reset, would let people past the code and the second factor.
the_door = RedirectView.as_view(pattern_name="portal:sign_in", query_string=True)
OTHER_DOORS = ["cms/login/", "cms/password_reset/", "_util/login/"]


def closed(request, *parts):
    """People and their rights are the portal's matter alone (docs/decisions/0002)."""
    raise Http404


urlpatterns = [
    *(path(door, the_door) for door in OTHER_DOORS),
    path("healthz", pages.healthz),
    path("readyz", pages.readyz),
    path("robots.txt", pages.robots),
    path("sitemap.xml", sitemap),
    path(".well-known/security.txt", pages.security_txt),
    re_path(r"^cms/(users|groups)/", closed),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
urlpatterns += i18n_patterns(
    path("_util/login/", the_door),
    path("", include("portal.urls")),
    path("", include(allauth_url_names)),
    path("", include(home_urls)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
if not settings.PRODUCTION:
    from django.views.static import serve

    def picture(request, path):
        """What the proxy does in production. Documents go through the site; originals are nobody's but the editors'."""
        response = serve(request, path, document_root=settings.MEDIA_ROOT / "images")
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    urlpatterns.insert(0, re_path(r"^media/images/(?P<path>.*)$", picture))

handler400 = "portal.pages.bad_request"
handler403 = "portal.pages.forbidden"
handler404 = "portal.pages.not_found"
handler500 = "portal.pages.server_error"
