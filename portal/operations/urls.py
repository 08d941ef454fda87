from django.urls import path

from portal.operations.audit import office_views as audit_office_views
from portal.operations.first_days import office_views as first_days_office_views
from portal.operations.importing import office_views as importing_office_views
from portal.operations.joining import office_views as joining_office_views
from portal.operations.joining import views as joining_views
from portal.operations.own_data import views as own_data_views
from portal.operations.retention import office_views as retention_office_views

urlpatterns = [
    path("sekretariat/forste-dager/", first_days_office_views.FirstDays.as_view(), name="first_days"),
    path("sekretariat/register/import/", importing_office_views.Import.as_view(), name="import_register"),
    path("sekretariat/register/import/rapport/", importing_office_views.Report.as_view(), name="import_report"),
    path("sekretariat/register/import/avvist/", importing_office_views.Rejects.as_view(), name="import_rejects"),
    path("sekretariat/register/import/mal/<slug:kind>/", importing_office_views.Sample.as_view(), name="import_sample"),
    path("sekretariat/register/uttrekk/<slug:kind>/", importing_office_views.Export.as_view(), name="export_register"),
    path("mine-opplysninger/to-kontoer/", joining_views.OtherAccount.as_view(), name="other_account"),
    path("mine-opplysninger/to-kontoer/kode/", joining_views.ProveOtherAccount.as_view(), name="prove_other_account"),
    path("mine-opplysninger/to-kontoer/samle/", joining_views.JoinOwnAccounts.as_view(), name="join_own_accounts"),
    path(
        "sekretariat/register/to-kontoer/<uuid:ref>/",
        joining_office_views.JoinAccounts.as_view(),
        name="join_accounts",
    ),
    path("mine-opplysninger/kopi/", own_data_views.OwnCopy.as_view(), name="own_copy"),
    path("mine-opplysninger/slett/", own_data_views.EraseMyself.as_view(), name="erase_myself"),
    path("sekretariat/hendelser/", audit_office_views.Log.as_view(), name="event_log"),
    path("slettet/", own_data_views.Erased.as_view(), name="erased"),
    path("sekretariat/sletting/", retention_office_views.Retention.as_view(), name="retention"),
]
