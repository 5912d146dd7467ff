"""The words of the messages that go out: what happens, what is asked, by when. Pure; dates as people say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """A message's subject and text, without the sample line (eml.py adds it)."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's part in one round. `role` as words: "legal reviewer"; `due_on` is the last day."""

    agreement: str
    draft: int
    round: int
    contact: str
    party_name: str
    role: str
    due_on: date
    file_name: str
    coordinator: str
    coordinator_organisation: str


def cover_letter(review: Review, *, today: date, partners: int) -> Letter:
    """The message that goes with a review copy."""
    due = say_day(review.due_on, today)
    text = f"""Dear {review.contact},

Draft {review.draft} of the information sharing agreement "{review.agreement}" is attached for {review.party_name}. \
You get it as {_article(review.role)}. It goes to all {partners} partners in round {review.round}.

What we ask of you:

1. Open {review.file_name} in Word or LibreOffice. Changes are tracked already; please leave that on.
2. Change the words where they do not fit, and add a comment where you want to say why.
3. Send the same file back in a reply to this message by {due}. Its name does not matter.

If you agree with every word, reply with "We agree". If we hear nothing by then, we will telephone; silence is not \
taken as agreement. Every change gets an answer with a reason, and you see what the other partners asked for.

{_close(review)}"""
    return Letter(f"{review.agreement}: draft {review.draft} for your review by {due}", text)


def reminder(review: Review, *, today: date, returned: int, partners: int) -> Letter:
    """The message to a reviewer who has not answered; says how late it is, or how long there still is."""
    late = (today - review.due_on).days
    due = say_day(review.due_on, today)
    if late > 0:
        subject = f"{review.agreement}: your review of draft {review.draft} is {_days(late)} late"
        state = f"was due on {due}, {_days(late)} ago"
    elif late == 0:
        subject, state = f"{review.agreement}: your review of draft {review.draft} is due today", f"is due today, {due}"
    else:
        subject = f"{review.agreement}: your review of draft {review.draft} is due in {_days(-late)}"
        state = f"is due on {due}, in {_days(-late)}"
    text = f"""Dear {review.contact},

The review of draft {review.draft} of "{review.agreement}" by {review.party_name} {state}. \
{_back(returned, partners)}

Send {review.file_name} back in a reply to this message, with your changes and comments in it. If you agree with every \
word, reply with "We agree". If you need more time, or somebody else should read it, tell us: that helps as well.

Until we hear from you, the agreement waits; silence is not taken as agreement.

{_close(review)}"""
    return Letter(subject, text)


def signing_request(review: Review, *, today: date, signed: int, partners: int) -> Letter:
    """The message to a chief executive's office that goes with the file to be signed; `due_on` is when to sign by."""
    due = say_day(review.due_on, today)
    text = f"""Dear {review.contact},

The final text of the information sharing agreement "{review.agreement}" is attached for the signature of \
{review.party_name}. {_signed(signed, partners)}

1. Open {review.file_name} with Agreement Studio. It shows what you commit to, and the declaration.
2. Sign it with your own signing identity.
3. Send the signed file back in a reply to this message by {due}.

Do not print, convert or save it with another program: the signatures that are in it would no longer hold.

{_close(review)}"""
    return Letter(f"{review.agreement}: for signature by {due}", text)


def signing_reminder(review: Review, *, today: date, signed: int, partners: int, again: bool = False) -> Letter:
    """The message to a signatory who has had the file since `due_on`; `again`: whose signature must be made anew."""
    since = say_day(review.due_on, today)
    if again:
        state = (
            f"Your signature for {review.party_name} reached us on a copy of the file to which another partner's "
            "signature had been added meanwhile. It is kept, but the agreement needs yours on the file as it is now."
        )
    else:
        state = f"The file for the signature of {review.party_name} has been with you since {since}."
    text = f"""Dear {review.contact},

{state} {_signed(signed, partners)}

The file as it is now is attached: sign {review.file_name} with Agreement Studio and send it back in a reply to this message. \
If you will not sign, or somebody else does, tell us: that helps as well.

{_close(review)}"""
    return Letter(f"{review.agreement}: {'your signature once more' if again else 'your signature is awaited'}", text)


def accession_request(review: Review, *, today: date) -> Letter:
    """The message to an organisation that joins an agreement in force, with the accession that it signs."""
    due = say_day(review.due_on, today)
    text = f"""Dear {review.contact},

The information sharing agreement "{review.agreement}" is in force. The accession by which {review.party_name} joins it \
is attached for your signature. It names the signed agreement by its fingerprint; that agreement is not changed.

1. Open {review.file_name} with Agreement Studio. It shows what you commit to, and the declaration.
2. Sign it with your own signing identity.
3. Send the signed file back in a reply to this message by {due}. The lead partner signs it after you.

Do not print, convert or save it with another program: the signatures that are in it would no longer hold.

{_close(review)}"""
    return Letter(f"{review.agreement}: accession for signature by {due}", text)


def say_day(day: date, today: date) -> str:
    """ "Fri 20 November", with the year only where it is not this one."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def _article(role: str) -> str:
    return f"{'an' if role[:1].lower() in 'aeiou' else 'a'} {role}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _back(returned: int, partners: int) -> str:
    return f"{returned} of {partners} partners have answered." if returned != 1 else f"1 of {partners} has answered."


def _signed(signed: int, partners: int) -> str:
    if not signed:
        return f"{partners} partners sign; nobody has signed yet."
    return f"{signed} of {partners} partners have signed." if signed != 1 else f"1 of {partners} partners has signed."


def _close(review: Review) -> str:
    return f"Thank you.\n\n{review.coordinator}\n{review.coordinator_organisation}\n"
