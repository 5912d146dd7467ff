"""Who signs for each partner, and where that signature stands: read from facts and records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.signatories import signatories
from studio.store.records import SignatoryRecord, SigningOrderRecord, SigningRecord

if TYPE_CHECKING:
    from studio.facts.model import Facts
    from studio.steps.reading import Work
    from studio.store.transaction import Transaction

ANY, ORDER, COUNTERPARTS = "any", "order", "counterparts"
DONE = frozenset({"signed", "ink"})  # states in which nothing more is asked of a partner
MODES = {
    ANY: "one after the other, whoever is next",
    ORDER: "one after the other, in a fixed order",
    COUNTERPARTS: "each on an own copy, at the same time",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A partner's place in the agreement: who is named there."""

    party: str
    name: str  # short name of the partner
    legal_name: str
    person: str
    office: str


def places_of(facts: Facts) -> tuple[Place, ...]:
    """The partners that sign the agreement itself, in the order of the facts."""
    parties = {each.id: each for each in facts.parties}
    found = []
    for row in signatories(facts):
        if party := parties.get(row.party):
            name = party.short_name or party.legal_name or party.id
            found.append(Place(row.party, name, party.legal_name or name, row.person or "", row.office or ""))
    return tuple(found)


def place_of(facts: Facts, party: str) -> Place:
    """The place of one partner. Raises StudioError for one that does not sign."""
    found = next((each for each in places_of(facts) if each.party == party), None)
    if found is None:
        raise StudioError(f"“{party}” does not sign this agreement.", "Choose a partner that does.")
    return found


def order_of(tx: Transaction, agreement: str) -> SigningOrderRecord:
    """How the signatures are collected; in turn and in any order where nothing was chosen."""
    return tx.load(SigningOrderRecord, agreement) or SigningOrderRecord(agreement, ANY, "")


def signer_of(tx: Transaction, work: Work, party: str) -> SignatoryRecord:
    """Where a partner's signature stands. Until something is done about it: waiting, and the person in the facts."""
    place = place_of(work.facts, party)
    kept = tx.load(SignatoryRecord, work.record.id, party)
    if kept is None or not kept.person:
        since = kept.since if kept else work.record.changed_at
        return SignatoryRecord(work.record.id, party, "waiting", since, place.person, place.office)
    return kept


def signers_of(tx: Transaction, work: Work) -> dict[str, SignatoryRecord]:
    """By partner, in the order of the facts."""
    return {each.party: signer_of(tx, work, each.party) for each in places_of(work.facts)}


def current_records(tx: Transaction, agreement: str) -> list[SigningRecord]:
    """All files of the signing that is under way, oldest first: none from before a withdrawal."""
    records = sorted(tx.all(SigningRecord, agreement=agreement), key=lambda each: each.number)
    ended = [number for number, each in enumerate(records) if each.kind == "withdrawn"]
    return records[ended[-1] + 1 :] if ended else records


def next_number(tx: Transaction, agreement: str) -> int:
    """The number of the next file that is kept; it counts on over a withdrawal."""
    return max((each.number for each in tx.all(SigningRecord, agreement=agreement)), default=0) + 1


def have_signed(tx: Transaction, agreement: str) -> set[str]:
    """The partners whose signature is here: in the file, as a counterpart, or on paper."""
    records = {each.party for each in current_records(tx, agreement) if each.kind in {"signed", "counterpart"}}
    rows = tx.all(SignatoryRecord, agreement=agreement)
    return records | {each.party for each in rows if each.state == "ink"}
