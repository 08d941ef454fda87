"""Every address of the portal: the frame's own, then each room's."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import path

from portal import pages, views

app_name = "portal"
urlpatterns = [
    path("fortsett/", views.Resume.as_view(), name="resume"),
    path("visning/", pages.Display.as_view(), name="display"),
    path("veileder/<slug:slug>/til-hjelp/", pages.Useful.as_view(), name="useful"),
]
for room in settings.ROOMS:
    if find_spec(f"portal.{room}.urls"):
        urlpatterns += import_module(f"portal.{room}.urls").urlpatterns
