"""library lint, search, where-used, diff: the clause library."""

from __future__ import annotations

import argparse
from typing import Any

from studio.cli.common import answer, command, file_argument, path_option
from studio.errors import WrongUse

COMMANDS = ("library",)


def add(commands: Any) -> None:
    top = commands.add_parser(
        "library", help="look into the clause library", epilog="Example: agreement-studio library search retention"
    )
    inner = top.add_subparsers(dest="action", required=True)
    made = command(inner, "lint", "check clauses, templates, law and checks", "library lint", lint)
    path_option(made, "--library", metavar="DIR")
    made.add_argument("--mend", action="store_true", help="first list every printed fact in the clauses' headers")
    made = command(inner, "search", "find clauses by words", "library search retention", search)
    made.add_argument("words", nargs="*", metavar="WORDS")
    made.add_argument(
        "--law", default="", metavar="CITATION", help="only clauses that cite it, for example “section 251”"
    )
    made.add_argument("--section", default="", metavar="S", help="only clauses of a section, for example A17 or 3")
    path_option(made, "--library", metavar="DIR")
    made = command(
        inner, "where-used", "which templates and clauses use a clause", "library where-used retention", where_used
    )
    made.add_argument("id", metavar="ID")
    path_option(made, "--library", metavar="DIR")
    made = command(inner, "diff", "what differs between two libraries", "library diff old new", diff)
    file_argument(made, "a", "folder of one library")
    file_argument(made, "b", "folder of the other")


def lint(options: argparse.Namespace) -> int:
    from studio.steps.loose import load, plain
    from studio.steps.packs import lint_all, mend

    library = load(options.library)
    files = mend(library) if options.mend else []
    library = load(library.folder) if files else library
    problems = [plain(each) for each in lint_all(library)]
    text = "\n".join([f"{each} was completed." for each in files])
    text += "\n".join(f"{each['file']}, line {each['line']}: {each['message']}" for each in problems)
    summary = f"{len(library.clauses)} clauses, {len(library.templates)} templates, {len(problems)} problems."
    answer(options, "library-lint", {"problems": problems, "mended": files}, f"{text}\n{summary}".strip())
    return 1 if problems else 0


def search(options: argparse.Namespace) -> int:
    from studio.library.search import nearest_clauses, search_clauses
    from studio.steps.loose import load, plain

    words = " ".join(options.words)
    if not (words.strip() or options.law or options.section):
        raise WrongUse("Nothing to search for.", "Name words, --law or --section.")
    library = load(options.library)
    hits = search_clauses(library, words, law=options.law, section=options.section)
    near = [] if hits else nearest_clauses(library, words)
    text = "\n".join(f"{each.id:26} {each.title}: {each.snippet}" for each in hits) or "Nothing was found."
    text += "".join(f"\nNearest: {each.id:17} {each.title}: {each.snippet}" for each in near)
    fields = {"hits": [plain(each) for each in hits], "nearest": [plain(each) for each in near]}
    answer(options, "library-search", fields, text)
    return 0


def where_used(options: argparse.Namespace) -> int:
    from studio.library.search import uses_of
    from studio.steps.loose import load, plain

    uses = uses_of(load(options.library), options.id)
    text = "\n".join(f"{each.kind} {each.id} ({each.file})" for each in uses) or "It is used nowhere."
    answer(options, "library-where-used", {"uses": [plain(each) for each in uses]}, text)
    return 0


def diff(options: argparse.Namespace) -> int:
    from studio.library.search import differences
    from studio.steps.loose import load, plain

    found = differences(load(options.a), load(options.b))
    rows: list[str] = []
    for each in found:
        rows.append(f"{each.change:8} {each.id} {each.before} → {each.after}")
        for part in each.wording:
            rows += [f"    - {line}" for line in part.before] + [f"    + {line}" for line in part.after]
    text = "\n".join(rows) or "They are the same."
    answer(options, "library-diff", {"differences": [plain(each) for each in found]}, text)
    return 0
