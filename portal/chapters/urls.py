from django.urls import path

from portal.chapters import views
from portal.chapters.register import office_views as register_office_views

REGISTER = "sekretariat/register/lokalforeninger/"
ONE = f"{REGISTER}<slug:short_name>/"

urlpatterns = [
    path(REGISTER, register_office_views.Chapters.as_view(), name="chapter_records"),
    path(f"{REGISTER}ny/", register_office_views.Found.as_view(), name="found_chapter"),
    path(ONE, register_office_views.Record.as_view(), name="chapter_record"),
    path(f"{ONE}endre/", register_office_views.Change.as_view(), name="change_chapter"),
    path(f"{ONE}navn/", register_office_views.Rename.as_view(), name="rename_chapter"),
    path(f"{ONE}avlys/", register_office_views.CallOff.as_view(), name="call_off_closing"),
    path(f"{ONE}avlys/navn/", register_office_views.CallOffName.as_view(), name="call_off_name"),
    path(f"{ONE}legg-ned/", register_office_views.Close.as_view(), name="close_chapter"),
    path(f"{ONE}sla-sammen/", register_office_views.Merge.as_view(), name="merge_chapter"),
    path(
        "sekretariat/register/verv/<uuid:ref>/rett/",
        register_office_views.CorrectOffice.as_view(),
        name="correct_office",
    ),
    path("lokalforening/<slug:short_name>/om/", views.Describe.as_view(), name="describe_chapter"),
]
