"""A draft message reads the same at the other end, is the same bytes twice, and takes no header from a name."""

from __future__ import annotations

import email
import os
import smtplib
import subprocess
import sys
from datetime import UTC, date, datetime
from email.policy import SMTP, default

import pytest
from aiosmtpd.controller import Controller

from studio.errors import StudioError
from studio.post.eml import SAMPLE_LINE, Attachment, Mailbox, draft_message
from studio.post.letters import Review, cover_letter, reminder, say_day, signing_request

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GRACE = Mailbox("Grace Okafor", "grace@together.example")
BRID = Mailbox('O’Neill, Bríd "Bríg" (Ärztin)', "brid.oneill@police.example")
FILES = [
    Attachment("York – Überprüfung “1”.docx", DOCX, bytes(range(256)) * 300),
    Attachment("a.pdf", "application/pdf", b"%PDF"),
]
TEXT = "Dear Bríd,\n\n.\n..\nFrom here on\n--=_\n" + "a long line with wörds " * 60 + "\n\nŁukasz 日本\n"


def message(**other):
    parts = {
        "sender": GRACE,
        "to": [BRID],
        "subject": "Überprüfung: York Pathways – draft 1, a subject that is long enough to be folded more than once",
        "text": TEXT,
        "attachments": FILES,
        "sample": False,
        "message_id_seed": "york/1/r1",
    }
    return draft_message(**{**parts, **other})


def assert_reads_back(data):
    read = email.message_from_bytes(data, policy=default)
    assert read.defects == []
    assert [(a.display_name, a.addr_spec) for a in read["To"].addresses] == [(BRID.name, BRID.email)]
    assert read["From"].addresses[0].addr_spec == GRACE.email
    assert read["Subject"].startswith("Überprüfung: York Pathways – draft 1")
    assert read["X-Unsent"] == "1"
    body, *files = read.iter_parts()
    assert body.get_content().replace("\r\n", "\n") == TEXT
    assert [(f.get_filename(), f.get_content_type(), f.get_content()) for f in files] == [
        (a.file_name, a.media_type, a.data) for a in FILES
    ]


def test_names_subject_text_and_files_read_back_as_written():
    data = message()
    assert_reads_back(data)
    assert all(len(line) <= 998 for line in data.split(b"\r\n")), "RFC 5322 2.1.1"
    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    assert data.isascii()


def test_it_opens_unsent_and_without_a_date_until_it_goes():
    read = email.message_from_bytes(message(), policy=default)
    assert (read["X-Unsent"], read["Date"]) == ("1", None)
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert email.message_from_bytes(message(date=at), policy=default)["Date"].datetime == at


def test_a_sample_says_so_in_subject_and_text_and_another_message_does_not():
    sample = email.message_from_bytes(message(sample=True), policy=default)
    assert sample["Subject"].startswith("SAMPLE: Überprüfung")
    assert sample.get_body().get_content().startswith(SAMPLE_LINE)
    assert b"SAMPLE" not in message()
    twice = email.message_from_bytes(message(sample=True, subject="SAMPLE-1: draft 1"), policy=default)
    assert twice["Subject"] == "SAMPLE-1: draft 1"


def test_the_same_message_is_the_same_bytes_whatever_the_zone_locale_and_hash_seed():
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_post_eml as t; "
        "sys.stdout.buffer.write(t.message(date=t.datetime(2026, 11, 23, tzinfo=t.UTC)))"
    )
    here = os.path.dirname(__file__)  # noqa: PTH120
    seen = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "de_DE.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        command = [sys.executable, "-c", script, here]
        seen.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert seen == {message(date=datetime(2026, 11, 23, tzinfo=UTC))}


def test_another_seed_is_another_message():
    one, other = (email.message_from_bytes(message(message_id_seed=seed)) for seed in ("a", "b"))
    assert one["Message-ID"] != other["Message-ID"]
    assert one["Message-ID"].endswith("@together.example>")
    assert one.get_boundary() != other.get_boundary()


def test_a_boundary_written_into_the_text_does_not_split_the_message():
    boundary = email.message_from_bytes(message()).get_boundary()
    text = f"--{boundary}\nContent-Type: text/html\n\n<b>not a part</b>\n--{boundary}--\n"
    read = email.message_from_bytes(message(text=text), policy=default)
    assert len(list(read.iter_parts())) == 1 + len(FILES)
    assert read.get_body().get_content().replace("\r\n", "\n") == text


EVIL = ["x\r\nBcc: all@evil.example", "x\nBcc: all@evil.example", "x\rBcc: y", "x\u2028Bcc: y", "x\0y", "x\x85Bcc: y"]


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("place", ["subject", "name", "address", "file", "sender"])
def test_a_line_break_in_a_header_is_refused(evil, place):
    other = {
        "subject": {"subject": evil},
        "name": {"to": [Mailbox(evil, "a@b.example")]},
        "address": {"to": [Mailbox("A", f"a@b.example{evil[1:]}")]},
        "file": {"attachments": [Attachment(evil, "application/pdf", b"")]},
        "sender": {"sender": Mailbox(evil, "a@b.example")},
    }[place]
    with pytest.raises(StudioError, match="No message was made") as caught:
        message(**other)
    assert caught.value.next_step
    assert "\n" not in str(caught.value)
    message()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "brid",
        "brid@",
        "@police.example",
        "a b@c.example",
        "a@b",
        "a@b.example, c@d.example",
        "a@-b.example",
        "a<b@c.example>",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(StudioError, match="is no e-mail address"):
        message(to=[Mailbox("Bríd", address)])
    message(to=[Mailbox("Bríd", "brid+isa@sub.police.example"), Mailbox("", "x_y.z@b.example")])


def test_a_message_to_nobody_is_refused():
    with pytest.raises(StudioError, match="nobody to go to"):
        message(to=[])


class Kept:
    """What a mail server was given."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        self.envelope = envelope
        return "250 OK"


class AnyPort(Controller):
    """WORKAROUND: aiosmtpd 1.4.6 looks for itself at port 0 where the system was left to choose one."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def test_it_goes_through_a_mail_server_and_arrives_as_written():
    kept = Kept()
    server = AnyPort(kept, hostname="127.0.0.1", port=0)
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            client.send_message(email.message_from_bytes(message(), policy=SMTP))
    finally:
        server.stop()
    assert (kept.envelope.mail_from, kept.envelope.rcpt_tos) == (GRACE.email, [BRID.email])
    assert_reads_back(kept.envelope.original_content)


REVIEW = Review(
    agreement="York Pathways",
    draft=1,
    round=1,
    contact="Bríd O’Neill",
    party_name="North Yorkshire Police",
    role="information governance reviewer",
    due_on=date(2026, 12, 7),
    file_name="police-ig.docx",
    coordinator="Grace Okafor",
    coordinator_organisation="Together for Mental Wellbeing",
)


def test_the_cover_letter_says_what_is_asked_by_when():
    letter = cover_letter(REVIEW, today=date(2026, 11, 23), partners=6)
    assert letter.subject == "York Pathways: draft 1 for your review by Mon 7 December"
    for words in ("Dear Bríd O’Neill,", "as an information governance reviewer", "police-ig.docx", "all 6 partners",
                  "by Mon 7 December", "silence is not taken as agreement", "Grace Okafor"):  # fmt: skip
        assert words in letter.text


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 6), "is due in 1 day"),
        (date(2026, 12, 7), "is due today"),
        (date(2026, 12, 8), "is 1 day late"),
        (date(2026, 12, 10), "is 3 days late"),
    ],
)
def test_a_reminder_says_how_late_it_is(today, said):
    letter = reminder(REVIEW, today=today, returned=5, partners=6)
    assert said in letter.subject
    assert "5 of 6 partners have answered." in letter.text
    assert "Mon 7 December" in letter.text


def test_a_request_to_sign_says_how_many_have_signed():
    assert "nobody has signed yet" in signing_request(REVIEW, today=date(2026, 12, 1), signed=0, partners=6).text
    assert "1 of 6 partners has signed" in signing_request(REVIEW, today=date(2026, 12, 1), signed=1, partners=6).text
    assert "5 of 6 partners have" in signing_request(REVIEW, today=date(2026, 12, 1), signed=5, partners=6).text


def test_a_date_names_its_year_only_where_it_is_not_this_one():
    assert say_day(date(2026, 11, 20), date(2026, 1, 1)) == "Fri 20 November"
    assert say_day(date(2027, 3, 1), date(2026, 1, 1)) == "Mon 1 March 2027"


def test_letters_follow_the_rules_of_the_house_style():
    letters = [
        cover_letter(REVIEW, today=date(2026, 11, 23), partners=6),
        reminder(REVIEW, today=date(2026, 12, 10), returned=1, partners=6),
        signing_request(REVIEW, today=date(2026, 12, 10), signed=1, partners=6),
    ]
    for letter in letters:
        for word in ("please find", "sorry", "successfully", "invalid", "kindly", "agency", " we regret"):
            assert word not in letter.text.lower()
