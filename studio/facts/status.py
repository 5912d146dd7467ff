"""The states of an agreement and a partner (domain note 7.2), and what may be done in each: one table, no code."""

from __future__ import annotations

from studio.errors import StudioError
from studio.facts.kinds import PartyStatus, Status

_WRITE = frozenset({"save_facts", "change_fact", "accept_finding", "write_off"})
_LETTERS = frozenset({"note_telephone", "answer_comment"})
_ROUND = frozenset({"receive", "remind", "record_no_response", "set_aside", *_LETTERS})
_MERGE = frozenset({"decide", "undo_decision", "finish_round"})
_LASTING = frozenset({"add_time_stamp"})  # renewed for as long as the signatures must stand

_SIGNATORIES = frozenset(
    {
        "order_signing",
        "enrol_authority",
        "hand_on",
        "decline_signing",
        "delegate_signing",
        "replace_signatory",
        "record_ink",
        "bind_counterparts",
        "certify_execution",
    }
)

# state → steps allowed in it. Reading is allowed in every state and not named here.
_ALLOWED: dict[Status, frozenset[str]] = {
    Status.IDEA: _WRITE,
    Status.SCOPING: _WRITE,
    Status.DRAFTING: _WRITE | {"issue", "freeze", "set_aside", "note_telephone"},
    Status.INTERNAL_CHECK: _WRITE | {"issue", "freeze", "set_aside", "note_telephone"},
    Status.CIRCULATING: _ROUND | _MERGE | {"accept_finding"},
    Status.MERGING: _ROUND | _MERGE | _WRITE | {"issue", "freeze"},
    Status.QUALITY_ASSURED: _WRITE | _LETTERS | {"issue", "freeze", "set_aside"},
    Status.FINAL: frozenset({"prepare_signing", "unfreeze", "note_telephone", "accept_finding", "enrol_authority"}),
    Status.SIGNING: frozenset(
        {"receive_signed", "enrol", "remind", "enter", "note_telephone", "withdraw_signing", *_LASTING, *_SIGNATORIES}
    ),
    Status.IN_FORCE: frozenset(
        {"review", "accede", "vary", "suspend", "withdraw", "terminate", "expire", "supersede", *_LASTING}
        | {"certify_execution", "enrol", "enrol_authority"}
    ),
    Status.UNDER_REVIEW: frozenset(
        {"finish_review", "vary", "suspend", "withdraw", "terminate", "expire", "supersede", *_LASTING}
    ),
    Status.VARIED: frozenset(
        {"review", "accede", "vary", "suspend", "withdraw", "terminate", "expire", "supersede", *_LASTING}
    ),
    Status.SUSPENDED: frozenset({"resume", "withdraw", "terminate", "expire", *_LASTING}),
    Status.SUPERSEDED: frozenset({"archive", *_LASTING}),
    Status.TERMINATED: frozenset({"archive", *_LASTING}),
    Status.EXPIRED: frozenset({"archive", *_LASTING}),
    Status.ARCHIVED: frozenset(),
}

# step → what a user reads when it may not be taken: "This agreement is in force, so … now."
_NOT_NOW: dict[str, str] = {
    "save_facts": "its facts cannot be changed",
    "change_fact": "its facts cannot be changed",
    "accept_finding": "no finding can be accepted",
    "write_off": "it cannot be given up",
    "receive": "no returned draft can be taken in",
    "remind": "no reminder can be sent",
    "record_no_response": "no missing answer can be recorded",
    "set_aside": "no partner can be set aside or brought back",
    "note_telephone": "no telephone note can be added",
    "answer_comment": "no comment can be answered",
    "decide": "nothing can be decided",
    "undo_decision": "no decision can be taken back",
    "finish_round": "there is no round to finish",
    "issue": "no draft can be sent for review",
    "freeze": "its text cannot be frozen",
    "unfreeze": "there is no frozen text to open again",
    "prepare_signing": "the file to be signed cannot be made",
    "receive_signed": "no signed file can be taken in",
    "enrol": "no certificate can be confirmed",
    "enrol_authority": "no authority of a partner can be confirmed",
    "enter": "it cannot be entered in the register",
    "withdraw_signing": "there is no file to take back from signing",
    "order_signing": "the way it is signed cannot be chosen",
    "hand_on": "there is no file to hand on for signature",
    "decline_signing": "no refusal to sign can be recorded",
    "delegate_signing": "no delegate can be recorded",
    "replace_signatory": "no successor in office can be recorded",
    "record_ink": "no page signed on paper can be recorded",
    "bind_counterparts": "there are no counterparts to bind",
    "certify_execution": "no certificate of execution can be made",
    "add_time_stamp": "no time stamp can be added",
    "accede": "nobody can join it",
    "review": "no review can begin",
    "finish_review": "there is no review to finish",
    "vary": "it cannot be varied",
    "suspend": "it cannot be suspended",
    "resume": "there is no suspension to lift",
    "withdraw": "no partner can leave it",
    "terminate": "it cannot be ended",
    "expire": "it cannot run out",
    "supersede": "it cannot be replaced by another",
    "archive": "it cannot be filed away",
}

# states a partner can pass to from each; silence never leads to `agreed` (domain note 7.2)
_PARTY_NEXT: dict[PartyStatus, frozenset[PartyStatus]] = {
    PartyStatus.INVITED: frozenset({PartyStatus.REVIEWING, PartyStatus.SET_ASIDE}),
    PartyStatus.REVIEWING: frozenset({PartyStatus.AGREED, PartyStatus.SET_ASIDE}),
    PartyStatus.AGREED: frozenset({PartyStatus.SIGNED, PartyStatus.REVIEWING, PartyStatus.SET_ASIDE}),
    PartyStatus.SIGNED: frozenset({PartyStatus.WITHDRAWING, PartyStatus.WITHDRAWN}),
    PartyStatus.SET_ASIDE: frozenset({PartyStatus.INVITED, PartyStatus.REVIEWING, PartyStatus.ACCEDED}),
    PartyStatus.ACCEDED: frozenset({PartyStatus.WITHDRAWING, PartyStatus.WITHDRAWN}),
    PartyStatus.WITHDRAWING: frozenset({PartyStatus.WITHDRAWN}),
    PartyStatus.WITHDRAWN: frozenset(),
}

_STANDING: dict[Status, tuple[str, str]] = {
    Status.IDEA: ("is an idea", "Enter the lead partner and the coordinator, then write the facts."),
    Status.SCOPING: ("is being scoped", "Enter the facts and start drafting."),
    Status.DRAFTING: ("is being drafted", "Put the open errors right, then issue the draft or freeze it."),
    Status.INTERNAL_CHECK: ("is with the lead partner's own reviewers", "Close their comments, then issue the draft."),
    Status.CIRCULATING: ("is out for review", "Receive the returns and decide on each change, then finish the round."),
    Status.MERGING: ("is being merged", "Decide on what is open, then finish the round."),
    Status.QUALITY_ASSURED: ("is with quality assurance", "Freeze the text when it has passed."),
    Status.FINAL: ("is frozen", "Prepare the file to be signed, or go back to drafting."),
    Status.SIGNING: ("is being signed", "Collect the signatures, or withdraw the file from signing."),
    Status.IN_FORCE: ("is in force", "Change it by a variation or at its review."),
    Status.UNDER_REVIEW: ("is under review", "Finish the review record."),
    Status.VARIED: ("is in force as varied", "Change it by another variation."),
    Status.SUSPENDED: ("is suspended", "Lift the suspension or end the agreement."),
    Status.SUPERSEDED: ("has been replaced", "Open the agreement that replaced it."),
    Status.TERMINATED: ("has been ended", "Start a new agreement."),
    Status.EXPIRED: ("has expired", "Start a new agreement."),
    Status.ARCHIVED: ("is filed and read-only", "Start a new agreement."),
}


def allowed(status: str) -> frozenset[str]:
    """Names of the steps that may be taken in this state. Raises ValueError for an unknown state."""
    return _ALLOWED[Status(status)]


def require(status: str, step: str) -> None:
    """Nothing if the step may be taken. Raises StudioError that says where the agreement stands and what comes next.

    Raises KeyError for a step without words: whoever adds one writes what a user reads when it is refused.
    """
    if step not in allowed(status):
        standing, next_step = _STANDING[Status(status)]
        raise StudioError(f"This agreement {standing}, so {_NOT_NOW[step]} now.", next_step)


def standing_words(status: str) -> tuple[str, str]:
    """Where an agreement in this state stands ("is in force"), and what comes next. Raises ValueError if unknown."""
    return _STANDING[Status(status)]


def party_next(status: str) -> frozenset[str]:
    """The states that a partner can pass to from this one."""
    return frozenset(str(state) for state in _PARTY_NEXT[PartyStatus(status)])
