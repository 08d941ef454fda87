from django.urls import path

from portal.accounts import views
from portal.accounts.access_help import office_views as access_help_office_views
from portal.accounts.address_changes import office_views as address_office_views
from portal.accounts.address_changes import views as address_views
from portal.accounts.identity import views as identity_views

urlpatterns = [
    path("logg-inn/", views.SignIn.as_view(), name="sign_in"),
    path("logg-inn/kode/", views.GiveCode.as_view(), name="give_code"),
    path("logg-inn/ny-kode/", views.FreshCode.as_view(), name="fresh_code"),
    path("logg-inn/to-trinn/", views.GiveSecondCode.as_view(), name="second_code"),
    path("identitet/", identity_views.Identity.as_view(), name="identity"),
    path("identitet/begynn/", identity_views.Begin.as_view(), name="begin_identity"),
    path("identitet/svar/", identity_views.Answer.as_view(), name="identity_answer"),
    path("mine-opplysninger/e-post/", address_views.NewAddress.as_view(), name="new_address"),
    path("mine-opplysninger/e-post/kode/", address_views.ConfirmAddress.as_view(), name="confirm_address"),
    path(
        "sekretariat/register/adresse/<uuid:ref>/",
        address_office_views.ChangeOfAddress.as_view(),
        name="change_of_address",
    ),
    path(
        "sekretariat/register/to-trinn/<uuid:ref>/",
        access_help_office_views.LostSecondFactor.as_view(),
        name="lost_second_factor",
    ),
    path("sekretariat/register/redaktor/", access_help_office_views.NewEditor.as_view(), name="new_editor"),
    path("sekretariat/register/redaktor/<uuid:ref>/", access_help_office_views.Editing.as_view(), name="editing"),
    path("logg-ut/", views.SignOut.as_view(), name="sign_out"),
    path("logget-ut/", views.SignedOut.as_view(), name="signed_out"),
    path("sikkerhet/", views.SecondFactor.as_view(), name="second_factor"),
    path("sikkerhet/app/", views.SetUpSecondFactor.as_view(), name="set_up_second_factor"),
]

# The URL names that django-allauth uses. They lead to the same views, so that there is one way to sign in.
allauth_url_names = [
    path("logg-inn/", views.SignIn.as_view(), name="account_login"),
    path("logg-inn/", views.SignIn.as_view(), name="account_request_login_code"),
    path("logg-inn/", views.SignIn.as_view(), name="account_inactive"),
    path("logg-inn/", views.SignIn.as_view(), name="account_signup"),
    path("logg-inn/", views.SignIn.as_view(), name="account_email_verification_sent"),
    path("logg-inn/kode/", views.GiveCode.as_view(), name="account_confirm_login_code"),
    path("logg-inn/ny-kode/", views.FreshCode.as_view(), name="account_reauthenticate"),
    path("logg-inn/ny-kode/", views.FreshCode.as_view(), name="mfa_reauthenticate"),
    path("logg-inn/to-trinn/", views.GiveSecondCode.as_view(), name="mfa_authenticate"),
    path("logg-ut/", views.SignOut.as_view(), name="account_logout"),
    path("sikkerhet/", views.SecondFactor.as_view(), name="mfa_index"),
    path("sikkerhet/", views.SecondFactor.as_view(), name="mfa_deactivate_totp"),
    path("sikkerhet/", views.SecondFactor.as_view(), name="mfa_view_recovery_codes"),
    path("sikkerhet/app/", views.SetUpSecondFactor.as_view(), name="mfa_activate_totp"),
]
