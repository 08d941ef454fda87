from django.urls import path

from portal.calls import office_views, views

urlpatterns = [
    path("telefonvakt/logg/", views.LogCall.as_view(), name="log_call"),
    path("telefonvakt/logg/<uuid:ref>/", views.CallReceipt.as_view(), name="logged_call"),
    path("telefonvakt/logg/<uuid:ref>/angre/", views.UndoCall.as_view(), name="undo_call"),
    path("telefonvakt/hvem-svarer/", office_views.Volunteers.as_view(), name="volunteers"),
    path(
        "telefonvakt/hvem-svarer/<uuid:ref>/ta-bort/", office_views.RemoveVolunteer.as_view(), name="remove_volunteer"
    ),
]
