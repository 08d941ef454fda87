from django.urls import path

from portal.supporters import views

urlpatterns = [
    path("finn-likeperson/bli-ringt-opp/", views.CallMe.as_view(), name="call_me"),
    path("finn-likeperson/sendt/slettet/", views.RequestDeleted.as_view(), name="request_deleted"),
    path("finn-likeperson/sendt/<uuid:token>/", views.Sent.as_view(), name="contact_sent"),
    path("finn-likeperson/sendt/<uuid:token>/slett/", views.DeleteRequest.as_view(), name="delete_request"),
    path("finn-likeperson/<uuid:ref>/", views.CallMePerson.as_view(), name="call_me_person"),
    path("min-side/synlighet/", views.Listing.as_view(), name="listing"),
    path("min-side/pause/", views.Break.as_view(), name="break"),
    path("min-side/henvendelser/<uuid:ref>/", views.OneRequest.as_view(), name="contact_request"),
    path("lokalforening/likeperson/<uuid:ref>/", views.AppointOne.as_view(), name="appoint"),
    path("sekretariat/henvendelser/", views.ContactQueue.as_view(), name="contact_queue"),
    path("sekretariat/henvendelser/<uuid:ref>/", views.PlaceRequest.as_view(), name="place_request"),
]
