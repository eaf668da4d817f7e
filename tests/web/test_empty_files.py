"""A file of no bytes is told to be empty, wherever the program takes files."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import thidua.web
from tests.factories.accounts import make_user
from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.ui.fields import UploadField

SAID = "Tệp rỗng. Kiểm tra lại tệp trên máy rồi tải lên."


def empty() -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("rong.xlsx", b"")}


def every_form() -> list[type[forms.Form]]:
    for module in pkgutil.walk_packages(thidua.web.__path__, "thidua.web."):
        importlib.import_module(module.name)
    found, open_ones = [], [forms.Form]
    while open_ones:
        below = open_ones.pop().__subclasses__()
        found += [one for one in below if one.__module__.startswith("thidua.")]
        open_ones += below
    return found


def test_every_form_that_takes_a_file_says_when_it_is_empty() -> None:
    fields = [
        (form, field)
        for form in every_form()
        for field in form.base_fields.values()
        if isinstance(field, forms.FileField)
    ]
    assert len(fields) >= 7
    for form, field in fields:
        assert isinstance(field, UploadField), form
        with pytest.raises(forms.ValidationError, match=SAID):
            field.clean(SimpleUploadedFile("rong.pdf", b""))


@pytest.fixture
def officer(country: Country, settings: Any, tmp_path: Path, fixed_clock: object) -> Client:
    settings.CONTENT_ROOT, settings.UPLOAD_ROOT = tmp_path / "files", tmp_path / "uploads"
    client = Client()
    unit = country.lam_thao
    client.force_login(make_user("can-bo@thidua.example", (Role.OFFICER, unit), (Role.APPRAISER, unit)))
    return client


def test_an_empty_list_is_told(officer: Client, country: Country) -> None:
    answer = officer.post("/so-khen-thuong/nhap/", {**empty(), "unit": country.lam_thao.pk})
    assert (answer.status_code, SAID in answer.content.decode()) == (422, True)


def test_empty_files_of_a_submission_are_told(officer: Client, country: Country) -> None:
    draft = make_submission(country.lam_thao, make_round(country.phu_tho), [row(0)])
    one = draft.nominations.get()
    listed = officer.post(f"/de-nghi/to-trinh/{draft.pk}/danh-sach/", empty())
    assert (listed.status_code, SAID in listed.content.decode()) == (422, True)
    whole = officer.post(f"/de-nghi/dong/{one.pk}/minh-chung/", empty())
    assert (whole.status_code, SAID in whole.content.decode()) == (409, True)
    begun = officer.post(f"/de-nghi/dong/{one.pk}/tai-len/", {"size": 0, "name": "rong.pdf"})
    assert (begun.status_code, begun.json()["message"]) == (409, SAID)
    assert one.evidence.count() == 0
