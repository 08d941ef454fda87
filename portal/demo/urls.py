from django.urls import path

from portal.demo import views

urlpatterns = [path("visning/stil/", views.Style.as_view(), name="style")]
