"""Signatures of a PDF: whether they hold, what they cover, whom they lead to.

python -m evidence.inspection.signatures FILE ROOTS BASE

ROOTS is a file of certificates in PEM that are trusted, `-` for none. BASE is an earlier
state of FILE, `-` for none: then it is told whether anything but signatures came since.
One line of JSON is the answer. Nothing is fetched: whether a certificate was revoked is
known only where the file brings the proof.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.context import ValidationContext

from evidence.inspection.report import tell

if TYPE_CHECKING:
    from datetime import datetime

    from asn1crypto.x509 import Certificate
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

NONE = "-"
SIGNED = NumberObject(3)  # type: ignore[no-untyped-call]  # /SigFlags of a form with signatures, to which one adds only
SIGNATURES_MAX = 20
NAME_MAX = 300
KEY_USAGE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: "WHOLE",
    SignatureCoverageLevel.ENTIRE_REVISION: "REVISION",
}


SIGNING = (  # what signing may change, and adding its proofs
    ModificationLevel.NONE,
    ModificationLevel.LTA_UPDATES,
    ModificationLevel.FORM_FILLING,
)


class Trust:
    """The certificates that are trusted, and how a chain to one of them is looked for."""

    def __init__(self, roots: str) -> None:
        data = b"" if roots == NONE else Path(roots).read_bytes()
        self.roots = list(load_certs_from_pemder_data(data)) if data else []

    def plain(self) -> ValidationContext:
        """Validity of today; a proof of revocation counts where it stands."""
        return ValidationContext(trust_roots=self.roots, allow_fetching=False)

    def lasting(
        self, store: DocumentSecurityStore, moment: datetime
    ) -> ValidationContext:
        """Validity at `moment`, with proofs of the file for every link of the chain."""
        return store.as_validation_context(
            {
                "trust_roots": self.roots,
                "allow_fetching": False,
                "revocation_mode": "hard-fail",
                "moment": moment,
                "retroactive_revinfo": True,
            }
        )


def read(file: Path, roots: str, base: str) -> dict[str, Any]:
    trust = Trust(roots)
    with file.open("rb") as opened:
        reader = PdfFileReader(opened, strict=False)
        signatures = reader.embedded_regular_signatures
        told: dict[str, Any] = {"count": len(signatures)}
        if base != NONE:
            told["change"] = change_since(reader, Path(base))
        found = [
            outcome(signature, trust, reader)
            for signature in signatures[:SIGNATURES_MAX]
        ]
        told["signatures"] = found
        told["stamped"] = [
            stamp_outcome(stamp, trust)
            for stamp in reader.embedded_timestamp_signatures[:SIGNATURES_MAX]
        ]
    return told


def change_since(reader: PdfFileReader, base: Path) -> str:
    """SIGNATURE when nothing but signatures and their proofs came, else OTHER."""
    with base.open("rb") as opened:
        revisions = PdfFileReader(opened, strict=False).xrefs.total_revisions
    if reader.xrefs.total_revisions == revisions:
        return "NONE"
    state = reader.get_historical_resolver(revisions - 1)
    if "/AcroForm" not in state.root:
        # the policy compares forms, and a document without one has an empty one
        state.root["/AcroForm"] = DictionaryObject(  # type: ignore[no-untyped-call]
            {NameObject("/Fields"): ArrayObject(), NameObject("/SigFlags"): SIGNED}
        )
    found = DEFAULT_DIFF_POLICY.review_file(reader, state)
    if isinstance(found, SuspiciousModification):
        return "OTHER"
    return "SIGNATURE" if found.modification_level in SIGNING else "OTHER"


def outcome(
    signature: EmbeddedPdfSignature, trust: Trust, reader: PdfFileReader
) -> dict[str, Any]:
    """What was found out of one signature; `intact` false whatever went wrong."""
    told: dict[str, Any] = {"field": str(signature.field_name)[:NAME_MAX]}
    try:
        status = validate_pdf_signature(
            signature, trust.plain(), key_usage_settings=KEY_USAGE
        )
    except Exception as error:  # the file is what a library trips over
        return told | {"intact": False, "fault": type(error).__name__}
    certificate: Certificate = status.signing_cert
    kept = status.modification_level in SIGNING
    covered = status.coverage or SignatureCoverageLevel.UNCLEAR
    coverage = COVERAGE.get(covered, "PART")
    claimed = status.signer_reported_dt
    lasts = is_long_term(signature, status, trust, reader)
    return told | {
        "intact": bool(status.intact and status.valid),
        "coverage": coverage if kept else "PART",
        "area": area_of(signature),
        "subject": certificate.subject.human_friendly[:NAME_MAX],
        "name": name_of(certificate),
        "issuer": certificate.issuer.human_friendly[:NAME_MAX],
        "serial": f"{certificate.serial_number:x}"[:80],
        "signed_at": claimed.isoformat() if claimed else "",
        "trusted": bool(status.trusted or lasts) if trust.roots else None,
        "timestamp": timestamp_of(status, trust),
        "long_term": lasts,
    }


def name_of(certificate: Certificate) -> str:
    found = certificate.subject.native.get("common_name", "")
    return str(found if isinstance(found, str) else found[0])[:NAME_MAX]


def area_of(signature: EmbeddedPdfSignature) -> int:
    """What its picture covers, in square points; 0 when it has none."""
    rectangle = signature.sig_field.get("/Rect")
    if not rectangle or len(rectangle) != 4:
        return 0
    left, bottom, right, top = (float(number) for number in rectangle)
    return int(abs(right - left) * abs(top - bottom))


def timestamp_of(status: PdfSignatureStatus, trust: Trust) -> dict[str, Any] | None:
    """The time stamp inside the signature; None when there is none."""
    stamp = status.timestamp_validity
    if stamp is None:
        return None
    return {
        "intact": bool(stamp.intact and stamp.valid),
        "trusted": bool(stamp.trusted) if trust.roots else None,
        "at": stamp.timestamp.isoformat(),
    }


def stamp_outcome(stamp: EmbeddedPdfSignature, trust: Trust) -> dict[str, Any]:
    """A time stamp over the whole document."""
    try:
        status = validate_pdf_timestamp(stamp, trust.plain())
    except Exception:  # the file is what a library trips over
        return {"intact": False}
    return {
        "intact": bool(status.intact and status.valid),
        "trusted": bool(status.trusted) if trust.roots else None,
        "at": status.timestamp.isoformat(),
    }


def is_long_term(
    signature: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    trust: Trust,
    reader: PdfFileReader,
) -> bool:
    """Whether the file itself proves, at a trusted time, that no certificate was revoked."""
    stamp = status.timestamp_validity
    if not trust.roots or stamp is None or not (stamp.trusted and stamp.valid):
        return False
    try:
        store = DocumentSecurityStore.read_dss(reader)
        context = trust.lasting(store, stamp.timestamp)
        proven = validate_pdf_signature(
            signature, context, trust.plain(), key_usage_settings=KEY_USAGE
        )
    except NoDSSFoundError:
        return False
    except Exception:  # what cannot be proven is not: nothing is claimed
        return False
    return bool(proven.trusted)


def main() -> None:
    logging.disable(logging.CRITICAL)
    file, roots, base = sys.argv[1:4]
    try:
        told = read(Path(file), roots, base)
    except Exception:
        # whatever a library trips over, the file is what it trips over
        tell(unreadable=True, end=True)
        return
    tell(**told, end=True)


if __name__ == "__main__":
    main()
