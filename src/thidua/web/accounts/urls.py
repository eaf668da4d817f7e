"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.accounts import tokens, views

urlpatterns: list[URLPattern] = [
    path("", views.roles, name="roles"),
    path("toi/", views.my_account, name="my_account"),
    path("khoa/", tokens.tokens, name="tokens"),
    path("khoa/<int:token_id>/thu-hoi/", tokens.token_revoke, name="token_revoke"),
    path("giao/", views.grant_new, name="grant_new"),
    path("cap-tai-khoan/", views.account_new, name="account_new"),
    path("nguoi-dung/", views.users_typeahead, name="users_typeahead"),
    path("<int:grant_id>/ket-thuc/", views.grant_end, name="grant_end"),
    path("<int:grant_id>/uy-quyen/", views.grant_delegate, name="grant_delegate"),
    path("uy-quyen/", views.delegate, name="delegate"),
    path("uy-quyen/<int:delegation_id>/thu-hoi/", views.delegation_revoke, name="delegation_revoke"),
]
