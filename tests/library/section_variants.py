"""For each clause with a condition of its own: the smallest change of the York facts that brings it into force."""

from __future__ import annotations

from typing import Any

Changes = dict[str, Any]


def _types(*kinds: tuple[str, str]) -> dict[str, Changes]:
    """Each kind of partner in the place of one of York's six."""
    return {clause: {f"/parties/{index % 6}/type": kind} for index, (clause, kind) in enumerate(kinds)}


def _kinds(*kinds: tuple[str, str]) -> dict[str, Changes]:
    return {clause: {f"/purposes/{index % 3}/kind": kind} for index, (clause, kind) in enumerate(kinds)}


def _powers(*powers: tuple[str, str]) -> dict[str, Changes]:
    return {clause: {f"/legal/{index % 12}/powers": [power]} for index, (clause, power) in enumerate(powers)}


def _methods(*methods: tuple[str, str]) -> dict[str, Changes]:
    return {clause: {f"/flows/{index}/method": method} for index, (clause, method) in enumerate(methods)}


PARTNERS = _types(
    ("school-partner", "school_or_trust"),
    ("pcn-partner", "pcn"),
    ("university-partner", "college_university"),
    ("landlord-partner", "private_landlord"),
    ("registered-landlord", "housing_association_rp"),
    ("homecare-partner", "homecare_provider"),
    ("company-partner", "cic"),
    ("unincorporated-partner", "unincorporated_charity"),
    ("utility-partner", "utility"),
    ("debt-agency-partner", "debt_agency"),
    ("dwp-partner", "dwp"),
    ("fire-partner", "fire"),
    ("board-partner", "safeguarding_partnership"),
    ("pcc-partner", "pcc_or_mayor"),
    ("probation-partner", "probation"),
    ("prison-partner", "prison"),
    ("yjs-partner", "yjs"),
    ("health-board-wales", "local_health_board"),
    ("health-board-scotland", "health_board"),
    ("hsc-trust-ni", "hsc_trust"),
    ("care-home-partner", "care_home_private"),
    ("other-partner", "other"),
) | {"commissioned-charity": {"/legal/0/powers": ["W14", "W49"], "/parties/0/type": "charity_company"}}

PURPOSES = _kinds(
    ("direct-care-purpose", "direct_care"),
    ("safeguarding-children", "safeguarding_child"),
    ("early-help", "early_help"),
    ("crime-prevention", "crime_prevention"),
    ("law-enforcement-aim", "law_enforcement"),
    ("housing-purpose", "housing"),
    ("emergency-purpose", "emergency"),
    ("debt-contract-purpose", "debt_contract"),
    ("research-purpose", "research"),
    ("other-purpose", "other"),
) | {
    "purposes-apart": {"/purposes/0/kind": "direct_care"},  # beside planning, which York has
    "planning-identifiable": {"/flows/13/items": ["nhs-number"], "/purposes/2/kind": "planning_secondary"},
}

ITEMS: dict[str, Changes] = {
    "records-of-the-dead": {"/data_items/0/tier": "deceased"},
    "education-records": {"/data_items/1/category": "education"},
    "money-records": {"/data_items/2/category": "finance_debt"},
    "images": {"/data_items/3/category": "photo_cctv"},
    "biometric-genetic": {"/data_items/4/category": "biometric_genetic"},
    "identity-facts": {"/data_items/5/category": "ethnicity"},
    "free-text-items": {"/data_items/6/category": "free_text"},
    "offence-history": {"/data_items/7/category": "offence_conviction"},
    "pseudonymised-data": {"/data_items/8/tier": "pseudonymised"},
    "anonymous-results": {"/data_items/8/tier": "pseudonymised"},
    "s-notices-children": {"/subject_groups/0/age_band": "child_13_15"},
}

METHODS = _methods(
    ("shared-system", "shared_system_role_access"),
    ("record-viewer", "record_viewer"),
    ("system-feeds", "api"),
    ("removable-media", "removable_media"),
    ("paper-post", "post_recorded"),
    ("fax-limits", "fax"),
    ("messaging-apps", "messaging_app"),
    ("ordinary-email", "ordinary_email"),
    ("encrypted-files", "encrypted_file"),
    ("mdt-minutes", "mdt_meeting_verbal"),
) | {"s-meeting": {"/flows/9/method": "mdt_meeting_verbal"}, "s-feeds": {"/flows/2/method": "api"}}

_PRIVATE: Changes = {f"/parties/{index}/is_public_authority": False for index in range(6)}

LAW: dict[str, Changes] = {
    "vital-interests": {"/legal/2/art6": "d"},
    "contract-basis": {"/legal/3/art6": "b"},
    "own-task": {"/legal/0/art6": "e"},
    "consent-basis": {"/legal/4/art6": "a"},
    "rights-portability": {"/legal/4/art6": "a"},
    "explicit-consent": {"/legal/5/art9": "a"},
    "condition-social": {"/legal/6/art9": "b"},
    "condition-public-health": {"/legal/7/art9": "i"},
    "condition-research": {"/legal/8/art9": "j"},
    "condition-unlawful-acts": {"/legal/1/sch1_paras": ["10"]},
    "condition-counselling": {"/legal/2/sch1_paras": ["17"]},
    "condition-economic": {"/legal/3/sch1_paras": ["19"]},
    "sensitive-enforcement": {"/legal/1/regime": "part3"},
    "joint-default": {"/roles/0/value": "joint_controller"},
    "provider-as-processor": {"/roles/5/value": "processor", "/parties/0/type": "cic"},
    "privacy-fair-balance": _PRIVATE,
    "foi-none": _PRIVATE,
    "opt-out-open": {
        "/terms/opt_out_statement": None,
        "/purposes/2/kind": "planning_secondary",
        "/agreement/nations": ["EN"],
    },
}

POWERS = _powers(
    ("board-requests", "W13"),
    ("duty-children", "W08"),
    ("crime-disorder-power", "W22"),
    ("serious-violence-power", "W25"),
    ("offender-management", "W26"),
    ("prevent-panels", "W30"),
    ("homeless-referral", "W32"),
    ("welfare-gateways", "W34"),
    ("section-251", "W17"),
    ("asb-case-review", "W28"),
    ("special-needs", "W10"),
    ("wales-safeguarding", "W31"),
    ("scotland-adults", "W40"),
    ("ni-duties", "W45"),
)

CONFIDENCE: dict[str, Changes] = {
    "confidence-implied": {"/flows/0/confidentiality_route": "implied_consent"},
    "confidence-duty": {"/flows/1/confidentiality_route": "legal_duty"},
    "confidence-permission": {"/flows/2/confidentiality_route": "legal_permission"},
    "confidence-interests": {"/flows/3/confidentiality_route": "best_interests"},
}

_SPOKEN = [{"template": "consent-spoken"}, {"template": "consent-staged"}, {"template": "consent-young-person"}]

PEOPLE: dict[str, Changes] = {
    "consent-participation": {"/consent_model/kinds": ["common_law_confidence", "service_participation"]},
    "consent-staged": {"/consent_model/forms": _SPOKEN},
    "consent-spoken": {"/consent_model/forms": _SPOKEN},
    "consent-young": {"/consent_model/forms": _SPOKEN},
    "notice-pending": {"/governance/privacy_notice_ref": {"together": "SAMPLE-PN-1"}},
    "publication-withheld": {"/terms/publish": False},
    "automated-safeguards": {"/terms/automated_decisions": "A score sorts referrals"},
}

CARE: dict[str, Changes] = {
    "retention-return": {"/retention/0/action": "return"},
    "retention-archive": {"/retention/1/action": "archive"},
    "retention-anonymise": {"/retention/2/action": "anonymise"},
    "new-tools": {"/governance/dpia_triggers": ["large_scale", "new_technology"]},
    "dpia-large-scale": {"/governance/dpia_triggers": ["large_scale", "new_technology"]},
    "dpia-missing": {"/governance/dpia_ref": None},
    "dpia-high-risk": {"/governance/residual_risk": "high"},
    "temporary-staff": {"/access_rules/0/staff_kind": "student"},
    "transfer-approved": {
        "/transfers": [{"id": "t", "flow": "plan-to-trust", "country": "Ireland", "tool": "adequacy"}]
    },
    "transfer-contract": {"/transfers": [{"id": "t", "flow": "plan-to-trust", "country": "India", "tool": "idta"}]},
    "transfer-public-body": {
        "/transfers": [{"id": "t", "flow": "plan-to-trust", "country": "India", "tool": "public_body_arrangement"}]
    },
    "transfer-derogation": {
        "/transfers": [{"id": "t", "flow": "plan-to-trust", "country": "India", "tool": "derogation"}]
    },
}

TERMS: dict[str, Changes] = {
    "engagement-none": {"/terms/engagement_note": None},
    "threshold-open": {"/purposes/1/kind": "safeguarding_child"},
    "inquiry-holds": {"/purposes/1/kind": "safeguarding_child"},
    "welsh-choice": {"/parties/3/welsh_standards": True},
    "insurance-none": {"/terms/insurance": None},
    "exit-return": {"/terms/data_on_exit": "Return it"},
    "exit-destroy": {"/terms/data_on_exit": "Destroy it"},
    "exit-open": {"/terms/data_on_exit": None},
    "s-disposal": {"/terms/data_on_exit": "Destroy it"},
    "law-open": {"/terms/governing_law": None},
    "third-party-enforcement": {"/terms/third_party_rights": True},
    "single-copy": {"/terms/counterparts": False},
    "signing-self-proving": {"/terms/self_proving": True, "/agreement/nations": ["EN", "SC"]},
    "signing-delegated": {"/signatures/1/delegation_ref": "Scheme of delegation 4"},
    "signing-ink": {"/signatures/2/method": "wet"},
    "signing-seal": {"/signatures/3/method": "seal", "/agreement/exec_form": "deed"},
}

# Wordings for one point that York has chosen otherwise: the fact that chooses each.
CHOICES: dict[str, Changes] = {
    "breach-time-longer": {"/terms/breach_notify_hours": 36},
    "breach-time-open": {"/terms/breach_notify_hours": None},
    "breach-lead-place": {"/terms/breach_lead_rule": None},
    "complaint-lead-first": {"/terms/complaints_lead_rule": None},
    "newcomer-all": {"/terms/accession_consent_rule": None},
    "notice-long": {"/terms/exit_notice_days": 120},
    "notice-short": {"/terms/exit_notice_days": None},
    "disposal-recorded": {"/terms/deletion_proof": None},
    "audit-agreed": {"/access_rules/7/audit_interval": "every year"},
    "audit-open": {f"/access_rules/{index}/audit_interval": None for index in range(8)},
    "source-in-doubt": {"/terms/consult_source_before_disclosure": False},
    "release-time": {"/terms/foi_consult_days": None},
    "dispute-usual": {"/governance/dispute_steps": []},
    "review-yearly": {"/agreement/review_months": 12},
    "review-longer": {"/agreement/review_months": 24},
    "order-usual": {"/terms/precedence": None},
    "training-longer": {"/governance/training/icb/interval_months": 24},
    "training-open": {"/governance/training/icb/interval_months": None},
    "volunteers-some": {"/access_rules/1/items": ["contact"]},
    "minutes-decisions": {"/terms/minutes_rule": None, "/flows/9/method": "mdt_meeting_verbal"},
    "match-weak": {"/terms/id_matching_keys": ["name", "date of birth"]},
    "match-open": {"/terms/id_matching_keys": []},
    "correction-weeks": {"/terms/correction_notice_days": 10},
    "correction-open": {"/terms/correction_notice_days": None},
    "publication-whole": {"/terms/redactions": None},
}

FIRES: dict[str, Changes] = (
    PARTNERS | PURPOSES | ITEMS | METHODS | LAW | POWERS | CONFIDENCE | PEOPLE | CARE | TERMS | CHOICES
)


def _agree(one: Changes, other: Changes) -> bool:
    """Whether two changes can be made to the same facts."""
    same = all(other[each] == one[each] for each in one.keys() & other.keys())
    return same and not any(a != b and (a.startswith(f"{b}/") or b.startswith(f"{a}/")) for a in one for b in other)


def packed() -> list[Changes]:
    """All the changes in as few sets of facts as hold them."""
    packs: list[Changes] = []
    for changes in FIRES.values():
        pack = next((each for each in packs if _agree(each, changes)), None)
        if pack is None:
            packs.append(dict(changes))
        else:
            pack.update(changes)
    return packs
