from django.urls import path

from portal.activities import views

urlpatterns = [
    path("aktivitet/", views.Mine.as_view(), name="activities"),
    path("aktivitet/ny/", views.Log.as_view(), name="log_activity"),
    path("aktivitet/<uuid:ref>/lagret/", views.Logged.as_view(), name="logged_activity"),
    path("aktivitet/<uuid:ref>/angre/", views.Undo.as_view(), name="undo_activity"),
]
