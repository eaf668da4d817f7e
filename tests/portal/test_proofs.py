"""Anybody can check: one certificate, two days, with the program from the page and with another one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client
from pymerkle.hasher import MerkleHasher

from tests.domain.audit.conftest import AT, add_entry, entries  # noqa: F401  # a fixture
from tests.factories.register import CLERK
from thidua.core.signed_notes import read_checkpoint, signers
from thidua.domain.audit.heads import sign_heads
from thidua.domain.audit.models import Head, PublicKey
from thidua.domain.audit.sealing import seal
from thidua.domain.register import actions
from thidua.domain.register.checking import EXTRAS

pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]
LOG = "/cong-khai/niem-phong/"


@pytest.fixture
def entry(entries):  # noqa: F811  # the fixture of that name
    sign_heads(at=AT + timedelta(days=1))
    return entries[0]


def run_verifier(client, tmp_path, content, *arguments):
    program, proof = tmp_path / "kiem-tra.py", tmp_path / "tep.json"
    program.write_bytes(client.get(f"{LOG}kiem-tra.py").content)
    proof.write_text(json.dumps(content))
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(proof), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_the_proof_of_a_certificate_is_checked_by_the_program_from_the_page(client: Client, entry, tmp_path):
    answer = client.get(f"/xac-thuc/{entry.token}/bang-chung.json")
    proof = answer.json()
    assert answer.headers["X-Robots-Tag"] == "noindex"
    code, words = run_verifier(client, tmp_path, proof, "--key", proof["keys"][0])
    assert code == 0
    assert "ĐÚNG" in words
    assert "holder_name: Nguyễn Thị Hường" in words
    assert "chưa được đối chiếu" not in words


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof["lines"][0].update(shown=proof["lines"][0]["shown"].replace("Hường", "Hương")),
        lambda proof: proof["lines"][0]["inclusion"].update(index=1),
        lambda proof: proof["lines"][0]["inclusion"].update(root="00" * 32),
        lambda proof: proof["lines"][0]["inclusion"]["path"].reverse(),
        lambda proof: proof["lines"][0]["inclusion"].update(
            note=proof["lines"][0]["inclusion"]["note"].replace("\n3\n", "\n4\n")
        ),
        lambda proof: proof.update(origin="other.example/register"),
    ],
)
def test_a_proof_that_was_touched_is_refused(client: Client, entry, tmp_path, change):
    proof = client.get(f"/xac-thuc/{entry.token}/bang-chung.json").json()
    change(proof)
    code, words = run_verifier(client, tmp_path, proof)
    assert (code, "SAI" in words) == (1, True)


def test_a_key_that_is_not_trusted_is_refused(client: Client, entry, tmp_path):
    proof = client.get(f"/xac-thuc/{entry.token}/bang-chung.json").json()
    stranger = "127.0.0.1:8000/register+00000000+" + "AQ" + "A" * 42
    assert run_verifier(client, tmp_path, proof, "--key", stranger)[0] == 1


def test_a_proof_says_nothing_of_others_and_nothing_private(client: Client, entry):
    text = client.get(f"/xac-thuc/{entry.token}/bang-chung.json").content.decode()
    secrets = ("Trần Văn Bình", "Lê Thị Sen", "1988", "Công nhân vận hành", "direct", "female", entry.token)
    assert [secret for secret in secrets if secret in text] == []


def test_a_forgotten_person_has_no_proof(client: Client, entry):
    actions.erase_holder([entry.holder_id], reason="Theo yêu cầu", actor=CLERK, at=AT)
    assert client.get(f"/xac-thuc/{entry.token}/bang-chung.json").status_code == 404


def test_a_line_that_waits_says_so(client: Client, entry, tmp_path):
    later = add_entry(entry)
    code, words = run_verifier(
        client, tmp_path, client.get(f"/xac-thuc/{later.token}/bang-chung.json").json()
    )
    assert code == 0
    assert "đang chờ niêm phong" in words


def test_two_days_are_checked_by_the_program_from_the_page(client: Client, entry, tmp_path):
    for day in (1, 2):
        add_entry(entry)
        seal(EXTRAS, at=AT + timedelta(days=day))
        sign_heads(at=AT + timedelta(days=day + 1))
    for query, size in (
        ("tu=2026-12-08&den=2026-12-10", 5),
        ("tu=2026-12-09", 5),
        ("tu=2026-12-08&den=2026-12-08", 3),
    ):
        proof = client.get(f"{LOG}register/nhat-quan.json?{query}").json()
        assert proof["second"]["size"] == size
        code, words = run_verifier(client, tmp_path, proof, "--key", proof["keys"][0])
        assert (code, "ĐÚNG" in words) == (0, True)
    proof["first"]["root"] = "11" * 32
    assert run_verifier(client, tmp_path, proof)[0] == 1
    assert client.get(f"{LOG}register/nhat-quan.json?tu=2020-01-01").status_code == 404
    assert client.get(f"{LOG}register/nhat-quan.json?tu=x").status_code == 404
    assert client.get(f"{LOG}nothing/nhat-quan.json").status_code == 404


def test_heads_keys_and_tiles_are_published_and_another_program_follows_them(client: Client, entry):
    told = client.get(f"{LOG}dau-cay.json").json()["logs"]["register"]
    public = {"k": bytes(PublicKey.objects.get().public)}
    assert [(day["day"], day["size"]) for day in told["days"]] == [("2026-12-08", 3)]
    assert signers(told["days"][0]["note"], public) == signers(told["now"]["note"], public) == ["k"]
    note = client.get(f"{LOG}register/checkpoint").content.decode()
    hashes = client.get(f"{LOG}register/tile/0/000.p/3").content
    hasher = MerkleHasher("sha256", security=True)
    left = hasher.hash_pair(hashes[:32], hashes[32:64])
    assert read_checkpoint(note).root == hasher.hash_pair(left, hashes[64:])
    assert client.get(f"{LOG}register/tile/0/000.p/2").content == hashes[:64]
    for bad in ("0/000", "0/000.p/4", "0/001.p/1", "1/000.p/1", "0/x000.p/1", "0/0.p/1", "0/000.p/0"):
        assert client.get(f"{LOG}register/tile/{bad}").status_code == 404


def test_the_page_shows_heads_keys_and_how_to_check(client: Client, entry):
    text = re.sub(r"\s+", " ", client.get(LOG).content.decode())
    key = client.get(f"{LOG}dau-cay.json").json()["logs"]["register"]["keys"][0]
    for words in (
        "08/12/2026",
        bytes(Head.objects.get(log="register").root).hex()[:16],
        key.replace("+", "&#43;"),
    ):
        assert words in text or words.replace("&#43;", "+") in text
    assert "<script" not in text
    assert "Bằng chứng" in client.get(f"/xac-thuc/{entry.token}/").content.decode()


def test_without_a_key_nothing_claims_to_be_signed(client: Client, entry, monkeypatch):
    from thidua.domain.audit import heads, signing
    from thidua.portal import proofs

    for module in (heads, signing, proofs):
        monkeypatch.setattr(module, "signing_keys", tuple)
    assert sign_heads(at=AT + timedelta(days=5)) == []
    assert client.get(f"{LOG}register/checkpoint").status_code == 404
    assert client.get(f"{LOG}dau-cay.json").json()["logs"]["register"]["now"]["note"] == ""
