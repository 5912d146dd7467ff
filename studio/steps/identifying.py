"""Step: which agreement, draft and copy a file is. Marks are believed; words alone only when the coordinator confirms them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.returns.change import Certainty, Pack
from studio.returns.identify import Addressee, Guess, Issued, clear, guesses, said_by, texts_of
from studio.steps.reading import facts_of
from studio.steps.workspace import Workspace
from studio.store.records import AgreementRecord, RecipientRecord, RoundRecord

if TYPE_CHECKING:
    from studio.returns.identify import Said
    from studio.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Origin:
    """What came back. `share` of its words (0 to 1) are those of the draft; 1 where its own marks name it.

    `recipient` is "" where nothing names one; `copies` are those to choose from: (recipient, partner and contact).
    `others` are further drafts that it may be: (agreement, draft, share).
    """

    agreement: str
    title: str
    draft: int
    recipient: str
    certainty: Certainty
    share: float
    recipient_by: str
    copies: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, int, float], ...] = ()

    @property
    def by_marks(self) -> bool:
        """Whether the file itself says it; otherwise the coordinator has to confirm."""
        return self.certainty is Certainty.ANCHOR

    @property
    def sentence(self) -> str:
        """What is known of the file, and how surely."""
        who = dict(self.copies).get(self.recipient, "")
        if self.by_marks:
            return f"This is draft {self.draft} of {self.title}, the copy of {who or self.recipient}."
        sure = "All of its words" if self.certainty is Certainty.EXACT else f"{self.share:.0%} of its words"
        said = [f"The file’s marks are gone. {sure} are those of draft {self.draft} of {self.title}."]
        if self.others:
            said.append(
                "Nearly as many are those of "
                + " and ".join(f"draft {draft} of {name}" for name, draft, _ in self.others)
                + "."
            )
        said.append(
            f"By {self.recipient_by} it is the copy of {who}."
            if self.recipient
            else "Nothing in it says whose copy it is."
        )
        return " ".join(said)


class Unconfirmed(StudioError):  # noqa: N818 - what is missing
    """A file that only its words place: `origin` is to be confirmed by the coordinator."""

    def __init__(self, origin: Origin) -> None:
        super().__init__(f"{origin.sentence} Nothing was filed yet.", "Confirm the draft and whose copy it is.")
        self.origin = origin


def what_came_back(ws: Workspace, data: bytes, file_name: str) -> Origin:
    """The draft and the copy that a file is: by its marks, else by its words against all drafts that were issued.

    Raises HostileFile for a file that is refused, StudioError where it is no answer to anything issued here.
    """
    from studio.returns.docx_file import open_docx
    from studio.returns.pack import read_pack

    pack = read_pack(data)
    with ws.store.read() as tx:
        marked = _marked(tx, pack)
        if marked is not None:
            return marked
        if pack.certainty is not Certainty.NONE:
            raise _foreign(tx, pack)
        issued = _issued(tx)
    return _by_words(said_by(open_docx(data), file_name), issued)


def _marked(tx: Transaction, pack: Pack) -> Origin | None:
    """The copy that the file's own marks name, if it was sent from here."""
    if pack.certainty is Certainty.NONE:
        return None
    for record in tx.all(AgreementRecord):
        if facts_of(record.facts).agreement.ref != pack.agreement:
            continue
        for round_ in tx.all(RoundRecord, agreement=record.id):
            copies = _copies(tx, record, round_)
            if round_.draft == pack.draft and pack.recipient in dict(copies):
                return Origin(
                    record.id,
                    record.title,
                    round_.draft,
                    pack.recipient or "",
                    Certainty.ANCHOR,
                    1.0,
                    "its own marks",
                    copies,
                )
    return None


def _foreign(tx: Transaction, pack: Pack) -> StudioError:
    """Why a file whose marks are sound cannot be filed here."""
    refs = {facts_of(record.facts).agreement.ref for record in tx.all(AgreementRecord)}
    if pack.agreement not in refs:
        return StudioError(
            f"This file belongs to another agreement ({pack.agreement}), which is not in this workspace. Nothing was filed.",
            "Open the workspace that it belongs to.",
        )
    return StudioError(
        f"This file says that it is draft {pack.draft or '?'} of {pack.agreement} for {pack.recipient or 'nobody'}; "
        "no such copy went out from here. Nothing was filed.",
        "Ask the sender which file was answered.",
    )


def _copies(tx: Transaction, record: AgreementRecord, round_: RoundRecord) -> tuple[tuple[str, str], ...]:
    names = {each.id: each.short_name or each.legal_name or each.id for each in facts_of(record.facts).parties}
    return tuple(
        (
            each.id,
            f"{each.contact}, {names.get(each.party, each.party)}" if each.contact else names.get(each.party, each.id),
        )
        for each in tx.all(RecipientRecord, agreement=record.id, round=round_.number)
    )


def _issued(tx: Transaction) -> list[tuple[Issued, str, tuple[tuple[str, str], ...]]]:
    """Every draft that went out, with its agreement's title and its copies in words."""
    found = []
    for record in tx.all(AgreementRecord):
        parties = {each.id: each for each in facts_of(record.facts).parties}
        for round_ in tx.all(RoundRecord, agreement=record.id):
            rows = tx.all(RecipientRecord, agreement=record.id, round=round_.number)
            if not rows:
                continue
            texts = texts_of(tx.blob(rows[0].docx_sha256))  # all copies of a round say the same but for their heads
            addressees = tuple(
                Addressee(each.id, tuple(filter(None, (each.contact, *_names(parties.get(each.party))))))
                for each in rows
            )
            found.append(
                (Issued(record.id, round_.draft, texts, addressees), record.title, _copies(tx, record, round_))
            )
    return found


def _names(party: object) -> tuple[str, ...]:
    return tuple(str(getattr(party, field, None) or "") for field in ("legal_name", "short_name")) if party else ()


def _by_words(said: Said, issued: list[tuple[Issued, str, tuple[tuple[str, str], ...]]]) -> Origin:
    found = guesses(said, [each for each, _, _ in issued])
    if not found:
        raise StudioError(
            "This file does not say which draft it answers: its marks are gone, and its words are those of no draft "
            "that went out from here. Nothing was filed.",
            "Ask the sender to answer in the file that was sent, saved as .docx.",
        )
    titles = {(each.agreement, each.draft): (title, copies) for each, title, copies in issued}
    others = () if clear(found) else tuple((_title(titles, each), each.draft, each.share) for each in found[1:2])
    first = found[0]
    title, copies = titles[(first.agreement, first.draft)]
    return Origin(
        first.agreement, title, first.draft, first.recipient or "", first.certainty, first.share, first.recipient_by,
        copies, others,
    )  # fmt: skip


def _title(titles: dict[tuple[str, int], tuple[str, tuple[tuple[str, str], ...]]], guess: Guess) -> str:
    return titles[(guess.agreement, guess.draft)][0]


def confirmed(origin: Origin, recipient: str, draft: int = 0) -> Origin:
    """The origin as the coordinator confirms it. Raises StudioError for a copy that was not sent."""
    if recipient not in dict(origin.copies):
        raise StudioError(
            f"Nobody called {recipient} received draft {draft or origin.draft}.",
            f"Choose one of: {', '.join(name for name, _ in origin.copies)}.",
        )
    return replace(origin, recipient=recipient, recipient_by="the coordinator’s word")
