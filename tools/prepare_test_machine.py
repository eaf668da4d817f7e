"""See that the browser and the reader of scanned pages are there; install them as root, or name the one command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = {"chromium": "chromium", "tesseract": "tesseract-ocr"}
VIETNAMESE = "tesseract-ocr-vie"


def missing() -> list[str]:
    """The Debian packages to install."""
    wanted = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if shutil.which("tesseract") is None or "vie" not in _languages():
        wanted.append(VIETNAMESE)
    return wanted


def _languages() -> list[str]:
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return listed.stdout.split()


def main() -> int:
    packages = missing()
    if not packages:
        return 0
    command = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(
            f"The tests drive a real browser and read scanned pages. Run once as root:\n\n  {command}\n",
            file=sys.stderr,
        )
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=True, env=environment)
    subprocess.run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], check=True, env=environment
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
