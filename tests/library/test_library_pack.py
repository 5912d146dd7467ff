"""Packs: what goes out comes back; nothing is overwritten; whatever a hostile one tries is refused by file and line."""

from __future__ import annotations

import contextlib
import io
import json
import re
import stat
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_folders import clause_text, folder_of

from studio.errors import HostileFile, StudioError, WrongUse
from studio.library.limits import pattern_fault
from studio.library.pack import MANIFEST, MOST_CLAUSE, SCHEMA, make_pack, open_pack
from studio.library.read import Library, load_library
from studio.steps.packs import look_into, take_in

SAID = {"by": "Uma Sample", "on": "2026-11-22", "reason": "For our neighbours"}
FILE = "clauses/local/bad.md"
OWN = "clauses/checks/own.yaml"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def zipped(members: list[tuple[str | zipfile.ZipInfo, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", how) as packed:
        warnings.simplefilter("ignore")  # a name that is there twice is the point of one attack
        for name, data in members:
            packed.writestr(name, data)
    return made.getvalue()


def manifest(listed: dict[str, str], **changes: Any) -> bytes:
    from hashlib import sha256

    kinds = {"md": "clause", "checks": "check", "law": "law", "templates": "template"}
    rows = []
    for file, text in listed.items():
        kind = next(kind for mark, kind in kinds.items() if file.endswith(f".{mark}") or f"{mark}/" in file)
        name = file.rsplit("/", 1)[1].rsplit(".", 1)[0]
        digest = sha256(text.encode()).hexdigest()
        version = "1.0" if kind == "clause" else ""
        ids = re.findall(r"\bid: \"?([A-Z]\d+)", text) if kind in ("law", "check") else []
        rows.append({"file": file, "kind": kind, "id": name, "version": version, "sha256": digest, "ids": ids})
    return json.dumps({"schema": SCHEMA, "made_by": "", "made_on": "", "reason": "", "files": rows} | changes).encode()


def packed(files: dict[str, str]) -> bytes:
    return zipped([(MANIFEST, manifest(files)), *((file, text.encode()) for file, text in files.items())])


def clause(body: str, **header: str) -> bytes:
    return packed({FILE: clause_text("bad", body, **header)})


def rule(when: str, **more: Any) -> bytes:
    row = {
        "id": "Z01", "severity": "advice", "when": when, "pointer": "/parties", "message": "m", "action": "a",
        "source": "s", "applies_from": "2018-01-01", "law_version": "2026-09", **more,
    }  # fmt: skip
    return packed(
        {OWN: "rules:\n  - " + "\n    ".join(f"{key}: {json.dumps(value)}" for key, value in row.items()) + "\n"}
    )


# --- going out and coming back ----------------------------------------------------------------------------------------


def test_a_pack_of_everything_is_the_same_everywhere_and_holds_no_news(library: Library) -> None:
    data = make_pack(library, [], **SAID)
    assert data == make_pack(library, [], **SAID)
    pack = open_pack(data)
    assert (pack.made_by, pack.made_on, pack.reason) == ("Uma Sample", "2026-11-22", "For our neighbours")
    assert {each.id for each in pack.entries if each.kind == "clause"} == set(library.clauses)
    assert {each.id for each in pack.entries if each.kind == "template"} == set(library.templates)
    assert {each.kind for each in pack.entries} == {"clause", "template", "law", "check"}


def test_what_is_in_the_library_already_comes_as_the_same(library: Library) -> None:
    look = look_into(make_pack(library, ["retention", "practitioner-card", "W01", "L16"], **SAID), library)
    assert {each.state for each in look.coming} == {"same"}
    assert {"W01", "L16"} <= {row for each in look.pack.entries for row in each.ids}
    assert look.problems == ()
    with pytest.raises(WrongUse, match="called no-such"):
        make_pack(library, ["no-such"], **SAID)


def test_what_is_new_is_taken_in_and_what_collides_is_shown_and_left_alone(tmp_path: Path) -> None:
    ours = folder_of(tmp_path / "ours", {"good": clause_text("good", "1. Ours.\n")})
    theirs = {"good": clause_text("good", "1. Theirs.\n", version='"2.0"'), "more": clause_text("more", "1. More.\n")}
    data = make_pack(load_library(folder_of(tmp_path / "theirs", theirs)), ["good", "more"], **SAID)
    look = look_into(data, load_library(ours))
    (good, more) = look.coming
    assert (good.state, good.here, good.version) == ("collision", "1.0", "2.0")
    assert [(each.before, each.after) for each in good.wording][-1] == (("1. Ours.",), ("1. Theirs.",))
    assert (more.state, look.problems) == ("new", ())
    assert take_in(look, ours) == ["clauses/a01/more.md"]
    assert (ours / "clauses/a01/good.md").read_text("utf-8").endswith("1. Ours.\n")
    assert "more" in load_library(ours).clauses
    with pytest.raises(StudioError, match="is there already"):
        take_in(look, ours)
    assert {each.state for each in look_into(data, load_library(ours)).coming} == {"collision", "same"}


def test_a_new_power_and_a_new_check_are_taken_in_and_work(tmp_path: Path, library: Library) -> None:
    row = "  - {id: W99, citation: 'Sample Act 2020, section 1', title: a power, kind: D, who: all, nations: [EN]}\n"
    data = packed({"clauses/law/powers-w99.yaml": f"powers:\n{row}"})
    ours = folder_of(tmp_path, {"good": clause_text("good", "1. Ours.\n")})
    look = look_into(data, load_library(ours))
    assert (look.problems, [each.state for each in look.coming]) == ((), ["new"])
    take_in(look, ours)
    assert load_library(ours).law.power("W99") is not None
    (own,) = look_into(rule("matches(agreement.title, 'york')"), library).coming
    assert own.state == "new"


def test_rows_whose_ids_are_taken_collide_under_any_file_name(tmp_path: Path, library: Library) -> None:
    (own,) = open_pack(make_pack(library, ["W01"], **SAID)).entries
    other = folder_of(tmp_path, {"good": clause_text("good", "1. Ours.\n")})
    path = other / "clauses/law/powers.yaml"
    path.write_text(path.read_text("utf-8").replace("services for children in need", "something else"), "utf-8")
    (coming,) = look_into(make_pack(library, ["W01"], **SAID), load_library(other)).coming
    assert own.ids == ("W01",)
    assert (coming.state, coming.sentence) == ("collision", "W01 stand in the library already.")


# --- hostile files ----------------------------------------------------------------------------------------------------

GOOD = {FILE: clause_text("bad", "1. Fine.\n")}
TEXT = GOOD[FILE].encode()
OWN_RULE = 'rules:\n  - id: "Z01"\n'
LINK = zipfile.ZipInfo(FILE)
LINK.external_attr = (stat.S_IFLNK | 0o777) << 16
HOSTILE: dict[str, bytes] = {
    "no ZIP": b"clauses",
    "cut off": packed(GOOD)[:-40],
    "no manifest": zipped([(FILE, TEXT)]),
    "a manifest of something else": zipped([(MANIFEST, manifest(GOOD, schema="x")), (FILE, TEXT)]),
    "a manifest that never ends": zipped([(MANIFEST, b"[" * 900), (FILE, TEXT)]),
    "a manifest that lists what is no file": zipped([(MANIFEST, manifest(GOOD, files=[7])), (FILE, TEXT)]),
    "a manifest that leaves a file out": zipped([(MANIFEST, manifest({})), (FILE, TEXT)]),
    "a manifest that names a file that is not there": zipped([(MANIFEST, manifest(GOOD))]),
    "another text than the manifest speaks of": zipped([(MANIFEST, manifest(GOOD)), (FILE, TEXT + b"1. More.\n")]),
    "a way up": zipped([(MANIFEST, manifest(GOOD)), ("clauses/../../x.md", TEXT)]),
    "an absolute name": zipped([(MANIFEST, manifest(GOOD)), ("/etc/x.md", TEXT)]),
    "a drive": zipped([(MANIFEST, manifest(GOOD)), ("C:/x.md", TEXT)]),
    "a backslash": zipped([(MANIFEST, manifest(GOOD)), ("clauses\\local\\x.md", TEXT)]),
    "a device": zipped([(MANIFEST, manifest(GOOD)), ("clauses/local/nul.md", TEXT)]),
    "a program": zipped([(MANIFEST, manifest(GOOD)), ("clauses/local/x.py", TEXT)]),
    "a link": zipped([(MANIFEST, manifest(GOOD)), (LINK, b"/etc/passwd")]),
    "a file twice": zipped([(MANIFEST, manifest(GOOD)), (FILE, TEXT), (FILE, TEXT)]),
    "a bomb": zipped([(MANIFEST, manifest(GOOD)), (FILE, b"x" * 60_000)]),
    "a file too large": zipped([(MANIFEST, manifest(GOOD)), (FILE, bytes(range(32, 127)) * (MOST_CLAUSE // 90))]),
    "too many files": zipped([(f"clauses/local/c{n}.md", b"") for n in range(2_100)]),
    "another way to pack": zipped([(MANIFEST, manifest(GOOD)), (FILE, TEXT)], zipfile.ZIP_LZMA),
    "no text": zipped([(MANIFEST, manifest(GOOD)), (FILE, b"\xff\xfe")]),
    "words turned round": packed({FILE: clause_text("bad", "1. Pay \u202e100\u202c.\n")}),
    "words parted by what nobody sees": packed({FILE: clause_text("bad", "1. par\u200btner\n")}),
    "a clause twice, in two folders": packed({FILE: GOOD[FILE], "clauses/other/bad.md": GOOD[FILE]}),
    "a check twice, in two files": packed({OWN: OWN_RULE, "clauses/checks/more.yaml": OWN_RULE}),
    "a control character": zipped([(MANIFEST, manifest(GOOD)), (FILE, b"---\nid: \x01\n---\n")]),
}  # fmt: skip


def test_a_list_that_lies_about_rows_or_versions_is_a_problem(library: Library) -> None:
    for lie in ({"version": "7.0"}, {"ids": ["W01"]}):
        file, text = (FILE, GOOD[FILE]) if "version" in lie else (OWN, open_pack(rule("terms.publish")).texts[OWN])
        rows = json.loads(manifest({file: text}))["files"]
        data = zipped([(MANIFEST, manifest({}, files=[rows[0] | lie])), (file, text.encode())])
        assert [each.code for each in look_into(data, library).problems] == ["listing"]


def test_what_a_stranger_says_of_himself_steers_no_terminal() -> None:
    data = zipped([(MANIFEST, manifest(GOOD, made_by="Uma\x1b[2J\u202eSample", reason=7)), (FILE, TEXT)])
    pack = open_pack(data)
    assert (pack.made_by, pack.reason) == ("Uma [2J Sample", "")


@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000))
def test_a_pack_with_any_byte_changed_or_cut_anywhere_is_opened_whole_or_refused(at: int, byte: int, cut: int) -> None:
    data = bytearray(packed(GOOD))
    data[at % len(data)] = byte
    for each in (bytes(data), packed(GOOD)[: cut % len(data)]):
        with contextlib.suppress(HostileFile):
            assert open_pack(each).texts == GOOD


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_file_that_is_no_honest_pack_is_refused_before_anything_in_it_is_read(attack: str) -> None:
    with pytest.raises(HostileFile) as refused:
        open_pack(HOSTILE[attack])
    assert refused.value.message.endswith(".")
    assert refused.value.next_step


def test_the_honest_twin_of_them_all_opens(library: Library) -> None:
    look = look_into(packed(GOOD), library)
    assert ([each.state for each in look.coming], look.problems) == (["new"], ())


# --- hostile texts ----------------------------------------------------------------------------------------------------


def chained(make: str, mark: str) -> str:
    """Nine loops that each make what they are given ten times as long."""
    opened = "".join(
        "{% for a" + str(n) + " in [" + make % mark.join([f"a{n - 1}"] * 10) + "] %}" for n in range(1, 10)
    )
    return "{% for a0 in ['" + "x" * 30 + "'] %}" + opened + "{% endfor %}" * 10 + "\n1. x\n"


TURNS = "".join("{% for a" + str(n) + " in range(100) %}" for n in range(4)) + "{% endfor %}" * 4 + "\n1. x\n"
LONG = "{% set a = range(9000) | join('XXX') %}"
DOUBLED = "{% set a = [1] %}" + "{% set a = [a, a] %}" * 30
# what is tried: the pack, the line, a word of the sentence
TEXTS: dict[str, tuple[bytes, int, str]] = {
    "an attribute walk": (clause("1. {{ ''.__class__.__mro__ }}\n"), 8, "leads out of the facts"),
    "a walk by index": (clause("1. {{ ''['__class__'] }}\n"), 8, "leads out of the facts"),
    "a walk by filter": (clause("1. {{ parties | map(attribute='__class__') | list | length }}\n"), 8, "leads out"),
    "a walk put together": (clause("1. {{ ''['_' ~ '_class_' ~ '_'] }}\n"), 8, "cannot be printed"),
    "a very long range": (clause("{% for i in range(10**9) %}\n1. x\n{% endfor %}\n"), 8, "power"),
    "a long range in digits": (
        clause("{% for i in range(1000000000) %}\n1. x\n{% endfor %}\n"),
        8,
        "range of more than",
    ),
    "a macro that calls itself": (clause("{% macro m() %}{{ m() }}{% endmacro %}\n1. {{ m() }}\n"), 8, "macro"),
    "a recursive loop": (clause("{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}\n1. x\n"), 8, "recursive"),
    "ten megabytes": (
        clause("{% for a in range(9000) %}\n1. " + "ab cd ef " * 130 + "\n{% endfor %}\n"),
        8,
        "characters",
    ),
    "words times a number": (clause("1. {{ 'a' * 1000000000 }}\n"), 8, "not allowed"),
    "a number beyond all": (clause("1. {{ 9 ** 9 ** 9 ** 9 }}\n"), 8, "power"),
    "a filter that pads": (clause("1. {{ 'a' | center(1000000000) }}\n"), 8, "no filter"),
    "a method that pads": (clause("1. {{ 'a'.center(1000000000) }}\n"), 8, "cannot be called"),
    "a method under another name": (
        clause("{% for f in ['a'.center] %}\n1. {{ f(1000000000) }}\n{% endfor %}\n"),
        9,
        "cannot be called",
    ),
    "a format that pads": (clause("1. {{ '%1000000000d' % 1 }}\n"), 8, "not allowed"),
    "words joined to themselves": (clause(chained("%s", " ~ ")), 8, "characters"),
    "words added to themselves": (clause(chained("%s", " + ")), 8, "characters"),
    "words listed with themselves": (clause(chained("[%s] | join", ", ")), 8, "characters"),
    "loops in loops": (clause(TURNS), 8, "turns"),
    "a filter over and over": (
        clause(
            "{% for a in range(900) %}{{ range(9000) | select('in', range(9000)) | list | length }}{% endfor %}\n1. x\n"
        ),
        8,
        "stopped",
    ),
    "a name joined from its parts": (clause("1. {{ [range] | join('', '_' ~ '_module_' ~ '_') }}\n"), 8, "printed"),
    "a number rounded for ever": (clause("1. {{ 1 | round(-1000000000) }}\n"), 8, "places after the point"),
    "lists in lists in lists as text": (clause(DOUBLED + "1. {{ a | string | length }}\n"), 8, "turns"),
    "lists in lists in lists compared": (
        clause(DOUBLED + DOUBLED.replace("a", "b") + "1. {% if a == b %}x{% endif %}\n"),
        8,
        "turns",
    ),
    "lists added to lists": (
        clause("{% set r = range(1000) %}1. {{ [" + "r, " * 300 + "] | sum(start=[]) | length }}\n"),
        8,
        "turns",
    ),
    "words lowered over and over": (
        clause(LONG + "1. {{ [" + "a.lower(), " * 60 + "] | length }}\n"),
        8,
        "characters",
    ),
    "words cut over and over": (
        clause(LONG + "1. {{ [" + "a[1:], " * 60 + "] | length }}\n"),
        8,
        "characters",
    ),
    "a list looked through over and over": (
        clause("{% set r = range(9000) %}1. {% for i in r %}{% if -1 in r %}x{% endif %}{% endfor %}\n"),
        8,
        "turns",
    ),
    "a mark between all words": (
        clause(LONG + "1. {{ range(9000) | join(a) | length }}\n"),
        8,
        "characters",
    ),
    "a number of thousands of digits": (clause("1. {{ " + "9" * 900 + " }}\n"), 8, "too large"),
    "a number without end": (clause("1. {{ 1e999 }}\n"), 8, "too large"),
    "arguments unpacked": (clause("1. {{ range(*[1]) | length }}\n"), 8, "one by one"),
    "a condition without end": (clause("1. x\n", when='"range(1000000000) | list"'), 1, "range"),
    "brackets without end": (clause("1. {{ " + "(" * 400 + "1" + ")" * 400 + " }}\n"), 8, "error"),
    "an include": (clause("{% include 'x' %}\n1. x\n"), 8, "include"),
    "YAML aliases": (clause("1. x\n", gloss="&a [x,x]\nguidance: [*a,*a]\n"), 6, "Aliases"),
    "a YAML tag": (clause("1. x\n", gloss="!!python/object/apply:os.system [id]"), 6, "Tags"),
    "lists in lists": (clause("1. x\n", gloss="[" * 400 + "]" * 400), 6, "far more"),
}
RULES: dict[str, tuple[bytes, str]] = {
    "a slow pattern": (rule("matches(agreement.title, '(a+)+$')"), "repeats"),
    "a slow pattern of alternatives": (rule("matches(agreement.title, '(a|aa)+$')"), "repeats"),
    "a slow pattern in a test": (
        rule("purposes | map(attribute='text') | select('holding', '(x+)*y') | list"),
        "repeats",
    ),
    "a slow pattern put together": (rule("matches('a' ~ 'a', '(a' ~ '+)+$')"), "written out"),
    "a pattern slow on long texts": (rule("matches(agreement.title, '.*.*x')"), "stopped"),
    "a pattern with very many ways": (rule(f"matches(agreement.title, '{'a?' * 30}{'a' * 30}')"), "very many ways"),
    "words times a number": (rule("'a' * 1000000000"), "not allowed"),
    "a slow pattern by name": (rule("matches(text=agreement.title, pattern='(a+)+$')"), "repeats"),
    "a slow pattern over all texts": (rule("texts_holding('.*.*x') | length"), "stopped"),
    "a pattern that only shows later": (rule("matches(agreement.title, agreement.ref)"), "written out"),
    "a pattern unpacked": (rule("matches(*['a', 'b'])"), "one by one"),
    "a pattern under another name": (rule("m('a', 'b')", **{"for": ["m in [matches]"]}), "own names"),
    "an attribute walk": (rule("agreement.__class__.__mro__"), "leads out"),
    "loops in loops": (rule("a == b", **{"for": [f"{name} in texts" for name in "abcd"]}), "and was stopped"),
    "a method of the model": (rule("agreement.model_copy()"), "could not be carried out"),
}


@pytest.mark.parametrize("attack", TEXTS)
def test_a_hostile_clause_is_stopped_and_named_by_file_and_line(library: Library, attack: str) -> None:
    data, line, word = TEXTS[attack]
    problems = look_into(data, library).problems
    assert problems
    assert {each.file for each in problems} == {FILE}
    assert line in {each.line for each in problems}
    assert any(word in each.message for each in problems), problems


@pytest.mark.parametrize("attack", RULES)
def test_a_hostile_check_is_stopped_and_named_by_file_and_line(library: Library, attack: str) -> None:
    data, word = RULES[attack]
    look = look_into(data, library)
    assert [(each.file, each.line) for each in look.problems][:1] == [(OWN, 2)]
    assert any(word in each.message for each in look.problems), look.problems


def test_what_is_stopped_is_not_taken_in(tmp_path: Path, library: Library) -> None:
    look = look_into(TEXTS["a macro that calls itself"][0], library)
    with pytest.raises(HostileFile, match="line 8"):
        take_in(look, tmp_path)
    assert list(tmp_path.iterdir()) == []


HONEST: dict[str, bytes] = {
    "lists, sums and parts of them": clause(
        "{% set r = [1, 2, 3] %}\n1. {{ [r, r] | sum(start=[]) | length }} and {{ (7 / 3) | round(2) | string }}, "
        "{{ r[1:] | length }}{% if 2 in r and r == r[:] %}, {{ 'AB'.lower() ~ 'c' }}{% endif %}\n"
        "1. {{ parties | join(', ', 'short_name') }}\n",
        facts="[parties.short_name]",
    ),
    "a check with a list of words": packed(
        {
            OWN: "lists:\n  odd_words: [york, leeds]\n"
            + open_pack(rule("t", **{"for": ["w in odd_words", "t in texts_holding(w)"]})).texts[OWN]
        }
    ),
    "a loop, a filter and a condition": clause(
        "{% for p in active_parties %}\n* {{ p.legal_name | sentence }}\n{% endfor %}\n"
        "1. {{ flows | map(attribute='method') | map('words') | unique | list | length }}\n",
        facts="[parties.legal_name]",
        when='"range(5) | list and terms.publish"',
    ),
    "a large table": clause("|= All {wide}\n" + "| a | {{ agreement.title }}\n" * 300, facts="[agreement.title]"),
    "a loop in a loop": clause("{% for f in flows %}\n{% for p in parties %}\n* x\n{% endfor %}\n{% endfor %}\n"),
    "a check with a pattern": rule("matches(agreement.title, 'york|leeds')"),
    "a check over pairs": rule("a.id == b.id", **{"for": ["a in parties", "b in parties"]}),
}


@pytest.mark.parametrize("twin", HONEST)
def test_an_honest_text_of_the_same_kind_comes_in(library: Library, twin: str) -> None:
    look = look_into(HONEST[twin], library)
    assert (look.problems, [each.state for each in look.coming]) == ((), ["new"])


def test_every_clause_and_check_that_is_shipped_passes_as_a_foreign_one(library: Library) -> None:
    assert look_into(make_pack(library, [], **SAID), library).problems == ()


@pytest.mark.parametrize(
    "pattern", [r"\b(mash|hub|services?)\W*$", r"\d{4}-\d{2}", "[a-z]+@[a-z]+", "", "a|b|c", "(?:ab)?c"]
)
def test_ordinary_patterns_are_fast_enough(pattern: str) -> None:
    assert pattern_fault(pattern) == ""


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a*)*b", "(a|b|ab)*c", r"(\w+\s?)*$", "(.)\\1+", "(", "a" * 501, ".*.*.*x"]
)
def test_patterns_that_can_take_very_long_are_refused(pattern: str) -> None:
    assert pattern_fault(pattern)
