"""All URLs: the pages of ui, the admin site."""

from django.contrib import admin
from django.urls import include, path

from ui.views import accounts

urlpatterns = [
    path("admin/login/", accounts.admin_login),
    path("admin/", admin.site.urls),
    path("", include("ui.urls")),
]

handler400 = "ui.views.errors.bad_request"
handler403 = "ui.views.errors.forbidden"
handler404 = "ui.views.errors.not_found"
handler500 = "ui.views.errors.server_error"
