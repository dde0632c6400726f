"""The views of allauth that the portal has, under allauth's own names.

No sign-up and no management of addresses: accounts are given by the secretariat.
"""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path, re_path

from accounts.login import login
from accounts.second_factor import remove_passkey, says_422

urlpatterns = [
    path("login/", login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("oidc/<slug:provider_id>/login/", oidc.login, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        oidc.callback,
        name="openid_connect_callback",
    ),
    path("mfa/", mfa.index, name="mfa_index"),
    path("mfa/authenticate/", says_422(mfa.authenticate), name="mfa_authenticate"),
    path(
        "mfa/reauthenticate/", says_422(mfa.reauthenticate), name="mfa_reauthenticate"
    ),
    path("mfa/totp/", says_422(totp.activate_totp), name="mfa_activate_totp"),
    path(
        "mfa/totp/deactivate/",
        says_422(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path("mfa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "mfa/codes/generate/",
        says_422(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("mfa/keys/", mfa.index, name="mfa_list_webauthn"),
    path("mfa/keys/add/", says_422(keys.add_webauthn), name="mfa_add_webauthn"),
    path("mfa/keys/login/", keys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "mfa/keys/reauthenticate/",
        says_422(keys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "mfa/keys/<int:pk>/remove/",
        says_422(remove_passkey),
        name="mfa_remove_webauthn",
    ),
]
