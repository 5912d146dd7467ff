"""The library page's lists as plain lines: sections, what to show, clauses found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from studio.desk import words
from studio.desk.models.lines import Line, Part
from studio.library.clause import Clause
from studio.library.read import Library
from studio.library.search import nearest_clauses, search_clauses

LOCAL, OFFERED, DRAFT, ALTERNATIVES = "show:local", "show:offered", "show:draft", "show:alternatives"
NEW = "new:"  # the line that offers a clause of one's own
SETTLED = frozenset({"approved", "reserve"})  # nobody has to look at these again
RANKS = {1: "Preferred", 2: "Fall-back", 3: "Least acceptable"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is narrowed to: words, a section or a kind to show, an instrument of law."""

    words: str = ""
    section: str = ""
    law: str = ""


def section_of(clause: Clause) -> str:
    """The section a clause stands in, in words: that of its folder ("a04-purpose" is "Purpose")."""
    folder = clause.file.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]
    name = re.sub(r"^[a-z]\d+-", "", folder).replace("-", " ")
    return name[:1].upper() + name[1:]


def section_lines(library: Library, local: frozenset[str], offered: frozenset[str]) -> list[Line]:
    """All clauses, those that ask for a look, then each section with its count."""
    clauses = list(library.clauses.values())
    many = Counter(section_of(one) for one in clauses)
    return [
        _counted("", "All clauses", len(clauses)),
        _counted(OFFERED, "Newer text offered", len(offered)),
        _counted(LOCAL, "Local wording", len(local)),
        _counted(ALTERNATIVES, "With alternatives", len([one for one in clauses if one.alternative])),
        _counted(DRAFT, "Draft", len([one for one in clauses if one.status not in SETTLED])),
        Line("head:sections", "Sections", head=True),
        *(_counted(name, name, many[name]) for name in dict.fromkeys(many)),
    ]


def _counted(key: str, title: str, count: int) -> Line:
    return Line(key, title, parts=(Part(str(count), width=34, right=True, tone="text3"),), faded=not count)


def law_options(library: Library) -> list[tuple[str, str]]:
    """Every instrument that clauses cite, the most cited first."""
    many = Counter(cite.cite for one in library.clauses.values() for cite in dict.fromkeys(one.law))
    ranked = sorted(many.items(), key=lambda one: (-one[1], one[0]))
    return [("", "All law"), *((name, f"{name} ({count})") for name, count in ranked)]


def found_clauses(
    library: Library, wanted: Wanted, local: frozenset[str], offered: frozenset[str]
) -> tuple[list[Clause], list[Clause]]:
    """The clauses that fit; and where none has all the words, the nearest."""
    if wanted.words.strip():
        hits = search_clauses(library, wanted.words, most=len(library.clauses))
        every = [library.clauses[hit.id] for hit in hits]
    else:
        every = list(library.clauses.values())
    fits = [one for one in every if _fits(one, wanted, local, offered)]
    if fits or not wanted.words.strip():
        return fits, []
    near = [library.clauses[hit.id] for hit in nearest_clauses(library, wanted.words)]
    return [], [*every[:3], *near][:3]


def _fits(one: Clause, wanted: Wanted, local: frozenset[str], offered: frozenset[str]) -> bool:
    if wanted.law and all(cite.cite != wanted.law for cite in one.law):
        return False
    kinds = {
        LOCAL: one.id in local, OFFERED: one.id in offered, DRAFT: one.status not in SETTLED,
        ALTERNATIVES: one.alternative is not None,
    }  # fmt: skip
    return kinds.get(wanted.section, wanted.section in ("", section_of(one)))


def clause_lines(found: Iterable[Clause], uses: Counter[str], local: frozenset[str]) -> list[Line]:
    return [
        Line(
            one.id,
            one.title,
            _when(one),
            parts=(_version(one, uses[one.id], local=one.id in local),),
        )
        for one in found
    ]


def _when(one: Clause) -> str:
    said = one.why if one.when else "Always"
    if one.alternative:
        return f"{RANKS[one.alternative.rank]} · {one.alternative.right_when or said}"
    return said or one.gloss or one.id


def _version(one: Clause, uses: int, *, local: bool) -> Part:
    icon, tone = (
        ("compose", "accent") if local else ("warning", "warning") if one.status not in SETTLED else ("", "text2")
    )
    return Part(f"v{one.version}", words.count(uses, "document"), icon, tone, width=104 if icon else 86, right=True)


def uses_in_documents(library: Library) -> Counter[str]:
    """How many templates have each clause."""
    return Counter(
        name
        for template in library.templates.values()
        for name in {each for entry in template.outline for each in entry.clauses}
    )


def alternatives_of(library: Library, one: Clause) -> list[Clause]:
    """All clauses that answer the same point, in ranked order; none where there is only this one."""
    if one.alternative is None:
        return []
    same = [each for each in library.clauses.values() if each.alternative and each.alternative.of == one.alternative.of]
    return sorted(same, key=lambda each: (each.alternative.rank if each.alternative else 9, each.title))
