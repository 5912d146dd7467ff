"""What stands beside the words of a paragraph: where its links lead, what its pictures say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from studio.returns.paragraphs import Paragraph

_FIELD = re.compile(r'HYPERLINK\s+(?:"([^"]*)"|([^\s"\\]\S*))?(?:.*?\\l\s+"([^"]*)")?', re.IGNORECASE | re.DOTALL)
_MOST = 200  # letters of an address that are shown
_OURS = re.compile(r"#_cp_\w+?(?=_Copy_\d+$|$)", re.ASCII)  # LibreOffice adds to the name of a bookmark that it copies


def field_target(instruction: str) -> str:
    """Where a HYPERLINK field leads (ECMA-376 17.16.5.25): the address, and behind `#` the bookmark of its switch `\\l`."""
    found = _FIELD.match(instruction.strip())
    if found is None:
        return ""
    return (found[1] or found[2] or "") + (f"#{found[3]}" if found[3] else "")


def targets_of(group: Iterable[Paragraph]) -> tuple[tuple[int, str], ...]:
    """Numbers of letters, as sent, and where they lead ("" for nowhere); empty where there is no link."""
    if not any(paragraph.beside and paragraph.beside.links for paragraph in group):
        return ()
    found: list[tuple[int, str]] = []
    for paragraph in group:
        links = paragraph.beside.links if paragraph.beside else []
        leads = {number: comparable(to) for first, end, to in links for number in range(first, end)}
        found += [
            (len(piece.text), leads.get(number, ""))
            for number, piece in enumerate(paragraph.pieces)
            if piece.text and piece.in_("rejected")
        ]
    return tuple(found)


def descriptions_of(group: Iterable[Paragraph]) -> tuple[str, ...]:
    """Alternative texts of the pictures as sent, in order."""
    return tuple(
        " ".join(paragraph.beside.pictures.get(number, "").split()) if paragraph.beside else ""
        for paragraph in group
        if paragraph.things
        for number, piece in enumerate(paragraph.pieces)
        if piece.thing == "picture" and piece.in_("rejected")
    )


def comparable(target: str) -> str:
    """A target as it is compared: programs quote letters, end a bare address with a slash, and number bookmarks."""
    if ours := _OURS.match(target):
        return ours[0]
    try:
        parts = urlsplit(target)
    except ValueError:  # no address at all, yet somebody's words
        return target
    if not parts.scheme:
        return target
    path = "" if parts.path == "/" and not parts.query else parts.path
    return unquote(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=path).geturl())


def leads_elsewhere(before: str, after: str, words: str) -> bool:
    """Whether another target is somebody's doing.

    Links inside the text are ours and set anew in the next draft: programs lose them, and make others from references; only
    one that leads to another paragraph or out of the text tells. Addresses become links by themselves when typed.
    """
    inside = [not target or target.startswith("#") for target in (before, after)]
    if all(inside):
        return bool(_OURS.match(before) and _OURS.match(after)) and before != after
    said = words.strip().rstrip("/").casefold()
    if not before and after.casefold().removeprefix("mailto:").removeprefix("https://").removeprefix("http://") in {
        said, said.removeprefix("https://").removeprefix("http://"),
    }:  # fmt: skip
        return False
    return before != after and not _is_a_file(before, after)


def _is_a_file(before: str, after: str) -> bool:
    """Whether both name files beside the document, which LibreOffice writes with the folder that it was opened in."""
    return bool(before and after) and all(
        not target.startswith("#") and urlsplit(target).scheme in {"", "file"} for target in (before, after)
    ) and before.rpartition("/")[2] == after.rpartition("/")[2]  # fmt: skip


def lead_in_words(target: str) -> str:
    """Where a link leads: "to https://law.example", "to clause review", "no link"."""
    if not target:
        return "no link"
    if target.startswith("#"):
        clause = target.removeprefix("#").removeprefix("_cp_").rpartition("_")[0].replace("_", "-")
        return f"link to clause {clause}" if clause else "link to another place in the text"
    return f"link to {target if len(target) <= _MOST else f'{target[:_MOST]} …'}"


def letters(sizes: Sequence[tuple[int, str]], count: int) -> list[str]:
    """A target for each of `count` letters."""
    return [target for size, target in sizes for _ in range(size)] or [""] * count
