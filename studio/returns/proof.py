"""Proof that a list of changes says it all: applied to what was sent, it must give what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff

from studio.returns.align import plain
from studio.returns.change import (
    Change,
    Effect,
    JoinedParagraphs,
    MovedParagraph,
    NewParagraph,
    NewRow,
    RemovedParagraph,
    RemovedRow,
    TextEdit,
)
from studio.returns.paragraphs import Story, reading
from studio.returns.sent import Line


def differences(lines: Sequence[Line], changes: Iterable[Change], story: Story) -> list[str]:
    """In words, where the rejected reading differs from the sent text with the silent changes made. Empty: proved."""
    silent = [change.effect for change in changes if change.kind == "silent" and change.story == "main"]
    ours = _told(applied(lines, silent))
    theirs = _told(_without_contents(story, "rejected"))
    return list(_in_words(ours, theirs))


def accepted_differences(lines: Sequence[Line], changes: Iterable[Change], story: Story) -> list[str]:
    """The same for all changes together and the accepted reading."""
    effects = [change.effect for change in changes if change.story == "main"]
    return list(_in_words(_told(applied(lines, effects)), _told(_without_contents(story, "accepted"))))


def _without_contents(story: Story, mode: str) -> list[str]:
    return reading([paragraph for paragraph in story.paragraphs if not paragraph.generated], mode)


def _told(texts: Iterable[str]) -> list[str]:
    return [flat for text in texts for part in text.split("\n") if (flat := plain(part))]


def _in_words(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    for line in unified_diff(ours, theirs, n=0, lineterm=""):
        if line.startswith("-") and not line.startswith("---"):
            yield f"Not in the file: {line[1:]}"
        elif line.startswith("+") and not line.startswith("+++"):
            yield f"Only in the file: {line[1:]}"


def applied(lines: Sequence[Line], effects: Sequence[Effect]) -> list[str]:
    """The sent paragraphs with the effects made, as texts in order. Independent of how the effects were found."""
    unique = list(dict.fromkeys(effects))
    texts = {line.key: line.text for line in lines}
    pieces = _cut(texts, unique)
    order = [line.key for line in lines]
    texts = {key: pieces.get(key, text) for key, text in texts.items()}
    order = _placed(lines, order, texts, pieces, unique)
    for effect in unique:
        if isinstance(effect, JoinedParagraphs) and effect.key in order and effect.second in order:
            texts[effect.second] = texts[effect.key] + effect.glue + texts[effect.second]
            order.remove(effect.key)
    return [texts[key] for key in order]


def _cut(texts: dict[str, str], effects: Sequence[Effect]) -> dict[str, str]:
    """Texts with their edits made; a split paragraph's parts go under `key` and `key\\0<start>`."""
    made: dict[str, str] = {}
    touched = {e.key for e in effects if isinstance(e, TextEdit)}
    touched |= {e.after for e in effects if isinstance(e, NewParagraph) and e.after is not None}
    for key in (key for key in texts if key in touched):
        text = texts[key]
        edits = [(e.start, e.end, e.text, n) for n, e in enumerate(effects) if isinstance(e, TextEdit) and e.key == key]
        cuts = sorted(
            {e.after_start for e in effects if isinstance(e, NewParagraph) and e.after == key and e.after_start >= 0}
        )
        if not edits and not cuts:
            continue
        marked = [(cut, cut, f"\u0000{cut}\u0000", -1) for cut in cuts]
        made |= _edited(key, text, sorted([*edits, *marked], key=lambda e: (e[0], e[3] < 0 and e[0] != 0, e[3])))
    return made


def _edited(key: str, text: str, edits: Sequence[tuple[int, int, str, int]]) -> dict[str, str]:
    out: list[str] = []
    at = 0
    for start, end, words, _ in edits:
        out.append(text[at : max(at, start)])
        out.append(words)
        at = max(at, end)
    parts = ("".join(out) + text[at:]).split("\u0000")
    made = {key: parts[0]}
    for name, words in zip(parts[1::2], parts[2::2], strict=False):
        made[f"{key}\u0000{name}"] = words
    return made


def _placed(
    lines: Sequence[Line], order: list[str], texts: dict[str, str], pieces: dict[str, str], effects: Sequence[Effect]
) -> list[str]:
    """The order of paragraphs after removals, moves and additions."""
    rows: dict[str, list[str]] = {}
    for line in lines:
        for name in dict.fromkeys((line.row, line.table)):
            if name is not None:
                rows.setdefault(name, []).append(line.key)
    removed = {e.key for e in effects if isinstance(e, RemovedParagraph)}
    removed |= {key for e in effects if isinstance(e, RemovedRow) for key in rows.get(e.key, ())}
    moved = {e.key for e in effects if isinstance(e, MovedParagraph)}
    behind: dict[str | None, list[str]] = {}
    for number, effect in enumerate(effects):
        if isinstance(effect, NewParagraph):
            name = f"{effect.after}\u0000{effect.after_start}" if effect.after_start >= 0 else f"\u0000new{number}"
            texts[name] = pieces.get(name, effect.text) if effect.after_start >= 0 else effect.text
            behind.setdefault(effect.after, []).append(name)
        elif isinstance(effect, NewRow):
            name = f"\u0000row{number}"
            texts[name] = "\n".join(effect.cells)
            anchor = effect.after or effect.table
            behind.setdefault(rows.get(anchor, [anchor])[-1], []).append(name)
        elif isinstance(effect, MovedParagraph):
            anchor_key = effect.after
            behind.setdefault(anchor_key, []).append(effect.key)
    ends: dict[str, list[str]] = {}  # last paragraph of a table -> the table's key
    for name, keys in rows.items():
        if name not in texts or len(keys) > 1:
            ends.setdefault(keys[-1], []).append(name)
    tables = {name for names in ends.values() for name in names}
    out: list[str] = []

    def follow(key: str | None) -> None:
        for name in behind.pop(key, []):
            out.append(name)
            follow(name)

    follow(None)
    for key in order:
        if key not in moved:
            if key not in removed:
                out.append(key)
            if key not in tables:
                follow(key)
            for name in ends.get(key, ()):
                follow(name)
    return out
