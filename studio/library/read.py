"""Clauses and templates from files: the good ones, and a list of what is wrong with the others."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from studio.law.law import Law
from studio.library.clause import Alternative, Citation, Clause, ClauseProblem, ClauseVersion, OutlineEntry, Template
from studio.library.header import plain_header
from studio.library.shipped import content
from studio.library.source import parse_body, too_long
from studio.library.welsh import Translation, read_translation, welsh_files, welsh_problems
from studio.prepared import key, prepared

_ID = re.compile(r"^[a-z0-9-]{1,24}$")
_REQUIRED = ("id", "title", "version", "section")
_NOT_CLAUSES = {"law", "checks", "cy"}


@dataclass(frozen=True, eq=False)
class Library:
    """All that documents are made from. `sha256` is the hash of every file that can change a document."""

    clauses: Mapping[str, Clause]
    templates: Mapping[str, Template]
    law: Law
    problems: tuple[ClauseProblem, ...]
    sha256: str
    folder: Path
    welsh: Mapping[str, Translation] = field(default_factory=dict)


def load_library(folder: Path | None = None) -> Library:
    """The library in `folder` (the shipped one by default, read once). Never raises for a bad file: see `problems`."""
    return _read(folder) if folder else _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Library:
    return _read(content())


def _read(root: Path) -> Library:
    problems: list[ClauseProblem] = []
    digest = hashlib.sha256()
    clauses: dict[str, Clause] = {}
    for path in _files(root, "clauses", "*.md"):
        _read_into(path, root, clauses, problems, digest)
    templates: dict[str, Template] = {}
    for path in sorted((root / "templates").glob("*.yaml")):
        text = _text(path, root, problems)
        if (
            text
            and not text.lstrip().startswith("#!")
            and (template := read_template(text, _name(path, root), problems))
        ):
            digest.update(_name(path, root).encode() + b"\0" + text.encode())
            templates[template.id] = template
    for template in [each for each in templates.values() if each.like in templates]:
        templates[template.id] = replace(template, outline=templates[template.like].outline)
    for path in sorted((root / "clauses" / "law").glob("*.yaml")):
        digest.update(_name(path, root).encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    law = Law.load(root / "clauses" / "law")
    welsh = _welsh(root, clauses, problems, digest)
    return Library(clauses, templates, law, tuple(problems), digest.hexdigest(), root, welsh)


def _welsh(
    root: Path, clauses: dict[str, Clause], problems: list[ClauseProblem], digest: Any
) -> dict[str, Translation]:
    found: dict[str, Translation] = {}
    for path in welsh_files(root):
        text, name = _text(path, root, problems), _name(path, root)
        if text is None:
            continue
        digest.update(name.encode() + b"\0" + text.encode())
        clause = read_clause(text, name, problems)
        translation = read_translation(text, clause) if clause else None
        if translation:
            found[translation.of] = translation
        elif clause:
            problems.append(
                ClauseProblem(name, 2, "welsh", "The header of a Welsh text says language: cy and of_version.")
            )
    problems += welsh_problems(found, clauses)
    return found


def _files(root: Path, part: str, pattern: str) -> list[Path]:
    found = [p for p in (root / part).rglob(pattern) if not _NOT_CLAUSES & set(p.relative_to(root / part).parts[:-1])]
    return sorted((p for p in found if len(p.relative_to(root / part).parts) > 1), key=lambda p: p.as_posix())


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _text(path: Path, root: Path, problems: list[ClauseProblem]) -> str | None:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        message = "This file is not UTF-8 text. Save it as UTF-8."
        problems.append(ClauseProblem(_name(path, root), 1, "encoding", message))
        return None


def _read_into(path: Path, root: Path, clauses: dict[str, Clause], problems: list[ClauseProblem], digest: Any) -> None:
    name = _name(path, root)
    text = _text(path, root, problems)
    if text is None:
        return
    digest.update(name.encode() + b"\0" + text.encode())
    clause = read_clause(text, name, problems)
    if clause is None:
        return
    if clause.id in clauses:
        message = f"The id {clause.id} is used by {clauses[clause.id].file} already. Give this clause another."
        problems.append(ClauseProblem(name, 1, "duplicate-id", message))
        return
    clauses[clause.id] = clause


def read_clause(text: str, file: str, problems: list[ClauseProblem]) -> Clause | None:
    """One clause from its file's text, or None with the reason added to `problems`."""
    text = text.replace("\r\n", "\n")
    if long := too_long(text):
        problems.append(ClauseProblem(file, long[0], "length", long[1]))
        return None
    match = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    if match is None:
        problems.append(ClauseProblem(file, 1, "header", "The file must begin with a header between two lines ---."))
        return None
    header = _yaml(match.group(1), file, 2, problems)
    if header is None:
        return None
    missing = [key for key in _REQUIRED if not header.get(key)]
    if missing:
        problems.append(ClauseProblem(file, 1, "header", f"The header lacks {', '.join(missing)}."))
        return None
    if not _ID.match(str(header["id"])):
        problems.append(ClauseProblem(file, 2, "id", f"The id {header['id']!r} must be 1 to 24 of a-z, 0-9 and -."))
        return None
    first = match.group(0).count("\n") + 1
    try:
        return _clause(header, text[match.end() :], file, first)
    except _WrongShapeError as error:
        problems.append(ClauseProblem(file, _line_of(text, error.key), "header", str(error)))
        return None


class _WrongShapeError(Exception):
    """A key of a header or template holds something else than it should."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(f"“{key}” must be {what}.")
        self.key = key


def _line_of(text: str, key: str) -> int:
    """The line where a key stands, 1 if it is not found."""
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, 1) if re.match(rf"[\s{{-]*{key}\s*:", line)), 1)


def _rows(data: dict[str, Any], key: str) -> list[Any]:
    """The list at `key`, empty if there is none."""
    value = data.get(key)
    if value is not None and not isinstance(value, list):
        raise _WrongShapeError(key, "a list")
    return value or []


def _maps(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = _rows(data, key)
    if not all(isinstance(each, dict) for each in rows):
        raise _WrongShapeError(key, "a list of keys and values")
    return rows


def _clause(header: dict[str, Any], body: str, file: str, first: int) -> Clause:
    return Clause(
        id=str(header["id"]),
        title=str(header["title"]),
        version=str(header["version"]),
        status=str(header.get("status") or "approved"),
        section=str(header["section"]),
        when=str(header.get("when") or "").strip(),
        why=str(header.get("why") or ""),
        facts=_texts(header, "facts"),
        law=tuple(_citation(each) for each in _rows(header, "law")),
        gloss=str(header.get("gloss") or "").strip(),
        guidance=str(header.get("guidance") or "").strip(),
        defines=_texts(header, "defines"),
        uses=_texts(header, "uses"),
        changes=tuple(
            ClauseVersion(str(c.get("version", "")), str(c.get("date", "")), str(c.get("reason", "")))
            for c in _maps(header, "changes")
        ),
        alternative=_alternative(header),
        heading=str(header.get("heading") or "") != "none",
        file=file,
        body_line=first,
        body=body,
        lines=parse_body(body, first),
        after=str(header.get("after") or ""),
    )


def _alternative(header: dict[str, Any]) -> Alternative | None:
    value = header.get("alternative")
    if value is None:
        return None
    if not isinstance(value, dict) or not value.get("of") or value.get("rank") not in (1, 2, 3):
        raise _WrongShapeError("alternative", "of (what for), rank (1, 2 or 3) and right_when")
    instead = _texts(value, "instead_of")
    return Alternative(str(value["of"]), int(value["rank"]), str(value.get("right_when") or ""), instead)


def _texts(data: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(each) for each in _rows(data, key))


def _citation(value: Any) -> Citation:
    if isinstance(value, dict):
        return Citation(str(value.get("cite", "")), str(value.get("place") or ""))
    return Citation(str(value))


def read_template(text: str, file: str, problems: list[ClauseProblem]) -> Template | None:
    """One template from its file's text, or None with the reason added to `problems`."""
    data = _yaml(text, file, 1, problems)
    if data is None or not data.keys() & {"outline", "like"}:
        return None
    if missing := [key for key in ("id", "title") if not data.get(key)]:
        problems.append(ClauseProblem(file, 1, "header", f"The template lacks {', '.join(missing)}."))
        return None
    try:
        return _made_template(data, file)
    except _WrongShapeError as error:
        problems.append(ClauseProblem(file, _line_of(text, error.key), "outline", str(error)))
        return None


def _made_template(data: dict[str, Any], file: str) -> Template:
    family = str(data.get("family", "agreement"))
    return Template(
        id=str(data["id"]),
        title=str(data["title"]),
        short_title=str(data.get("short_title") or data["title"]),
        family=family,
        purpose=str(data.get("purpose") or ""),
        not_for=str(data.get("not_for") or ""),
        outline=_outline(_maps(data, "outline")),
        file=file,
        numbered=family == "agreement",
        when=str(data.get("when") or "").strip(),
        by_name=data.get("by_name") is True,
        each_party=data.get("each_party") is True,
        like=str(data.get("like") or ""),
        bilingual=_texts(data, "languages") == ("cy", "en"),
        look=_look(data),
    )


def _look(data: dict[str, Any]) -> str:
    look = str(data.get("look") or "")
    if look not in {"", "easy-read", "large-print"}:
        raise _WrongShapeError("look", "easy-read or large-print")
    return look


def _outline(rows: list[dict[str, Any]]) -> tuple[OutlineEntry, ...]:
    """The entries; one with a `key` of its own leaves the places of the others as they were."""
    found: list[OutlineEntry] = []
    number = 0
    for value in rows:
        kind = next((k for k in ("part", "schedule") if k in value), "plain")
        own = str(value.get("key") or "")
        found.append(OutlineEntry(kind, str(value.get(kind, "")), _texts(value, "clauses"), own or str(number)))
        number += not own
    return tuple(found)


def _yaml(text: str, file: str, first: int, problems: list[ClauseProblem]) -> dict[str, Any] | None:
    if (plain := plain_header(text)) is not None:
        return plain
    name = key("yaml", text)
    if (known := prepared().known.get(name)) is not None:
        return dict(copy.deepcopy(known))
    try:
        data = YAML(typ="safe", pure=True).load(StringIO(text))
    except (YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        line, what = _where(error, text)
        problems.append(ClauseProblem(file, first + line, "yaml", f"The YAML cannot be read: {what}."))
        return None
    if not isinstance(data, dict):
        problems.append(ClauseProblem(file, first, "yaml", "Here a list of keys and values is expected."))
        return None
    prepared().add(name, data)
    return data


def _where(error: Exception, text: str) -> tuple[int, str]:
    """Line (from 0) and cause of a YAML error, as far as it says them."""
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)
    line = mark.line if mark else text[:position].count("\n") if isinstance(position, int) else 0
    return line, str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
