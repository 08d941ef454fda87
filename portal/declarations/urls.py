from django.urls import path

from portal.declarations import views
from portal.declarations.reading import office_views as reading_office_views
from portal.declarations.receipt import office_views as receipt_office_views
from portal.declarations.register import office_views as register_office_views
from portal.declarations.texts import office_views as text_office_views

urlpatterns = [
    path("taushetserklaering/", views.Declaration.as_view(), name="declaration"),
    path("taushetserklaering/del/<int:number>/", views.Section.as_view(), name="declaration_section"),
    path("taushetserklaering/hele/", views.WholeText.as_view(), name="declaration_whole"),
    path("taushetserklaering/endret/", views.Changes.as_view(), name="declaration_changes"),
    path("taushetserklaering/forklar/", views.Explain.as_view(), name="declaration_explain"),
    path("taushetserklaering/forsta/", views.Understand.as_view(), name="declaration_understand"),
    path("taushetserklaering/navn/", views.Name.as_view(), name="declaration_name"),
    path("taushetserklaering/signer/", views.Sign.as_view(), name="sign"),
    path("taushetserklaering/kvittering/", views.Signed.as_view(), name="signed"),
    path("taushetserklaering/pdf/<uuid:ref>/", views.Pdf.as_view(), name="declaration_pdf"),
    path("sekretariat/mottatt/", receipt_office_views.Receipts.as_view(), name="receipts"),
    path("sekretariat/mottatt/bekreft/", receipt_office_views.SeveralReceipts.as_view(), name="confirm_receipts"),
    path("sekretariat/mottatt/<uuid:ref>/", receipt_office_views.OneReceipt.as_view(), name="receipt"),
    path("sekretariat/mottatt/<uuid:ref>/pdf/", receipt_office_views.ReceiptPdf.as_view(), name="receipt_pdf"),
    path("sekretariat/erklaeringer/", text_office_views.Texts.as_view(), name="declaration_texts"),
    path("sekretariat/erklaeringer/register/", register_office_views.Register.as_view(), name="declaration_register"),
    path(
        "sekretariat/erklaeringer/register/paminnelse/",
        register_office_views.Remind.as_view(),
        name="remind_of_declaration",
    ),
    path(
        "sekretariat/erklaeringer/register/regneark/",
        register_office_views.Download.as_view(),
        name="declaration_register_file",
    ),
    path(
        "lokalforening/<slug:short_name>/erklaeringer/",
        register_office_views.ChapterRegister.as_view(),
        name="chapter_declarations",
    ),
    path(
        "lokalforening/<slug:short_name>/erklaeringer/paminnelse/",
        register_office_views.ChapterRemind.as_view(),
        name="remind_of_chapter_declaration",
    ),
    path(
        "lokalforening/<slug:short_name>/erklaeringer/regneark/",
        register_office_views.ChapterDownload.as_view(),
        name="chapter_declarations_file",
    ),
    path(
        "sekretariat/erklaeringer/forklaring/", reading_office_views.Explanations.as_view(), name="explanation_requests"
    ),
    path(
        "sekretariat/erklaeringer/forklaring/<uuid:ref>/",
        reading_office_views.OneExplanation.as_view(),
        name="explanation_request",
    ),
    path("sekretariat/erklaeringer/ny/", text_office_views.NewDraft.as_view(), name="new_text_draft"),
    path("sekretariat/erklaeringer/<uuid:ref>/", text_office_views.OneText.as_view(), name="declaration_text"),
    path("sekretariat/erklaeringer/utkast/<uuid:ref>/", text_office_views.OneDraft.as_view(), name="text_draft"),
    path(
        "sekretariat/erklaeringer/utkast/<uuid:ref>/sammenlign/",
        text_office_views.Compare.as_view(),
        name="compare_texts",
    ),
    path(
        "sekretariat/erklaeringer/utkast/<uuid:ref>/<slug:part>/",
        text_office_views.DraftPart.as_view(),
        name="text_draft_part",
    ),
]
