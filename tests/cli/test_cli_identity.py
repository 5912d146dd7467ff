"""Identities and cards from the command line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cli_run import START, answered, secret, studio
from soft_token import LABEL, MODULE, PIN, SoftToken

MODULE_OPTION = ("--pkcs11-module", MODULE)


@pytest.fixture(scope="module")
def to_sign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to be signed by three, from the tests of signing alone."""
    import paper

    path = tmp_path_factory.mktemp("card") / "to-sign.pdf"
    path.write_bytes(paper.signed(0))
    SoftToken(path.parent).put("P-256", paper.PEOPLE[0][2], "mine", 1)
    (path.parent / "pin.txt").write_text(PIN + "\n", "utf-8")
    return path


def test_a_card_signs_and_its_pin_is_nowhere(to_sign: Path, tmp_path: Path) -> None:
    shown = answered("identity tokens", *MODULE_OPTION)
    assert [one["label"] for one in shown["tokens"]] == [LABEL]
    pin = ("--passphrase-file", to_sign.parent / "pin.txt", "--date", "2026-12-18")
    out = tmp_path / "signed.pdf"
    done = answered("sign", to_sign, "--field", "sign.together", *MODULE_OPTION, "--out", out, *pin)
    assert done["level"] == "PAdES-BASELINE-B"
    assert out.read_bytes().startswith(to_sign.read_bytes())
    assert PIN not in str(done)
    (tmp_path / "wrong.txt").write_text("000000\n", "utf-8")
    words = ("--passphrase-file", tmp_path / "wrong.txt", "--date", "2026-12-18", "--out", tmp_path / "no.pdf")
    wrong = studio("sign", to_sign, "--field", "sign.together", *MODULE_OPTION, *words)
    assert wrong.code == 1
    assert "The PIN is wrong. Nothing was signed." in wrong.err
    assert not (tmp_path / "no.pdf").exists()


def test_one_way_to_sign_is_named(to_sign: Path, tmp_path: Path) -> None:
    for ways in ((), ("--identity", tmp_path / "a.p12", *MODULE_OPTION)):
        ended = studio("sign", to_sign, "--field", "sign.together", *ways, "--out", tmp_path / "x.pdf")
        assert ended.code == 2
        assert "Say what to sign with" in ended.err


def test_an_identity_gets_a_certificate_from_its_own_authority(tmp_path: Path) -> None:
    words = ("--passphrase-file", secret(tmp_path))
    mine, kept = tmp_path / "ali.p12", tmp_path / "kept.p12"
    who = ("--name", "Ali Sample", "--organisation", "Ash SAMPLE", "--algorithm", "p384")
    made = answered("identity new", *who, "--out", mine, *words, "--date", START)
    assert made["algorithm"] == "P-384"
    assert answered("identity backup", mine, "--out", kept, *words)["sha256"] == made["sha256"]
    assert kept.read_bytes() == mine.read_bytes()
    answered("identity request", mine, "--out", tmp_path / "ali.csr", *words)

    def openssl(*say: str) -> None:
        subprocess.run(["openssl", *say], cwd=tmp_path, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "ca", "-subj", "/CN=CA SAMPLE")
    openssl("x509", "-req", "-in", "ali.csr", "-CA", "ca", "-CAkey", "k", "-CAcreateserial", "-out", "own")
    found = answered("identity issued", mine, tmp_path / "own", "--out", tmp_path / "issued.p12", *words)
    assert found["name"] == "Ali Sample"
    assert found["sha256"] != made["sha256"]
    wrong = studio("identity", "backup", mine, "--out", tmp_path / "b.p12", "--passphrase-file", tmp_path / "own")
    assert wrong.code == 1
    assert not (tmp_path / "b.p12").exists()
