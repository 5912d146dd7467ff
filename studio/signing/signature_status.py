"""Whether one signature is intact and what was changed since, by pyHanko.

pyHanko's whole check also builds a chain of certificates for each signature. Trust is judged in `policy`, so an ordinary
signature gets pyHanko's parts without it: the digest, the signature, the revisions, what the field asked for. One with
anything more in it, such as a time stamp, gets the whole check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from asn1crypto import core
from pyhanko.sign.diff_analysis import DiffPolicy, DiffResult, ModificationLevel
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
    report_seed_value_validation,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from studio.signing.coroutines import finished
from studio.signing.reader import entry

_ORDINARY = {
    "content_type",
    "message_digest",
    "signing_time",
    "signing_certificate",
    "signing_certificate_v2",
    "cms_algorithm_protection",
}
_SUBFILTERS = {"/ETSI.CAdES.detached", "/adbe.pkcs7.detached"}


@dataclass(frozen=True, slots=True)
class SignatureStatus:
    """`stamp` is pyHanko's status of the time stamp: of the one in the signature, or of itself if it is one."""

    intact: bool  # the signed bytes have the digest that was signed
    valid: bool  # the signature fits the digest and the certificate
    modifications: ModificationLevel | None
    permitted: bool
    fits_seed: bool
    stamp: Any


def status_of(
    one: EmbeddedPdfSignature, signed: Any, policy: DiffPolicy, context: Callable[[], ValidationContext]
) -> SignatureStatus:
    """The status; `signed` is its SignedData, parsed apart from pyHanko's.

    `context` is asked for only where pyHanko must build a chain. Raises what pyHanko raises.
    """
    if one.sig_object_type == "/DocTimeStamp":
        stamp = finished(async_validate_pdf_timestamp(one, context(), diff_policy=policy))
        level = stamp.modification_level
        allowed = level is not None and level < ModificationLevel.OTHER
        return SignatureStatus(bool(stamp.intact), bool(stamp.valid), level, allowed, fits_seed=True, stamp=stamp)
    if _is_ordinary(one, signed):
        return _ordinary(one, policy)
    # Times and key usage are judged in `policy`.
    anything = KeyUsageConstraints(key_usage=set())
    whole = finished(async_validate_pdf_signature(one, context(), diff_policy=policy, key_usage_settings=anything))
    return SignatureStatus(
        intact=bool(whole.intact),
        valid=bool(whole.valid),
        modifications=whole.modification_level,
        permitted=bool(whole.docmdp_ok),
        fits_seed=bool(whole.seed_value_ok),
        stamp=whole.timestamp_validity,
    )


def _is_ordinary(one: EmbeddedPdfSignature, signed: Any) -> bool:
    """Whether a signature is detached, carries nothing but the usual attributes, and its field asks for no chain or stamp."""
    signers = signed["signer_infos"]
    if len(signers) != 1 or one.sig_object_type != "/Sig":
        return False
    kinds = Counter(attribute["type"].native for attribute in signers[0]["signed_attrs"])
    return (
        entry(one.sig_object, "/SubFilter") in _SUBFILTERS
        and kinds.keys() <= _ORDINARY
        and set(kinds.values()) == {1}
        and isinstance(signers[0]["unsigned_attrs"], core.Void)
        and isinstance(signed["encap_content_info"]["content"], core.Void)
        and not _asks_for_chain(entry(one.sig_field, "/SV", {}))
    )


def _asks_for_chain(wanted: Any) -> bool:
    """Whether seed values ask for certain issuers or for a time stamp (ISO 32000-2, tables 234 and 235)."""
    plain = isinstance(wanted, dict) and isinstance(entry(wanted, "/Cert", {}), dict)
    return not plain or "/TimeStamp" in wanted or "/Issuer" in entry(wanted, "/Cert", {})


def _ordinary(one: EmbeddedPdfSignature, policy: DiffPolicy) -> SignatureStatus:
    one.compute_integrity_info(diff_policy=policy)  # type: ignore[no-untyped-call]
    summary = one.summarise_integrity_info()
    content = one.signed_data["encap_content_info"]["content_type"].native
    intact, valid = validate_sig_integrity(one.signer_info, one.signer_cert, content, one.compute_digest())
    asked = report_seed_value_validation(one, None, timestamp_found=False)  # type: ignore[arg-type]
    result = summary["diff_result"]
    return SignatureStatus(
        intact=intact,
        valid=valid,
        modifications=result.modification_level if isinstance(result, DiffResult) else ModificationLevel.OTHER,
        permitted=bool(summary["docmdp_ok"]),
        fits_seed=asked["seed_value_constraint_error"] is None,
        stamp=None,
    )
