from django.urls import path

from portal.calls import office_views, views
from portal.calls.totals import office_views as totals_office_views

urlpatterns = [
    path("telefonvakt/logg/", views.LogCall.as_view(), name="log_call"),
    path("telefonvakt/logg/<uuid:ref>/", views.CallReceipt.as_view(), name="logged_call"),
    path("telefonvakt/logg/<uuid:ref>/angre/", views.UndoCall.as_view(), name="undo_call"),
    path("telefonvakt/tall/", totals_office_views.CallTotals.as_view(), name="call_totals"),
    path("telefonvakt/tall/<int:year>/", totals_office_views.CallTotalsFile.as_view(), name="call_totals_file"),
    path("telefonvakt/hvem-svarer/", office_views.Volunteers.as_view(), name="volunteers"),
    path(
        "telefonvakt/hvem-svarer/<uuid:ref>/ta-bort/", office_views.RemoveVolunteer.as_view(), name="remove_volunteer"
    ),
]
