"""`signing.json`: the attachment that tells a signatory's program, without a workspace, what is to be signed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from studio.drafting.draft import Block, BlockType, Draft
from studio.errors import StudioError
from studio.signing.plan import Attachment

SUMMARY_NAME = "signing.json"
SCHEMA = "agreement-studio/signing/1"


@dataclass(frozen=True, slots=True)
class SummaryField:
    """One partner's place: whose it is and what its signature declares."""

    name: str
    party: str
    legal_name: str
    person: str
    office: str
    declaration: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SigningSummary:
    """What the signing PDF is: attached before certification, so covered by every signature."""

    title: str
    ref: str
    version: str
    sample: bool
    text_sha256: str
    docx_sha256: str
    history_head: str | None
    fields: tuple[SummaryField, ...]
    open_points: tuple[str, ...] = ()  # findings of the checks that a named role accepted, with the reason


def summarise(
    draft: Draft,
    text_sha256: str,
    docx_sha256: str,
    history_head: str | None = None,
    open_points: tuple[str, ...] = (),
) -> SigningSummary:
    """The summary of a draft whose signature places are laid down. Pure."""
    return SigningSummary(
        title=draft.info.title,
        ref=draft.info.ref,
        version=draft.info.version,
        sample=draft.info.sample,
        text_sha256=text_sha256,
        docx_sha256=docx_sha256,
        history_head=history_head,
        fields=tuple(_field(draft, block) for block in draft.blocks if block.signature),
        open_points=open_points,
    )


def _field(draft: Draft, block: Block) -> SummaryField:
    place = block.signature
    if place is None:
        raise StudioError("This block is no place for a signature.")
    return SummaryField(
        place.field, place.party, place.legal_name, place.person, place.office, _declaration(draft, block)
    )


def _declaration(draft: Draft, signature: Block) -> tuple[str, ...]:
    """The paragraphs of the signature's own clause that stand before it and after the place before it."""
    lines: list[str] = []
    for block in draft.blocks:
        if block is signature:
            break
        if block.type in {BlockType.SIGNATURE, BlockType.SCHEDULE, BlockType.PART}:
            lines.clear()
        elif block.clause == signature.clause and block.type in _SPOKEN and block.text:
            number = block.number if block.level > _LEAD_LEVEL else ""  # "(a)", not the place in the schedule
            lines.append(" ".join(f"{number} {block.text}".split()))
    return tuple(lines) if lines else tuple(_spoken(signature))


_LEAD_LEVEL = 2
_SPOKEN = {BlockType.PARAGRAPH, BlockType.NUMBERED, BlockType.BULLET}


def _spoken(block: Block) -> list[str]:
    return [line for line in block.text.splitlines() if line]


def summary_attachment(summary: SigningSummary) -> Attachment:
    """The summary as the file to attach; equal summaries give equal bytes."""
    text = json.dumps({"schema": SCHEMA, **asdict(summary)}, ensure_ascii=False, indent=1, sort_keys=True)
    return Attachment(
        SUMMARY_NAME, "application/json", f"{text}\n".encode(), "What is to be signed, and by whom", "Data"
    )


def read_summary(data: bytes) -> SigningSummary | None:
    """The summary, or None if the attachment is not one of ours. Raises StudioError for a broken one."""
    try:
        found: dict[str, Any] = json.loads(data)
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            return None
        rows = tuple(
            SummaryField(**{**row, "declaration": tuple(str(line) for line in row["declaration"])})
            for row in found["fields"]
        )
        known = {name: found[name] for name in SigningSummary.__slots__ if name not in {"fields", "open_points"}}
        points = tuple(str(point) for point in found.get("open_points", ()))  # older files have none
    except (ValueError, KeyError, TypeError) as error:
        raise StudioError(
            "The description attached to this file is broken.", "Ask the coordinator for a fresh copy."
        ) from error
    return SigningSummary(fields=rows, open_points=points, **known)
