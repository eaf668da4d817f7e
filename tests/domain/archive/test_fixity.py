"""Fixity: what is missing or altered is named, and a run that was cut off goes on."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.factories.accounts import make_actor
from tests.factories.archive import add_paper, clerk_of, make_dossier, typed_pdf
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.domain.access import Role
from thidua.domain.archive import actions, jobs
from thidua.domain.archive.models import Derivative, FixityRun, Item
from thidua.domain.archive.states import DerivativeKind
from thidua.domain.capture.models import Batch, Page


@pytest.fixture
def papers(country: Country, files: Path, now: datetime) -> list[Item]:
    dossier, clerk = make_dossier(country, now), clerk_of(country.phu_tho)
    return [add_paper(dossier, typed_pdf(f"Tờ số {n}"), files, actor=clerk, at=now) for n in range(5)]


def spoil(paper: Item, files: Path, content: bytes | None) -> None:
    path = ContentStore(files).path(paper.original.sha256)
    path.chmod(0o640)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


def test_missing_and_altered_contents_are_named(papers: list[Item], files: Path, now: datetime) -> None:
    spoil(papers[1], files, None)
    spoil(papers[3], files, b"khac")
    run = actions.start_fixity(asked_by="Văn thư", at=now)
    assert not actions.check_some(run, content_root=files, at=now)
    run.refresh_from_db()
    assert (run.total, run.checked, run.finished_at) == (5, 5, now)
    assert [(p["problem"], p["sha256"]) for p in run.problems] == [
        ("missing", papers[1].original.sha256),
        ("damaged", papers[3].original.sha256),
    ]


def test_what_lies_beside_an_original_is_compared_too(
    papers: list[Item], country: Country, files: Path, now: datetime
) -> None:
    store, original = ContentStore(files), papers[2].original
    preview = original.derivatives.get(kind=DerivativeKind.PREVIEW)
    Derivative.objects.filter(pk=preview.pk).update(size=preview.size + 1)
    words = store.put(io.BytesIO(b"chu da doc"))
    batch = Batch.objects.create(
        unit=country.phu_tho,
        title="Sổ",
        first_year=2009,
        last_year=2009,
        opened_at=now,
        opened_by="An",
    )
    Page.objects.create(
        batch=batch, number=1, original=original, file_name="a.pdf", words_sha256=words.sha256, added_at=now
    )
    store.path(words.sha256).unlink()
    run = actions.start_fixity(asked_by="Văn thư", at=now)
    actions.check_some(run, content_root=files, at=now)
    assert [(p["problem"], p["what"], p["original"], p["sha256"]) for p in run.problems] == [
        ("resized", "preview", original.pk, preview.sha256),
        ("missing", "words", original.pk, words.sha256),
    ]
    assert (run.total, run.checked) == (5, 5)


def test_all_is_well(papers: list[Item], files: Path, now: datetime) -> None:
    run = actions.start_fixity(asked_by="Văn thư", at=now)
    actions.check_some(run, content_root=files, at=now)
    assert (run.problems, run.checked) == ([], 5)
    kept = sum(paper.original.size for paper in papers)
    assert run.checked_bytes == kept + sum(Derivative.objects.values_list("size", flat=True)) > kept


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    papers: list[Item], files: Path, now: datetime
) -> None:
    run = actions.start_fixity(asked_by="Văn thư", at=now)
    assert actions.check_some(run, content_root=files, at=now, most=3)
    spoil(papers[0], files, b"khac")  # checked already: for the next run
    later = FixityRun.objects.get(pk=run.pk)
    jobs.check.func(later.pk)
    later.refresh_from_db()
    assert (later.checked, later.problems) == (5, [])
    again = actions.start_fixity(asked_by="Văn thư", at=now + timedelta(days=7))
    actions.check_some(again, content_root=files, at=now + timedelta(days=7))
    assert [problem["problem"] for problem in again.problems] == ["damaged"]


def test_one_run_at_a_time_and_only_by_those_who_may(country: Country, now: datetime) -> None:
    with pytest.raises(Refused, match="Chỉ cán bộ lưu trữ, kiểm tra"):
        actions.ask_fixity(actor=make_actor(Role.OFFICER, country.phu_tho), at=now)
    actions.ask_fixity(actor=clerk_of(country.phu_tho), at=now)
    with pytest.raises(Refused, match="Đang có một lần kiểm tra chạy"):
        actions.ask_fixity(actor=clerk_of(country.phu_tho), at=now)
    assert FixityRun.objects.count() == 1


def test_what_a_killed_worker_left_is_asked_for_again_and_done_by_one_alone(
    papers: list[Item], files: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = actions.start_fixity(asked_by="Văn thư", at=now)
    asked: list[int] = []
    monkeypatch.setattr(jobs, "check_soon", asked.append)
    jobs.ask_for_the_unfinished()
    assert asked == [run.pk]
    with psycopg.connect(**_same_database()) as other:
        other.execute("select pg_advisory_lock(hashtext('archive.check'), %s)", [run.pk])
        jobs.check.func(run.pk)
        run.refresh_from_db()
        assert run.checked == 0, "another worker is at it"
        other.execute("select pg_advisory_unlock_all()")
    jobs.check.func(run.pk)
    run.refresh_from_db()
    assert (run.checked, run.finished_at is not None) == (5, True)


def _same_database() -> dict[str, Any]:
    keys = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        name: connection.settings_dict[key] for key, name in keys.items() if connection.settings_dict[key]
    }
