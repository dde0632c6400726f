"""PAdES signatures made with the portal's own certificate, where one is configured.

The certificate stands in a PKCS#12 file or in a PKCS#11 token; with an authority
configured, a signature bears its time stamp and, when asked for, the proofs that let it
be checked when the certificate has ended.
"""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator.context import ValidationContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.sign.signers import Signer

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 10
UNSET = "Sertifikat penandatanganan portal belum diatur."
FAILED = (
    "Dokumen tidak dapat ditandatangani dan tidak ada yang berubah. Periksa sertifikat, "
    "kata sandinya, dan otoritas stempel waktu, lalu coba lagi."
)


class SigningError(Exception):
    """No signature came about; the message is a sentence for the user."""


def is_configured() -> bool:
    return bool(settings.SIGNING_CERTIFICATE or settings.SIGNING_MODULE)


def sign(data: bytes, *, number: int) -> bytes:
    """`data` with a further signature, which is an addition at its end.

    `number` names the field. Raises SigningError; what went wrong is in the log.
    """
    if not is_configured():
        raise SigningError(UNSET)
    try:
        with _signer() as signer:
            return _signed(data, signer, f"Tanda_tangan_{number}")
    except Exception as error:
        logger.exception("No signature could be made")
        raise SigningError(FAILED) from error


def _signed(data: bytes, signer: Signer, field: str) -> bytes:
    written = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data), strict=False),
        _metadata(field),
        signer,
        timestamper=_authority(),
        output=written,
    )
    return written.getvalue()


def _metadata(field: str) -> signers.PdfSignatureMetadata:
    long_term: dict[str, Any] = {}
    if settings.SIGNING_LONG_TERM:
        context = ValidationContext(
            trust_roots=roots(), allow_fetching=True, revocation_mode="hard-fail"
        )
        long_term = {
            "embed_validation_info": True,
            "use_pades_lta": True,
            "validation_context": context,
        }
    return signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        signer_key_usage=set(),  # what its authority allows is for the reader to judge
        **long_term,
    )


def roots() -> list[Any]:
    """The certificates that are trusted; none without SIGNATURE_ROOTS."""
    if not settings.SIGNATURE_ROOTS:
        return []
    data = Path(settings.SIGNATURE_ROOTS).read_bytes()
    return list(load_certs_from_pemder_data(data))


def _authority() -> HTTPTimeStamper | None:
    if not settings.TIMESTAMP_URL:
        return None
    return HTTPTimeStamper(settings.TIMESTAMP_URL, timeout=ANSWER_SECONDS)


@contextmanager
def _signer() -> Iterator[Signer]:
    if settings.SIGNING_MODULE:
        session = open_pkcs11_session(
            settings.SIGNING_MODULE,
            token_criteria=TokenCriteria(label=settings.SIGNING_TOKEN or None),
            user_pin=settings.SIGNING_PASSPHRASE or None,
        )
        with session:
            # all certificates of the token: the chain travels with the signature
            yield PKCS11Signer(
                session, cert_label=settings.SIGNING_LABEL, other_certs_to_pull=None
            )
        return
    yield signers.SimpleSigner.load_pkcs12_data(
        Path(settings.SIGNING_CERTIFICATE).read_bytes(),
        other_certs=[],
        passphrase=settings.SIGNING_PASSPHRASE.encode() or None,
    )
