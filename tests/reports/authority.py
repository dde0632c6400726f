"""A certificate authority for tests: a root, a signer, a time stamp authority over HTTP."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1 as to_asn1,
)
from pyhanko.keys.internal import (
    translate_pyca_cryptography_key_to_asn1 as key_to_asn1,
)
from pyhanko.sign.timestamps import DummyTimeStamper

PASSPHRASE = "kata-sandi-uji"
DAY = timedelta(days=1)


class Authority:
    """`address` is where its list of revoked certificates and its time stamps are asked for."""

    def __init__(self, name="Otoritas Uji", address=""):
        self.address = address
        self.key = new_key()
        self.name = named(name)
        self.root = self._certificate(
            self.name,
            self.key.public_key(),
            x509.BasicConstraints(ca=True, path_length=1),
            usage("key_cert_sign", "crl_sign"),
        )

    def _certificate(self, subject, public_key, constraints, key_usage, *more):
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + 30 * DAY)
            .add_extension(constraints, critical=True)
            .add_extension(key_usage, critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self.key.public_key()
                ),
                critical=False,
            )
        )
        for extension, critical in more:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.key, hashes.SHA256())

    def issue(self, name, *more):
        """Key and certificate of somebody below the root."""
        key = new_key()
        more = list(more)
        if self.address:
            more.append((self._distribution(), False))
        certificate = self._certificate(
            named(name),
            key.public_key(),
            x509.BasicConstraints(ca=False, path_length=None),
            usage("digital_signature", "content_commitment"),
            *more,
        )
        return key, certificate

    def _distribution(self):
        place = x509.UniformResourceIdentifier(f"{self.address}/crl")
        return x509.CRLDistributionPoints(
            [x509.DistributionPoint([place], None, None, None)]
        )

    def crl(self):
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        builder = builder.last_update(now - DAY / 24).next_update(now + DAY)
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
            critical=False,
        )
        made = builder.sign(self.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.DER)

    def pem(self):
        return self.root.public_bytes(serialization.Encoding.PEM)

    def pkcs12(self, name="Sekretaris Uji"):
        key, certificate = self.issue(name)
        return pkcs12.serialize_key_and_certificates(
            name.encode(),
            key,
            certificate,
            [self.root],
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )

    def stamper(self):
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        key, certificate = self.issue("Stempel Waktu Uji", (purpose, True))
        return DummyTimeStamper(to_asn1(certificate), key_to_asn1(key))


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def usage(*given):
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment "
        "key_agreement key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: name in given for name in names.split()})


@contextmanager
def serving():
    """An authority whose list and time stamps answer over HTTP on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.authority = Authority(address=f"http://127.0.0.1:{server.server_port}")
    server.stamper = server.authority.stamper()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer("application/pkix-crl", self.server.authority.crl())

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        request = tsp.TimeStampReq.load(asked)
        answer = self.server.stamper.request_tsa_response(request)
        self._answer("application/timestamp-reply", answer.dump())

    def _answer(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass
