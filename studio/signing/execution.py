"""The certificate of execution: who signed what, when, how and with which verdict, as a record that the lead signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from studio.drafting.draft import BlockType, Draft, DraftInfo, DraftStatus
from studio.signing.paper_blocks import Paper

SEAL = (
    "The lead partner says that the agreement named above was signed as this certificate lists it, and that the checks listed "
    "were made with the results shown. This signature does not say that the agreement is lawful."
)


@dataclass(frozen=True, slots=True)
class ExecutionLine:
    """One partner's signature. Times are ISO 8601 in UTC; what there is none of is "".

    `how`: electronic, counterpart or ink. `claimed_at` is what the signature says of itself, `proven_at` a time stamp.
    """

    legal_name: str
    person: str
    office: str
    how: str
    field: str
    claimed_at: str
    proven_at: str
    received_at: str
    level: str
    verdict: str
    certificate_sha256: str
    enrolled_by: str
    enrolled_at: str
    authority: str  # words: by whose written delegation, or who was replaced and why
    vouched_by: str = ""  # words: on whose word the certificate's issuer is relied on, where itself was not confirmed


@dataclass(frozen=True, slots=True)
class Execution:
    """What the certificate is made from."""

    title: str
    ref: str
    version: str
    text_sha256: str
    docx_sha256: str
    executed_sha256: str
    executed_name: str
    history_head: str
    start_on: date | None
    made_at: datetime
    made_by: str
    sample: bool
    marking: str
    lines: tuple[ExecutionLine, ...]
    attached: tuple[str, ...]


def execution_draft(found: Execution) -> Draft:
    """The certificate as a document. Pure: equal facts give an equal draft."""
    paper = Paper("certificate-of-execution")
    paper.add(BlockType.TITLE, _headline(found.lines))
    paper.facts(_facts(found))
    head = ("No.", "Partner", "Signed by", "When (UTC)", "How", "Result of check")
    paper.grid(head, [_row(number, each) for number, each in enumerate(found.lines, 1)], "Signatures")
    paper.add(BlockType.HEADING, "Whose certificates these are", level=2)
    rows = [(f"{each.person}, {each.legal_name}", _enrolment(each)) for each in found.lines if each.how != "ink"]
    paper.facts(rows)
    if any(each.authority for each in found.lines):
        paper.add(BlockType.HEADING, "Authority to sign", level=2)
        paper.facts([(each.legal_name, each.authority) for each in found.lines if each.authority])
    paper.add(BlockType.HEADING, "What was checked", level=2)
    for said in _checked(found.lines):
        paper.add(BlockType.BULLET, said, level=1)
    paper.add(BlockType.HEADING, "What was not checked", level=2)
    said = (
        "Whether each person had authority inside their own organisation beyond the papers listed here. "
        "Whether the sharing is lawful."
    )
    paper.add(BlockType.PARAGRAPH, said)
    listed = "; ".join(found.attached) or "Nothing"
    paper.facts([("Made by", f"{found.made_by}, {_moment(found.made_at.isoformat())}"), ("Attached", listed)])
    return Draft(_info(found), tuple(paper.blocks))


def _info(found: Execution) -> DraftInfo:
    return DraftInfo(
        template="certificate-of-execution",
        title=f"Certificate of execution: {found.title}",
        short_title="Certificate of execution",
        ref=found.ref,
        version=found.version,
        family="record",
        status=DraftStatus.FINAL,
        number=0,
        on=found.made_at.date(),
        marking=found.marking,
        sample=found.sample,
    )


def _headline(lines: Sequence[ExecutionLine]) -> str:
    count = len(lines)
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return f"Certificate of execution: all {words[count] if count < len(words) else count} partners have signed"


def _facts(found: Execution) -> list[tuple[str, str]]:
    last = max((each.claimed_at or each.received_at for each in found.lines), default="")
    return [
        ("Agreement", found.title),
        ("Reference and version", f"{found.ref}, version {found.version}"),
        ("Fingerprint of the final text", f"SHA-256 of agreement.txt: {found.text_sha256}"),
        ("Fingerprint of the agreed DOCX", f"SHA-256: {found.docx_sha256}"),
        ("Fingerprint of the signed file", f"SHA-256 of {found.executed_name}: {found.executed_sha256}"),
        ("Head of the history", found.history_head),
        ("Last signature", f"{_moment(last)} (all times are UTC)"),
        ("In force from", _day(found.start_on) if found.start_on else "as the agreement says"),
    ]


def _row(number: int, each: ExecutionLine) -> tuple[str, ...]:
    if each.how == "ink":
        how = "In ink on paper; not an electronic signature"
        when = f"{_day(date.fromisoformat(each.claimed_at[:10]))} (on the paper)"
    else:
        kind = "own counterpart" if each.how == "counterpart" else "field"
        how, when = f"{each.level}, {kind} {each.field}", f"{_moment(each.claimed_at)} (claimed)"
        when += f"; {_moment(each.proven_at)} (proven)" if each.proven_at else ""
        when += f"; {_moment(each.received_at)} (received)" if each.received_at else ""
    return str(number), each.legal_name, f"{each.person}, {each.office}", when, how, each.verdict


def _enrolment(each: ExecutionLine) -> str:
    by = f"confirmed by {each.enrolled_by} by words read over the telephone, {_moment(each.enrolled_at)}"
    if not each.enrolled_by:
        by = f"known by the authority that issued it, {each.vouched_by}" if each.vouched_by else "confirmed by nobody"
    return f"SHA-256 {each.certificate_sha256}; {by}"


def _checked(lines: Sequence[ExecutionLine]) -> list[str]:
    said = [
        "Every partner named in the agreement has signed, and no one else has.",
        "Each electronic signature covers the whole file as it stood, and nothing was changed since but by further signatures.",
        "Each certificate was valid at the time of its signature, and is the one that was confirmed for the person named.",
    ]
    if any(each.how == "counterpart" for each in lines):
        said.append("Every counterpart is a copy of the same certified file, byte for byte.")
    if any(each.how == "ink" for each in lines):
        said.append("A page signed in ink was compared with the final text by the person named beside it.")
    return said


def _moment(text: str) -> str:
    """An ISO moment as people write it: "19 January 2027, 09:14"."""
    if not text:
        return "not known"
    moment = datetime.fromisoformat(text)
    return f"{_day(moment.date())}, {moment:%H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
