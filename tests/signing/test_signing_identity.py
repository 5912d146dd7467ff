"""Identities: made here, read from any maker, refused when too weak."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import UTC, datetime

import pytest
from certificates import PASSPHRASE, START, authority, certificate, identity_for, packed, pem
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from studio.errors import StudioError
from studio.signing.identity import new_identity, open_identity, read_identity
from studio.signing.identity_request import certificate_request, take_issued
from studio.signing.words import fingerprint_words, word_list


def test_a_new_identity_says_whose_it_is_for_six_years():
    found = read_identity(identity_for("Grace Okafor", "City of York Council"), PASSPHRASE)
    assert found.name == "Grace Okafor"
    assert found.organisation == "City of York Council SAMPLE"
    assert found.algorithm == "P-256"
    assert found.valid_from <= START
    assert found.valid_to.year == START.year + 6
    der = x509.load_pem_x509_certificate(found.certificate_pem.encode()).public_bytes(Encoding.DER)
    assert found.sha256 == hashlib.sha256(der).hexdigest()
    assert len(found.words) == 32


def test_sample_is_not_said_twice():
    found = read_identity(identity_for("Ana SAMPLE", "York"), PASSPHRASE)
    assert (found.name, found.organisation) == ("Ana SAMPLE", "York")


def test_the_certificate_may_only_sign():
    own = x509.load_pem_x509_certificate(read_identity(identity_for("A B"), PASSPHRASE).certificate_pem.encode())
    usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert not own.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_rsa_can_be_chosen():
    p12 = new_identity("A B", "C", PASSPHRASE, at=START, algorithm="rsa3072")
    assert read_identity(p12, PASSPHRASE).algorithm == "RSA-3072"
    with pytest.raises(StudioError, match="no algorithm"):
        new_identity("A B", "C", PASSPHRASE, at=START, algorithm="rsa512")


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["-legacy"],
        ["-legacy", "-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES"],
        ["-nomac"],
        ["-certpbe", "NONE", "-keypbe", "NONE"],
    ],
    ids=["aes", "rc2", "3des", "no mac", "plain"],
)
def test_what_openssl_writes_is_read(tmp_path, options):
    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=tmp_path, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "c", "-subj", "/CN=Ana/O=York")
    openssl("pkcs12", "-export", *options, "-inkey", "k", "-in", "c", "-passout", "pass:york", "-out", "id.p12")
    opened = open_identity((tmp_path / "id.p12").read_bytes(), "york")
    assert (opened.identity.name, opened.identity.algorithm) == ("Ana", "RSA-2048")


def test_openssl_reads_what_is_written_here(tmp_path):
    (tmp_path / "id.p12").write_bytes(identity_for("Grace Okafor"))
    done = subprocess.run(
        ["openssl", "pkcs12", "-in", tmp_path / "id.p12", "-passin", f"pass:{PASSPHRASE}", "-noenc", "-info"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "AES-256-CBC" in done.stderr
    assert "BEGIN CERTIFICATE" in done.stdout


def test_a_wrong_passphrase_says_what_to_do():
    with pytest.raises(StudioError) as caught:
        read_identity(identity_for("A B"), "wrong")
    assert str(caught.value) == (
        "The passphrase does not open this identity. Nothing was signed. Check Caps Lock, or choose another identity."
    )


@pytest.mark.parametrize("data", [b"", b"hello", b"-----BEGIN CERTIFICATE-----"])
def test_another_file_is_no_identity(data):
    with pytest.raises(StudioError, match="not an identity file"):
        read_identity(data, "x")


def test_no_passphrase_or_no_name_is_refused():
    with pytest.raises(StudioError, match="needs a passphrase"):
        new_identity("A", "B", " ", at=START)
    with pytest.raises(StudioError, match="name and an organisation"):
        new_identity(" ", "B", PASSPHRASE, at=START)


def test_weak_keys_are_refused_and_strong_ones_taken():
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    with pytest.raises(StudioError, match="1024 bits"):
        open_identity(packed(small, certificate("Small", small)), PASSPHRASE)
    curve = ec.generate_private_key(ec.SECP192R1())
    with pytest.raises(StudioError, match="too weak"):
        open_identity(packed(curve, certificate("Curve", curve)), PASSPHRASE)
    for kind in (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()):
        key = ec.generate_private_key(kind)
        assert open_identity(packed(key, certificate("Fine", key)), PASSPHRASE).identity.name == "Fine"


def test_a_certificate_signed_with_sha1_is_refused(tmp_path):
    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=tmp_path, check=True, capture_output=True)

    openssl("req", "-x509", "-sha1", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "c", "-subj", "/CN=Old")
    openssl("pkcs12", "-export", "-inkey", "k", "-in", "c", "-passout", "pass:york", "-out", "id.p12")
    with pytest.raises(StudioError, match="SHA1"):
        open_identity((tmp_path / "id.p12").read_bytes(), "york")


def test_the_key_is_not_in_the_repr():
    assert "PrivateKey" not in repr(open_identity(identity_for("A B"), PASSPHRASE))


def test_the_words_are_256_told_apart_easily():
    words = word_list()
    assert len(words) == len(set(words)) == 256
    assert len({word[:3] for word in words}) == 256
    assert all(word.isascii() and word.islower() and word.isalpha() for word in words)


def test_each_byte_is_a_word_and_the_list_never_changes():
    digest = hashlib.sha256(b"").hexdigest()
    words = fingerprint_words(digest)
    assert len(words) == 32
    assert words[0] == word_list()[0xE3]
    assert hashlib.sha256("\n".join(word_list()).encode()).hexdigest() == WORDS
    with pytest.raises(StudioError, match="not a fingerprint"):
        fingerprint_words("abc")


WORDS = "cd49b26e8f58dd2738df9587b70928047b37f1634b8cbfb25343eaaed05d896d"


def test_times_are_utc():
    found = read_identity(identity_for("A B"), PASSPHRASE)
    assert found.valid_from == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("algorithm", "said"), [("p384", "P-384"), ("p521", "P-521"), ("rsa2048", "RSA-2048"), ("ed25519", "Ed25519")]
)
def test_every_kind_of_key_can_be_made_and_has_a_backup_that_opens(algorithm: str, said: str):
    opened = open_identity(new_identity("A B", "C", PASSPHRASE, at=START, algorithm=algorithm), PASSPHRASE)
    assert opened.identity.algorithm == said
    opened.certificate.verify_directly_issued_by(opened.certificate)


def test_an_authoritys_certificate_takes_the_place_of_ones_own(tmp_path):
    """The request is what OpenSSL accepts, and its key never leaves the identity."""
    ours = identity_for("Grace Okafor", "City of York Council")
    csr = x509.load_pem_x509_csr(certificate_request(ours, PASSPHRASE))
    assert csr.is_signature_valid
    assert csr.subject == open_identity(ours, PASSPHRASE).certificate.subject
    (tmp_path / "csr").write_bytes(certificate_request(ours, PASSPHRASE))

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=tmp_path, check=True, capture_output=True)

    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "ca", "-subj", "/CN=York CA SAMPLE"
    )
    openssl("x509", "-req", "-in", "csr", "-CA", "ca", "-CAkey", "k", "-CAcreateserial", "-days", "400", "-out", "own")
    issued = (tmp_path / "own").read_bytes() + (tmp_path / "ca").read_bytes()
    renewed = open_identity(take_issued(ours, PASSPHRASE, issued), PASSPHRASE)
    assert renewed.identity.name == "Grace Okafor"
    assert renewed.identity.sha256 != read_identity(ours, PASSPHRASE).sha256
    assert [one.subject.rfc4514_string() for one in renewed.chain] == ["CN=York CA SAMPLE"]


def test_a_certificate_for_another_key_is_not_taken_in():
    other = pem(identity_for("Tim Forbes"))
    with pytest.raises(StudioError, match="for this identity’s key"):
        take_issued(identity_for("Grace Okafor"), PASSPHRASE, other)
    with pytest.raises(StudioError, match="no certificate"):
        take_issued(identity_for("Grace Okafor"), PASSPHRASE, b"hello")


def test_of_several_certificates_for_one_key_the_latest_is_used():
    key = ec.generate_private_key(ec.SECP256R1())
    old = certificate("Ana", key, end=datetime(2027, 1, 1, tzinfo=UTC))
    new = certificate("Ana", key, end=datetime(2031, 1, 1, tzinfo=UTC))
    opened = open_identity(packed(key, old, new, authority()[0]), PASSPHRASE)
    assert opened.identity.valid_to.year == 2031
    assert opened.chain == (authority()[0],)


def test_an_identity_without_a_friendly_name_is_read():
    key = ec.generate_private_key(ec.SECP256R1())
    data = pkcs12.serialize_key_and_certificates(
        None, key, certificate("Ana", key), None, BestAvailableEncryption(PASSPHRASE.encode())
    )
    assert open_identity(data, PASSPHRASE).identity.name == "Ana"


def test_a_certificate_signed_with_md5_is_refused(tmp_path):
    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=tmp_path, check=True, capture_output=True)

    openssl("req", "-x509", "-md5", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "c", "-subj", "/CN=Old")
    openssl("pkcs12", "-export", "-inkey", "k", "-in", "c", "-passout", "pass:york", "-out", "id.p12")
    with pytest.raises(StudioError, match="MD5"):
        open_identity((tmp_path / "id.p12").read_bytes(), "york")
