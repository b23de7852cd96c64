"""The addresses of sign-in and profile. What the library offers beyond them is not reachable.

The names it looks up itself must exist; they answer 404.
"""

from django.urls import path

from liaison.web.accounts import views

urlpatterns = [
    path("account/login/", views.sign_in, name="account_login"),
    path("account/logout/", views.sign_out, name="account_logout"),
    path("account/inactive/", views.inactive, name="account_inactive"),
    path("account/password/", views.change_password, name="account_change_password"),
    path("profile/", views.profile, name="profile"),
    path("language", views.language, name="language"),
    path("account/signup/", views.not_here, name="account_signup"),
    path("account/password/reset/", views.not_here, name="account_reset_password"),
    path("account/password/set/", views.not_here, name="account_set_password"),
    path("account/reauthenticate/", views.not_here, name="account_reauthenticate"),
]
