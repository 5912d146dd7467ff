"""Certification authorities of partners, and imported lists of them: optional, beside certificates confirmed one by one."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from studio.errors import StudioError
from studio.facts.status import require
from studio.steps.changed import Changed
from studio.steps.reading import Work, work_of
from studio.steps.signers import places_of
from studio.steps.workspace import Workspace
from studio.store.records import AuthorityRecord

if TYPE_CHECKING:
    from studio.signing.authorities import Authority
    from studio.store.transaction import Transaction


def enrol_authority(  # noqa: PLR0913 - what a confirmation consists of
    ws: Workspace, agreement: str, party: str, certificate: bytes, first_four: str, last_four: str, confirmed_by: str
) -> Changed:
    """Rely on a partner's own authority: what it issued to the expected person of this partner is known from now on.

    A named person types the first and last four words of its fingerprint, read out over the telephone. Raises
    StudioError, and enrols nothing, where they do not match or the certificate (PEM or DER) is no authority's.
    """
    from studio.signing.authorities import require_fit
    from studio.signing.certificates import as_pem
    from studio.signing.identity import describe, load_certificate
    from studio.signing.words import require_words

    by = _named(confirmed_by)
    loaded = load_certificate(certificate)
    require_fit(loaded, ws.now())
    found = describe(loaded)
    require_words(found.sha256, first_four, last_four)
    with ws.store.begin() as tx:
        work = work_of(tx, agreement)
        require(work.record.status, "enrol_authority")
        legal_name = _legal_names(work).get(party)
        if legal_name is None:
            raise StudioError(
                f"There is no partner “{party}” who signs.", f"They are: {', '.join(_legal_names(work))}."
            )
        tx.save(AuthorityRecord(agreement, found.sha256, party, "", as_pem(certificate), by, ws.stamp()))
        tx.append("enrol_authority", agreement, party, {"certificate": found.sha256, "by": by}, ws.now())
    return Changed(frozenset({agreement}), f"{found.name} vouches for the signatory of {legal_name} from now on.")


def import_list(ws: Workspace, agreement: str, data: bytes, imported_by: str) -> Changed:
    """Rely on a list of authorities: PEM, or an ETSI trusted list (TS 119 612) whose own signature is not checked here.

    Takes the place of a list that was imported before. Raises StudioError for a list that is none, or has run out.
    """
    from studio.signing.identity import describe
    from studio.signing.trust_list import read_list

    by = _named(imported_by)
    found = read_list(data, ws.now())
    rows = [describe(one) for one in found.certificates]
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "enrol_authority")
        for old in _listed(tx, agreement):
            _remove(tx, old)
        for one in rows:
            tx.save(AuthorityRecord(agreement, one.sha256, "", found.name, one.certificate_pem, by, ws.stamp()))
        detail = {"list": sha256(data).hexdigest(), "authorities": len(rows), "left_out": found.left_out, "by": by}
        tx.append("import_list", agreement, found.name, detail, ws.now())
    left_out = f" {found.left_out} services or certificates of it do not count." if found.left_out else ""
    said = f"{len(rows)} authorities are known from “{found.name}”.{left_out} The list’s own signature was not checked."
    return Changed(frozenset({agreement}), said)


def drop_authorities(ws: Workspace, agreement: str, party: str, reason: str) -> Changed:
    """Rely no longer on a partner's authority, or with an empty `party` on the list. Raises StudioError if there is none."""
    reason = " ".join(reason.split())
    if not reason:
        raise StudioError("To rely on an authority no longer needs a reason.", "Write why.")
    with ws.store.begin() as tx:
        require(work_of(tx, agreement).record.status, "enrol_authority")
        rows = [each for each in tx.all(AuthorityRecord, agreement=agreement) if each.party == party]
        if not rows:
            raise StudioError("No such authority is relied on here.", "`workspace authorities` lists them.")
        for each in rows:
            _remove(tx, each)
        detail = {"certificates": [each.certificate_sha256 for each in rows], "reason": reason}
        tx.append("drop_authorities", agreement, party or "list", detail, ws.now())
    return Changed(frozenset({agreement}), f"{len(rows)} authorities are relied on no longer.")


def authorities(ws: Workspace, agreement: str) -> tuple[AuthorityRecord, ...]:
    """What was confirmed or imported: an empty `party` is one of a list."""
    with ws.store.read() as tx:
        return tuple(tx.all(AuthorityRecord, agreement=agreement))


def relied_on(tx: Transaction, work: Work) -> list[Authority]:
    """The authorities for `verify`, each with who confirmed it and when."""
    rows = tx.all(AuthorityRecord, agreement=work.record.id)
    if not rows:
        return []
    from studio.signing.authorities import Authority
    from studio.signing.identity import load_certificate

    legal = _legal_names(work)
    return [
        Authority(load_certificate(each.certificate.encode()), legal.get(each.party, ""), said_of(each))
        for each in rows
        if not each.party or each.party in legal
    ]


def said_of(record: AuthorityRecord) -> str:
    """Such as "confirmed by Grace Okafor on 2026-12-18"."""
    day = record.confirmed_at[:10]
    if record.party:
        return f"confirmed by {record.confirmed_by} on {day}"
    return f"“{record.source}”, imported by {record.confirmed_by} on {day}"


def _remove(tx: Transaction, record: AuthorityRecord) -> None:
    tx.remove(AuthorityRecord, record.agreement, record.certificate_sha256, record.party)


def _listed(tx: Transaction, agreement: str) -> list[AuthorityRecord]:
    return [each for each in tx.all(AuthorityRecord, agreement=agreement) if not each.party]


def _legal_names(work: Work) -> dict[str, str]:
    return {place.party: place.legal_name for place in places_of(work.facts)}


def _named(person: str) -> str:
    if not person.strip():
        raise StudioError("A confirmation needs the name of who made it.", "Write your name.")
    return person.strip()
