from django.urls import path

from portal.declarations import views

urlpatterns = [
    path("taushetserklaering/", views.Declaration.as_view(), name="declaration"),
    path("taushetserklaering/forsta/", views.Understand.as_view(), name="declaration_understand"),
    path("taushetserklaering/navn/", views.Name.as_view(), name="declaration_name"),
    path("taushetserklaering/signer/", views.Sign.as_view(), name="sign"),
    path("taushetserklaering/kvittering/", views.Signed.as_view(), name="signed"),
    path("taushetserklaering/pdf/<uuid:ref>/", views.Pdf.as_view(), name="declaration_pdf"),
]
