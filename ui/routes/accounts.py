"""URLs of accounts and workspaces."""

from __future__ import annotations

from django.urls import path

from ui.views import accounts, profile, workspaces

urlpatterns = [
    path("accounts/login/", accounts.login, name="login"),
    path("accounts/logout/", accounts.logout, name="logout"),
    path("accounts/signup/", accounts.signup, name="signup"),
    path("accounts/password-reset/", accounts.password_reset, name="password_reset"),
    path("accounts/password-reset/done/", accounts.password_reset_done, name="password_reset_done"),
    path(
        "accounts/password-reset/<str:uidb64>/<str:token>/",
        accounts.password_reset_confirm,
        name="password_reset_confirm",
    ),
    path("accounts/password-reset/complete/", accounts.password_reset_complete, name="password_reset_complete"),
    path("accounts/profile/", profile.profile, name="profile"),
    path("workspaces/new/", workspaces.workspace_new, name="workspace_new"),
    path("workspaces/use/", workspaces.workspace_use, name="workspace_use"),
    path("workspaces/<int:pk>/", workspaces.workspace, name="workspace"),
    path("invitations/<str:token>/", workspaces.invitation, name="invitation"),
]
