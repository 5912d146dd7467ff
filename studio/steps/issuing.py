"""One round's files, from facts to a DOCX and a letter for every reviewer: shared by workspace and plain-file steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from studio.drafting.bilingual import require_confirmed
from studio.drafting.draft import Draft
from studio.errors import StudioError
from studio.facts.model import Contact, Facts

if TYPE_CHECKING:
    from studio.post.letters import Letter, Review

REVIEWING = ("legal", "ig_lead", "reviewer")
ROLE_WORDS = {"legal": "legal reviewer", "ig_lead": "information governance reviewer", "reviewer": "reviewer"}
GONE = {"withdrawn", "set_aside"}
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class IssuedCopy:
    """One recipient's copy: `file` is the DOCX's name, the letter's is the same with `.eml`."""

    id: str
    party: str
    party_name: str
    role: str
    contact: str
    email: str
    file: str
    docx: bytes
    eml: bytes


@dataclass(frozen=True, slots=True)
class Reviewer:
    id: str
    party: str
    party_name: str
    role: str
    contact: Contact


def reviewers(facts: Facts) -> tuple[Reviewer, ...]:
    """Who receives a draft: contacts that hold `legal`, `ig_lead` or `reviewer`; the first role held names the file.

    Where two would get the same name, the later ones get a number.
    """
    found: list[Reviewer] = []
    used: dict[str, int] = {}
    parties = {each.id: each for each in facts.parties if str(each.status) not in GONE}
    for party in parties.values():
        for contact in facts.contacts:
            held = [role for role in REVIEWING if role in {str(each) for each in contact.roles}]
            if contact.party != party.id or not held:
                continue
            stem = f"{party.id}-{held[0]}"
            used[stem] = used.get(stem, 0) + 1
            name = stem if used[stem] == 1 else f"{stem}-{used[stem]}"
            found.append(Reviewer(name, party.id, party.short_name or party.legal_name or party.id, held[0], contact))
    return tuple(found)


def without_reviewer(facts: Facts) -> tuple[str, ...]:
    """Partners that have nobody to review the draft."""
    have = {each.party for each in reviewers(facts)}
    return tuple(
        each.short_name or each.legal_name or each.id
        for each in facts.parties
        if each.id not in have and str(each.status) not in GONE
    )


@dataclass(frozen=True, slots=True)
class Circular:
    """What every letter of a round says: which round, until when, and the head of the history it is written under."""

    round: int
    due_on: date
    today: date
    head: str


def issue_copies(
    facts: Facts, draft: Draft, circular: Circular, pictures: Mapping[str, Any] | None = None
) -> tuple[IssuedCopy, ...]:
    """A review copy and a letter for every reviewer. Raises StudioError if a partner has no reviewer."""
    require_confirmed(draft)
    if missing := without_reviewer(facts):
        raise StudioError(
            f"{', '.join(missing)} {'has' if len(missing) == 1 else 'have'} nobody to review the draft.",
            "Give one of its contacts the role legal, ig_lead or reviewer.",
        )
    return tuple(_copy(each, facts, draft, circular, pictures or {}) for each in reviewers(facts))


def coordinator_of(facts: Facts) -> Contact:
    """The coordinator's contact row. Raises StudioError if the facts name none."""
    found = next((each for each in facts.contacts if each.id == facts.agreement.coordinator), None)
    if found is None:
        raise StudioError("The agreement names no coordinator among its contacts.", "Set agreement.coordinator.")
    return found


def review_of(facts: Facts, reviewer: Reviewer, draft: int, circular: Circular) -> Review:
    """What the letters to one reviewer say."""
    from studio.post.letters import Review

    coordinator = coordinator_of(facts)
    home = next((each for each in facts.parties if each.id == coordinator.party), None)
    return Review(
        agreement=facts.agreement.title,
        draft=draft,
        round=circular.round,
        contact=reviewer.contact.name or "",
        party_name=reviewer.party_name,
        role=ROLE_WORDS[reviewer.role],
        due_on=circular.due_on,
        file_name=f"{reviewer.id}.docx",
        coordinator=coordinator.name or "",
        coordinator_organisation=(home.legal_name or "") if home else "",
    )


def letter_bytes(facts: Facts, to: Contact, letter: Letter, seed: str, docx: tuple[str, bytes] | None = None) -> bytes:
    """A ready-to-send draft message from the coordinator, with the review copy if one goes along."""
    from studio.post.eml import Attachment, Mailbox, draft_message

    sender = coordinator_of(facts)
    return draft_message(
        sender=Mailbox(sender.name or "", sender.email or ""),
        to=(Mailbox(to.name or "", to.email or ""),),
        subject=letter.subject,
        text=letter.text,
        attachments=(Attachment(docx[0], DOCX_TYPE, docx[1]),) if docx else (),
        sample=(facts.agreement.ref or "").upper().startswith("SAMPLE"),
        message_id_seed=seed,
    )


def _copy(
    reviewer: Reviewer, facts: Facts, draft: Draft, circular: Circular, pictures: Mapping[str, Any]
) -> IssuedCopy:
    from studio.documents.docx_review import ReviewCopy
    from studio.documents.docx_write import write_docx
    from studio.post.letters import cover_letter

    contact, info = reviewer.contact, draft.info
    copy = ReviewCopy(
        agreement=info.ref,
        draft=info.number,
        recipient=reviewer.id,
        party=reviewer.party,
        party_name=reviewer.party_name,
        role=ROLE_WORDS[reviewer.role],
        contact=contact.name or "",
        due_on=circular.due_on,
        history_head=circular.head,
    )
    docx = write_docx(draft, review=copy, pictures=pictures)
    partners = sum(str(each.status) not in GONE for each in facts.parties)
    letter = cover_letter(review_of(facts, reviewer, info.number, circular), today=circular.today, partners=partners)
    file = f"{reviewer.id}.docx"
    eml = letter_bytes(facts, contact, letter, f"{info.ref}/{info.number}/{circular.round}/{reviewer.id}", (file, docx))
    return IssuedCopy(
        reviewer.id,
        reviewer.party,
        reviewer.party_name,
        reviewer.role,
        contact.name or "",
        contact.email or "",
        file,
        docx,
        eml,
    )
