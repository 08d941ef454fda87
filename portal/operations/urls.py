from django.urls import path

from portal.operations.first_days import office_views
from portal.operations.importing import office_views as importing_office_views

urlpatterns = [
    path("sekretariat/forste-dager/", office_views.FirstDays.as_view(), name="first_days"),
    path("sekretariat/register/import/", importing_office_views.Import.as_view(), name="import_register"),
    path("sekretariat/register/import/rapport/", importing_office_views.Report.as_view(), name="import_report"),
    path("sekretariat/register/import/avvist/", importing_office_views.Rejects.as_view(), name="import_rejects"),
    path("sekretariat/register/import/mal/<slug:kind>/", importing_office_views.Sample.as_view(), name="import_sample"),
    path("sekretariat/register/uttrekk/<slug:kind>/", importing_office_views.Export.as_view(), name="export_register"),
]
