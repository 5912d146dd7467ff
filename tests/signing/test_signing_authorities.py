"""Partners' own authorities and imported lists: they vouch for the expected person of their organisation, and for no one else."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta

import paper
import pytest
from certificates import PASSPHRASE, SIGNED, certificate, der, identity_for, packed, pem
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from studio.cli.main import run
from studio.errors import StudioError
from studio.signing.authorities import Authority, require_fit
from studio.signing.identity import open_identity
from studio.signing.increment import Increment, add_signature
from studio.signing.trust_list import read_list
from studio.signing.verify import accepted, verify

PARTY, LEGAL, PERSON, _ = paper.PEOPLE[1]
OTHER = paper.PEOPLE[2][1]
Issuer = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _authority(**named) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    return certificate("SAMPLE Police Authority", key, **{"ca": True, **named}), key


def _signed(issuer: Issuer, *between: x509.Certificate, person: str = PERSON, organisation: str = LEGAL) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    own = certificate(person, key, issuer=issuer, organisation=organisation)
    opened = open_identity(packed(key, own, *between), PASSPHRASE)
    return add_signature(paper.certified(), opened, Increment(f"sign.{PARTY}", SIGNED))[0]


def _verdict(pdf: bytes, *authorities: Authority, at: datetime = SIGNED):
    """The coordinator is known by certificate, the signatory by the authorities alone."""
    result = verify(pdf, trust=[pem(identity_for("Chris Reed")), *authorities], at=at, partial=True)
    return result, next(one for one in result.signatures if one.field == f"sign.{PARTY}")


def _codes(result) -> list[str]:
    return [one.code for one in result.problems]


@pytest.fixture(scope="module")
def police() -> Issuer:
    return _authority()


@pytest.fixture(scope="module")
def signed(police) -> bytes:
    return _signed(police)


def test_a_partners_authority_vouches_for_its_expected_signatory(police, signed):
    result, own = _verdict(signed, Authority(police[0], LEGAL, "confirmed by Grace Okafor on 2026-12-01"))
    assert accepted(result, partial=True), result.problems
    assert own.trust == _sha256(police[0])
    assert "SAMPLE Police Authority" in own.sentence
    assert "confirmed by Grace Okafor on 2026-12-01" in own.sentence


def _sha256(one: x509.Certificate) -> str:
    return hashlib.sha256(der(one)).hexdigest()


def test_without_the_authority_the_same_file_is_not_green(signed):
    result, own = _verdict(signed)
    assert (own.indication, own.trust, _codes(result)) == ("INDETERMINATE", None, ["trust-unknown-certificate"])


def test_another_partners_authority_is_no_word_for_this_partner(police, signed):
    result, own = _verdict(signed, Authority(police[0], OTHER, "confirmed"))
    assert (own.indication, own.trust, _codes(result)) == ("INDETERMINATE", None, ["trust-authority-other"])
    assert OTHER in own.sentence


def test_nobody_else_of_the_same_organisation_is_good(police):
    result, own = _verdict(_signed(police, person="Rita Nobody SAMPLE"), Authority(police[0], LEGAL, "confirmed"))
    assert (own.indication, own.trust, _codes(result)) == ("INDETERMINATE", None, ["trust-authority-person"])
    assert PERSON in own.sentence


def test_an_authority_between_counts_if_the_file_carries_it(police):
    key = ec.generate_private_key(ec.SECP256R1())
    between = certificate("SAMPLE Issuing", key, issuer=police, ca=True)
    known = Authority(police[0], LEGAL, "confirmed")
    assert accepted(_verdict(_signed((between, key), between), known)[0], partial=True)
    assert _codes(_verdict(_signed((between, key)), known)[0]) == ["trust-unknown-certificate"]


def test_a_certificate_that_may_not_certify_vouches_for_nobody(police):
    key = ec.generate_private_key(ec.SECP256R1())
    clerk = certificate("Clerk SAMPLE", key, issuer=police)
    result, own = _verdict(_signed((clerk, key), clerk), Authority(police[0], LEGAL, "confirmed"))
    assert (own.indication, _codes(result)) == ("INDETERMINATE", ["trust-authority-unfit"])


def test_an_authority_that_has_ended_vouches_no_longer():
    ended = _authority(end=SIGNED - timedelta(days=1))
    result, own = _verdict(_signed(ended), Authority(ended[0], LEGAL, "confirmed"))
    assert (own.indication, _codes(result)) == ("INDETERMINATE", ["trust-authority-expired"])
    assert accepted(
        _verdict(_signed(ended), Authority(ended[0], LEGAL, "confirmed"), at=SIGNED - timedelta(days=2))[0],
        partial=True,
    )


def test_an_authority_vouches_for_no_organisation_that_its_constraints_leave_out():
    bound, free = _authority(permitted=OTHER), _authority(permitted=LEGAL)
    assert accepted(_verdict(_signed(free), Authority(free[0], LEGAL, "confirmed"))[0], partial=True)
    result, own = _verdict(_signed(bound), Authority(bound[0], LEGAL, "confirmed"))
    assert (own.indication, _codes(result)) == ("INDETERMINATE", ["trust-authority-constraints"])


def test_one_of_a_list_must_name_the_organisation_too(police, signed):
    listed = Authority(police[0], "", "“SAMPLE list”, imported by Grace Okafor on 2026-12-01")
    assert accepted(_verdict(signed, listed)[0], partial=True)
    result, own = _verdict(_signed(police, organisation=""), listed)
    assert (own.indication, _codes(result)) == ("INDETERMINATE", ["trust-authority-organisation"])
    assert _codes(_verdict(_signed(police, person="Rita Nobody SAMPLE"), listed)[0]) == ["trust-authority-person"]


def test_an_authority_says_nothing_of_a_time_stamp_or_a_foreign_file(police):
    key = ec.generate_private_key(ec.SECP256R1())
    own = certificate(PERSON, key, issuer=police, organisation=LEGAL)
    foreign = add_signature(
        paper.unsigned(here=False), open_identity(packed(key, own), PASSPHRASE), Increment(f"sign.{PARTY}", SIGNED)
    )[0]
    result = verify(foreign, trust=[Authority(police[0], LEGAL, "confirmed")], at=SIGNED, partial=True)
    assert "trust-unknown-certificate" in _codes(result)


def test_only_a_fit_certificate_is_taken_for_an_authority(police):
    require_fit(police[0], SIGNED)
    for unfit in (
        certificate("Clerk", ec.generate_private_key(ec.SECP256R1())),
        _authority(end=SIGNED - timedelta(days=1))[0],
    ):
        with pytest.raises(StudioError):
            require_fit(unfit, SIGNED)


# -- lists


def _list(*services: tuple[x509.Certificate, str, str], until: str = "2027-03-01T00:00:00Z") -> bytes:
    rows = "".join(
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}"
        f"</ServiceTypeIdentifier><ServiceDigitalIdentity><DigitalId><X509Certificate>{base64.b64encode(der(one)).decode()}"
        f"</X509Certificate></DigitalId></ServiceDigitalIdentity>"
        f"<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/{status}</ServiceStatus></ServiceInformation></TSPService>"
        for one, kind, status in services
    )
    return (
        '<?xml version="1.0"?><TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeInformation>'
        "<SchemeOperatorName><Name>SAMPLE Office</Name></SchemeOperatorName><SchemeTerritory>UK</SchemeTerritory>"
        f"<NextUpdate><dateTime>{until}</dateTime></NextUpdate></SchemeInformation><TrustServiceProviderList>"
        f"<TrustServiceProvider><TSPServices>{rows}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
        "</TrustServiceStatusList>"
    ).encode()


def test_of_a_trusted_list_only_granted_services_that_issue_qualified_certificates_count(police):
    withdrawn, stamps = _authority()[0], _authority()[0]
    rows = ((police[0], "CA/QC", "granted"), (withdrawn, "CA/QC", "withdrawn"), (stamps, "TSA/QTST", "granted"))
    read = read_list(_list(*rows), SIGNED)
    assert (read.name, read.certificates, read.left_out) == ("SAMPLE Office (UK)", (police[0],), 2)


def test_a_bundle_of_certificates_is_a_list_and_clerks_in_it_are_left_out(police):
    clerk = certificate("Clerk", ec.generate_private_key(ec.SECP256R1()))
    read = read_list(b"".join(one.public_bytes(Encoding.PEM) for one in (police[0], clerk)), SIGNED)
    assert (read.certificates, read.left_out) == ((police[0],), 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04", "no list"),
        (b"<a/>", "no list"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "entities"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-16"), "entities"),
        (_list(), "no authority"),
        (b"-----BEGIN CERTIFICATE-----\nzz\n-----END CERTIFICATE-----\n", "cannot be read"),
    ],
)
def test_what_is_no_list_is_refused(data, said):
    with pytest.raises(StudioError, match=said):
        read_list(data, SIGNED)


def test_a_list_that_ran_out_is_refused(police):
    rows = (police[0], "CA/QC", "granted")
    assert read_list(_list(rows), SIGNED)
    with pytest.raises(StudioError, match="ran out on 2026-12-01"):
        read_list(_list(rows, until="2026-12-01T00:00:00Z"), SIGNED)


# -- on the command line


def test_verify_takes_an_authority_and_a_list_from_files(police, signed, tmp_path, capsys):
    listed, own = _list((police[0], "CA/QC", "granted")), police[0].public_bytes(Encoding.PEM)
    given = {"in.pdf": signed, "lead.pem": pem(identity_for("Chris Reed")), "ca.pem": own, "list.xml": listed}
    for name, data in given.items():
        (tmp_path / name).write_bytes(data)
    pdf, lead, ca, xml = (str(tmp_path / name) for name in given)
    begun = ["verify", pdf, "--trust", lead, "--partial", "--at", "2026-12-18T10:30:00Z"]
    assert run([*begun]) == 1
    assert run([*begun, "--authority", ca, OTHER]) == 1
    assert "speaks for no one else" in capsys.readouterr().out
    assert run([*begun, "--authority", ca, LEGAL]) == 0
    assert run([*begun, "--trust-list", xml]) == 0
    assert "SAMPLE Office (UK)" in capsys.readouterr().out
