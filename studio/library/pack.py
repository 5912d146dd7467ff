"""Packs: clauses, templates, checks and law rows in one file (`.clauses`, docs/formats/pack.md).

A pack from elsewhere is hostile. `open_pack` takes it apart without unpacking it onto the disk, believes nothing that it says
of itself, and reads none of its YAML: that is for `steps.packs`, in a process of its own.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from studio.errors import HostileFile, WrongUse
from studio.facts.tree import Node, read_tree
from studio.library.read import Library

SCHEMA = "agreement-studio/pack/1"
MANIFEST = "pack.json"
MOST_FILE = 3_000_000  # bytes of the pack itself
MOST_TOTAL = 10_000_000  # unpacked
MOST_ENTRIES = 2_000
MOST_CLAUSE = 64_000
MOST_OTHER = 64_000
MOST_MANIFEST = 1_000_000
MOST_RATIO = 100
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NAME = r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?"
_NAMES = {
    "clause": re.compile(rf"clauses/(?!law/|checks/){_NAME}/(?P<id>{_NAME})\.md"),
    "check": re.compile(rf"clauses/checks/(?P<id>{_NAME})\.yaml"),
    "law": re.compile(rf"clauses/law/(?P<id>{_NAME})\.yaml"),
    "template": re.compile(rf"templates/(?P<id>{_NAME})\.yaml"),
}
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_ROW = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_VERSION = re.compile(r"(?:[0-9]{1,3}\.[0-9]{1,3})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# characters that no one sees and that turn words round or part them: what is read would not be what is printed
_UNSEEN = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ASK = "Nothing of it was taken in. Ask whoever sent it where it comes from."


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a pack. `ids` are those of the rows in a file of checks or powers."""

    file: str
    kind: str  # clause | template | check | law
    id: str
    version: str
    sha256: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A pack taken apart: who made it and why, its entries, and their texts by file."""

    made_by: str
    made_on: str
    reason: str
    entries: tuple[Entry, ...]
    texts: Mapping[str, str] = field(repr=False)
    sha256: str = ""


def make_pack(library: Library, ids: Sequence[str], *, by: str, on: str, reason: str) -> bytes:
    """A pack of the named clauses, templates (with their clauses), powers and checks; of everything where none is named.

    Raises WrongUse for an id that the library has not. The same library gives the same bytes.
    """
    texts: dict[str, str] = {}
    entries: list[Entry] = []

    def add(file: str, kind: str, name: str, version: str = "", text: str | None = None) -> None:
        if file in texts:
            return
        said = (library.folder / file).read_text("utf-8-sig").replace("\r\n", "\n") if text is None else text
        texts[file] = said
        rows = tuple(dict.fromkeys(row for row, _, _ in rows_of(said))) if kind in ("law", "check") else ()
        entries.append(Entry(file, kind, name, version, _sha256(said), rows))

    for name in ids or [*library.templates, *library.clauses]:
        clauses = [name]
        if name in library.templates:
            template = library.templates[name]
            add(template.file, "template", name)
            clauses += [each for entry in template.outline for each in entry.clauses]  # a clause may have the same id
        elif name not in library.clauses:
            file, kind, text = picked(library, name)
            add(file, kind, file.rsplit("/", 1)[1].removesuffix(".yaml"), text=text)
            continue
        for each in clauses:
            if each in library.clauses:
                add(library.clauses[each].file, "clause", each, library.clauses[each].version)
    for path, kind in [] if ids else _tables(library):
        add(path, kind, path.rsplit("/", 1)[1].removesuffix(".yaml"))
    return _written(texts, entries, {"made_by": by, "made_on": on, "reason": reason})


def _tables(library: Library) -> Iterable[tuple[str, str]]:
    for folder, kind in (("law", "law"), ("checks", "check")):
        for path in sorted((library.folder / "clauses" / folder).glob("*.yaml")):
            yield path.relative_to(library.folder).as_posix(), kind


def picked(library: Library, name: str) -> tuple[str, str, str]:
    """A file of its own for the rows with that id: file, kind, text. Raises WrongUse where there is no such row."""
    for path, kind in _tables(library):
        text = (library.folder / path).read_text("utf-8-sig").replace("\r\n", "\n")
        lines = text.split("\n")
        found = [(start, end) for row, start, end in rows_of(text) if row == name]
        if not found:
            continue
        table, stem = ("powers", f"powers-{name.lower()}") if kind == "law" else ("rules", name.lower())
        lists = _lists_of(text, lines) if kind == "check" else []
        body = [line for start, end in found for line in lines[start - 1 : end]]
        made = "\n".join([*lists, f"{table}:", *body]).rstrip() + "\n"
        return path.rsplit("/", 1)[0] + f"/{stem}.yaml", kind, made
    raise WrongUse(
        f"There is no clause, template, power or check called {name}.", "Find clauses with: library search WORDS"
    )


def rows_of(text: str) -> list[tuple[str, int, int]]:
    """Id, first and last line of every row of `powers` or `rules`."""
    tree = read_tree(text)
    rows: list[Node] = [row for name in ("powers", "rules") if (node := tree.get(name)) for row in node.items]
    ends = [*(row.line - 1 for row in rows[1:]), text.count("\n") + 1]
    named = [(row.get("id"), row.line, end) for row, end in zip(rows, ends, strict=False)]
    return [(node.text, first, last) for node, first, last in named if node is not None]


def _lists_of(text: str, lines: list[str]) -> list[str]:
    """The named lists of a file of checks, as they stand."""
    tree = read_tree(text)
    lists, rules = tree.get("lists"), tree.get("rules")
    if lists is None or rules is None:
        return []
    last = next(number for number, line in enumerate(lines, 1) if line.startswith("rules:"))
    return ["lists:", *lines[lists.line - 1 : last - 1]]


def _written(texts: Mapping[str, str], entries: Sequence[Entry], said: Mapping[str, str]) -> bytes:
    rows = sorted((asdict(each) for each in entries), key=lambda row: str(row["file"]))
    manifest = json.dumps({"schema": SCHEMA, **said, "files": rows}, ensure_ascii=False, indent=1) + "\n"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in [(MANIFEST, manifest), *sorted(texts.items())]:
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- reading --------------------------------------------------------------------------------------------------------


def open_pack(data: bytes) -> Pack:
    """The pack's manifest and texts, all within the limits and as the manifest says. Raises HostileFile with the reason."""
    if len(data) > MOST_FILE:
        raise HostileFile(f"This file is larger than {MOST_FILE // 1_000_000} MB; no pack of clauses is.", _ASK)
    if not data.startswith(b"PK") or not zipfile.is_zipfile(io.BytesIO(data)):
        raise HostileFile("This is no pack of clauses.", "Choose a file that ends in .clauses.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            texts = _texts(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
    ) as error:
        raise HostileFile("This pack is damaged: it cannot be unpacked.", "Ask for it once more.") from error
    said = _manifest(texts.pop(MANIFEST, ""))
    entries = tuple(_entry(row) for row in said["files"])
    _check_listing(entries, texts)
    by, on, reason = (_printable(said.get(name)) for name in ("made_by", "made_on", "reason"))
    return Pack(by, on, reason, entries, texts, hashlib.sha256(data).hexdigest())


def _printable(value: Any) -> str:
    """What a stranger says of himself, without anything that could steer a terminal or turn the words round."""
    text = value if isinstance(value, str) else ""
    return "".join(each if each.isprintable() else " " for each in text[:200]).strip()


def _check_entries(found: list[zipfile.ZipInfo]) -> None:
    if len(found) > MOST_ENTRIES:
        raise HostileFile(f"This pack holds more than {MOST_ENTRIES:,} files.", _ASK)
    seen: set[str] = set()
    for each in found:
        _check_name(each.filename)
        if each.filename.casefold() in seen:
            raise HostileFile(f"This pack holds {each.filename} twice.", _ASK)
        seen.add(each.filename.casefold())
        mode = each.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise HostileFile(f"{each.filename} is a link or another thing that is no file.", _ASK)
        if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise HostileFile(f"{each.filename} is packed in a way that no pack of clauses is.", _ASK)
        if each.flag_bits & 1:
            raise HostileFile("This pack is locked with a password.", "Ask for one without.")
        _check_size(each.filename, each.file_size)
        if each.file_size > 10_000 and each.file_size > MOST_RATIO * max(each.compress_size, 1):
            raise HostileFile(f"{each.filename} is packed far more tightly than any text.", _ASK)
    if sum(each.file_size for each in found) > MOST_TOTAL:
        raise HostileFile(f"Unpacked, this pack is larger than {MOST_TOTAL // 1_000_000} MB.", _ASK)


def _check_name(name: str) -> None:
    last = name.rsplit("/", 1)[-1]
    known = name == MANIFEST or any(pattern.fullmatch(name) for pattern in _NAMES.values())
    if not known or any(_DEVICES.match(part) for part in name.split("/")) or last.startswith("."):
        raise HostileFile(
            f"This pack holds “{name[:80]}”, a name that no clause, template, check or table of law has.", _ASK
        )


def _check_size(name: str, size: int) -> None:
    most = MOST_MANIFEST if name == MANIFEST else MOST_CLAUSE if name.endswith(".md") else MOST_OTHER
    if size > most:
        raise HostileFile(f"{name} is larger than {most // 1_000} KB.", _ASK)


def _texts(archive: zipfile.ZipFile) -> dict[str, str]:
    texts: dict[str, str] = {}
    total = 0
    for each in archive.infolist():
        with archive.open(each) as member:
            data = member.read(MOST_MANIFEST + 1)
        total += len(data)
        _check_size(each.filename, len(data))
        if total > MOST_TOTAL:
            raise HostileFile(f"Unpacked, this pack is larger than {MOST_TOTAL // 1_000_000} MB.", _ASK)
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise HostileFile(f"{each.filename} is not UTF-8 text.", _ASK) from error
        if match := _CONTROL.search(text):
            line = text.count("\n", 0, match.start()) + 1
            raise HostileFile(f"{each.filename}, line {line}: holds a control character.", _ASK)
        if match := _UNSEEN.search(text):
            line = text.count("\n", 0, match.start()) + 1
            raise HostileFile(f"{each.filename}, line {line}: holds a character that cannot be seen.", _ASK)
        texts[each.filename] = text
    return texts


def _manifest(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text) if text else None
    except (ValueError, RecursionError) as error:
        raise HostileFile(f"{MANIFEST} cannot be read.", _ASK) from error
    if not isinstance(said, dict) or said.get("schema") != SCHEMA or not isinstance(said.get("files"), list):
        raise HostileFile(f"This is no pack of clauses: {MANIFEST} is missing or says something else.", _ASK)
    return said


def _entry(row: Any) -> Entry:
    names = ("file", "kind", "id", "version", "sha256")
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in names):
        raise HostileFile(f"{MANIFEST} lists something that is no file.", _ASK)
    ids = row.get("ids", [])
    if not isinstance(ids, list) or not all(isinstance(each, str) and _ROW.fullmatch(each) for each in ids):
        raise HostileFile(f"{MANIFEST} lists something that is no id.", _ASK)
    pattern = _NAMES.get(row["kind"])
    match = pattern.fullmatch(row["file"]) if pattern else None
    if match is None or match["id"] != row["id"] or not _VERSION.fullmatch(row["version"]):
        raise HostileFile(
            f"{MANIFEST} gives “{row['file'][:80]}” another kind, id or version than its name allows.", _ASK
        )
    return Entry(row["file"], row["kind"], row["id"], row["version"], row["sha256"], tuple(ids))


def _check_listing(entries: Sequence[Entry], texts: Mapping[str, str]) -> None:
    files = [each.file for each in entries]
    if sorted(files) != sorted(texts):
        odd = next(iter(set(files) ^ set(texts)), files[0] if files else MANIFEST)
        raise HostileFile(f"{MANIFEST} and the pack do not hold the same files: {odd}.", _ASK)
    ids = [(each.kind, each.id) for each in entries if each.kind in ("clause", "template")]
    ids += [(each.kind, row) for each in entries for row in dict.fromkeys(each.ids)]
    seen = Counter(ids)
    if double := next((name for (_, name), times in seen.items() if times > 1), ""):
        raise HostileFile(f"This pack holds {double} twice, in different files.", _ASK)
    for each in entries:
        if _sha256(texts[each.file]) != each.sha256:
            raise HostileFile(f"{each.file} is not the text that {MANIFEST} speaks of.", _ASK)
