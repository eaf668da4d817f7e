"""Addresses, in Vietnamese without diacritics: sign-in, the public pages, the workspace."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("thidua.web.accounts.sign_in_urls")),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("", include("thidua.integration.api.app")),
    path("", include("thidua.portal.urls")),
    path("", include("thidua.web.urls")),
]

handler404 = "thidua.web.shell.errors.not_found"
handler403 = "thidua.web.shell.errors.forbidden"
handler500 = "thidua.web.shell.errors.broken"
