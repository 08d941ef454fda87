from django.urls import path

from portal.activities import log_page, office_views, views
from portal.activities.corrections import views as correction_views
from portal.activities.counting import office_views as counting_office_views
from portal.activities.double_entries import office_views as double_entry_office_views
from portal.activities.double_entries import views as double_entry_views
from portal.activities.gatherings import office_views as gathering_office_views
from portal.activities.gatherings import views as gathering_views
from portal.activities.preview import views as preview_views
from portal.activities.statements import views as statement_views

urlpatterns = [
    path("aktivitet/", views.MyActivities.as_view(), name="activities"),
    path("aktivitet/ny/", log_page.LogActivityPage.as_view(), name="log_activity"),
    path("aktivitet/ny/teller/", preview_views.VerdictWhileLogging.as_view(), name="verdict_while_logging"),
    path(
        "aktivitet/<uuid:ref>/rett/teller/",
        preview_views.VerdictWhileCorrecting.as_view(),
        name="verdict_while_correcting",
    ),
    path("aktivitet/<uuid:ref>/lagret/", views.ActivityReceipt.as_view(), name="logged_activity"),
    path("aktivitet/aar/<int:year>/", statement_views.YearStatement.as_view(), name="state_year"),
    path("aktivitet/<uuid:ref>/opplysninger/", statement_views.SayOfActivity.as_view(), name="say_of_activity"),
    path("aktivitet/<uuid:ref>/angre/", views.Undo.as_view(), name="undo_activity"),
    path("sekretariat/regler/", counting_office_views.CountingRulesPage.as_view(), name="counting_rules"),
    path("sekretariat/regler/nye/", counting_office_views.NewCountingRules.as_view(), name="new_counting_rules"),
    path("sekretariat/aktiviteter/", office_views.ActivitiesOfNoChapter.as_view(), name="activities_of_no_chapter"),
    path(
        "lokalforening/<slug:short_name>/aktiviteter/",
        office_views.ActivitiesOfChapter.as_view(),
        name="activities_of_chapter",
    ),
    path("aktivitet/<uuid:ref>/", correction_views.ActivityPage.as_view(), name="activity"),
    path("aktivitet/<uuid:ref>/rett/", correction_views.CorrectActivity.as_view(), name="correct_activity"),
    path("aktivitet/<uuid:ref>/stryk/", correction_views.StrikeActivity.as_view(), name="strike_activity"),
    path("aktivitet/<uuid:ref>/ta-inn-igjen/", correction_views.PutBackActivity.as_view(), name="put_back_activity"),
    path("aktivitet/dobbelt/", double_entry_views.DoubleEntries.as_view(), name="double_entries"),
    path(
        "aktivitet/dobbelt/<uuid:ref>/<uuid:other>/", double_entry_views.OneDoubleEntry.as_view(), name="double_entry"
    ),
    path("sekretariat/dobbelt/", double_entry_office_views.EntriesSaidToBeTwo.as_view(), name="entries_said_to_be_two"),
    path("lokalforening/<slug:short_name>/treff/", gathering_office_views.Gatherings.as_view(), name="gatherings"),
    path(
        "lokalforening/<slug:short_name>/treff/nytt/",
        gathering_office_views.NewGathering.as_view(),
        name="new_gathering",
    ),
    path(
        "lokalforening/<slug:short_name>/treff/<uuid:ref>/",
        gathering_office_views.PlannedGathering.as_view(),
        name="planned_gathering",
    ),
    path(
        "lokalforening/<slug:short_name>/treff/<uuid:ref>/endre/",
        gathering_office_views.ChangeGathering.as_view(),
        name="change_gathering",
    ),
    path(
        "lokalforening/<slug:short_name>/treff/<uuid:ref>/avlys/",
        gathering_office_views.CancelPlannedGathering.as_view(),
        name="cancel_gathering",
    ),
    path(
        "lokalforening/<slug:short_name>/treff/<uuid:ref>/registrer/",
        gathering_office_views.LogGathering.as_view(),
        name="log_gathering",
    ),
    path("treff/for-likepersoner/", gathering_views.ComingGatherings.as_view(), name="coming_gatherings"),
    path("treff/<uuid:ref>/", gathering_views.OneGathering.as_view(), name="gathering"),
    path("treff/<uuid:ref>/bli-med/", gathering_views.Join.as_view(), name="join_gathering"),
    path("treff/<uuid:ref>/meld-av/", gathering_views.Leave.as_view(), name="leave_gathering"),
    path("treff/<uuid:ref>/treff.ics", gathering_views.GatheringCalendar.as_view(), name="calendar_of_gathering"),
    path("treff/<uuid:ref>/pamelding/", gathering_views.SignUpWithoutAccount.as_view(), name="sign_up_to_gathering"),
    path("treff/pamelding/<uuid:token>/", gathering_views.SignUpReceipt.as_view(), name="signed_up"),
    path("treff/pamelding/<uuid:token>/meld-av/", gathering_views.Withdraw.as_view(), name="withdraw_sign_up"),
    path(
        "lokalforening/<slug:short_name>/treff/<uuid:ref>/legg-til/",
        gathering_office_views.AddSignUp.as_view(),
        name="add_sign_up",
    ),
    path("treff/pamelding/<uuid:ref>/har-beskjed/", gathering_office_views.ToldSignUp.as_view(), name="told_sign_up"),
    path("treff/pamelding/<uuid:ref>/ta-bort/", gathering_office_views.RemoveSignUp.as_view(), name="remove_sign_up"),
]
