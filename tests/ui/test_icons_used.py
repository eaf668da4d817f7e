"""An icon that a page names but the sprite lacks would be an empty square."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "thidua"
SPRITE = set(re.findall(r'id="([a-z0-9-]+)"', (SOURCE / "ui/static/ui/icons.svg").read_text()))
NAMED = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']""")


def test_every_icon_named_in_templates_is_in_the_sprite():
    found = {
        (name or other, path.name)
        for path in SOURCE.rglob("*.html")
        for name, other in NAMED.findall(path.read_text())
    }
    assert sorted(pair for pair in found if pair[0] not in SPRITE) == []


def test_every_icon_of_the_menu_and_the_inbox_is_in_the_sprite():
    from thidua.web.inbox.tasks import NOMINATIONS
    from thidua.web.shell.navigation import SECTIONS

    named = {section.icon for section in SECTIONS} | {wording.icon for wording in NOMINATIONS.values()}
    assert named - SPRITE == set()
