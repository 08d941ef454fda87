from django.urls import path

from portal.chapters import views

urlpatterns = [
    path("lokalforening/<slug:short_name>/om/", views.Describe.as_view(), name="describe_chapter"),
]
