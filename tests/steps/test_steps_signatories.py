"""What becomes of each signature: handed on, declined, delegated, replaced, in ink, in counterparts; then the evidence."""

from __future__ import annotations

import email
import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from email.policy import default
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from steps_york import PARTIES, WORDS, Case, Clock

sys.path += [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "signing")]

import paper
from certificates import der

from studio.errors import StudioError
from studio.signing.credential import FileCredential
from studio.signing.identity import new_identity, read_identity
from studio.signing.sign import sign_field
from studio.signing.verify import verify
from studio.signing.words import fingerprint_words
from studio.steps import executed, execution, look, receiving_signed, register, signatories, signing
from studio.steps.evidence_export import evidence_zip
from studio.steps.signatories import Delegation, InkPage
from studio.steps.workspace import open_workspace
from studio.store.records import SigningRecord

At = Callable[..., Case]
PEOPLE = {"together": "Lena Sample", "police": "Jude Sample", "icb": "Otis Sample", "council": "Uma Sample",
          "trust": "Abi Sample", "ambulance": "Gil Sample"}  # fmt: skip
SIGNED_AT = datetime(2027, 1, 18, 10, tzinfo=UTC)
MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
PAPER = b"%PDF-1.4 SAMPLE delegation"
SCAN = b"\x89PNG SAMPLE scan"


@pytest.fixture(scope="module")
def keys() -> dict[str, bytes]:
    made = {
        party: new_identity(name, f"{party} SAMPLE", WORDS, at=MADE_AT, sample=True) for party, name in PEOPLE.items()
    }
    made["deputy"] = new_identity("Dee Sample", "council SAMPLE", WORDS, at=MADE_AT, sample=True)
    return made


@pytest.fixture(scope="module")
def blank(stages: Any) -> bytes:
    clock = Clock()
    clock.day("2027-01-18")
    path = stages.folder / "blank.agreements"
    shutil.copyfile(stages.file("prepared"), path)
    ws = open_workspace(path, WORDS, clock)
    pdf = signing.signing_pdf(ws, "sample-york-1")
    ws.close()
    return pdf


@pytest.fixture(scope="module")
def copies(blank: bytes, keys: dict[str, bytes]) -> dict[str, bytes]:
    """Each partner's own signed copy."""
    return {party: sign_field(blank, f"sign.{party}", keys[party], WORDS, at=SIGNED_AT).pdf for party in PARTIES}


def lines(case: Case) -> dict[str, Any]:
    return {one.party: one for one in look.signing(case.ws, case.id).lines}


def enrol(case: Case, party: str, key: bytes) -> None:
    sha = read_identity(key, WORDS).sha256
    words = fingerprint_words(sha)
    signing.enrol(case.ws, case.id, party, sha, " ".join(words[:4]), " ".join(words[-4:]), "Mo Sample")


# --- who has the file -------------------------------------------------------------------------------------------------


def test_the_file_is_handed_on_reminded_and_comes_back(at_stage: At, copies: dict[str, bytes], blank: bytes) -> None:
    case = at_stage("prepared", "2027-01-11")
    _, eml = signatories.hand_on(case.ws, case.id, "council")
    message = email.message_from_bytes(eml, policy=default)
    assert "uma.sample@council.example" in message["To"]
    assert [one.get_content() for one in message.iter_attachments()] == [blank]
    case.clock.day("2027-01-18")
    line = lines(case)["council"]
    assert (line.state, line.since[:10], line.days) == ("sent", "2027-01-11", 7)
    _, eml = signatories.remind_signatory(case.ws, case.id, "council")
    assert (
        "has been with you since Mon 11 January"
        in email.message_from_bytes(eml, policy=default).get_body().get_content()
    )
    assert lines(case)["council"].reminded_at[:10] == "2027-01-18"
    receiving_signed.receive_signed(case.ws, case.id, copies["council"])
    assert lines(case)["council"].state == "signed"
    with pytest.raises(StudioError, match="has signed already"):
        signatories.hand_on(case.ws, case.id, "council")


def test_only_one_has_the_file_and_an_order_is_kept(at_stage: At, copies: dict[str, bytes]) -> None:
    case = at_stage("prepared", "2027-01-11")
    signatories.hand_on(case.ws, case.id, "council")
    with pytest.raises(StudioError, match="The Council has the file since Mon 11 January"):
        signatories.hand_on(case.ws, case.id, "police")
    signatories.hand_on(case.ws, case.id, "police", anyway=True)
    assert (lines(case)["council"].state, lines(case)["police"].state) == ("waiting", "sent")
    with pytest.raises(StudioError, match="names every partner"):
        signatories.choose_order(case.ws, case.id, "order", ("council",))
    signatories.choose_order(case.ws, case.id, "order", ("council", "police", "together", "icb", "trust", "ambulance"))
    with pytest.raises(StudioError, match="It is the turn of the Council"):
        signatories.hand_on(case.ws, case.id, "police", anyway=True)
    receiving_signed.receive_signed(case.ws, case.id, copies["council"])
    signatories.hand_on(case.ws, case.id, "police", anyway=True)
    with pytest.raises(StudioError, match="Somebody has signed already"):
        signatories.choose_order(case.ws, case.id, "counterparts")


def test_who_signed_a_state_that_another_had_signed_is_asked_again(at_stage: At, copies: dict[str, bytes]) -> None:
    case = at_stage("prepared", "2027-01-19")
    receiving_signed.receive_signed(case.ws, case.id, copies["council"])
    with pytest.raises(StudioError) as caught:
        receiving_signed.receive_signed(case.ws, case.id, copies["police"])
    assert str(caught.value) == (
        "Two people signed the same state of the file: North Yorkshire Police, and the Council meanwhile. "
        "Both files are kept. Send the current file to Jude Sample for signing again."
    )
    assert lines(case)["police"].state == "again"
    _, eml = signatories.remind_signatory(case.ws, case.id, "police")
    message = email.message_from_bytes(eml, policy=default)
    assert "once more" in message["Subject"]
    assert [one.get_content() for one in message.iter_attachments()] == [copies["council"]]


# --- who signs --------------------------------------------------------------------------------------------------------


def test_a_refusal_is_recorded_and_the_partner_can_be_asked_anew(at_stage: At) -> None:
    case = at_stage("prepared", "2027-01-19")
    with pytest.raises(StudioError, match="needs the reason"):
        signatories.decline(case.ws, case.id, "council", " ")
    signatories.decline(case.ws, case.id, "council", "The cabinet has not met.")
    line = lines(case)["council"]
    assert (line.state, line.reason) == ("declined", "The cabinet has not met.")
    signatories.hand_on(case.ws, case.id, "council")
    assert lines(case)["council"].state == "sent"


def test_a_delegate_signs_with_the_paper_that_allows_it(at_stage: At, blank: bytes, keys: dict[str, bytes]) -> None:
    case = at_stage("prepared", "2027-01-18")
    paper = Delegation("Dee Sample", "Deputy chief executive", "CYC/2027/14", PAPER, "delegation.pdf",
                       date(2027, 1, 4), date(2027, 1, 31))  # fmt: skip
    with pytest.raises(StudioError, match="must be in writing"):
        signatories.delegate(case.ws, case.id, "council", Delegation("Dee", "Deputy", "", b"", ""))
    late = Delegation("Dee Sample", "Deputy", "CYC/1", PAPER, "d.pdf", None, date(2026, 12, 1))
    with pytest.raises(StudioError, match="ended on Tue 1 December 2026"):
        signatories.delegate(case.ws, case.id, "council", late)
    signatories.delegate(case.ws, case.id, "council", paper)
    line = lines(case)["council"]
    assert (line.person, line.office, line.authority) == ("Dee Sample", "Deputy chief executive", "delegate")
    pdf = sign_field(blank, "sign.council", keys["deputy"], WORDS, at=SIGNED_AT).pdf
    case.clock.day("2027-02-02")
    with pytest.raises(StudioError, match="The delegation of Dee Sample ended on Sun 31 January"):
        receiving_signed.receive_signed(case.ws, case.id, pdf)
    case.clock.day("2027-01-20")
    receiving_signed.receive_signed(case.ws, case.id, pdf)
    enrol(case, "council", keys["deputy"])
    assert lines(case)["council"].trust == "confirmed"
    with case.ws.store.read() as tx:
        assert tx.blob(sha256(PAPER).hexdigest()) == PAPER


def test_a_successor_in_office_signs_in_their_own_right(at_stage: At) -> None:
    case = at_stage("prepared", "2027-01-18")
    signatories.replace_signatory(
        case.ws, case.id, "trust", "Noa Sample", "Chief executive", "In office since 1 January."
    )
    line = lines(case)["trust"]
    assert (line.person, line.authority, line.reason) == ("Noa Sample", "replaced", "In office since 1 January.")


def test_ink_is_kept_as_ink_and_never_counts_as_electronic(at_stage: At) -> None:
    case = at_stage("prepared", "2027-01-18")
    with pytest.raises(StudioError, match="PDF or a picture"):
        signatories.record_ink(case.ws, case.id, "icb", InkPage(b"hello", "x.txt", date(2027, 1, 15), "Mo Sample"))
    with pytest.raises(StudioError, match="in the future"):
        signatories.record_ink(case.ws, case.id, "icb", InkPage(SCAN, "x.png", date(2027, 3, 1), "Mo Sample"))
    signatories.record_ink(case.ws, case.id, "icb", InkPage(SCAN, "x.png", date(2027, 1, 15), "Mo Sample"))
    view = look.signing(case.ws, case.id)
    assert {one.party: one.state for one in view.lines}["icb"] == "ink"
    assert "sign.icb" in view.verification.unsigned_fields
    assert not view.verification.complete


def test_a_wrong_file_is_called_what_it_is(at_stage: At, copies: dict[str, bytes]) -> None:
    case = at_stage("prepared", "2027-01-18")
    for data, said in (
        (b"A note.", "is not a PDF. It was not kept"),
        (b"", "is empty. It was not kept"),
        (b"%PDF-1.7 cut", "cannot be verified"),
        (paper.certified(), "is the file of another agreement, “York Pathways”"),
        (paper.unsigned(here=False), "Nobody has signed this file"),
    ):
        with pytest.raises(StudioError, match=said):
            receiving_signed.receive_signed(case.ws, case.id, data)
    receiving_signed.receive_signed(case.ws, case.id, copies["council"])
    with case.ws.store.read() as tx:
        kinds = [one.kind for one in tx.all(SigningRecord, agreement=case.id)]
    assert kinds == ["certified", "rejected", "rejected", "rejected", "signed"]


def test_a_file_taken_back_counts_no_more_and_the_text_can_change(
    at_stage: At, copies: dict[str, bytes], coordinator: bytes
) -> None:
    case = at_stage("prepared", "2027-01-18")
    receiving_signed.receive_signed(case.ws, case.id, copies["council"])
    signatories.withdraw_signing(case.ws, case.id, "The police ask for another clause.")
    assert look.agreement(case.ws, case.id).status == "merging"
    signing.freeze(case.ws, case.id)
    signing.prepare_signing(case.ws, case.id, coordinator, WORDS)
    assert {one.state for one in look.signing(case.ws, case.id).lines} == {"waiting"}
    with pytest.raises(StudioError, match="does not begin with the bytes"):
        receiving_signed.receive_signed(case.ws, case.id, copies["police"])
    with case.ws.store.read() as tx:
        kinds = [one.kind for one in tx.all(SigningRecord, agreement=case.id)]
    assert kinds == ["certified", "signed", "withdrawn", "certified", "rejected"]


# --- all have signed --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bound(
    stages: Any, copies: dict[str, bytes], keys: dict[str, bytes], tmp_path_factory: Any, coordinator: bytes
) -> Path:
    """York signed in counterparts, the ambulance service in ink, bound and certified."""
    path = tmp_path_factory.mktemp("bound") / "york.agreements"
    shutil.copyfile(stages.file("prepared"), path)
    clock = Clock()
    clock.day("2027-01-19")
    case = Case(open_workspace(path, WORDS, clock), clock)
    signatories.choose_order(case.ws, case.id, "counterparts")
    credential = FileCredential(coordinator, WORDS)
    for party in PARTIES[:5]:
        signatories.hand_on(case.ws, case.id, party)
    for party in PARTIES[:5]:
        receiving_signed.receive_signed(case.ws, case.id, copies[party])
        enrol(case, party, keys[party])
    with pytest.raises(StudioError, match="Not all counterparts are here: The Ambulance Service"):
        executed.bind_counterparts(case.ws, case.id, credential)
    signatories.record_ink(case.ws, case.id, "ambulance", InkPage(SCAN, "page.png", date(2027, 1, 15), "Mo Sample"))
    with pytest.raises(StudioError, match="not bound into one file yet"):
        register.enter(case.ws, case.id)
    executed.bind_counterparts(case.ws, case.id, credential)
    execution.certify_execution(case.ws, case.id, credential)
    case.ws.close()
    return path


@pytest.fixture
def done(bound: Path, tmp_path: Path) -> Any:
    path = tmp_path / "york.agreements"
    shutil.copyfile(bound, path)
    clock = Clock()
    clock.day("2027-01-20")
    case = Case(open_workspace(path, WORDS, clock), clock)
    yield case
    case.ws.close()


def test_counterparts_are_bound_and_each_verifies_by_itself(
    done: Case, copies: dict[str, bytes], keys: dict[str, bytes], coordinator: bytes
) -> None:
    from studio.signing.counterparts import counterparts_in, judge_counterparts

    pdf = executed.executed_pdf(done.ws, done.id)
    found = {party: data for party, _, _, _, data in counterparts_in(pdf) or ()}
    assert {party: found[party] for party in PARTIES[:5]} == {party: copies[party] for party in PARTIES[:5]}
    known = [read_identity(one, WORDS).certificate_pem.encode() for one in (*keys.values(), coordinator)]
    own = verify(pdf, trust=known, at=SIGNED_AT, partial=True)
    assert own.indication == "TOTAL-PASSED", own.sentence
    judged = {one.party: one for one in judge_counterparts(pdf, known, SIGNED_AT)}
    assert {one.indication for party, one in judged.items() if party != "ambulance"} == {"TOTAL-PASSED"}
    assert "ink" in judged["ambulance"].sentence
    unknown = judge_counterparts(pdf, known[-1:], SIGNED_AT)
    assert {one.indication for one in unknown} == {"INDETERMINATE"}


def test_a_swapped_counterpart_is_found(done: Case, copies: dict[str, bytes], blank: bytes, coordinator: bytes) -> None:
    """Bound anew by somebody who exchanges two copies, or lists a stranger's file."""
    from studio.signing import counterparts

    one = counterparts.Counterpart(
        "council", "Council", "U", "O", "2027-01-18", "counterpart-council.pdf", copies["police"]
    )
    two = counterparts.Counterpart(
        "police", "Police", "J", "O", "2027-01-18", "counterpart-police.pdf", copies["police"]
    )
    with done.ws.store.read() as tx:
        from studio.steps.reading import work_of

        work = work_of(tx, done.id)
        draft = counterparts.bound_draft(signing.final_draft(done.ws, work), [one, two])
        pdf = executed.sealed(tx, work, draft, counterparts.attachments_of([one, two], blank), counterparts.SEAL)
    judged = counterparts.judge_counterparts(pdf, [], SIGNED_AT)
    assert [each.indication for each in judged] == ["TOTAL-FAILED", "INDETERMINATE"]
    assert judged[0].sentence == "The place of “council” is not signed in this counterpart."


def test_another_partners_identity_does_not_sign_for_the_lead(done: Case, coordinator: bytes) -> None:
    before = execution.execution_certificate(done.ws, done.id)
    strange = new_identity("Gil Sample", "Yorkshire Ambulance Service NHS Trust", WORDS, at=MADE_AT, sample=True)
    with pytest.raises(StudioError, match=r"names Yorkshire Ambulance Service NHS Trust SAMPLE, which is not the lead"):
        execution.certify_execution(done.ws, done.id, FileCredential(strange, WORDS))
    assert execution.execution_certificate(done.ws, done.id) == before
    execution.certify_execution(done.ws, done.id, FileCredential(coordinator, WORDS))
    assert execution.execution_certificate(done.ws, done.id) != before


def test_the_certificate_of_execution_says_who_when_how_and_is_signed(done: Case, coordinator: bytes) -> None:
    from studio.documents.pdf_write import pdf_text

    pdf = execution.execution_certificate(done.ws, done.id)
    known = [read_identity(coordinator, WORDS).certificate_pem.encode()]
    assert verify(pdf, trust=known, at=SIGNED_AT, partial=True).indication == "TOTAL-PASSED"
    text = " ".join(" ".join(pdf_text(pdf)).split())
    assert "all six partners have signed" in text
    expected = (
        "Uma Sample",
        "confirmed by Mo Sample",
        "In ink on paper; not an electronic signature",
        "Scan compared with the text by Mo Sample",
        sha256(executed.executed_pdf(done.ws, done.id)).hexdigest(),
    )
    for said in expected:
        assert said.replace(" ", "") in text.replace(" ", ""), said


def test_a_bound_agreement_enters_the_register(done: Case) -> None:
    register.enter(done.ws, done.id)
    assert look.agreement(done.ws, done.id).status == "in_force"


def test_the_evidence_is_checked_by_the_commands_it_brings(done: Case, tmp_path: Path) -> None:
    """The README's own commands, run as they stand there."""
    data = evidence_zip(done.ws, done.id)
    assert data == evidence_zip(done.ws, done.id)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path / "out")
        names = set(archive.namelist())
    assert {"executed.pdf", "certificate-of-execution.pdf", "agreement.txt", "agreement.docx", "history.jsonl",
            "hashes.txt", "papers/ink-ambulance.png", "counterparts/council.pdf"} <= names  # fmt: skip
    commands = [
        line.strip()
        for line in (tmp_path / "out" / "README.txt").read_text("utf-8").splitlines()
        if line.startswith("     ")
    ]
    checks = [one for one in commands if one.startswith("openssl")]
    assert len(checks) == 12  # two in each of five counterparts, and the lead's two
    for command in commands:
        ended = subprocess.run(["sh", "-c", command], cwd=tmp_path / "out", capture_output=True, text=True, check=False)
        assert ended.returncode == 0, (command, ended.stderr)
        assert "is Invalid" not in ended.stdout
    (tmp_path / "out" / "executed.pdf").write_bytes(b"%PDF other")
    ended = subprocess.run(["sha256sum", "-c", "hashes.txt"], cwd=tmp_path / "out", capture_output=True, check=False)
    assert ended.returncode != 0


# --- a late joiner ----------------------------------------------------------------------------------------------------

JOINER = (
    "parties:\n  - {id: fire, legal_name: SAMPLE Fire Authority, short_name: the Fire Service, type: fire, "
    "is_public_authority: true, status: invited}\n"
)
SIGNS = (
    "signatures:\n  - {id: sign-fire, party: fire, document: accession, person: Fay Sample, office: Chief fire officer, "
    "is_chief_exec: true, method: advanced_e}\n"
)


def test_a_late_joiner_signs_an_accession_and_the_executed_file_stays_as_it_is(
    done: Case, keys: dict[str, bytes], coordinator: bytes
) -> None:
    from steps_york import york

    from studio.documents.pdf_write import pdf_text
    from studio.steps import accession

    register.enter(done.ws, done.id)
    before = executed.executed_pdf(done.ws, done.id)
    facts = york().replace("parties:\n", JOINER, 1).replace("\nsignatures:\n", f"\n{SIGNS}", 1)
    credential = FileCredential(coordinator, WORDS)
    with pytest.raises(StudioError, match="Nobody signs the accession"):
        accession.prepare_accession(done.ws, done.id, facts, "council", credential)
    _, pdf = accession.prepare_accession(done.ws, done.id, facts, "fire", credential)
    text = "".join(pdf_text(pdf)).replace(" ", "").replace("\n", "")
    assert sha256(before).hexdigest() in text
    fire = new_identity("Fay Sample", "SAMPLE Fire Authority", WORDS, at=MADE_AT, sample=True)
    half = sign_field(pdf, "sign.fire", fire, WORDS, at=SIGNED_AT).pdf
    with pytest.raises(StudioError, match="1 of 2"):
        accession.accede(done.ws, done.id, half)
    both = sign_field(half, "sign.together", keys["together"], WORDS, at=SIGNED_AT).pdf
    accession.accede(done.ws, done.id, both)
    enrol(done, "fire", fire)
    assert executed.executed_pdf(done.ws, done.id) == before
    with pytest.raises(StudioError, match="does not begin with the bytes of an accession"):
        accession.accede(done.ws, done.id, before)


def test_a_joiner_named_at_the_desk_gets_its_letter_and_joins(
    done: Case, keys: dict[str, bytes], coordinator: bytes
) -> None:
    from studio.steps import accession, joining

    fire = joining.Joiner("SAMPLE Fire Authority", "the Fire Service", "fire", public_authority=True, person="Fay Sample",
                          office="Chief fire officer", email="fay.sample@fire.example")  # fmt: skip
    assert joining.why_not_join(done.ws, done.id) == "Others can join once the agreement is in the register."
    register.enter(done.ws, done.id)
    assert joining.why_not_join(done.ws, done.id) == ""
    with pytest.raises(StudioError, match="is a partner of this agreement already"):
        joining.facts_with(done.ws, done.id, replace(fire, short_name="the Council"))
    facts, party = joining.facts_with(done.ws, done.id, fire)
    assert party == "fire-service"
    with pytest.raises(StudioError, match="No accession was made"):
        joining.accession_letter(done.ws, done.id, party)
    accession.prepare_accession(done.ws, done.id, facts, party, FileCredential(coordinator, WORDS))
    _, eml = joining.accession_letter(done.ws, done.id, party)
    message = email.message_from_bytes(eml, policy=default)
    assert "fay.sample@fire.example" in message["To"]
    name, pdf = joining.accession_file(done.ws, done.id, party)
    assert [(one.get_filename(), one.get_content()) for one in message.iter_attachments()] == [(name, pdf)]
    (line,) = joining.accessions(done.ws, done.id)
    assert (line.name, line.person, line.state, line.trust) == ("SAMPLE Fire Authority", "Fay Sample", "prepared", "-")
    own = new_identity("Fay Sample", "SAMPLE Fire Authority", WORDS, at=MADE_AT, sample=True)
    both = sign_field(
        sign_field(pdf, f"sign.{party}", own, WORDS, at=SIGNED_AT).pdf, "sign.together", keys["together"], WORDS, at=SIGNED_AT
    ).pdf  # fmt: skip
    said = accession.accede(done.ws, done.id, both).said
    assert said == "SAMPLE Fire Authority has joined; the executed agreement is as it was."
    (line,) = joining.accessions(done.ws, done.id)
    assert (line.state, line.trust) == ("joined", "unknown")
    enrol(done, party, own)
    assert joining.accessions(done.ws, done.id)[0].trust == "confirmed"
    with pytest.raises(StudioError, match="has joined already"):
        joining.accession_letter(done.ws, done.id, party)


def test_bound_counterparts_are_stamped_as_one_file(done: Case) -> None:
    from issuer_service import issuing

    from studio.steps import augmenting

    before = executed.executed_pdf(done.ws, done.id)
    with issuing() as issuer:
        issuer.stamp_at = datetime(2027, 1, 20, 10, tzinfo=UTC)
        said = augmenting.add_time_stamp(done.ws, done.id, f"{issuer.address}/time").said
        augmenting.confirm_time_service(done.ws, done.id, der(issuer.time_certificate()), "Mo Sample")
    assert "SAMPLE Time Service" in said
    after = executed.executed_pdf(done.ws, done.id)
    assert after.startswith(before)
    assert after != before
    view = look.signing(done.ws, done.id)
    assert [(one.service, one.known) for one in view.stamps] == [("SAMPLE Time Service", True)]
    assert view.bound
    register.enter(done.ws, done.id)
