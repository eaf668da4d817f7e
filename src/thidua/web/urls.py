"""Every section of the workspace under its own address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("thidua.web.inbox.urls")),
    path("phong-trao/", include("thidua.web.movements.urls")),
    path("de-nghi/", include("thidua.web.nominations.urls")),
    path("tham-dinh/", include("thidua.web.appraisal.urls")),
    path("hoi-dong/", include("thidua.web.councils.urls")),
    path("quyet-dinh/", include("thidua.web.decisions.urls")),
    path("so-khen-thuong/", include("thidua.web.register.urls")),
    path("luu-tru/", include("thidua.web.archive.urls")),
    path("so-hoa/", include("thidua.web.capture.urls")),
    path("thong-ke/", include("thidua.web.statistics.urls")),
    path("bao-cao/", include("thidua.web.reports.urls")),
    path("to-chuc/", include("thidua.web.organizations.urls")),
    path("con-nguoi/", include("thidua.web.people.urls")),
    path("quy-dinh/", include("thidua.web.law.urls")),
    path("tim/", include("thidua.web.search.urls")),
    path("thong-bao/", include("thidua.web.notices.urls")),
    path("tro-giup/", include("thidua.web.help.urls")),
    path("lich-su/", include("thidua.web.history.urls")),
    path("quyen/", include("thidua.web.accounts.urls")),
    path("dung-thu/", include("thidua.web.demo.urls")),
]
