"""Every component in every variant on one page.

``python -m thidua.ui.gallery 20888`` serves it on that port; with a file name it is written there.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.conf import settings
from jinja2 import Environment, FileSystemLoader

UI = Path(__file__).parent
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def prepare() -> None:
    """Give Django the few settings that templates read, when nobody has configured it."""
    if settings.configured:
        return
    import django

    settings.configure(STATIC_URL="/static/", USE_I18N=True, LANGUAGE_CODE="vi", SECRET_KEY="gallery")  # noqa: S106 - signs nothing
    django.setup()


def make_environment(*more: Path, **options: Any) -> Environment:
    """Return the pages' environment over our templates and those in ``more``."""
    from thidua.ui.jinja import environment

    return environment(loader=FileSystemLoader([UI / "templates", *more]), **options)


def gallery() -> str:
    """Render the gallery page."""
    from thidua.ui import charts
    from thidua.ui import map as country
    from thidua.ui.ornament import frame_svg, sun_drum_svg

    bars = [charts.Bar(name, values) for name, values in SAMPLE_BARS]
    shades = {
        code: country.Shade(at % 5 + 1, str(at), "#", picked=code == "25")
        for at, code in enumerate(country.PROVINCES)
        if code != "12"
    }
    return (
        make_environment()
        .get_template("ui/gallery.html")
        .render(
            today=dt.date(2026, 12, 8),
            form=sample_form(),
            columns=charts.column_chart(bars, ("2026", "2025"), title="Lượt khen"),
            rows=charts.row_chart(bars, title="Lượt khen 2026"),
            lines=charts.line_chart(
                ["T1", "T2", "T3", "T4"], [[3, 8, 6, 12], [2, 5, 7, 7]], title="Theo tháng"
            ),
            country=country.map_svg(shades),
            attribution=country.ATTRIBUTION,
            drum=sun_drum_svg(160),
            frame=frame_svg(560, 396),
        )
    )


SAMPLE_BARS = (
    ("Hà Nội", (5275.0, 4990.0)),
    ("TP. Hồ Chí Minh", (6698.0, 5900.0)),
    ("Hải Phòng", (4657.0, 4200.0)),
)


def sample_form() -> Any:
    """Return a form with one field of each kind, two of them wrong."""
    from django import forms

    class Sample(forms.Form):
        name = forms.CharField(label="Họ và tên", help_text="Viết như trên quyết định")
        unit = forms.ChoiceField(
            label="Đơn vị", choices=[("1", "Công đoàn cơ sở"), ("2", "Công đoàn cấp trên")]
        )
        day = forms.DateField(label="Ngày ký", required=False, widget=forms.DateInput(attrs={"type": "date"}))
        amount = forms.IntegerField(label="Số tiền", help_text="Đồng")
        text = forms.CharField(
            label="Câu thành tích", required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        scan = forms.FileField(label="Tệp", required=False)
        sure = forms.BooleanField(label="Tôi đã đối chiếu bản gốc", required=False)
        kind = forms.ChoiceField(
            label="Nhóm", choices=[("a", "Trực tiếp"), ("b", "Gián tiếp")], widget=forms.RadioSelect
        )
        levels = forms.MultipleChoiceField(
            label="Cấp",
            choices=[("x", "Cơ sở"), ("y", "Tỉnh")],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    return Sample({"unit": "1", "kind": "a", "levels": ["x"]}, use_required_attribute=False)


def handler(pages: Mapping[str, Callable[[], str]]) -> type[BaseHTTPRequestHandler]:
    """Return a request handler for ``pages`` (path to function) and static files, policy included."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            file = UI / path.removeprefix("/")
            if path in pages:
                self.answer("text/html; charset=utf-8", pages[path]().encode())
            elif path.startswith("/static/") and ".." not in path and file.is_file():
                self.answer(KINDS.get(file.suffix, "application/octet-stream"), file.read_bytes())
            else:
                self.send_error(404)

        def answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
            return

    return Handler


def main(target: str) -> None:
    prepare()
    if target.isdigit():
        ThreadingHTTPServer(("127.0.0.1", int(target)), handler({"/": gallery})).serve_forever()
    Path(target).write_text(gallery())


if __name__ == "__main__":
    main(sys.argv[1])
