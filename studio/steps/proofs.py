"""The proofs of a round: made when a return comes in and when the round ends, kept with the round, shown where they fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from studio.circulation.following import Issued
from studio.circulation.merge import Reviewed
from studio.circulation.proving import Proof, all_accepted, all_rejected, flat_lines, reads_both
from studio.documents.docx_tree import main_text
from studio.drafting.draft import Draft
from studio.errors import StudioError
from studio.returns.change import Certainty, Return
from studio.returns.docx_read import reading, sent_copy
from studio.steps.reading import returns_of
from studio.steps.round_work import RoundWork, issued_of
from studio.steps.workspace import Workspace
from studio.store.records import ProofRecord, RecipientRecord

if TYPE_CHECKING:
    from studio.store.transaction import Transaction


IN_PART = "It was placed by its words or carried from an older draft, so what it reads was not proved line by line."


def prove_return(  # noqa: PLR0913 - what is proved, of which file
    ws: Workspace, tx: Transaction, recipient: RecipientRecord, found: Return, data: bytes, sha: str, *, as_sent: bool
) -> Proof:
    """The proof of a return, kept under the file's SHA-256: all rejected is what was sent, all accepted what it reads.

    `as_sent`: it came back in the very file that was sent; only then can its words be laid against the draft line by line.
    A return whose proof fails is filed, so that nothing is lost; the round cannot be finished with it.
    """
    issued, assembler = issued_of(ws, tx, recipient.agreement, recipient.round)
    proof = all_rejected(found)
    if proof.holds and not as_sent:
        proof = Proof(holds=True, says=f"{proof.says} {IN_PART}")
    elif proof.holds and found.rejected_equals_sent is not None:
        sent, frame = _for_all(issued, tx.blob(recipient.docx_sha256))
        one = Reviewed(recipient.id, recipient.party, found)
        both = all_accepted(one, issued, assembler, main_text(data, "accepted"), sent, frame)
        proof = Proof(both.holds, f"{proof.says} {both.says}" if both.holds else both.says)
    _keep(ws, tx, recipient.agreement, recipient.round, ("import", sha), proof)
    return proof


_sent: list[tuple[Issued, tuple[Mapping[str, str], tuple[str, ...]]]] = []  # of the round that was looked at last


def _for_all(issued: Issued, data: bytes) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """As `what_was_sent`, made once a round: copies differ in their running heads alone, not in their text."""
    for whose, known in _sent:
        if whose is issued:
            return known
    _sent[:] = [(issued, what_was_sent(data))]
    return _sent[0][1]


@lru_cache(maxsize=16)
def what_was_sent(data: bytes) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The paragraphs of a file that was sent by key, and its lines that are no agreed text."""
    named = sent_copy(data)
    known = Counter(line for text in named.values() for line in flat_lines(text))
    lines = Counter(line for text in main_text(data, "accepted") for line in flat_lines(text))
    return named, tuple((lines - known).elements())


def require_proved(ws: Workspace, tx: Transaction, work: RoundWork) -> None:
    """Nothing if every return that counts is proved; what has no proof yet is proved now. Raises StudioError naming what
    fails."""
    agreement, number = work.round.agreement, work.round.number
    readings = {each.recipient: each.reading for each in work.reviewed}
    for each in returns_of(tx, agreement, number):
        kept = tx.load(ProofRecord, agreement, number, "import", each.id)
        recipient = tx.load(RecipientRecord, agreement, number, each.recipient)
        if kept is None and recipient is not None:
            found = readings[each.recipient]
            same = found.pack.certainty is Certainty.ANCHOR and found.pack.draft == work.round.draft
            proof = prove_return(ws, tx, recipient, found, tx.blob(each.id), each.id, as_sent=same)
        else:
            proof = Proof(kept.holds, kept.says) if kept else Proof(holds=True, says="")
        if not proof.holds:
            raise StudioError(
                f"The return of {each.recipient} is not proved, so the round cannot be finished. {proof.says}",
                "Ask for the answer once more, in the file that was sent; a newer return takes this one's place.",
            )


def prove_redline(ws: Workspace, tx: Transaction, work: RoundWork, new: Draft, redline: bytes) -> None:
    """Keep the proof that the redline reads back to both texts. Raises StudioError if it does not."""
    old = work.issued.rendering.draft
    proof = reads_both(old, new, reading(redline, "rejected"), reading(redline, "accepted"))
    if not proof.holds:
        raise StudioError(f"The redline was not made. {proof.says}", "Report this: it is a fault in Agreement Studio.")
    _keep(ws, tx, work.round.agreement, work.round.number, ("redline", f"draft {new.info.number}"), proof)


def proofs_of(tx: Transaction, agreement: str, number: int) -> tuple[ProofRecord, ...]:
    """The proofs of a round that count: what a newer return has taken the place of is kept, and stops nothing."""
    counts = {each.id for each in returns_of(tx, agreement, number)}
    found = (each for each in tx.all(ProofRecord, agreement=agreement) if each.round == number)
    return tuple(each for each in found if each.kind != "import" or each.subject in counts)


def _keep(ws: Workspace, tx: Transaction, agreement: str, number: int, what: tuple[str, str], proof: Proof) -> None:
    kind, subject = what
    tx.save(ProofRecord(agreement, number, kind, subject, holds=proof.holds, says=proof.says, proved_at=ws.stamp()))
