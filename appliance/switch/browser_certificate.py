"""The certificate by which a browser's voice is enciphered (DTLS-SRTP), which browsers know by its fingerprint alone.

FreeSWITCH makes one where it may write it, which it may not on a box; it is made here, and again before its end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from appliance.whole_file import PRIVATE, write_whole

FILE = "dtls-srtp.pem"  # where FreeSWITCH looks for it, in its folder of certificates
NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "astreinte")])
LASTS, AHEAD = timedelta(days=3650), timedelta(days=365)


def keep_certificate(folder: Path, now: datetime) -> None:
    """Have one in this folder that lasts for a year at least: FreeSWITCH reads it when it starts. OSError."""
    path = folder / FILE
    if not _lasts(path, now + AHEAD):
        write_whole(path, _made(now), mode=PRIVATE)


def _lasts(path: Path, until: datetime) -> bool:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc > until
    except (FileNotFoundError, ValueError):
        return False


def _made(now: datetime) -> bytes:
    """The key, then the certificate, PEM. Valid since the day before: a machine's clock may be late."""
    key = ec.generate_private_key(ec.SECP256R1())
    asked = x509.CertificateBuilder(NAME, NAME, key.public_key(), x509.random_serial_number())
    signed = asked.not_valid_before(now - timedelta(days=1)).not_valid_after(now + LASTS).sign(key, SHA256())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed.public_bytes(Encoding.PEM)
