"""A library in memory: its files as texts, kept as one archive, with the wording and rows that a workspace lays over it.

A draft is made again from the texts it was made from, whatever the program ships by then. Nothing here touches a disk
except to read the shipped files.
"""

from __future__ import annotations

import fnmatch
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from studio.errors import StudioError
from studio.law.law import Law
from studio.library.clause import Clause, ClauseProblem, Template
from studio.library.read import Library, read_clause, read_template
from studio.library.welsh import FOLDER as WELSH
from studio.library.welsh import Translation, read_translation

_EPOCH = (1980, 1, 1, 0, 0, 0)
OWN_LAW = "own/powers-"


@dataclass(frozen=True)
class TextFile:
    """One text that reads like a file."""

    name: str
    text: str | None

    def read_text(self, encoding: str = "utf-8") -> str:
        """The text. Raises OSError where there is none, as a file would."""
        if self.text is None:
            raise FileNotFoundError(f"{self.name} ({encoding})")
        return self.text

    def __lt__(self, other: TextFile) -> bool:
        return self.name < other.name


class TextFolder:
    """Texts by name that read like a folder of files: for the readers of law and checks."""

    def __init__(self, name: str, texts: Mapping[str, str]) -> None:
        self.name, self._texts = name, texts

    def __truediv__(self, name: str) -> TextFile:
        return TextFile(name, self._texts.get(name))

    def glob(self, pattern: str) -> Iterator[TextFile]:
        return (TextFile(name, text) for name, text in self._texts.items() if fnmatch.fnmatch(name, pattern))

    def as_path(self) -> Path:
        """The same for a reader that says it takes a path."""
        return cast("Path", self)


def texts_of(folder: Path) -> dict[str, str]:
    """Every file of a library that can change a document, by its name below the folder."""
    paths = [*(folder / "clauses").rglob("*.md"), *(folder / "templates").glob("*.yaml")]
    paths += (folder / "clauses" / "law").glob("*.yaml")
    found = {}
    for path in paths:
        try:
            found[path.relative_to(folder).as_posix()] = path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            continue  # `Library.problems` names it
    return found


def archive(texts: Mapping[str, str]) -> bytes:
    """The texts as one file; the same texts give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(texts):
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), texts[name].encode(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def from_archive(data: bytes, sha256: str, folder: Path) -> Library:
    """The library whose texts were kept. Raises StudioError if they cannot be read any more."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            texts = {name: packed.read(name).decode() for name in packed.namelist()}
    except (zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise StudioError(
            "The library text that this draft was made from cannot be read.", "Restore a backup of the workspace."
        ) from error
    return from_texts(texts, sha256, folder)


def from_texts(texts: Mapping[str, str], sha256: str, folder: Path) -> Library:
    """A library from its texts by name, as `load_library` reads them from files."""
    problems: list[ClauseProblem] = []
    clauses: dict[str, Clause] = {}
    templates: dict[str, Template] = {}
    welsh: dict[str, Translation] = {}
    for name in sorted(texts):
        if name.endswith(".md"):
            clause = read_clause(texts[name], name, problems)
            if clause is None:
                continue
            if name.startswith(f"clauses/{WELSH}/"):
                if (translation := read_translation(texts[name], clause)) is not None:
                    welsh[translation.of] = translation
            else:
                clauses.setdefault(clause.id, clause)
        elif name.startswith("templates/") and (made := read_template(texts[name], name, problems)) is not None:
            templates[made.id] = made
    for made in [each for each in templates.values() if each.like in templates]:
        templates[made.id] = replace(made, outline=templates[made.like].outline)
    laws = {name.rsplit("/", 1)[1]: text for name, text in texts.items() if name.startswith("clauses/law/")}
    law = Law.load(TextFolder("law", laws).as_path())
    templates = with_own_clauses(templates, clauses)
    own = [text for name, text in sorted(texts.items()) if name.startswith(OWN_LAW)]
    return Library(clauses, templates, with_powers(law, own), tuple(problems), sha256, folder, welsh)


def with_powers(law: Law, texts: Sequence[str]) -> Law:
    """The law with rows of the workspace's own; a row of the shipped tables is never replaced."""
    powers = dict(law.powers)
    for text in texts:
        for name, power in read_powers(text).powers.items():
            powers.setdefault(name, power)
    return replace(law, powers=powers) if texts else law


def read_powers(text: str) -> Law:
    """A text in the form of `law/powers.yaml` alone; `problems` are those of that text."""
    read = Law.load(TextFolder("own", {"powers.yaml": text}).as_path())
    return replace(read, problems=tuple(each for each in read.problems if each.file == "powers.yaml"))


def overlaid(
    shipped: Library, clauses: Mapping[str, str], powers: Sequence[str], welsh: Mapping[str, str] | None = None
) -> Library:
    """The shipped library with local wording and Welsh (clause id → source) and own law rows, or itself without any."""
    if not clauses and not powers and not welsh:
        return shipped
    problems = list(shipped.problems)
    made = dict(shipped.clauses)
    digest = hashlib.sha256(shipped.sha256.encode())
    for name in sorted(clauses):
        file = file_of(shipped, name)
        digest.update(file.encode() + b"\0" + clauses[name].encode())
        if (clause := read_clause(clauses[name], file, problems)) is not None:
            made[clause.id] = clause
    for text in powers:
        digest.update(b"\1" + text.encode())
    pairs = dict(shipped.welsh)
    for name, text in sorted((welsh or {}).items()):
        digest.update(f"{WELSH}/{name}".encode() + b"\0" + text.encode())
        clause = read_clause(text, welsh_file(name), problems)
        if clause is not None and (translation := read_translation(text, clause)) is not None:
            pairs[translation.of] = translation
    law = with_powers(shipped.law, powers)
    return replace(
        shipped, clauses=made, templates=with_own_clauses(shipped.templates, made), law=law, problems=tuple(problems),
        sha256=digest.hexdigest(), welsh=pairs,
    )  # fmt: skip


def with_own_clauses(templates: Mapping[str, Template], clauses: Mapping[str, Clause]) -> dict[str, Template]:
    """The outlines with each of a workspace's own clauses behind the clause that it says it follows (`after`)."""
    own: dict[str, list[str]] = {}
    for name in sorted(clauses):
        if clauses[name].after and clauses[name].file == own_file(name):
            own.setdefault(clauses[name].after, []).append(name)
    if not own:
        return dict(templates)
    return {
        name: replace(
            each,
            outline=tuple(
                replace(entry, clauses=tuple(c for had in entry.clauses for c in (had, *own.get(had, ()))))
                for entry in each.outline
            ),
        )
        for name, each in templates.items()
    }


def own_file(clause_id: str) -> str:
    """The name that the text of a workspace's own clause has."""
    return f"clauses/local/{clause_id}.md"


def welsh_file(clause_id: str) -> str:
    """The name that the Welsh of a clause has in a library."""
    return f"clauses/{WELSH}/{clause_id}.md"


def overlaid_texts(
    shipped: Library, clauses: Mapping[str, str], powers: Sequence[str], welsh: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The texts of `overlaid`, for the archive."""
    texts = texts_of(shipped.folder) | {file_of(shipped, name): text for name, text in clauses.items()}
    texts |= {welsh_file(name): text for name, text in (welsh or {}).items()}
    return texts | {f"{OWN_LAW}{number}.yaml": text for number, text in enumerate(powers, 1)}


def file_of(shipped: Library, clause_id: str) -> str:
    """The name that a clause's text has: that of the shipped file, or one of its own."""
    known = shipped.clauses.get(clause_id)
    return known.file if known else own_file(clause_id)


def source_of(library: Library, clause_id: str) -> str:
    """The whole source of a shipped clause. Raises StudioError for an id that the library has not."""
    clause = library.clauses.get(clause_id)
    if clause is None:
        raise StudioError(f"There is no clause called {clause_id}.", "Choose one from the library.")
    return (library.folder / clause.file).read_text("utf-8-sig").replace("\r\n", "\n")


def header_of(text: str) -> tuple[str, str]:
    """Header (between its lines ---) and body of a clause's source."""
    parts: Any = text.split("---\n", 2)
    return (parts[1], parts[2]) if len(parts) == 3 else ("", text)
