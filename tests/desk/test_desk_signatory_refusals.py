"""What a signatory gets wrong at the signing window: nothing is signed, nothing is lost, and the sentence says why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

TESTS = Path(__file__).resolve().parent.parent
sys.path += [str(TESTS), str(TESTS / "signing")]

import paper  # noqa: E402
from certificates import PASSPHRASE, SIGNED, identity_for  # noqa: E402

from studio.desk.signatory.identity_dialog import UseIdentity  # noqa: E402
from studio.desk.signatory.verification import VerificationWindow  # noqa: E402
from studio.desk.signatory.window import SignatoryWindow  # noqa: E402
from studio.errors import StudioError  # noqa: E402
from studio.signing.credential import FileCredential  # noqa: E402
from studio.steps import signatures  # noqa: E402
from studio.steps.files import read_file, write_new  # noqa: E402


@pytest.fixture(scope="module")
def identity() -> bytes:
    _party, organisation, person, _office = paper.PEOPLE[0]
    return identity_for(person, organisation)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return write_new(tmp_path / "to-sign.pdf", paper.certified())


def test_a_wrong_passphrase_is_told_in_the_question_where_it_can_be_written_again(
    qtbot: Any, tmp_path: Path, identity: bytes
) -> None:
    made = UseIdentity(None, "Passphrase", "", "Sign", write_new(tmp_path / "me.p12", identity))
    qtbot.addWidget(made)
    for wrong in ("caps lock", "CAPS LOCK", "Caps Lock"):
        made._secret.setText(wrong)
        assert not made.ready()
        assert made._field.problem().startswith("The passphrase does not open this identity. Nothing was signed.")
    made._secret.setText(PASSPHRASE)
    assert made.ready()
    assert not made._field.problem()


def test_another_kind_of_file_is_no_identity(qtbot: Any, tmp_path: Path) -> None:
    made = UseIdentity(None, "Passphrase", "", "Sign", write_new(tmp_path / "me.p12", b"-----BEGIN CERTIFICATE-----"))
    qtbot.addWidget(made)
    made._secret.setText(PASSPHRASE)
    assert not made.ready()
    assert "not an identity file" in made._field.problem()


def test_the_file_that_came_is_never_replaced_by_the_signed_one(sent: Path, identity: bytes) -> None:
    own = FileCredential(identity, PASSPHRASE)
    before = sent.read_bytes()
    with pytest.raises(StudioError, match="stays as it is"):
        signatures.sign(sent, "sign.together", own, sent.parent / "x" / ".." / sent.name, at=SIGNED, force=True)
    assert sent.read_bytes() == before
    out = write_new(sent.with_name("older.pdf"), b"an older one")
    signatures.sign(sent, "sign.together", own, out, at=SIGNED, force=True)
    assert out.read_bytes().startswith(before)


def test_the_window_stays_until_the_signature_is_written(qtbot: Any, sent: Path) -> None:
    window = SignatoryWindow(sent, lambda: SIGNED)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window.opened is not None and not window.jobs.busy())
    window._who_said("sign.together")
    qtbot.waitUntil(lambda: window.plan is not None and not window.jobs.busy())
    window._signing = window.jobs.start("Signing", lambda _report: None, owner=window, failed=window.refused)
    assert not window.close()
    assert window.side.below.text().startswith("Your signature is being written.")
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert window.close()


def test_an_empty_place_is_called_by_whose_it_is(qtbot: Any, sent: Path) -> None:
    window = VerificationWindow(sent, lambda: SIGNED)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: not window.jobs.busy())
    assert "Linda Bryant SAMPLE, Together for Mental Wellbeing" in [one.title for one in window.rows.lines()]
    assert not any("sign.together" in one.text() for one in window.findChildren(QLabel))


def test_a_name_that_is_too_long_is_said_and_shown_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / f"{'x' * 300}.pdf"
    for work in (read_file, lambda one: write_new(one, b"x")):
        with pytest.raises(StudioError, match="too long for this computer") as found:
            work(path)
        assert len(found.value.message) < 150
    assert not list(tmp_path.iterdir())
