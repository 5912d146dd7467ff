"""library lint, search, where-used, diff: the clause library."""

from __future__ import annotations

import argparse
from typing import Any

from studio.cli.common import answer, command, file_argument, force_option, now, path_option
from studio.errors import WrongUse

COMMANDS = ("library",)


def add(commands: Any) -> None:
    top = commands.add_parser(
        "library", help="look into the clause library", epilog="Example: agreement-studio library search retention"
    )
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
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

    made = command(
        inner, "pack", "put clauses, templates, powers and checks into one file", "library pack --out o.clauses", pack
    )
    made.add_argument(
        "ids", nargs="*", metavar="ID", help="what goes in, a template with its clauses (default: everything)"
    )
    path_option(made, "--out", metavar="FILE", required=True)
    path_option(made, "--library", metavar="DIR")
    made.add_argument("--by", default="", metavar="NAME", help="who makes it")
    made.add_argument("--reason", default="", metavar="WHY", help="what it is for")
    force_option(made)
    made = command(
        inner, "unpack", "look into a pack, and take in what is new", "library unpack o.clauses --dry-run", unpack
    )
    file_argument(made, "file", "the pack (.clauses)")
    path_option(made, "--out", metavar="DIR", help="the library that takes it in; nothing in it is overwritten")
    path_option(
        made, "--library", metavar="DIR", help="the library to compare with (default: --out, or the shipped one)"
    )
    made.add_argument("--dry-run", action="store_true", help="only show what would come")
    inner.add_parser("try-pack").set_defaults(run=try_pack)  # for ourselves: the process in which a pack is tried


def lint(options: argparse.Namespace) -> int:
    from studio.steps.loose import load, plain
    from studio.steps.packs import lint_all, mend

    library = load(options.library)
    files = mend(library) if options.mend else []
    library = load(library.folder) if files else library
    problems = [plain(each) for each in lint_all(library)]
    rows = [f"{each} was completed." for each in files]
    rows += [f"{each['file']}, line {each['line']}: {each['message']}" for each in problems]
    summary = f"{len(library.clauses)} clauses, {len(library.templates)} templates, {len(problems)} problems."
    answer(options, "library-lint", {"problems": problems, "mended": files}, "\n".join([*rows, summary]))
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


def pack(options: argparse.Namespace) -> int:
    from hashlib import sha256

    from studio.library.pack import make_pack, open_pack
    from studio.steps.files import write_new
    from studio.steps.loose import load, plain

    day = now(options).date().isoformat()
    data = make_pack(load(options.library), options.ids, by=options.by, on=day, reason=options.reason)
    write_new(options.out, data, force=options.force)
    entries = open_pack(data).entries
    fields = {"file": str(options.out), "sha256": sha256(data).hexdigest(), "files": [plain(each) for each in entries]}
    answer(options, "library-pack", fields, f"{options.out}: {_files(len(entries))}.")
    return 0


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"


def unpack(options: argparse.Namespace) -> int:
    from studio.steps.files import read_file
    from studio.steps.loose import load, plain
    from studio.steps.packs import look_into, take_in

    if not (options.out or options.dry_run):
        raise WrongUse("Where to?", "Name a folder with --out, or look first with --dry-run.")
    there = options.out if options.out and (options.out / "clauses").is_dir() else None
    look = look_into(read_file(options.file), load(options.library or there))
    written = [] if options.dry_run or look.problems else take_in(look, options.out)
    said = look.pack
    rows = [f"From {said.made_by or 'nobody named'}, {said.made_on}: {said.reason or 'no reason given'}"]
    rows += [f"{each.state:10} {each.file} {each.version} {each.sentence}".rstrip() for each in look.coming]
    rows += [f"{each.file}, line {each.line}: {each.message}" for each in look.problems]
    if not (look.new or look.collisions or look.problems):
        rows += ["All of it is here already."]
    rows += [f"Taken in: {_files(len(written))}." if written else "Nothing was taken in."]
    maker = {"made_by": said.made_by, "made_on": said.made_on, "reason": said.reason, "sha256": said.sha256}
    coming = [plain(each) for each in look.coming]
    problems = [plain(each) for each in look.problems]
    fields = {**maker, "coming": coming, "problems": problems, "written": written}
    answer(options, "library-unpack", fields, "\n".join(rows))
    return 1 if look.problems or look.collisions else 0


def try_pack(_options: argparse.Namespace) -> int:
    from studio.steps.pack_trial import run

    return run()
