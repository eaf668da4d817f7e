"""Dossiers of old decisions, with scans, typed papers and signed files."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import img2pdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from fpdf import FPDF
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.factories.accounts import make_actor
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.files import ContentStore
from thidua.core.fonts import FOLDER
from thidua.domain.access import Actor, Role
from thidua.domain.archive import actions
from thidua.domain.archive.models import Dossier, Item
from thidua.domain.archive.reading import read_original
from thidua.domain.organizations.models import Organization
from thidua.domain.register.models import Entry
from thidua.operations.demo.living.papers import Sheet, photograph

LINES = (
    "Bà Nguyễn Thị Hường, công nhân vận hành máy xeo giấy, đã có sáng kiến thay van xả.",
    "Giá trị làm lợi 312 triệu đồng mỗi năm, được Hội đồng sáng kiến công nhận.",
)


def typed_pdf(*pages: str) -> bytes:
    """A PDF whose pages carry their text."""
    paper = FPDF(format="A4")
    paper.set_creation_date(datetime(2026, 12, 8, tzinfo=UTC))
    paper.add_font("Tinos", fname=str(FOLDER / "Tinos-Regular.ttf"))
    paper.set_font("Tinos", size=13)
    for text in pages:
        paper.add_page()
        paper.multi_cell(0, 8, text)
    return bytes(paper.output())


def pictured_pdf(*lines: str, title: str = "Giấy công nhận sáng kiến") -> bytes:
    """A scan: a picture of a page without any text."""
    sheet = Sheet("LĐLĐ TỈNH PHÚ THỌ", "12/XN", title, list(lines or LINES), "Phạm Quang Tuyến")
    return bytes(img2pdf.convert(photograph(sheet)))


@lru_cache(maxsize=1)
def signer() -> tuple[signers.SimpleSigner, Any]:
    """Somebody who signs, and the certificate by which their signatures are checked."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Văn thư thử nghiệm")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=9000))
        .add_extension(x509.KeyUsage(*([True, True] + [False] * 7)), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509

    certificate = asn1_x509.Certificate.load(made.public_bytes(serialization.Encoding.DER))
    private = asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    store = SimpleCertificateStore()
    store.register(certificate)
    return signers.SimpleSigner(
        signing_cert=certificate, signing_key=private, cert_registry=store
    ), certificate


def signed(pdf: bytes) -> bytes:
    """The PDF with a PAdES signature."""
    meta = signers.PdfSignatureMetadata(field_name="Signature1", subfilter=SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return bytes(in_a_thread(signers.sign_pdf, writer, meta, signer=signer()[0]).getvalue())


def is_rightly_signed(pdf: bytes) -> bool:
    """Whether the first signature covers the whole file, is unbroken, and is of ``signer``."""
    embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    status = in_a_thread(validate_pdf_signature, embedded, ValidationContext(trust_roots=[signer()[1]]))
    return status.coverage.name == "ENTIRE_FILE" and status.intact and status.valid and status.trusted


def in_a_thread(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Signing and checking run a loop of their own; that of an open browser may already run in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *args, **kwargs).result()


def clerk_of(unit: Organization) -> Actor:
    return make_actor(Role.CLERK, unit, name="Khuất Thị Hạnh")


def make_old_entry(country: Country, number: int = 1, **facts: Any) -> Entry:
    """A line of 2005, conferred by Phú Thọ to somebody in Lâm Thao."""
    person = make_person("Nguyễn Thị Hường", country.giay)
    return make_entry(
        person.subject, country.giay, country.phu_tho,
        **{"register_no": f"PT-05-{number:05}", "decision_number": f"{number}/QĐ-LĐLĐ", "decided_on": date(2005, 5, 1), **facts},
    )  # fmt: skip


def make_dossier(country: Country, at: datetime, number: int = 1, **facts: Any) -> Dossier:
    """The dossier of such a line, opened by the clerk of Phú Thọ."""
    entry = make_old_entry(country, number, **facts)
    return actions.open_dossier(entry=entry, actor=clerk_of(country.phu_tho), at=at)


def add_paper(
    dossier: Dossier,
    content: bytes,
    files: Path,
    *,
    actor: Actor,
    at: datetime,
    name: str = "ban-quet.pdf",
    **facts: Any,
) -> Item:
    """A paper kept in a dossier and read at once, as the job would."""
    item = actions.keep_original(
        dossier_id=dossier.pk, content=content, file_name=name, content_root=files, actor=actor, at=at,
        **{"title": "Quyết định có dấu", **facts},
    )  # fmt: skip
    read_original(item.original, store=ContentStore(files), at=at)
    item.original.refresh_from_db()
    return item
