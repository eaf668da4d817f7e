"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.capture import acts, pictures, views

urlpatterns: list[URLPattern] = [
    path("", views.batches, name="capture"),
    path("<int:batch_id>/", views.batch, name="capture_batch"),
    path("trang/<int:page_id>/", views.page, name="capture_page"),
    path("trang/<int:page_id>/anh.jpg", pictures.picture, name="capture_picture"),
    path("trang/<int:page_id>/dong/<int:row_id>.jpg", pictures.crop, name="capture_crop"),
    path("trang/<int:page_id>/luu/", acts.save, name="capture_save"),
    path("trang/<int:page_id>/xong/", acts.finish, name="capture_finish"),
    path("trang/<int:page_id>/phan-xu/", acts.settle, name="capture_settle"),
    path("trang/<int:page_id>/viec/<str:act>/", acts.do, name="capture_do"),
]
