"""Assembly: origins of every span, facts as text, strict names, numbers, references, purity."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from drafting_cases import ISA, ON, changed, library_of, lines, plain, rendered, york
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.drafting.draft import BlockType
from studio.drafting.instances import ClauseTextError
from studio.drafting.render import Assembler, Unanswered
from studio.errors import StudioError
from studio.library.read import load_library


@pytest.fixture(scope="module")
def assembler() -> Assembler:
    return Assembler(load_library())


def value_at(facts: dict[str, Any], pointer: str) -> Any:
    value: Any = facts
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


# --- origins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", [ISA, "consent-adult", "privacy-notice", "practitioner-card"])
def test_every_span_knows_clause_version_key_and_a_fact_that_is_there(assembler: Assembler, template: str) -> None:
    draft = assembler.render(york(), template, on=ON).draft
    facts, clauses = plain(york()), assembler.library.clauses
    for span in draft.spans():
        assert span.key
        if span.clause:
            assert clauses[span.clause].version == span.version
        else:
            assert span.key.startswith(("part.", "schedule."))
        if span.fact is not None:
            assert value_at(facts, span.fact) not in (None, [], {}), span


def test_paragraph_keys_are_unique_and_stay_when_other_facts_change(assembler: Assembler) -> None:
    before = [block.key for block in assembler.render(york(), ISA, on=ON).draft.walk()]
    assert len(before) == len(set(before))
    other = plain(york())
    other["parties"] = [*other["parties"][1:], other["parties"][0]]
    after = {block.key for block in assembler.render(type(york()).model_validate(other), ISA, on=ON).draft.walk()}
    assert set(before) == after


def test_a_printed_value_carries_its_pointer_through_filters_and_lists() -> None:
    made = rendered(
        "1. {{ parties[1].short_name | upper }} and {{ parties | map(attribute='short_name') | listed }}.\n"
    )
    runs = made.draft.blocks[1].runs
    assert [run.fact for run in runs if run.fact] == [
        "/parties/1/short_name",
        *(f"/parties/{n}/short_name" for n in range(6)),
    ]
    assert runs[0].text == "NORTH YORKSHIRE POLICE"


# --- facts are text ---------------------------------------------------------------------------------------------------

MARKS = "* ** # ## | {{ x }} {% if %} {# no #} <b>bold</b> <br> & [ ] [[flows]] [x](y) \\ \\* ~ ` _ ' \" \u00e9 \u2028 1. a."


def test_marks_in_a_fact_appear_as_typed_in_every_block_of_every_document(assembler: Assembler) -> None:
    facts = plain(york())
    pointers = ("/parties/0/short_name", "/parties/1/legal_name", "/data_items/0/label", "/purposes/0/text")
    typed = changed(york(), dict.fromkeys(pointers, MARKS))
    shown = " ".join(MARKS.split(" "))
    seen: set[str] = set()
    for template in assembler.library.templates:
        before = assembler.render(york(), template, on=ON).draft
        after = assembler.render(typed, template, on=ON).draft
        assert [(b.key, b.type, b.number) for b in after.walk()] == [(b.key, b.type, b.number) for b in before.walk()]
        printed = [run for block in after.walk() for run in block.runs if run.fact in pointers]
        seen |= {template} if printed else set()
        for run in printed:
            assert run.text.lower() in (shown.lower(), f"{shown}.".lower()), run
            assert not run.box
            assert run.ref is None
    assert {"isa-multi-agency", "consent-adult", "privacy-notice", "practitioner-card", "accession"} <= seen
    assert facts == plain(york())


LINES = {
    "title": "!title {{ v }}",
    "numbered": "1. {{ v }}",
    "letter": "a. {{ v }}",
    "paragraph": "{{ v }}",
    "bullet": "* {{ v }}",
    "definition": ": {{ v }}",
    "subheading": "## {{ v }}",
    "gloss": "> {{ v }}",
    "field": "_ {{ v }}",
    "cell": "|# a | b\n| {{ v }} | x",
    "caption": "|= {{ v }}\n| x",
}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        alphabet=st.sampled_from(list("*#|{}%<>b[]x/\\`~_!=:.&;'\"-1a "))
        | st.characters(exclude_categories=("Cs", "Cc")),
        min_size=1,
        max_size=30,
    )
)
@pytest.mark.parametrize("line", LINES)
def test_any_text_in_a_fact_is_printed_as_it_is(line: str, text: str) -> None:
    source = LINES[line].replace("{{ v }}", "{{ agreement.title }}")
    wanted = " ".join(part for part in __import__("re").split(r"[ \t\r\n]+", text) if part)
    if not wanted:
        return
    made = rendered(f"{source}\n", changed(york(), {"/agreement/title": text}))
    runs = [run for block in made.draft.walk() for run in block.runs if run.fact]
    runs += [run for block in made.draft.blocks if block.table for run in block.table.caption if run.fact]
    assert [run.text for run in runs] == [wanted]
    assert runs[0].fact == "/agreement/title"
    assert len(made.draft.blocks) == 2


def test_a_fact_cannot_reach_into_python() -> None:
    for wicked in ("{{ agreement.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ parties.append(1) }}"):
        with pytest.raises(ClauseTextError):
            rendered(f"1. {wicked}\n")


# --- strict -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("1. fine\n1. {{ no_such_name }}\n", 8),
        ("1. fine\n\n\n1. {{ agreement.no_such_fact }}\n", 10),
        ("{% for p in parties %}\n1. {{ p.no_such_fact }}\n{% endfor %}\n", 8),
        ("1. fine\n| a | {{ parties }}\n", 8),
        ("1. {{ agreement }}\n", 7),
        ("1. {{ agreement.binding }}\n", 7),
        ("1. fine\n1. {{ 1 + }}\n", 8),
        ("1. fine\n{% if nonsense %}\n1. x\n{% endif %}\n", 8),
    ],
)
def test_an_error_in_a_clause_names_file_and_line(body: str, line: int) -> None:
    with pytest.raises(ClauseTextError) as caught:
        rendered(body)
    assert (caught.value.file, caught.value.line) == ("clauses/x/c.md", line)
    assert f"clauses/x/c.md, line {line}" in str(caught.value)


@pytest.mark.parametrize("when", ["nonsense == 1", "agreement.no_such", "parties ==", "1 / 0"])
def test_a_condition_that_cannot_be_decided_names_its_file(when: str) -> None:
    with pytest.raises(ClauseTextError) as caught:
        Assembler(library_of({"c": "1. x\n"}, c=f'when: "{when}"\n')).render(york(), "small", on=ON)
    assert caught.value.file == "clauses/x/c.md"


def test_all_unanswered_facts_are_listed_at_once_with_their_clauses() -> None:
    library = library_of(
        {"one": "1. {{ terms.threshold_text }}\n", "two": "1. {{ parties[1].charity_no }}\n", "three": "1. x\n"}
    )
    facts = changed(york(), {"/terms/threshold_text": None, "/parties/1/charity_no": None})
    with pytest.raises(Unanswered) as caught:
        Assembler(library).render(facts, "small", on=ON)
    assert [(each.pointer, each.clause) for each in caught.value.missing] == [
        ("/terms/threshold_text", "one"),
        ("/parties/1/charity_no", "two"),
    ]
    full = changed(york(), {"/terms/threshold_text": "Above it.", "/parties/1/charity_no": "1"})
    assert "Above it." in Assembler(library).render(full, "small", on=ON).draft.text()


def test_a_missing_fact_is_false_in_a_condition() -> None:
    facts = changed(york(), {"/terms/threshold_text": None})
    body = "{% if terms.threshold_text %}\n1. There is one.\n{% else %}\n1. There is none.\n{% endif %}\n"
    assert lines(rendered(body, facts)) == ["1.1 There is none."]


def test_an_unknown_template_or_a_clause_that_is_missing_is_said() -> None:
    with pytest.raises(StudioError, match="no template called"):
        Assembler(load_library()).render(york(), "no-such", on=ON)
    library = library_of({"c": "1. x\n"})
    del library.clauses["c"]  # type: ignore[attr-defined]
    with pytest.raises(ClauseTextError, match="“c”"):
        Assembler(library).render(york(), "small", on=ON)


# --- numbers and references -------------------------------------------------------------------------------------------


def test_levels_are_numbered_as_printed_and_begin_again() -> None:
    body = "1. a\na. b\ni. c\ni. d\na. e\ni. f\n1. g\na. h\n"
    assert lines(rendered(body)) == ["1.1 a", "(a) b", "(i) c", "(ii) d", "(b) e", "(i) f", "1.2 g", "(a) h"]


def test_more_than_twenty_six_letters_go_on_as_word_counts_them() -> None:
    made = lines(rendered("1. a\n" + "a. x\n" * 28))
    assert made[26:] == ["(z) x", "(aa) x", "(bb) x"]


def test_clauses_are_numbered_through_and_those_left_out_leave_no_gap() -> None:
    library = library_of({"a": "1. x\n", "b": "1. y\n", "c": "1. see [[a]]\n"}, b="when: 'agreement.urgent'\n")
    assert Assembler(library).render(york(), "small", on=ON).draft.text() == (
        "1 Clause a\n1.1 x\n2 Clause c\n2.1 see clause 1\n"
    )
    urgent = changed(york(), {"/agreement/urgent": True})
    assert "3 Clause c\n3.1 see clause 1" in Assembler(library).render(urgent, "small", on=ON).draft.text()


def test_a_reference_follows_its_clause_and_leads_to_its_heading(assembler: Assembler) -> None:
    draft = assembler.render(york(), ISA, on=ON).draft
    keys = {block.key: block for block in draft.blocks}
    references = [run for block in draft.walk() for run in block.runs if run.ref]
    assert references
    for run in references:
        target = keys[str(run.ref)]
        assert target.type in (BlockType.HEADING, BlockType.SCHEDULE)
        assert target.number in run.text


def test_a_reference_to_a_clause_that_is_not_in_force_stops_with_file_and_line() -> None:
    library = library_of({"a": "1. x\n", "b": "1. fine\n1. see [[a]]\n"}, a="when: 'agreement.urgent'\n")
    with pytest.raises(StudioError, match=r"clauses/x/b\.md, line 8.*\[\[a\]\]"):
        Assembler(library).render(york(), "small", on=ON)
    urgent = changed(york(), {"/agreement/urgent": True})
    assert "see clause 1" in Assembler(library).render(urgent, "small", on=ON).draft.text()


def test_in_forms_nothing_is_numbered_but_items() -> None:
    draft = rendered("1. x\n", family="form").draft
    assert draft.blocks[0].number == ""


def test_columns_made_by_a_loop_have_keys_of_their_own() -> None:
    loop = "{% for p in parties %}"
    body = f"|# What{loop} | {{{{ p.short_name }}}}{{% endfor %}} | last\n| a{loop} | x{{% endfor %}} | z\n"
    (table,) = [block.table for block in rendered(body).draft.blocks if block.table]
    assert [len(table.head), len(table.rows[0].cells)] == [8, 8]
    keys = [p.key for cell in table.rows[0].cells for p in cell.paragraphs]
    assert len(set(keys)) == 8


def test_a_loop_over_columns_that_closes_in_the_wrong_cell_is_said_with_file_and_line() -> None:
    with pytest.raises(ClauseTextError, match="close at the end of the next") as caught:
        rendered("| a |{% for p in parties %} {{ p.id }} x |{% endfor %} z\n")
    assert caught.value.line == 7


def test_white_space_folds_and_empty_ends_go() -> None:
    assert lines(rendered("1.   a   {{ agreement.ref }}  {% if agreement.urgent %} x {% endif %}  b  \n")) == [
        "1.1 a SAMPLE-YORK-1 b"
    ]


# --- purity -----------------------------------------------------------------------------------------------------------


def test_rendering_twice_gives_equal_drafts_and_changes_no_facts(assembler: Assembler) -> None:
    before = york().model_dump_json()
    one = assembler.render(york(), ISA, on=ON).draft
    two = Assembler(load_library()).render(york(), ISA, on=ON).draft
    assert one == two
    assert york().model_dump_json() == before


def test_a_draft_does_not_remember_the_facts_rendered_before_it(assembler: Assembler) -> None:
    """The assembler keeps clauses between renderings; what it keeps must never show."""
    changes = [
        {"/parties/1/short_name": "The Force"},
        {"/agreement/urgent": True},
        {"/terms/onward": "none"},
        {"/data_items/0/label": "Another label"},
        {"/flows/0/active": False},
        {"/consent_model/used": False},
    ]
    for change in changes:
        facts = changed(york(), change)
        kept = [assembler.render(facts, each, on=ON, number=3).draft for each in sorted(assembler.library.templates)]
        fresh = Assembler(load_library())
        assert kept == [fresh.render(facts, each, on=ON, number=3).draft for each in sorted(fresh.library.templates)]
    assert assembler.render(york(), ISA, on=ON).draft == Assembler(load_library()).render(york(), ISA, on=ON).draft


PROGRAM = """
import hashlib, sys
from datetime import date
from pathlib import Path
from studio.drafting.render import render
from studio.facts.read import read_facts
from studio.library.read import load_library
from studio.library.shipped import content
facts = read_facts((content() / "templates/cases/york-pathways.yaml").read_text("utf-8")).facts
library = load_library()
for template in sorted(library.templates):
    draft = render(facts, library, template, on=date(2026, 10, 2))
    print(hashlib.sha256(repr(draft).encode()).hexdigest())
"""


def test_hash_seed_time_zone_locale_and_folder_change_nothing(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    found = set()
    for seed, zone, language in (("1", "UTC", "C.UTF-8"), ("77", "Pacific/Auckland", "de_DE.UTF-8")):
        (tmp_path / seed).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONPATH": str(root)}
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=tmp_path / seed,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(ended.stdout)
    assert len(found) == 1
    assert len(found.pop().split()) == len(load_library().templates)
