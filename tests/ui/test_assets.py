"""What is vendored is what the manifest says; what is generated is fresh; what is loaded stays small."""

import gzip
import hashlib
import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/thidua/ui/static/ui"
MANIFEST = json.loads((STATIC / "vendor/vendor.json").read_text())


def tool(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"tools/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: Path(entry["file"]).name)
def test_vendored_files_have_their_checksums(entry):
    assert hashlib.sha256((ROOT / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert entry["version"]
    assert entry["licence"]


def test_every_vendored_file_is_in_the_manifest():
    known = {entry["file"] for entry in MANIFEST}
    found = {str(path.relative_to(ROOT)) for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert found - known == {"src/thidua/ui/static/ui/vendor/vendor.json"}


def test_bundles_are_fresh():
    assert tool("assets_bundle").main(check=True) == 0


def test_purged_css_is_fresh():
    assert tool("assets_purge").main(check=True) == 0


def test_first_visit_is_under_250_kb():
    text = ("thidua.css", "tabler.css", "thidua.js", "vendor/htmx.min.js", "icons.svg", "brand.svg")
    fonts = [path for path in (STATIC / "vendor/fonts").glob("*.woff2") if not path.name.startswith("serif")]
    size = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in text)
    assert size + sum(path.stat().st_size for path in fonts) < 250_000


def test_scripts_are_under_12_kb():
    assert len(gzip.compress((STATIC / "thidua.js").read_bytes())) < 12_000


def colors(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def token_blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    css = (ROOT / "src/thidua/ui/css/20-tokens.css").read_text()
    light = css.split("@media screen")[0]
    automatic = css.split("@media screen and (prefers-color-scheme: dark) {")[1].split(
        '[data-bs-theme="dark"]'
    )[0]
    chosen = css.split(':root[data-bs-theme="dark"] {')[1].split("}")[0]
    return colors(light), colors(automatic), colors(chosen)


def test_both_dark_blocks_are_equal_and_complete():
    light, automatic, chosen = token_blocks()
    assert automatic == chosen
    assert set(chosen) <= set(light)


def luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7), ("ink2", "paper", 4.5), ("ink3", "paper", 4.5), ("ink3", "wash", 4.5),
        ("ink3", "wash2", 4.5), ("ink3", "blue-tint", 4.5), ("blue", "paper", 4.5), ("blue", "wash", 4.5),
        ("on-blue", "blue", 4.5), ("blue-dark", "blue-tint", 4.5), ("gold", "gold-tint", 4.5),
        ("gold", "blue-tint", 4.5), ("red", "paper", 4.5), ("red", "red-tint", 4.5), ("field", "paper", 3),
    ],
)  # fmt: skip
def test_words_can_be_read(theme, text, ground, least):
    tokens = token_blocks()[0 if theme == "light" else 2]
    assert contrast(tokens[text], tokens[ground]) >= least
