"""What is to be signed, by whom, in which field: values shown to people before anything is done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A place in the laid-out PDF. `rect` is left, bottom, right, top in points; `page` counts from 0."""

    name: str
    page: int
    rect: tuple[float, float, float, float]
    party: str
    legal_name: str
    person: str
    office: str


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    data: bytes
    description: str
    relationship: str  # Source | Data | Supplement (ISO 19005-3, annex E)


@dataclass(frozen=True, slots=True)
class SigningPlan:
    """What one signatory is about to sign; built from the PDF alone."""

    title: str
    ref: str
    version: str
    field: str
    party: str
    legal_name: str
    person: str
    office: str
    declaration: tuple[str, ...]
    text_sha256: str
    docx_sha256: str
    pdf_sha256: str
    sample: bool
    open_points: tuple[str, ...] = ()  # findings that a named role accepted, with the reason
