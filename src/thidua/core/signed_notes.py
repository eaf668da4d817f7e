"""Signed notes and checkpoints as the C2SP specifications ``signed-note`` and ``tlog-checkpoint`` write them.

A note is text that ends in a newline, an empty line, and one line a signature:
``— <name> <base64 of 4 bytes that name the key and 64 of Ed25519>``.
Other tools for transparency logs read and write the same.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
_MARK = "— "


class BadNote(ValueError):
    """This is no signed note, or no checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: whose it is, how many leaves, the root over them, and what else the signer says."""

    origin: str
    size: int
    root: bytes
    others: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.others)
        return "".join(f"{line}\n" for line in lines)


def public_of(private: Ed25519PrivateKey) -> bytes:
    """The public half (32 bytes)."""
    return private.public_key().public_bytes_raw()


def key_hash(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """What one gives to a verifier: ``<name>+<hash>+<base64 of kind and key>``."""
    return f"{name}+{key_hash(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def sign(text: str, name: str, privates: Sequence[Ed25519PrivateKey]) -> str:
    """The note over a text that ends in a newline, signed with each key in the order given."""
    lines = []
    for private in privates:
        signature = key_hash(name, public_of(private)) + private.sign(text.encode())
        lines.append(f"{_MARK}{name} {base64.b64encode(signature).decode()}\n")
    return f"{text}\n{''.join(lines)}"


def signers(note: str, publics: Mapping[str, bytes]) -> list[str]:
    """Which of the keys (32 bytes by any label) signed a note, in order of its lines; ``BadNote`` when it is none."""
    text, marks = _parts(note)
    found = []
    for name, mark in marks:
        for label, public in publics.items():
            if mark[:4] == key_hash(name, public) and _is_signed(text, mark[4:], public):
                found.append(label)
    return found


def read_checkpoint(note: str) -> Checkpoint:
    """What a signed checkpoint says; its signatures are looked at by ``signers``."""
    text, _marks = _parts(note)
    lines = text.splitlines()
    if len(lines) < 3 or not lines[1].isascii() or not lines[1].isdecimal():
        raise BadNote("a checkpoint says its origin, size and root")
    return Checkpoint(lines[0], int(lines[1]), _decoded(lines[2]), tuple(lines[3:]))


def _parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise BadNote("a note ends with an empty line and its signatures")
    marks = []
    for line in signatures.splitlines():
        name, _space, mark = line.removeprefix(_MARK).partition(" ")
        if not line.startswith(_MARK) or not name:
            raise BadNote(f"this is no signature: {line[:80]}")
        marks.append((name, _decoded(mark)))
    return f"{text}\n", marks


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadNote("not base64") from error


def _is_signed(text: str, signature: bytes, public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True
