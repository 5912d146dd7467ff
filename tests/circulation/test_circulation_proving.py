"""The proofs can fail: a change too few, a line too many, another order, and a redline that reads otherwise are found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from merges import ON, assembler, base, facts, texts_of
from test_circulation_merge import review

from studio.circulation.following import Issued
from studio.circulation.merge import Reviewed
from studio.circulation.proving import all_accepted, all_rejected, reads_both
from studio.drafting.render import Assembler
from studio.returns.change import NewParagraph, RemovedParagraph, TextEdit

ISSUED = Issued(base(), facts(), (), assembler().library.law)
SENT = {block.key: block.text for block in base().draft.walk()}
KEY = next(block.key for block in base().draft.blocks if block.text.startswith("Nobody else"))
EFFECTS = (
    TextEdit(KEY, 0, len("Nobody else"), "No other person"),
    NewParagraph(KEY, "A new one.", "numbered", 2, 0),
    RemovedParagraph("end.3"),
)


def one(*effects: TextEdit | NewParagraph | RemovedParagraph) -> Reviewed:
    return review("ash", *effects)


def reads() -> list[str]:
    """What the file reads when all of it is accepted."""
    lines = []
    for block in base().draft.blocks:
        if block.key == KEY:
            lines += [block.text.replace("Nobody else", "No other person"), "A new one."]
        elif block.key != "end.3":
            lines += texts_of([block])
    return lines


def proved(reviewed: Reviewed, accepted: list[str], frame: list[str] | None = None) -> str:
    found = all_accepted(reviewed, ISSUED, assembler(), accepted, SENT, frame or [])
    return "" if found.holds else found.says


def test_a_return_that_says_it_all_is_proved_with_labels_round_it() -> None:
    assert proved(one(*EFFECTS), reads()) == ""
    assert proved(one(*EFFECTS), ["A label", *reads()], ["A label"]) == ""


@pytest.mark.parametrize("left_out", range(3))
def test_a_change_that_was_not_found_is_seen(left_out: int) -> None:
    found = [each for number, each in enumerate(EFFECTS) if number != left_out]
    assert "not what the file reads" in proved(one(*found), reads())


def test_a_change_that_nobody_made_is_seen() -> None:
    invented = NewParagraph(KEY, "Nobody wrote this.", "numbered", 2, 1)
    assert "Nobody wrote this." in proved(one(*EFFECTS, invented), reads())


def test_another_order_is_seen() -> None:
    lines = reads()
    lines[0], lines[1] = lines[1], lines[0]
    assert "not what the file reads" in proved(one(*EFFECTS), lines)


def test_undoing_that_does_not_give_what_was_sent_is_said() -> None:
    reading = replace(one().reading, rejected_equals_sent=False, differences=("Only in the file: a line",))
    assert "does not give what was sent: Only in the file: a line." in all_rejected(reading).says


def test_a_redline_is_read_back_to_both_texts_or_refused() -> None:
    new = Assembler(assembler().library).render(facts(), "small", on=ON).draft
    new = replace(new, blocks=new.blocks[:-1])
    old_lines, new_lines = texts_of(base().draft.blocks), texts_of(new.blocks)
    assert reads_both(base().draft, new, old_lines, new_lines).holds
    assert "comes or goes" in reads_both(base().draft, new, old_lines, old_lines).says
    assert "not the old text" in reads_both(base().draft, new, new_lines, new_lines).says
    assert "not the new text" in reads_both(base().draft, new, old_lines, new_lines[1:]).says
    assert not reads_both(base().draft, new, [*old_lines, old_lines[0]], new_lines).holds
