"""A throw-away certificate authority, made anew for each run, and the certificates of every site."""

from __future__ import annotations

import datetime
import ipaddress
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)
PRIVATE_KEY_FORMAT = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _name(common_name: str, organization: str = "Saksi Lab") -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
                      x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class Authority:
    """Signs leaf certificates. All leaves share one key: making keys is the slow part."""

    def __init__(self, common_name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._subject = _name(common_name, common_name)
        self.certificate = self._sign_itself()

    def _builder(self, subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey,
                 until: datetime.datetime) -> x509.CertificateBuilder:
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
                .serial_number(x509.random_serial_number())
                .not_valid_before(until - 90 * DAY).not_valid_after(until))

    def _sign_itself(self) -> x509.Certificate:
        until = datetime.datetime.utcnow() + 60 * DAY
        builder = self._builder(self._subject, self._subject, self._key.public_key(), until)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        identity = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        return builder.add_extension(identity, critical=False).sign(self._key, hashes.SHA256())

    def issue(self, names: list[str], *, expired: bool = False, self_signed: bool = False) -> bytes:
        """A PEM file with the leaf and, unless it signed itself, its issuer. Valid for thirty days, or until
        a week ago."""
        until = datetime.datetime.utcnow() + (-7 * DAY if expired else 30 * DAY)
        subject = _name(names[0])
        issuer, key = (subject, self._leaf_key) if self_signed else (self._subject, self._key)
        builder = self._builder(subject, issuer, self._leaf_key.public_key(), until)
        alternatives = x509.SubjectAlternativeName([_alternative(name) for name in names])
        builder = builder.add_extension(alternatives, critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        leaf = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        return leaf if self_signed else leaf + self.pem()

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def leaf_key_pem(self) -> bytes:
        return self._leaf_key.private_bytes(*PRIVATE_KEY_FORMAT)


class Certificates:
    """The trusted authority, one that nobody trusts, one that only the home was made to trust, and their files."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._authorities = {kind: Authority(f"Saksi Lab {kind} authority")
                             for kind in ("world", "untrusted", "interception")}
        for kind, authority in self._authorities.items():
            (directory / f"{kind}.key").write_bytes(authority.leaf_key_pem())

    def issue(self, label: str, names: list[str], kind: str = "good") -> tuple[Path, Path]:
        """Writes a certificate and returns its path and its key's. Kinds: see Site.certificate."""
        signer = {"untrusted": "untrusted", "trusted": "interception"}.get(kind, "world")
        names = ["wrong-name.example.org"] if kind == "wrong_name" else names
        pem = self._authorities[signer].issue(names, expired=kind == "expired", self_signed=kind == "self_signed")
        path = self._directory / f"{label}.pem"
        path.write_bytes(pem)
        return path, self._directory / f"{signer}.key"

    def trust_store(self, directory: Path, *, interception: bool) -> Path:
        """What stands in for /etc/ssl/certs: the bundle, and the hashed names that OpenSSL looks for."""
        directory.mkdir(parents=True, exist_ok=True)
        kinds = ["world", "interception"] if interception else ["world"]
        pems = [self._authorities[kind].pem() for kind in kinds]
        (directory / "ca-certificates.crt").write_bytes(b"".join(pems))
        for kind, pem in zip(kinds, pems):
            (directory / f"{kind}.pem").write_bytes(pem)
            (directory / f"{_subject_hash(directory / f'{kind}.pem')}.0").write_bytes(pem)
        return directory


def _subject_hash(pem: Path) -> str:
    command = ["openssl", "x509", "-noout", "-subject_hash", "-in", str(pem)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
