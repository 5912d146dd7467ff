"""What makes a DOCX a review copy: whose it is, and a list of its paragraphs to find them again by.

The list in the file is a convenience (saving as another format drops it); bookmarks and the sent copy are the truth.
See `docs/formats/review-copy.md`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from studio.documents.docx_parts import Part, custom
from studio.documents.docx_xml import HEAD, attribute
from studio.documents.furniture import printed_date
from studio.drafting.draft import Block, Draft

NAMESPACE = "urn:agreement-studio:review-copy:1"
_DATASTORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


@dataclass(frozen=True, slots=True)
class ReviewCopy:
    """One recipient's copy of a draft. `history_head` is the head of the workspace's history when it was issued."""

    agreement: str
    draft: int
    recipient: str
    party: str
    party_name: str
    role: str
    contact: str
    due_on: date
    history_head: str = ""

    @property
    def note(self) -> str:
        """The line on the first page that says whose copy this is."""
        return f"Review copy for {self.party_name}. Please answer in this file by {printed_date(self.due_on)}."


def properties(draft: Draft, review: ReviewCopy) -> dict[str, str]:
    """Custom properties that every office program keeps."""
    return {
        "AS.Agreement": review.agreement,
        "AS.Draft": str(review.draft),
        "AS.Recipient": review.recipient,
        "AS.HistoryHead": review.history_head,
        "AS.TextSha256": sha256(draft.text().encode()).hexdigest(),
    }


def parts(draft: Draft, review: ReviewCopy, names: Mapping[str, str]) -> list[Part]:
    """Properties, manifest and the manifest's own properties, to be put into the package."""
    manifest = _manifest(draft, review, names).encode()
    item = str(uuid.UUID(bytes=sha256(manifest).digest()[:16], version=4)).upper()
    about = (
        f'{HEAD}<ds:datastoreItem xmlns:ds="{_DATASTORE}" ds:itemID="{{{item}}}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    return [
        Part(
            "docProps/custom.xml",
            custom(properties(draft, review)).encode(),
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
            "custom-properties",
            "",
        ),
        Part("customXml/item1.xml", manifest, "", "customXml"),
        Part(
            "customXml/itemProps1.xml",
            about.encode(),
            "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
            "customXmlProps",
            "customXml/item1.xml",
        ),
    ]


def _manifest(draft: Draft, review: ReviewCopy, names: Mapping[str, str]) -> str:
    head = {
        "agreement": review.agreement,
        "draft": str(review.draft),
        "template": draft.info.template,
        "recipient": review.recipient,
        "party": review.party,
        "party-name": review.party_name,
        "role": review.role,
        "contact": review.contact,
        "due": review.due_on.isoformat(),
        "history-head": review.history_head,
        "text-sha256": sha256(draft.text().encode()).hexdigest(),
        "date": draft.info.on.isoformat(),
        "facts-sha256": draft.facts_sha256,
        "library-sha256": draft.library_sha256,
    }
    inner = "\n".join(_entries(draft, names))
    return f'{HEAD}<manifest xmlns="{NAMESPACE}"{_attributes(head)}>\n{inner}\n</manifest>\n'


def _entries(draft: Draft, names: Mapping[str, str]) -> Iterator[str]:
    for block in draft.blocks:
        yield _paragraph(block, names)
        if block.table is None:
            continue
        rows = ((f"{block.key}/head", block.table.head), *((row.key, row.cells) for row in block.table.rows))
        for key, cells in rows:
            inner = "".join(
                _paragraph(paragraph, names, cell=str(at))
                for at, cell in enumerate(cells)
                for paragraph in cell.paragraphs
            )
            yield f"<row{_attributes({'table': block.key, 'key': key})}>{inner}</row>"


def _paragraph(block: Block, names: Mapping[str, str], **more: str) -> str:
    words = "".join(run.text for run in block.table.caption) if block.table else block.text
    found = {
        "bookmark": names[block.key],
        "key": block.key,
        "clause": block.clause,
        "version": block.version,
        "type": block.type.value,
        "level": str(block.level),
        "number": block.number,
        "sha256": sha256(words.encode()).hexdigest(),
        **more,
    }
    return f"<paragraph{_attributes(found)}/>"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{attribute(value)}"' for name, value in values.items())
