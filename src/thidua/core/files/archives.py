"""Zip containers from strangers, opened without trusting what they say of themselves.

The directory is judged before a byte is inflated; each member is then inflated by ourselves up to its
declared size, because a member that inflates to more than it declares is how a bomb gets past a check of the
directory.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from typing import Literal

from isal import isal_zlib

Problem = Literal["not-zip", "corrupt", "bomb", "encrypted", "unsafe-name"]

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED_FLAG = 0x1


class BadArchive(ValueError):
    """The container may not be opened; ``problem`` says why."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem: Problem = problem


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """``ratio`` is judged only for members above ``ratio_from_bytes``, since small ones compress wildly."""

    members: int = 3000
    inflated_bytes: int = 400_000_000
    ratio: int = 200
    ratio_from_bytes: int = 5_000_000


class Archive:
    """A zip held in memory whose directory has passed the limits. Raises ``BadArchive``."""

    def __init__(self, data: bytes, limits: ArchiveLimits) -> None:
        self._data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as opened:
                members = opened.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as error:
            raise BadArchive("corrupt" if data.startswith(b"PK") else "not-zip", str(error)) from error
        _check_directory(members, limits)
        self._members = {member.filename: member for member in members}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._members)

    def read(self, name: str) -> bytes:
        """Inflate one member; its size must be exactly what the directory declared."""
        member = self._members.get(name)
        if member is None:
            raise BadArchive("corrupt", f"{name} is missing")
        packed = self._packed(member)
        if member.compress_type == zipfile.ZIP_STORED:
            plain, is_whole = packed, True
        else:
            plain, is_whole = _inflate(packed, member.file_size)
        if not is_whole or len(plain) != member.file_size or isal_zlib.crc32(plain) != member.CRC:
            raise BadArchive("corrupt", f"{name} is not what the directory says")
        return plain

    def _packed(self, member: zipfile.ZipInfo) -> bytes:
        header = self._data[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise BadArchive("corrupt", member.filename)
        _magic, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        start = member.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        return self._data[start : start + member.compress_size]


def _inflate(packed: bytes, declared: int) -> tuple[bytes, bool]:
    inflater = isal_zlib.decompressobj(-isal_zlib.MAX_WBITS)
    try:
        plain = inflater.decompress(packed, declared + 1)
    except isal_zlib.error as error:  # type: ignore[misc]  # a class, whatever its stub says
        raise BadArchive("corrupt", str(error)) from error
    return plain, inflater.eof


def _check_directory(members: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.inflated_bytes:
        raise BadArchive("bomb", "too many members or too large")
    if len({member.filename.lower() for member in members}) != len(members):
        raise BadArchive("corrupt", "two members share a name")
    for member in members:
        _check_member(member, limits)


def _check_member(member: zipfile.ZipInfo, limits: ArchiveLimits) -> None:
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise BadArchive("encrypted", member.filename)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadArchive("corrupt", f"compression {member.compress_type}")
    if member.filename.startswith("/") or ".." in member.filename.split("/") or "\\" in member.filename:
        raise BadArchive("unsafe-name", member.filename)
    is_large = member.file_size > limits.ratio_from_bytes
    if is_large and member.file_size > limits.ratio * max(member.compress_size, 1):
        raise BadArchive("bomb", member.filename)
