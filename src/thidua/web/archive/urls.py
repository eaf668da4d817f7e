"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.archive import acts, dossiers, papers, views

urlpatterns: list[URLPattern] = [
    path("", views.archive, name="archive"),
    path("den-han/", dossiers.due_list, name="archive_due"),
    path("tam-giu/", dossiers.holds, name="archive_holds"),
    path("goi/", views.packages, name="archive_packages"),
    path("goi/<int:package_id>/", views.package, name="archive_package"),
    path("goi/<int:package_id>/tai/", views.package_file, name="archive_package_file"),
    path("kiem-tra/", views.fixity, name="archive_fixity"),
    path("kiem-tra/<int:run_id>/", views.fixity_run, name="fixity_run"),
    path("ho-so/", dossiers.dossiers, name="archive_dossiers"),
    path("ho-so/<int:dossier_id>/", dossiers.dossier, name="dossier"),
    path("ho-so/<int:dossier_id>/them/", acts.keep, name="dossier_keep"),
    path("ho-so/<int:dossier_id>/tam-giu/", acts.hold, name="dossier_hold"),
    path("ho-so/<int:dossier_id>/tieu-huy/", acts.dispose, name="dossier_dispose"),
    path("lenh-giu/<int:hold_id>/thoi/", acts.lift, name="hold_lift"),
    path("so/<str:register_no>/mo/", acts.open_for_entry, name="dossier_open"),
    path("tai-lieu/<int:item_id>/", papers.paper, name="archive_paper"),
    path("tai-lieu/<int:item_id>/trang.jpg", papers.picture, name="archive_picture"),
    path("tai-lieu/<int:item_id>/tep", papers.file, name="archive_file"),
]
