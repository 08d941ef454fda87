from django.urls import path

from portal.operations.first_days import office_views

urlpatterns = [
    path("sekretariat/forste-dager/", office_views.FirstDays.as_view(), name="first_days"),
]
