from django.urls import path

from portal.calls import office_views, views
from portal.calls.rota import office_views as rota_office_views
from portal.calls.rota import views as rota_views
from portal.calls.tally import office_views as tally_office_views
from portal.calls.tally import views as tally_views
from portal.calls.totals import office_views as totals_office_views

urlpatterns = [
    path("aktivitet/samtaler/", tally_views.MyTallies.as_view(), name="tallies"),
    path("aktivitet/samtaler/<int:year>/<int:month>/", tally_views.TallyOfMonth.as_view(), name="tally"),
    path("sekretariat/samtaler/", tally_office_views.AllTallies.as_view(), name="all_tallies"),
    path("sekretariat/samtaler/<int:year>/", tally_office_views.TalliesFile.as_view(), name="tallies_file"),
    path("telefonvakt/", rota_views.Rota.as_view(), name="rota"),
    path("telefonvakt/vakt/<uuid:ref>/ta/", rota_views.TakeShift.as_view(), name="take_shift"),
    path("telefonvakt/vakt/<uuid:ref>/overta/", rota_views.TakeOverShift.as_view(), name="take_over_shift"),
    path("telefonvakt/vakt/<uuid:ref>/bytt/", rota_views.OfferShift.as_view(), name="offer_shift"),
    path("telefonvakt/vakt/<uuid:ref>/behold/", rota_views.KeepShift.as_view(), name="keep_shift"),
    path("telefonvakt/vakt/<uuid:ref>/gi-tilbake/", rota_views.GiveBackShift.as_view(), name="give_back_shift"),
    path("telefonvakt/vakt/<uuid:ref>/ingen/", rota_office_views.CloseShift.as_view(), name="close_shift"),
    path("telefonvakt/vakt/<uuid:ref>/noen/", rota_office_views.ReopenShift.as_view(), name="reopen_shift"),
    path("telefonvakt/vakt/<uuid:ref>/gi/", rota_office_views.AssignShift.as_view(), name="assign_shift"),
    path("telefonvakt/vakt/<uuid:ref>/ta-tilbake/", rota_office_views.TakeBackShift.as_view(), name="take_back_shift"),
    path("telefonvakt/logg/", views.LogCall.as_view(), name="log_call"),
    path("telefonvakt/logg/<uuid:ref>/", views.CallReceipt.as_view(), name="logged_call"),
    path("telefonvakt/logg/<uuid:ref>/rett/", views.CorrectCall.as_view(), name="correct_call"),
    path("telefonvakt/logg/<uuid:ref>/angre/", views.UndoCall.as_view(), name="undo_call"),
    path("telefonvakt/samtalene-mine/", views.MyCalls.as_view(), name="my_calls"),
    path("telefonvakt/tall/", totals_office_views.CallTotals.as_view(), name="call_totals"),
    path("telefonvakt/tall/<int:year>/", totals_office_views.CallTotalsFile.as_view(), name="call_totals_file"),
    path("telefonvakt/hvem-svarer/", office_views.Volunteers.as_view(), name="volunteers"),
    path(
        "telefonvakt/hvem-svarer/<uuid:ref>/ta-bort/", office_views.RemoveVolunteer.as_view(), name="remove_volunteer"
    ),
]
