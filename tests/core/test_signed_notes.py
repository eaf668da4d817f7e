"""Notes are those of the C2SP specification, whose own example is read."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thidua.core.signed_notes import (
    BadNote,
    Checkpoint,
    key_hash,
    public_of,
    read_checkpoint,
    sign,
    signers,
    verifier_key,
)
from thidua.portal import verifier

SEED = bytes(range(32))
ROOT = bytes(range(100, 132))


@pytest.fixture
def key():
    return Ed25519PrivateKey.from_private_bytes(SEED)


@pytest.fixture
def note(key):
    return sign(Checkpoint("a.example/log", 42, ROOT, ("ngay 2026-12-08",)).text, "a.example/log", [key])


def test_a_note_has_the_published_form(note, key):
    lines = note.split("\n")
    assert lines[:5] == ["a.example/log", "42", base64.b64encode(ROOT).decode(), "ngay 2026-12-08", ""]
    assert lines[5].startswith("— a.example/log ")
    mark = base64.b64decode(lines[5].rpartition(" ")[2])
    assert (len(mark), mark[:4]) == (68, key_hash("a.example/log", public_of(key)))
    assert lines[6:] == [""]


def test_what_was_signed_is_read_back(note, key):
    assert read_checkpoint(note) == Checkpoint("a.example/log", 42, ROOT, ("ngay 2026-12-08",))
    assert signers(note, {"k": public_of(key)}) == ["k"]
    assert signers(note.replace("\n42\n", "\n43\n"), {"k": public_of(key)}) == []
    assert signers(note, {"k": bytes(32)}) == []


def test_during_a_change_of_keys_both_sign(key):
    new = Ed25519PrivateKey.from_private_bytes(bytes(32))
    note = sign(Checkpoint("a/b", 1, ROOT).text, "a/b", [new, key])
    assert signers(note, {"old": public_of(key), "new": public_of(new)}) == ["new", "old"]
    assert signers(note, {"old": public_of(key)}) == ["old"]


@pytest.mark.parametrize("text", ["", "a\n", "a\n1\n\n", "a\nx\nAA==\n\n— a AA==\n", "a\n1\n!\n\n— a AA==\n"])
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(BadNote):
        read_checkpoint(text)


def test_the_small_verifier_agrees_with_the_library(note, key):
    trusted = verifier_key("a.example/log", public_of(key))
    assert verifier.require_signature(note, "a.example/log", [trusted]) == (42, ROOT, trusted)
    with pytest.raises(verifier.Wrong):
        verifier.require_signature(note.replace("\n42\n", "\n43\n"), "a.example/log", [trusted])


# RFC 8032, section 7.1, tests 1 to 3
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_small_verifier_knows_the_published_signatures(public, message, signature):
    told = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verifier.verify_ed25519(*told)
    assert not verifier.verify_ed25519(told[0], told[1] + b"x", told[2])
    assert not verifier.verify_ed25519(told[0], told[1], bytes([told[2][0] ^ 1]) + told[2][1:])
