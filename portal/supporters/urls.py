from django.urls import path

from portal.supporters import office_views, views
from portal.supporters.appointments import office_views as appointment_office_views
from portal.supporters.categories import office_views as category_office_views
from portal.supporters.contact import office_views as contact_office_views
from portal.supporters.contact import views as contact_views
from portal.supporters.leader_assessments import office_views as assessment_office_views
from portal.supporters.portraits import office_views as portrait_office_views
from portal.supporters.portraits import views as portrait_views

urlpatterns = [
    path("finn-likeperson/bli-ringt-opp/", contact_views.CallMe.as_view(), name="call_me"),
    path("finn-likeperson/sendt/slettet/", contact_views.RequestDeleted.as_view(), name="request_deleted"),
    path("finn-likeperson/sendt/<uuid:token>/", contact_views.RequestReceipt.as_view(), name="contact_sent"),
    path("finn-likeperson/sendt/<uuid:token>/slett/", contact_views.DeleteRequest.as_view(), name="delete_request"),
    path("finn-likeperson/<uuid:ref>/", contact_views.CallMePerson.as_view(), name="call_me_person"),
    path("finn-likeperson/bilde/<uuid:ref>/", portrait_views.PortraitFile.as_view(), name="portrait_file"),
    path("min-side/synlighet/", views.Listing.as_view(), name="listing"),
    path("min-side/synlighet/bilde/", portrait_views.ChoosePortrait.as_view(), name="portrait"),
    path("min-side/synlighet/bilde/<uuid:ref>/", portrait_views.ChoosePart.as_view(), name="portrait_part"),
    path(
        "min-side/synlighet/bilde/<uuid:ref>/<slug:part>/",
        portrait_views.Preview.as_view(),
        name="portrait_preview",
    ),
    path("min-side/pause/", views.Break.as_view(), name="break"),
    path("min-side/avslutt/", views.EndMine.as_view(), name="end_mine"),
    path("min-side/henvendelser/<uuid:ref>/", contact_views.OneRequest.as_view(), name="contact_request"),
    path(
        "min-side/henvendelser/<uuid:ref>/gi-tilbake/",
        contact_views.GiveBackRequest.as_view(),
        name="give_back_request",
    ),
    path("min-side/rolle/<slug:code>/", views.Role.as_view(), name="role"),
    path("min-side/rolle/<slug:code>/trekk/", views.StepBack.as_view(), name="step_back"),
    path("min-side/rolle/<slug:code>/fortsett/", views.GoOn.as_view(), name="go_on"),
    path("lokalforening/likeperson/<uuid:ref>/", office_views.OneSupporter.as_view(), name="supporter"),
    path("lokalforening/likeperson/<uuid:ref>/avslutt/", appointment_office_views.EndRole.as_view(), name="end_role"),
    path(
        "lokalforening/likeperson/<uuid:ref>/bilde/",
        portrait_office_views.RemovePortrait.as_view(),
        name="remove_portrait",
    ),
    path("lokalforening/likeperson/<uuid:ref>/<slug:what>/", office_views.NoteOne.as_view(), name="note"),
    path("lokalforening/kandidat/<uuid:ref>/", office_views.OneCandidate.as_view(), name="candidate"),
    path(
        "lokalforening/kandidat/<uuid:ref>/avslutt/",
        appointment_office_views.EndCandidacy.as_view(),
        name="end_candidacy",
    ),
    path("lokalforening/kandidat/<uuid:ref>/<slug:what>/", office_views.NoteCandidate.as_view(), name="note_candidate"),
    path(
        "lokalforening/oppnevning/<uuid:ref>/avslutt/",
        appointment_office_views.EndOneAppointment.as_view(),
        name="end_appointment",
    ),
    path(
        "lokalforening/<slug:short_name>/likeperson/ny/",
        appointment_office_views.RegisterSupporter.as_view(),
        name="register_one",
    ),
    path("sekretariat/vurderinger/", assessment_office_views.LeaderAssessments.as_view(), name="leader_assessments"),
    path(
        "sekretariat/vurderinger/<uuid:ref>/",
        assessment_office_views.NoteLeaderAssessment.as_view(),
        name="note_leader_assessment",
    ),
    path(
        "sekretariat/vurderinger/<uuid:ref>/rett/",
        assessment_office_views.CorrectLeaderAssessment.as_view(),
        name="correct_leader_assessment",
    ),
    path("sekretariat/kategorier/", category_office_views.Categories.as_view(), name="categories"),
    path("sekretariat/kategorier/ny/", category_office_views.NewCategory.as_view(), name="new_category"),
    path("sekretariat/kategorier/<slug:code>/", category_office_views.OneCategory.as_view(), name="category"),
    path("sekretariat/henvendelser/", contact_office_views.ContactQueue.as_view(), name="contact_queue"),
    path(
        "sekretariat/henvendelser/<uuid:ref>/",
        contact_office_views.AssignContactRequest.as_view(),
        name="place_request",
    ),
]
