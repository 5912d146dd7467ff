"""The demo, played once: its files are judged by other programs and by commands that know nothing of it."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTIES = ("together", "police", "icb", "council", "trust", "ambulance")
SAMPLE = "SAMPLE"
pytestmark = pytest.mark.slow


def command(*arguments: object, cwd: Path, home: Path, code: int = 0) -> str:
    """One command in a process of its own, with an empty home folder; gives its standard output."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "studio", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code, ended.stderr or ended.stdout
    assert "Traceback" not in ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, home: Path) -> tuple[Path, str]:
    """The demo's folder, and what it printed."""
    folder = tmp_path_factory.mktemp("journey") / "demo"
    return folder, command("demo", folder, cwd=folder.parent, home=home)


@pytest.fixture(scope="module")
def demo(played: tuple[Path, str]) -> Path:
    return played[0]


def trust(demo: Path, *, without: str = "") -> list[object]:
    names = [name for name in (*PARTIES, "coordinator") if name != without]
    return [word for name in names for word in ("--trust", demo / "identities" / f"{name}.pem")]


def day(demo: Path) -> str:
    """The day on which the demo verified its executed file."""
    line = next(each for each in (demo / "commands.txt").read_text("utf-8").splitlines() if " verify " in each)
    return line.rsplit("--date ", 1)[1].split()[0]


def verdict(
    demo: Path, home: Path, pdf: Path, *more: object, code: int, trusted: Iterable[object] | None = None
) -> dict[str, Any]:
    certificates = trust(demo) if trusted is None else trusted
    out = command("verify", pdf, *certificates, "--date", day(demo), "--json", *more, cwd=home, home=home, code=code)
    found: dict[str, Any] = json.loads(out)
    return found


def pages(pdf: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return text.split("\f")[:-1]


# --- what was played --------------------------------------------------------------------------------------------------


def test_the_last_lines_list_the_files_that_are_there(played: tuple[Path, str]) -> None:
    folder, printed = played
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    assert [Path(line) for line in printed.splitlines()[-len(files) :]] == files
    assert len([line for line in printed.splitlines() if line.startswith("█")]) >= 10


def test_each_reviewer_got_a_document_and_a_letter(demo: Path) -> None:
    issued = json.loads((demo / "round-1" / "issue.json").read_text("utf-8"))
    assert {each["party"] for each in issued["recipients"]} == set(PARTIES)
    for each in issued["recipients"]:
        assert sha256((demo / "round-1" / each["file"]).read_bytes()).hexdigest() == each["sha256"]
        letter = email.message_from_bytes(
            (demo / "round-1" / each["file"]).with_suffix(".eml").read_bytes(), policy=email.policy.default
        )
        assert letter["X-Unsent"] == "1"
        (attached,) = letter.iter_attachments()
        assert sha256(attached.get_content()).hexdigest() == each["sha256"]


def test_documents_assembled_by_hand_from_the_facts_alone_have_the_demos_hashes(
    demo: Path, home: Path, tmp_path: Path
) -> None:
    shutil.copyfile(demo / "facts.yaml", tmp_path / "other name.yaml")
    line = next(each for each in (demo / "commands.txt").read_text("utf-8").splitlines() if " assemble " in each)
    date = line.rsplit("--date ", 1)[1].split()[0]
    number = line.split("--number ", 1)[1].split()[0]
    named = line.split("--template ", 1)[1].split(" --", 1)[0].split()
    assemble = ("assemble", "other name.yaml", "--template", *named, "--number", number, "--out", "again")
    command(*assemble, "--date", date, cwd=tmp_path, home=home)
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (demo / "documents" / "manifest.json").read_bytes()
    for each in json.loads((demo / "documents" / "manifest.json").read_text("utf-8"))["files"]:
        assert sha256((tmp_path / "again" / each["name"]).read_bytes()).hexdigest() == each["sha256"]
        assert sha256((demo / "documents" / each["name"]).read_bytes()).hexdigest() == each["sha256"]


def test_every_page_of_every_pdf_says_sample(demo: Path) -> None:
    found = sorted(demo.rglob("*.pdf"))
    assert len(found) >= 11
    for pdf in found:
        missing = [number for number, text in enumerate(pages(pdf), 1) if SAMPLE not in text]
        assert missing == [], pdf


def test_every_letter_says_sample_and_writes_to_nobody_real(demo: Path) -> None:
    letters = sorted(demo.rglob("*.eml"))
    assert len(letters) == 7
    for path in letters:
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = letter.get_body(("plain",))
        assert body is not None
        assert SAMPLE in letter["Subject"] + body.get_content()
        addresses = re.findall(r"[\w.+-]+@[\w.-]+", f"{letter['From']} {letter['To']} {body.get_content()}")
        assert addresses
        assert all(each.rstrip(".").endswith(".example") for each in addresses), addresses


def test_every_certificate_says_sample(demo: Path) -> None:
    for name in (*PARTIES, "coordinator"):
        pem = demo / "identities" / f"{name}.pem"
        subject = subprocess.run(
            ["openssl", "x509", "-in", pem, "-noout", "-subject"], capture_output=True, text=True, check=True
        )
        assert SAMPLE in subject.stdout


# --- the executed agreement -------------------------------------------------------------------------------------------


def test_the_executed_file_is_verified_by_another_process_in_an_empty_home(demo: Path, home: Path) -> None:
    found = verdict(demo, home, demo / "executed.pdf", "--sent", demo / "signing" / "0-to-sign.pdf", code=0)
    assert (found["indication"], found["complete"], found["sent"]) == ("TOTAL-PASSED", True, "identical-prefix")
    assert len(found["signatures"]) == 7
    for each in found["signatures"]:
        assert (each["indication"], each["integrity"]) == ("TOTAL-PASSED", "intact")
        assert each["trust"]["sha256"] == each["signer"]["sha256"]
    assert {each["field"] for each in found["signatures"]} == {f"sign.{party}" for party in (*PARTIES, "coordinator")}
    assert found["problems"] == []


def test_pdfsig_finds_seven_valid_signatures_and_the_last_covers_the_file(demo: Path) -> None:
    out = subprocess.run(
        ["pdfsig", "-nocert", demo / "executed.pdf"], capture_output=True, text=True, check=False
    ).stdout
    assert out.count("Signature is Valid.") == 7
    assert out.count("Signature Validation:") == 7
    assert out.count("Total document signed") == 1


def test_the_file_as_sent_begins_every_signed_state(demo: Path) -> None:
    states = sorted((demo / "signing").glob("*.pdf"))
    assert len(states) == 7
    for before, after in pairwise(states):
        assert after.read_bytes().startswith(before.read_bytes())
    assert states[-1].read_bytes() == (demo / "executed.pdf").read_bytes()


def test_a_byte_in_a_page_is_named_beside_its_honest_twin(demo: Path, home: Path, tmp_path: Path) -> None:
    data = bytearray((demo / "executed.pdf").read_bytes())
    sent = len((demo / "signing" / "0-to-sign.pdf").read_bytes())
    at = data.index(b"stream", sent // 3) + 60
    data[at] ^= 1
    (tmp_path / "byte.pdf").write_bytes(bytes(data))
    found = verdict(demo, home, tmp_path / "byte.pdf", code=1)
    assert found["indication"] == "TOTAL-FAILED"
    assert any(each["integrity"] == "broken" for each in found["signatures"]) or found["problems"]
    assert found["problems"][0]["sentence"].endswith(".")
    assert verdict(demo, home, demo / "executed.pdf", code=0)["indication"] == "TOTAL-PASSED"


def test_a_revision_cut_off_says_five_of_six_alone_and_too_short_against_what_was_sent(demo: Path, home: Path) -> None:
    states = sorted((demo / "signing").glob("*.pdf"))
    five = verdict(demo, home, states[5], code=1)
    assert five["complete"] is False
    assert len(five["unsigned_fields"]) == 1
    assert "5 of 6" in five["sentence"]
    assert verdict(demo, home, states[5], "--partial", code=0)["indication"] == "TOTAL-PASSED"
    short = verdict(demo, home, states[5], "--partial", "--sent", states[6], code=1)
    assert short["sent"] == "differs"
    assert any("shorter" in each["sentence"] for each in short["problems"])
    assert verdict(demo, home, states[6], "--sent", states[6], code=0)["sent"] == "identical-prefix"


def test_without_one_persons_certificate_that_signature_alone_is_not_trusted(demo: Path, home: Path) -> None:
    found = verdict(demo, home, demo / "executed.pdf", code=1, trusted=trust(demo, without="police"))
    unknown = [each for each in found["signatures"] if each["trust"] is None]
    assert [each["field"] for each in unknown] == ["sign.police"]
    assert found["indication"] == "INDETERMINATE"
    assert {each["code"].split("-")[0] for each in found["problems"]} == {"trust"}


def test_another_persons_identity_is_refused_and_never_trusted(demo: Path, home: Path, tmp_path: Path) -> None:
    before = demo / "signing" / "0-to-sign.pdf"
    (tmp_path / "words.txt").write_text("some other plain words\n", "utf-8")
    words = ("--passphrase-file", tmp_path / "words.txt", "--date", day(demo))
    stranger = ("--name", "Eve Sample", "--organisation", "Elsewhere", "--sample", "--out", tmp_path / "eve.p12")
    command("identity", "new", *stranger, *words, cwd=tmp_path, home=home)
    keys = demo / "identities"
    council = ("--passphrase-file", keys / "passphrases" / "council.txt", "--date", day(demo))
    for other in ("police", "trust"):
        swapped = ("--field", f"sign.{other}", "--identity", keys / "council.p12", "--out", tmp_path / f"{other}.pdf")
        command("sign", before, *swapped, *council, cwd=tmp_path, home=home, code=1)
        assert not (tmp_path / f"{other}.pdf").exists()
    forged = tmp_path / "forged.pdf"
    sign = ("sign", before, "--field", "sign.council", "--identity", tmp_path / "eve.p12", "--out", forged, *words)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-m", "studio", *map(str, sign)], env=environment, capture_output=True, check=False
    )
    if ended.returncode == 0:
        found = verdict(demo, home, forged, "--partial", code=1)
        assert found["indication"] != "TOTAL-PASSED"
    honest = ("--field", "sign.council", "--identity", keys / "council.p12", "--out", tmp_path / "honest.pdf")
    command("sign", before, *honest, *council, cwd=tmp_path, home=home)
    assert verdict(demo, home, tmp_path / "honest.pdf", "--partial", code=0)["indication"] == "TOTAL-PASSED"


def test_two_files_swapped_are_noticed(demo: Path, home: Path, tmp_path: Path) -> None:
    """The agreement of another facts file, certified by the same coordinator, is not the one that was sent."""
    facts = (demo / "facts.yaml").read_text("utf-8").replace("breach_notify_hours: 24", "breach_notify_hours: 48")
    (tmp_path / "facts.yaml").write_text(facts, "utf-8")
    keys = demo / "identities"
    command(
        "prepare", "facts.yaml", "--template", "isa-multi-agency", "--certify", keys / "coordinator.p12", "--out", "other.pdf",
        "--passphrase-file", keys / "passphrases" / "coordinator.txt", "--date", day(demo), cwd=tmp_path, home=home,
    )  # fmt: skip
    found = verdict(
        demo, home, tmp_path / "other.pdf", "--partial", "--sent", demo / "signing" / "0-to-sign.pdf", code=1
    )
    assert found["sent"] == "differs"
    assert verdict(demo, home, tmp_path / "other.pdf", "--partial", code=0)["sent"] == "not-checked"


# --- the workspace ----------------------------------------------------------------------------------------------------


def test_the_history_verifies_and_tells_the_story_in_order(demo: Path, home: Path, tmp_path: Path) -> None:
    words = demo / "identities" / "passphrases" / "workspace.txt"
    out = command(
        "history", demo / "york.agreements", "--verify", "--export", tmp_path / "h.jsonl", "--passphrase-file", words, "--json",
        cwd=tmp_path, home=home,
    )  # fmt: skip
    found = json.loads(out)
    assert (found["ok"], found["first_bad"]) == (True, None)
    steps = [json.loads(line)["step"] for line in (tmp_path / "h.jsonl").read_text("utf-8").splitlines()]
    shape = [step for step, before in zip(steps, [None, *steps], strict=False) if step != before]
    assert shape[0] == "start"
    order = [
        "start",
        "issue",
        "receive",
        "remind",
        "no_response",
        "decide",
        "finish",
        "freeze",
        "prepare",
        "receive_signed",
        "enrol",
        "enter",
    ]
    places = [steps.index(step) for step in order]
    assert places == sorted(places)
    assert (steps.count("receive"), steps.count("receive_signed"), steps.count("enrol")) == (5, 6, 6)
    assert found["entries"] == len(steps)


def test_no_plain_words_of_the_sample_and_no_passphrase_stand_in_the_workspace(demo: Path) -> None:
    data = (demo / "york.agreements").read_bytes()
    assert len(data) > 1_000_000
    secrets = [each.read_text("utf-8").strip() for each in (demo / "identities" / "passphrases").iterdir()]
    assert len(secrets) == 8
    for words in (
        "SAMPLE",
        "York Pathways",
        "Lena Sample",
        "North Yorkshire Police",
        "sample-york-1",
        "together",
        *secrets,
    ):
        for encoding in ("utf-8", "utf-16-le"):
            assert words.encode(encoding) not in data, words
    for mark in (b"%PDF-", b"PK\x03\x04", b"SQLite format 3"):
        assert mark not in data


def test_the_passphrases_stand_only_where_the_demo_says(demo: Path, home: Path) -> None:
    secrets = {each.stem: each.read_bytes().strip() for each in (demo / "identities" / "passphrases").iterdir()}
    for path in (each for folder in (demo, home) for each in folder.rglob("*") if each.is_file()):
        if path.parent.name == "passphrases":
            continue
        data = path.read_bytes()
        there = {name for name, words in secrets.items() if words in data}
        assert there <= ({"workspace"} if path.name == "README.txt" else set()), path
    assert not [each for each in demo.rglob("*") if each.name.endswith(("-wal", "-shm", "-journal", ".part", ".tmp"))]


def test_the_demo_never_writes_over_a_folder_that_is_not_its_own(tmp_path: Path, home: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear", "utf-8")
    for force in ((), ("--force",)):
        command("demo", tmp_path / "mine", *force, cwd=tmp_path, home=home, code=2)
        assert [each.name for each in (tmp_path / "mine").iterdir()] == ["letter.txt"]
