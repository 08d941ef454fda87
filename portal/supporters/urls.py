from django.urls import path

from portal.supporters import contact_views, staff_views, views

urlpatterns = [
    path("finn-likeperson/bli-ringt-opp/", contact_views.CallMe.as_view(), name="call_me"),
    path("finn-likeperson/sendt/slettet/", contact_views.RequestDeleted.as_view(), name="request_deleted"),
    path("finn-likeperson/sendt/<uuid:token>/", contact_views.Sent.as_view(), name="contact_sent"),
    path("finn-likeperson/sendt/<uuid:token>/slett/", contact_views.DeleteRequest.as_view(), name="delete_request"),
    path("finn-likeperson/<uuid:ref>/", contact_views.CallMePerson.as_view(), name="call_me_person"),
    path("min-side/synlighet/", views.Listing.as_view(), name="listing"),
    path("min-side/pause/", views.Break.as_view(), name="break"),
    path("min-side/henvendelser/<uuid:ref>/", contact_views.OneRequest.as_view(), name="contact_request"),
    path("lokalforening/likeperson/<uuid:ref>/", staff_views.AppointOne.as_view(), name="appoint"),
    path("sekretariat/henvendelser/", contact_views.ContactQueue.as_view(), name="contact_queue"),
    path("sekretariat/henvendelser/<uuid:ref>/", contact_views.PlaceRequest.as_view(), name="place_request"),
]
