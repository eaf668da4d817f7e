"""Addresses of this section."""

from django.urls import URLPattern, path

from thidua.web.appraisal import acts, bulk, opinions, postings, queue, similar

urlpatterns: list[URLPattern] = [
    path("", queue.appraisal, name="appraisal"),
    path("tiep/", queue.appraise_next, name="appraise_next"),
    path("ho-so/<int:referral_id>/", queue.open_referral, name="open_referral"),
    path("ho-so/<int:referral_id>/xac-nhan/", acts.confirm, name="appraise_confirm"),
    path("ho-so/<int:referral_id>/tra-lai/", acts.give_back, name="appraise_return"),
    path("ho-so/<int:referral_id>/trinh/", acts.forward, name="appraise_forward"),
    path("ho-so/<int:referral_id>/trinh-ky/", acts.sign, name="appraise_sign"),
    path("ho-so/<int:referral_id>/viec/<str:act>/", acts.with_reason, name="appraise_act"),
    path("hang-loat/", bulk.preview, name="appraise_bulk"),
    path("hang-loat/lam/", bulk.run, name="appraise_run"),
    path("hang-loat/bien-nhan/<str:token>/", bulk.receipt, name="appraise_receipt"),
    path("to-trinh/<int:submission_id>/", queue.received_submission, name="received_submission"),
    path("so-hai-ban/<int:nomination_id>/", similar.similar, name="similar"),
    path("hiep-y/", opinions.opinions, name="opinions"),
    path("hiep-y/moi/", opinions.opinion_new, name="opinion_new"),
    path("hiep-y/<int:opinion_id>/", opinions.opinion, name="opinion"),
    path("hiep-y/<int:opinion_id>/<slug:act>/", opinions.opinion_act, name="opinion_act"),
    path("niem-yet/", postings.postings, name="postings"),
    path("niem-yet/moi/", postings.posting_new, name="posting_new"),
    path("niem-yet/<int:posting_id>/", postings.posting, name="posting"),
    path("niem-yet/<int:posting_id>/ket-thuc/", postings.posting_close, name="posting_close"),
    path("y-kien/<int:comment_id>/tra-loi/", postings.comment_answer, name="comment_answer"),
]
