"""Cards and tokens: sign through the maker's module, say how near a card is to locking, survive being pulled out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import paper
import pytest
from certificates import SIGNED
from soft_token import LABEL, MODULE, PIN, SoftToken

from studio.errors import StudioError
from studio.signing import token as token_module
from studio.signing.credential import TokenCredential, opened
from studio.signing.sign import sign_with
from studio.signing.token import TokenState, refuse_locked, tokens, tries_sentence
from studio.signing.verify import verify

FIELD = f"sign.{paper.PEOPLE[0][0]}"
KINDS = ("RSA-2048", "P-256", "P-384", "P-521", "Ed25519")


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = SoftToken(tmp_path_factory.mktemp("card"))
    person = paper.PEOPLE[0][2]
    found = {kind: made.put(kind, person, kind, number) for number, kind in enumerate(KINDS, 1)}
    made.put("RSA-1024", person, "RSA-1024", 9)
    return found


def by(certificate: str = "P-256", pin: str = PIN, *, last_try: bool = False) -> TokenCredential:
    return TokenCredential(MODULE, pin, LABEL, certificate, last_try)


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_signs_with_each_kind_of_key(card: dict[str, bytes], kind: str) -> None:
    done = sign_with(paper.signed(0), FIELD, by(kind), at=SIGNED)
    report = verify(done.pdf, trust=[*paper.trust(()), card[kind]], sent=paper.signed(0), at=SIGNED, partial=True)
    own = next(one for one in report.signatures if one.field == FIELD)
    assert own.indication == "TOTAL-PASSED", own.sentence
    assert done.signer == paper.PEOPLE[0][2]


def test_openssl_agrees_about_a_token_s_signature(card: dict[str, bytes], tmp_path: Path) -> None:
    from studio.signing.cms import extract_cms

    one = extract_cms(sign_with(paper.signed(0), FIELD, by("RSA-2048"), at=SIGNED).pdf)[-1]
    (tmp_path / "one.cms").write_bytes(one.cms)
    (tmp_path / "one.bin").write_bytes(one.signed)
    (tmp_path / "known.pem").write_bytes(card["RSA-2048"])
    words = ["-inform", "DER", "-in", "one.cms", "-content", "one.bin", "-binary", "-CAfile", "known.pem", "-out", "o"]
    moment = ["-purpose", "any", "-attime", str(int(SIGNED.timestamp()))]
    subprocess.run(["openssl", "cms", "-verify", "-cades", *words, *moment], cwd=tmp_path, check=True)


def test_a_token_without_hashing_signs_the_digest_itself(card: dict[str, bytes]) -> None:
    with opened(by("RSA-2048")) as own:
        key = own.key
        bare = token_module.TokenKey(key.key, key.kind, frozenset())  # type: ignore[union-attr]
        assert bare.sign(b"text", "sha256") == key.sign(b"text", "sha256")  # type: ignore[call-arg,union-attr]


def test_a_weak_key_on_a_token_is_refused(card: dict[str, bytes]) -> None:
    with pytest.raises(StudioError, match="1024 bits"):
        sign_with(paper.signed(0), FIELD, by("RSA-1024"), at=SIGNED)


def test_a_wrong_pin_signs_nothing_and_says_how_many_tries_are_left(card: dict[str, bytes]) -> None:
    with pytest.raises(StudioError) as caught:
        sign_with(paper.signed(0), FIELD, by(pin="000000"), at=SIGNED)
    assert str(caught.value) == (
        "The PIN is wrong. Nothing was signed. A wrong PIN was typed before. Few tries are left before the card locks. "
        "Look up the PIN."
    )
    assert tokens(MODULE)[0].tries == "low"
    sign_with(paper.signed(0), FIELD, by(), at=SIGNED)
    assert tokens(MODULE)[0].tries == ""


def test_a_last_try_is_not_used_up_without_being_told() -> None:
    final = TokenState(LABEL, "SAMPLE", "1", "final", pin_pad=False)
    with pytest.raises(StudioError, match=r"One try is left.*Nothing was tried"):
        refuse_locked(final, last_try=False)
    refuse_locked(final, last_try=True)
    with pytest.raises(StudioError, match="locked"):
        refuse_locked(TokenState(LABEL, "SAMPLE", "1", "locked", pin_pad=False), last_try=True)
    assert tries_sentence("") == ""


def test_which_certificate_and_which_token_must_be_clear(card: dict[str, bytes]) -> None:
    with pytest.raises(StudioError, match=r"Which certificate is meant\? .*P-384"):
        sign_with(paper.signed(0), FIELD, by(""), at=SIGNED)
    with pytest.raises(StudioError, match=f"no token “Other”.*{LABEL}"):
        sign_with(paper.signed(0), FIELD, TokenCredential(MODULE, PIN, "Other"), at=SIGNED)
    with pytest.raises(StudioError, match="no PKCS#11 module"):
        tokens(Path("/nowhere/module.so"))


def test_another_library_is_no_module(tmp_path: Path) -> None:
    (tmp_path / "not.so").write_bytes(b"\x7fELF nothing")
    with pytest.raises(StudioError, match="cannot be used"):
        tokens(tmp_path / "not.so")


def test_the_pin_is_in_no_repr(card: dict[str, bytes]) -> None:
    assert PIN not in repr(by())
    with opened(by()) as own:
        assert PIN not in repr(own)


def test_a_token_pulled_out_before_signing_leaves_nothing(card: dict[str, bytes], tmp_path: Path) -> None:
    """Last in the file: the card is gone afterwards."""
    made = Path(__import__("os").environ["SOFTHSM2_CONF"]).parent / "tokens"
    before = paper.signed(0)
    with opened(by("RSA-2048")) as own:
        for one in sorted(made.rglob("*"), reverse=True):
            one.rmdir() if one.is_dir() else one.unlink()
        with pytest.raises(StudioError, match=r"Nothing was signed"):
            own.key.sign(b"text", "sha256")  # type: ignore[call-arg]
    assert before == paper.signed(0)
