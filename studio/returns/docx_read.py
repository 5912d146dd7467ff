"""Read a returned DOCX: its changes mapped to what was sent, its comments, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.errors import WrongUse
from studio.returns import proof
from studio.returns.align import plain
from studio.returns.base import Came, matched, unchanged
from studio.returns.change import Certainty, Change, Comment, Return, Unmapped
from studio.returns.comments import RawComment
from studio.returns.docx_file import DocxFile, open_docx
from studio.returns.effects import Found, Mapper, numbered
from studio.returns.issued import Issued, read_issued, side_texts
from studio.returns.pack import identify
from studio.returns.paragraphs import Story, grouped
from studio.returns.paragraphs import reading as story_reading
from studio.returns.sent import Line, sent_lines
from studio.returns.silent import SILENT, Silent, is_noise
from studio.returns.structure import Structure


def read_return(data: bytes, sent: bytes | None = None) -> Return:
    """All that a returned file says. With `sent`, the file as it was issued, also what was changed without tracking.

    Offsets in effects are places in the sent paragraph's text. `rejected_equals_sent` is True if undoing every
    listed change (the silent ones too) leaves exactly what was sent, None if there is nothing to compare with.
    Raises HostileFile if the file is refused (`guard.open_package`); StudioError if `sent` is.
    """
    came = open_docx(data)
    issued = read_issued(sent) if sent is not None else None
    manifest = issued.manifest if issued else came.manifest
    lines = issued.lines if issued else sent_lines(came.main, manifest)
    groups = [g for g in grouped(came.main.paragraphs, "rejected") if not g[0].generated]
    pairs = matched(groups, lines, manifest) if issued else unchanged(groups, lines)
    structure = Structure(came.main, pairs, lines)
    structure.find()
    mapper = Mapper(structure)
    mapper.map()
    found = Silent(mapper, lines).find() if issued else mapper.found
    named = any(line.named for line in lines)
    changes = numbered(found + _side_stories(came, issued))
    differences = proof.differences(lines, changes, came.main) if issued else ()
    if named:
        changes = tuple(_outside_named(change) for change in changes)
    return Return(
        identify(came.package, came.manifest, issued.manifest if issued else None, _overall(pairs)),
        changes,
        tuple(_comment(raw, mapper) for raw in came.comments),
        tuple(came.unread),
        None if issued is None else not differences,
        tuple(differences),
    )


def reading(data: bytes, mode: str, story: str = "main") -> list[str]:
    """One reading of a file, a text a paragraph. `mode`: "accepted" or "rejected"; `story`: "main", "all" or a name.

    Raises WrongUse for another mode or story, HostileFile if the file is refused.
    """
    if mode not in {"accepted", "rejected"}:
        raise WrongUse(f"There is no reading {mode!r}.", "Use accepted or rejected.")
    docx = open_docx(data)
    chosen = [each for each in docx.stories if story in {"all", each.name}]
    if not chosen:
        names = ", ".join(each.name for each in docx.stories)
        raise WrongUse(f"The file has no story {story!r}.", f"Use all or one of: {names}.")
    return [line for each in chosen for line in story_reading(each.paragraphs, mode)]


def sent_copy(data: bytes) -> dict[str, str]:
    """Paragraph key -> text exactly as the issued file says it, for every paragraph that its manifest names."""
    docx = open_docx(data)
    return {line.key: line.text for line in sent_lines(docx.main, docx.manifest) if line.named}


def _outside_named(change: Change) -> Change:
    """Paragraphs without a key (labels, boxes to write in) are ours: a change there is shown, never applied."""
    for name in ("key", "after"):
        key = getattr(change.effect, name, None)
        if isinstance(key, str) and key.startswith("#"):
            return replace(change, effect=Unmapped("words outside the agreed text"))
    return change


def _overall(pairs: Sequence[Came]) -> Certainty:
    """How sure it is, by the words alone, that this is the document that was sent."""
    told = [came for came in pairs if came.text.strip()]
    known = [came for came in told if came.spans]
    if not told or len(known) * 2 < len(told):
        return Certainty.NONE
    if any(came.certainty is Certainty.ANCHOR for came in known):
        return Certainty.ANCHOR
    exact = len(known) == len(told) and all(plain(came.sent) == plain(came.text) for came in known)
    return Certainty.EXACT if exact else Certainty.SIMILAR


# -- headers, notes, boxes


def _side_stories(came: DocxFile, issued: Issued | None) -> list[Found]:
    """Changes outside the main text: listed, never applied."""
    found: list[Found] = []
    there: set[str] = set()
    for number, story in enumerate(came.stories[1:], start=1):
        structure = Structure(story, (), ())
        structure.find()
        mapper = Mapper(structure, outside=f"in the {_said(story)}")
        mapper.map()
        if issued:
            for text in dict.fromkeys(side_texts(story)):
                there.add(text)
                if text not in issued.side_texts:
                    mapper.add(
                        SILENT, "paragraph", None, Unmapped(""), "", text, None, Certainty.NONE, noise=is_noise(text)
                    )
        base = len(came.main.paragraphs) + number * 100_000
        found += [Found(base + each.place, each.together, each.change) for each in mapper.found]
    if issued:
        found += _taken_out(came, [text for text in issued.side_texts if text not in there])
    return found


def _taken_out(came: DocxFile, texts: Sequence[str]) -> list[Found]:
    """What was sent in a header, note or box and is in none of them any more."""
    mapper = Mapper(Structure(Story("side", came.main.part), (), ()), outside="in a header, footer, note or text box")
    for text in texts:
        mapper.add(SILENT, "paragraph", None, Unmapped(""), text, "", None, Certainty.NONE)
    return [Found(float("inf"), each.together, each.change) for each in mapper.found]


def _said(story: Story) -> str:
    if "-box" in story.name:
        return "text box"
    return story.name.rstrip("0123456789")


# -- comments


def _comment(raw: RawComment, mapper: Mapper) -> Comment:
    line = _line_of(raw, mapper)
    spot = raw.spot
    quoted = (spot.accepted or spot.rejected) if spot else ""
    named = line if line and line.named else None
    return Comment(
        raw.id, raw.parent, raw.author, raw.date, spot.story if spot else "main",
        named.clause if named else None, named.key if named else None, quoted, raw.text, raw.resolved,
    )  # fmt: skip


def _line_of(raw: RawComment, mapper: Mapper) -> Line | None:
    structure = mapper.structure
    if raw.spot is None or raw.spot.paragraph is None or raw.spot.paragraph not in structure.index:
        return None
    paragraph = raw.spot.paragraph
    home = structure.fates.homes.get(paragraph)
    if home and home.came.spans and paragraph.text("rejected").strip():
        return home.came.at(home.start)[0]
    return mapper.nearest(paragraph)
