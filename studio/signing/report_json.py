"""The outcome of verifying as the object that `verify --json` prints."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from studio.signing.report import SignatureReport, Verification

SCHEMA = "agreement-studio/verify/1"


def report_object(result: Verification) -> dict[str, Any]:
    """The fields of the command-line contract, in its order; enrolment as `{"sha256": …}` or null."""
    found = {"schema": SCHEMA, **asdict(result)}
    found["signatures"] = [_signature(one) for one in result.signatures]
    return found


def _signature(one: SignatureReport) -> dict[str, Any]:
    return {**asdict(one), "trust": {"sha256": one.trust} if one.trust else None}


def verification_json(result: Verification) -> str:
    """UTF-8 text with a line end; equal outcomes give equal text."""
    return json.dumps(report_object(result), ensure_ascii=False, indent=2) + "\n"
