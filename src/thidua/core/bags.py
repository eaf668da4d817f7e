"""Bags for transfer between archives (BagIt 1.0, RFC 8493), written straight into a zip."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_FIRST_YEAR_OF_ZIP = 1980


@dataclass
class Bag:
    """A bag under way: ``add`` its payload, then ``close_with`` what it is. ``name`` is the folder it unpacks to."""

    name: str
    package: zipfile.ZipFile
    on: date
    files: int = 0
    size: int = 0
    _manifest: list[str] = field(default_factory=list)

    def add(self, path: str, blocks: Iterable[bytes]) -> str:
        """Put one file under ``data/`` and return its SHA-256; a path twice is an error of the caller."""
        name = f"data/{encoded(path)}"
        if f"{self.name}/{name}" in self.package.NameToInfo:
            raise ValueError(f"{path} is in the bag already")
        digest, size = hashlib.sha256(), 0
        with self.package.open(self._entry(name), "w", force_zip64=True) as target:
            for block in blocks:
                digest.update(block)
                size += len(block)
                target.write(block)
        self._manifest.append(f"{digest.hexdigest()}  {name}")
        self.files += 1
        self.size += size
        return digest.hexdigest()

    def close_with(self, facts: Mapping[str, str]) -> None:
        """Write the tag files: the declaration, ``facts`` as bag-info, and both manifests."""
        info = {**facts, "Bagging-Date": self.on.isoformat(), "Payload-Oxum": f"{self.size}.{self.files}"}
        tags = {
            "bagit.txt": _DECLARATION,
            "bag-info.txt": "".join(f"{label}: {' '.join(value.split())}\n" for label, value in info.items()),
            "manifest-sha256.txt": "".join(f"{line}\n" for line in self._manifest),
        }
        sums = [f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in tags.items()]
        for name, text in {**tags, "tagmanifest-sha256.txt": "".join(sums)}.items():
            self.package.writestr(self._entry(name), text.encode())

    def _entry(self, name: str) -> zipfile.ZipInfo:
        at = max(self.on, date(_FIRST_YEAR_OF_ZIP, 1, 1))
        entry = zipfile.ZipInfo(f"{self.name}/{name}", (at.year, at.month, at.day, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        return entry


@contextmanager
def new_bag(target: Path, name: str, *, on: date) -> Iterator[Bag]:
    """Open a bag to be written to the zip ``target``; files are stored as they are, since scans do not shrink."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        yield Bag(name, package, on)


def encoded(path: str) -> str:
    """A path as the manifest writes it (RFC 8493, 2.1.3): line breaks and the percent sign are escaped.

    Refuses (``ValueError``) what would leave the bag.
    """
    if path.startswith(("/", "~")) or ".." in path.split("/") or "\\" in path:
        raise ValueError(f"{path!r} does not stay in the bag")
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
