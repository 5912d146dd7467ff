"""The tables as they are now, and how a record becomes a row and back. The steps that led here are in migrations/."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, Row, Table, Text

from studio.store.records import (
    AcceptanceRecord,
    AgreementRecord,
    AuthorityRecord,
    ClauseEditRecord,
    CorrespondenceRecord,
    DecisionRecord,
    DraftRecord,
    EnrolmentRecord,
    HistoryEntry,
    LibraryRecord,
    OwnRecord,
    ProofRecord,
    RecipientRecord,
    RegisterRecord,
    ReturnRecord,
    RoundRecord,
    SignatoryRecord,
    SigningOrderRecord,
    SigningRecord,
    WithheldRecord,
)

Record: TypeAlias = (
    AgreementRecord
    | DraftRecord
    | RoundRecord
    | RecipientRecord
    | ReturnRecord
    | DecisionRecord
    | AcceptanceRecord
    | CorrespondenceRecord
    | SigningRecord
    | SigningOrderRecord
    | SignatoryRecord
    | EnrolmentRecord
    | AuthorityRecord
    | RegisterRecord
    | LibraryRecord
    | ClauseEditRecord
    | OwnRecord
    | WithheldRecord
    | ProofRecord
)
RecordT = TypeVar("RecordT", bound=Record)

metadata = MetaData()


def _key(name: str, of: type[Text] | type[Integer] = Text) -> Column[Any]:
    return Column(name, of, primary_key=True, nullable=False, autoincrement=False)


def _text(*names: str) -> list[Column[Any]]:
    return [Column(name, Text, nullable=False) for name in names]


agreement = Table(
    "agreement",
    metadata,
    _key("id"),
    *_text("title", "facts", "status", "changed_at", "template", "library"),
)
draft = Table(
    "draft",
    metadata,
    _key("agreement"),
    _key("number", Integer),
    *_text("facts", "edits", "text_sha256", "library_sha256", "made_at"),
)
round_ = Table(
    "round",
    metadata,
    _key("agreement"),
    _key("number", Integer),
    Column("draft", Integer, nullable=False),
    *_text("template", "issued_at", "due_on"),
    Column("closed_at", Text),
)
recipient = Table(
    "recipient",
    metadata,
    _key("agreement"),
    _key("round", Integer),
    _key("id"),
    *_text("party", "role", "contact", "email", "file", "docx_sha256", "eml_sha256", "state", "state_at"),
    Column("reminded_at", Text),
)
returned = Table(
    "returned",
    metadata,
    _key("agreement"),
    _key("round", Integer),
    _key("id"),
    *_text("recipient", "file_name", "received_at", "reading"),
)
decision = Table(
    "decision",
    metadata,
    _key("agreement"),
    _key("round", Integer),
    _key("change"),
    *_text("decision", "reason"),
    Column("text", Text),
    *_text("decided_at", "comment_type"),
)
withheld = Table(
    "withheld",
    metadata,
    _key("agreement"),
    _key("round", Integer),
    _key("item"),
    *_text("reason", "withheld_at"),
)
proof = Table(
    "proof",
    metadata,
    _key("agreement"),
    _key("round", Integer),
    _key("kind"),
    _key("subject"),
    Column("holds", Boolean, nullable=False),
    *_text("says", "proved_at"),
)
acceptance = Table(
    "acceptance",
    metadata,
    _key("agreement"),
    _key("rule"),
    _key("pointer"),
    *_text("role", "reason", "accepted_at"),
)
correspondence = Table(
    "correspondence",
    metadata,
    _key("agreement"),
    _key("id"),
    *_text("party", "at", "direction", "channel", "subject", "text"),
)
signing = Table(
    "signing",
    metadata,
    _key("agreement"),
    _key("number", Integer),
    *_text("kind", "sha256", "party", "at", "verdict"),
)
signing_order = Table("signing_order", metadata, _key("agreement"), *_text("mode", "parties"))
signatory = Table(
    "signatory",
    metadata,
    _key("agreement"),
    _key("party"),
    *_text("state", "since", "person", "office", "reminded_at", "reason", "authority", "reference", "valid_from"),
    *_text("valid_to", "authority_file", "authority_name", "scan", "scan_name", "ink_on", "checked_by"),
)
enrolment = Table(
    "enrolment",
    metadata,
    _key("agreement"),
    _key("party"),
    *_text("person", "certificate_sha256", "certificate", "confirmed_by", "confirmed_at"),
)
authority = Table(
    "authority",
    metadata,
    _key("agreement"),
    _key("certificate_sha256"),
    _key("party"),
    *_text("source", "certificate", "confirmed_by", "confirmed_at"),
)
register = Table(
    "register",
    metadata,
    _key("agreement"),
    *_text("entered_at", "executed_sha256", "start_date", "review_date"),
    Column("flows_open", Boolean, nullable=False),
)
library = Table("library", metadata, _key("sha256"), *_text("archive", "kept_at"))
clause_edit = Table(
    "clause_edit",
    metadata,
    _key("clause"),
    _key("version"),
    *_text("text", "reason", "made_at", "base_version", "base", "state", "agreement"),
)
own = Table("own", metadata, _key("kind"), _key("id"), *_text("text", "checked_by", "checked_on", "added_at"))
history = Table(
    "history",
    metadata,
    _key("number", Integer),
    *_text("at", "step", "agreement", "subject", "detail", "previous", "hash"),
)
chain_head = Table(
    "chain_head",
    metadata,
    _key("only", Integer),
    Column("number", Integer, nullable=False),
    *_text("hash"),
)
blob = Table("blob", metadata, _key("sha256"), Column("data", LargeBinary, nullable=False))
holder = Table(
    "holder",
    metadata,
    _key("only", Integer),
    *_text("user", "machine"),
    Column("process", Integer, nullable=False),
    *_text("since"),
)

TABLES: dict[type[Any], Table] = {
    AgreementRecord: agreement,
    DraftRecord: draft,
    RoundRecord: round_,
    RecipientRecord: recipient,
    ReturnRecord: returned,
    DecisionRecord: decision,
    AcceptanceRecord: acceptance,
    CorrespondenceRecord: correspondence,
    SigningRecord: signing,
    SigningOrderRecord: signing_order,
    SignatoryRecord: signatory,
    EnrolmentRecord: enrolment,
    AuthorityRecord: authority,
    RegisterRecord: register,
    LibraryRecord: library,
    ClauseEditRecord: clause_edit,
    OwnRecord: own,
    WithheldRecord: withheld,
    ProofRecord: proof,
    HistoryEntry: history,
}

BLOB_FIELDS: dict[type[Any], tuple[str, ...]] = {
    RecipientRecord: ("docx_sha256", "eml_sha256"),
    ReturnRecord: ("id",),
    SigningRecord: ("sha256",),
    SignatoryRecord: ("authority_file", "scan"),
    RegisterRecord: ("executed_sha256",),
    LibraryRecord: ("archive",),
    ClauseEditRecord: ("base",),
}
"""Which fields name bytes that must lie in the same file. An empty text names none."""

REMOVABLE = (DecisionRecord, WithheldRecord, AcceptanceRecord, OwnRecord, AuthorityRecord)
"""What a person may take back. All else stays, or is followed by something newer."""


def to_row(record: Record | HistoryEntry) -> dict[str, Any]:
    """The columns of a record."""
    return asdict(record)


def from_row(record_type: type[Any], row: Row[Any]) -> Any:
    """The record that a row holds."""
    return record_type(**row._mapping)
