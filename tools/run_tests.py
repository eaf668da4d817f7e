"""Run the tests; what failed is run once more alone, and named when it then passes.

Some tests drive a browser, a server or a killed process, and a busy machine can make one of them fail. Such
a failure must not be silent, and must not hide the result of four thousand others: at most `FEW` failed
tests are run again, each in a process of its own. One that fails again fails the run. One that passes is
printed as UNSTEADY; it is a fault of the test or of the program and is to be mended.

    python tools/run_tests.py [words for pytest]
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FEW = 3
TESTS_FAILED = 1  # pytest's own exit code; every other one says that the run itself went wrong
FAILED = Path(".pytest_cache/v/cache/lastfailed")


def main(words: list[str]) -> int:
    """Run pytest with `words`; the exit code of the run, or 0 when all that failed passes alone."""
    pytest = [sys.executable, "-m", "pytest"]
    code = subprocess.run([*pytest, "--cache-clear", *words], check=False).returncode
    if code != TESTS_FAILED:
        return code
    failed = list(json.loads(FAILED.read_text()))
    if len(failed) > FEW:
        return code
    for test in failed:
        print(f"\nonce more, alone: {test}", flush=True)
        if subprocess.run([*pytest, test], check=False).returncode:
            return code
    for test in failed:
        print(f"UNSTEADY: {test} failed with the others and passed alone", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
