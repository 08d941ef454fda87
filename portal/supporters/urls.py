from django.urls import path

from portal.supporters import views

urlpatterns = [
    path("min-side/synlighet/", views.Listing.as_view(), name="listing"),
    path("min-side/pause/", views.Break.as_view(), name="break"),
    path("lokalforening/likeperson/<uuid:ref>/", views.AppointOne.as_view(), name="appoint"),
]
