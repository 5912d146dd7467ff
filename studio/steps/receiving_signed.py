"""Taking signed files in: the next state of the file, a counterpart, or evidence that counts for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.status import require
from studio.post.letters import say_day
from studio.steps.changed import Changed
from studio.steps.reading import Work, work_of
from studio.steps.signers import COUNTERPARTS, current_records, next_number, order_of, place_of, signer_of
from studio.steps.signing import at_start, signing_states, trusted
from studio.steps.workspace import Workspace
from studio.store.records import SignatoryRecord, SigningRecord

if TYPE_CHECKING:
    from studio.signing.report import Problem, Verification
    from studio.store.transaction import Transaction

OTHER_PERSON = "trust-other-person"  # the certificate names another signatory of the same file: never just unknown
_HEAD = 1024  # bytes within which a PDF says that it is one
_KEPT = "The file is kept as evidence. Ask for the signature again on the current file."


def receive_signed(ws: Workspace, agreement: str, data: bytes) -> Changed:
    """Take a signed file in if it is what was sent plus good signatures. Any other is kept as evidence, nothing moves.

    Two who signed the same state are noticed: both files stay, and the later one's signatory has to sign again. Raises
    StudioError for every file that does not count.
    """
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "receive_signed")
        found = _Received(ws, tx, work, data)
        found.file()
    if found.refusal is not None:
        raise found.refusal
    names = [place_of(work.facts, party).name for party in found.parties]
    have = "has" if len(names) == 1 else "have"
    return Changed(frozenset({agreement}), f"{at_start(' and '.join(names))} {have} signed.")


class _Received:
    """One file on its way in: judged, then kept as what it is."""

    def __init__(self, ws: Workspace, tx: Transaction, work: Work, data: bytes) -> None:
        self.ws, self.tx, self.work, self.data = ws, tx, work, data
        self.agreement = work.record.id
        self.states = signing_states(tx, self.agreement)
        self.counterparts = order_of(tx, self.agreement).mode == COUNTERPARTS
        self.party = ""
        self.parties: list[str] = []
        self.refusal: StudioError | None = None

    def file(self) -> None:
        """Judge and keep. Raises StudioError, keeping nothing, for a file that is here already."""
        from studio.signing.report_json import verification_json

        here = {each.sha256 for each in current_records(self.tx, self.agreement) if each.kind != "rejected"}
        if sha256(self.data).hexdigest() in here:
            raise StudioError("This file is here already; no signature is new.", "Take in the file that came back.")
        if b"%PDF-" not in self.data[:_HEAD]:
            raise StudioError(f"This file is {'not a PDF' if self.data else 'empty'}. It was not kept.",
                              "Take in the signed PDF that came back.")  # fmt: skip
        verification = self._verify()
        kind = self._kind(verification)
        sha = self.tx.put_blob(self.data)
        party = "" if kind == "rejected" else self.party
        number = next_number(self.tx, self.agreement)
        self.tx.save(
            SigningRecord(self.agreement, number, kind, sha, party, self.ws.stamp(), verification_json(verification))
        )
        detail = {"file": sha, "kind": kind}
        self.tx.append("receive_signed", self.agreement, party or "refused", detail, self.ws.now())

    def _verify(self) -> Verification:
        from studio.signing.verify import verify

        first = self.tx.blob(self.states[0].sha256)
        known = trusted(self.tx, self.agreement)
        return verify(self.data, trust=known, sent=first, at=self.ws.now(), partial=True, pages=True)

    def _kind(self, verification: Verification) -> str:
        ground = self._ground()
        bad = [one for one in verification.problems if not one.code.startswith("trust-") or one.code == OTHER_PERSON]
        if bad and ground != "other":
            self.refusal = self._explained(bad[0])
            return "rejected"
        if ground == "other":
            self.refusal = self._other_file(verification)
            return "rejected"
        new = self._new_signatures(verification, ground)
        passed_on = ground == "latest" and not self.counterparts  # from one signatory to the next, without us
        if not new or (len(new) > 1 and not passed_on):
            said = (
                "No partner’s signature is new in this file." if not new else "Several signatures are new in this file."
            )
            self.refusal = StudioError(said, _KEPT)
            return "rejected"
        self.party, self.parties = new[0], new
        if self.counterparts and self._has_counterpart():
            self.refusal = StudioError("This partner’s counterpart is here already.", "The file is kept as evidence.")
            return "rejected"
        if outdated := self._outdated_delegation():
            self.refusal = StudioError(outdated, "The file is kept as evidence. Ask for a delegation that is in force.")
            return "rejected"
        if ground == "earlier":
            self._ask_again()
            return "parallel"
        return self._counts()

    def _other_file(self, verification: Verification) -> StudioError:
        """What a file is that does not begin with what was sent: unreadable, another agreement, unsigned, or saved anew."""
        from studio.signing.fields import read_plan

        unreadable = next((one for one in verification.problems if one.code == "unreadable"), None)
        if unreadable is not None:
            return self._explained(unreadable)
        if verification.prepared_here and read_plan(self.data).ref != self.work.facts.agreement.ref:
            return StudioError(
                f"This is the file of another agreement, “{read_plan(self.data).title}”.",
                "It is kept as evidence here. Take it in there.",
            )
        if not verification.signatures:
            return StudioError("Nobody has signed this file, and it is not the one that was sent.", _KEPT)
        return StudioError(
            "This file does not begin with the bytes that were sent: the program that signed it saved it anew, "
            "or it was changed on the way.",
            "The file is kept as evidence. Ask for the signature again, by a program that only adds to the file.",
        )

    def _ground(self) -> str:
        """What the file is built on: latest, earlier (another has signed since) or other."""
        latest = self.tx.blob(self.states[-1].sha256)
        if self.data.startswith(latest):
            return "latest"
        earlier = (self.tx.blob(each.sha256) for each in self.states[:-1])
        return "earlier" if any(self.data.startswith(one) for one in earlier) else "other"

    def _new_signatures(self, verification: Verification, ground: str) -> list[str]:
        done = {each.party for each in self.states} if ground == "latest" else set()
        if ground == "latest":  # one file may have brought several
            done |= {
                each.party for each in self.tx.all(SignatoryRecord, agreement=self.agreement) if each.state == "signed"
            }
        if ground == "earlier":
            fitting = [each for each in self.states if self.data.startswith(self.tx.blob(each.sha256))]
            done = {each.party for each in fitting}
        signed = [each.field.removeprefix("sign.") for each in verification.signatures if each.kind == "signature"]
        return [party for party in signed if party not in done and party != "coordinator"]

    def _outdated_delegation(self) -> str:
        today = self.ws.today().isoformat()
        for party in self.parties:
            row = signer_of(self.tx, self.work, party)
            if row.authority == "delegate" and row.valid_to and today > row.valid_to:
                ended = say_day(date.fromisoformat(row.valid_to), self.ws.today())
                return f"The delegation of {row.person} ended on {ended}."
        return ""

    def _has_counterpart(self) -> bool:
        records = current_records(self.tx, self.agreement)
        return any(each.kind == "counterpart" and each.party == self.party for each in records)

    def _counts(self) -> str:
        for party in self.parties:
            self.tx.save(replace(signer_of(self.tx, self.work, party), state="signed", since=self.ws.stamp()))
        return "counterpart" if self.counterparts else "signed"

    def _ask_again(self) -> None:
        """The signature is good, but stands on a state without the ones that came in meanwhile."""
        row = signer_of(self.tx, self.work, self.party)
        others = [place_of(self.work.facts, each.party).name for each in self.states if each.kind == "signed"]
        has_signed = any(each.party == self.party for each in self.states)
        if not has_signed:
            self.tx.save(replace(row, state="again", since=self.ws.stamp()))
        mine = place_of(self.work.facts, self.party).name
        said = f"Two people signed the same state of the file: {mine}, and {others[-1] if others else 'another'} meanwhile."
        next_step = (
            f"Both files are kept. Send the current file to {row.person} for signing again."
            if not has_signed
            else "Both files are kept; nothing more is needed, as this partner’s signature is in the current file."
        )
        self.refusal = StudioError(said, next_step)

    def _explained(self, problem: Problem) -> StudioError:
        from studio.signing.foreign import foreign_fault

        fault = foreign_fault(self.data, self.tx.blob(self.states[-1].sha256), problem)
        if fault is not None:
            return StudioError(fault.sentence, f"The file is kept as evidence. {fault.next_step}")
        return StudioError(problem.sentence, _KEPT)
