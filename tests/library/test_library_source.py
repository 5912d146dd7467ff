"""Clause source taken apart: every kind of line, escapes, and code that holds the marks of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.library.source import Code, Kind, Line, Literal, Pieces, parse_body, parse_pieces


def one(text: str) -> Line:
    (line,) = parse_body(text)
    return line


def words(pieces: Pieces) -> str:
    return "".join(each.text if isinstance(each, Literal) else each.source for each in pieces)


@pytest.mark.parametrize(
    ("source", "kind", "level", "text"),
    [
        ("1. The partners agree.", Kind.NUMBERED, 2, "The partners agree."),
        ("17. Any number may be typed.", Kind.NUMBERED, 2, "Any number may be typed."),
        ("a. first", Kind.NUMBERED, 3, "first"),
        ("  b. indented", Kind.NUMBERED, 3, "indented"),
        ("i. deeper", Kind.NUMBERED, 4, "deeper"),
        ("* a bullet", Kind.BULLET, 0, "a bullet"),
        (": **Term** means this.", Kind.DEFINITION, 0, "Term means this."),
        ("## A sub-heading", Kind.SUBHEADING, 0, "A sub-heading"),
        ("> In short.", Kind.GLOSS, 0, "In short."),
        ("!title The title", Kind.TITLE, 0, "The title"),
        ("!subtitle Between", Kind.SUBTITLE, 0, "Between"),
        ("!series Sample", Kind.SERIES, 0, "Sample"),
        ("!signature {{ s.id }}", Kind.SIGNATURE, 0, "{{ s.id }}"),
        ("_ Name", Kind.FIELD, 0, "Name"),
        ("[ ] I agree", Kind.CHOICE, 0, "☐ I agree"),
        ("Plain words.", Kind.PARAGRAPH, 0, "Plain words."),
        ("*not a bullet* but words", Kind.PARAGRAPH, 0, "*not a bullet* but words"),
        ("1.5 hours are no number", Kind.PARAGRAPH, 0, "1.5 hours are no number"),
        ("e.g. this is no letter", Kind.PARAGRAPH, 0, "e.g. this is no letter"),
    ],
)
def test_the_beginning_of_a_line_says_what_it_is(source: str, kind: Kind, level: int, text: str) -> None:
    line = one(source)
    assert (line.kind, line.level, words(line.pieces)) == (kind, level, text)


def test_a_figure_has_its_name_and_a_field_its_room() -> None:
    assert one("!figure flow-map").word == "flow-map"
    assert (one("_ What happened {4}").lines, words(one("_ What happened {4}").pieces)) == (4, "What happened")
    assert one("_ Name").lines == 1


def test_a_caption_has_its_flags_and_only_known_words_are_flags() -> None:
    line = one("|= What moves {wide} {rowheads}")
    assert (line.kind, words(line.pieces), line.flags) == (Kind.CAPTION, "What moves", frozenset({"wide", "rowheads"}))
    assert words(one("|= Odd {shape}").pieces) == "Odd {shape}"


def test_a_row_is_cells_of_paragraphs() -> None:
    line = one("| one | two<br>three | |")
    assert line.kind is Kind.ROW
    assert [[words(p) for p in cell] for cell in line.cells] == [["one"], ["two", "three"], [""]]
    assert one("|# Head | Head").kind is Kind.HEAD


def test_bars_and_breaks_inside_code_do_not_part_cells() -> None:
    line = one('| {{ a | join("|") }} | {% if b == "<br>" %}x{% endif %} | c')
    assert [[words(p) for p in cell] for cell in line.cells] == [
        ['{{ a | join("|") }}'],
        ['{% if b == "<br>" %}x{% endif %}'],
        ["c"],
    ]


def test_escaped_marks_are_the_characters_themselves() -> None:
    assert words(parse_pieces(r"\*\*not bold\*\* \[[flows]] \[ ]")) == "**not bold** [[flows]] [ ]"
    assert parse_pieces(r"\*\*a\*\*") == (Literal("**a**"),)
    assert [words(cell[0]) for cell in one(r"| a \| b | c").cells] == ["a | b", "c"]


def test_an_escaped_bar_at_the_end_of_a_row_stays() -> None:
    assert [words(cell[0]) for cell in one(r"| a | b \|").cells] == ["a", "b |"]
    assert [words(cell[0]) for cell in one("| a | b |").cells] == ["a", "b"]


def test_bold_references_boxes_and_code_are_pieces_of_their_own() -> None:
    assert parse_pieces("See **[[flows]]** and **{{ x }} y** [ ] z") == (
        Literal("See "),
        Literal("", strong=True, ref="flows"),
        Literal(" and "),
        Code("{{ x }}", strong=True),
        Literal(" y", strong=True),
        Literal(" "),
        Literal("☐", box=True),
        Literal(" z"),
    )


def test_a_reference_is_only_small_letters_digits_and_hyphens() -> None:
    assert parse_pieces("[[Not a reference]]") == (Literal("[[Not a reference]]"),)


def test_comments_are_no_text() -> None:
    assert words(parse_pieces("a{# hidden **x** #}b")) == "ab"


def test_control_lines_are_not_counted_and_loop_variables_nest() -> None:
    lines = parse_body(
        "1. one\n{% for p in parties %}\n{% for f in flows %}\n1. two\n{% endfor %}\n1. three\n{% endfor %}\n\n1. four",
        10,
    )
    numbered = [(line.number, line.at, line.variables) for line in lines if line.kind is not Kind.CONTROL]
    assert numbered == [(1, 10, ()), (2, 13, ("p", "f")), (3, 15, ("p",)), (4, 18, ())]


def test_a_loop_over_pairs_is_named_by_its_first_name() -> None:
    lines = parse_body("{% for name, value in pairs.items() %}\n1. x\n{% endfor %}")
    assert lines[1].variables == ("name",)


@given(st.text(alphabet=st.characters(exclude_characters="\\*[]{}\n\r", exclude_categories=("Cs", "Cc"))))
def test_words_without_marks_come_out_as_they_are(text: str) -> None:
    assert words(parse_pieces(text)) == text


@given(st.lists(st.text(alphabet="abc |\\*[]{} \u00e9", max_size=12), min_size=1, max_size=4))
def test_escaped_cells_come_back_as_they_were_written(cells: list[str]) -> None:
    def escaped(text: str) -> str:
        return "".join(f"\\{each}" if each in "\\*[]|" else each for each in text.replace("{", "(").replace("}", ")"))

    row = one("| " + " | ".join(escaped(cell) for cell in cells) + " |")
    expected = [cell.replace("{", "(").replace("}", ")").strip() for cell in cells]
    assert [words(cell[0]) for cell in row.cells] == expected


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_taken_apart(text: str) -> None:
    numbers = [line.number for line in parse_body(text) if line.kind is not Kind.CONTROL]
    assert numbers == sorted(set(numbers))
