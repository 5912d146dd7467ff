"""The fixed lists of the facts: each value is written in the facts file exactly as here (domain note, section 0)."""

from __future__ import annotations

from enum import StrEnum


class Nation(StrEnum):
    EN = "EN"
    WA = "WA"
    SC = "SC"
    NI = "NI"


class Status(StrEnum):
    """The states of an agreement's life, in order (domain note 7.2)."""

    IDEA = "idea"
    SCOPING = "scoping"
    DRAFTING = "drafting"
    INTERNAL_CHECK = "internal_check"
    CIRCULATING = "circulating"
    MERGING = "merging"
    QUALITY_ASSURED = "quality_assured"
    FINAL = "final"
    SIGNING = "signing"
    IN_FORCE = "in_force"
    UNDER_REVIEW = "under_review"
    VARIED = "varied"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"
    EXPIRED = "expired"
    ARCHIVED = "archived"


class PartyStatus(StrEnum):
    INVITED = "invited"
    REVIEWING = "reviewing"
    AGREED = "agreed"
    SIGNED = "signed"
    ACCEDED = "acceded"
    SET_ASIDE = "set_aside"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


class PartyType(StrEnum):
    """Domain note 0.1."""

    NHS_TRUST = "nhs_trust"
    NHS_FOUNDATION_TRUST = "nhs_foundation_trust"
    ICB = "icb"
    LOCAL_HEALTH_BOARD = "local_health_board"
    HEALTH_BOARD = "health_board"
    HSC_TRUST = "hsc_trust"
    GP_PRACTICE = "gp_practice"
    PCN = "pcn"
    AMBULANCE_TRUST = "ambulance_trust"
    COUNCIL_UPPER = "council_upper"
    COUNCIL_DISTRICT = "council_district"
    COUNCIL_UNITARY = "council_unitary"
    POLICE_FORCE = "police_force"
    PCC_OR_MAYOR = "pcc_or_mayor"
    PROBATION = "probation"
    FIRE = "fire"
    PRISON = "prison"
    YJS = "yjs"
    SCHOOL_OR_TRUST = "school_or_trust"
    COLLEGE_UNIVERSITY = "college_university"
    HOUSING_ASSOCIATION_RP = "housing_association_rp"
    HOUSING_ASSOCIATION_RSL = "housing_association_rsl"
    PRIVATE_LANDLORD = "private_landlord"
    CARE_HOME_PRIVATE = "care_home_private"
    CARE_HOME_PUBLIC = "care_home_public"
    HOMECARE_PROVIDER = "homecare_provider"
    CHARITY_COMPANY = "charity_company"
    CIO = "cio"
    UNINCORPORATED_CHARITY = "unincorporated_charity"
    CIC = "cic"
    PRIVATE_COMPANY = "private_company"
    UTILITY = "utility"
    DEBT_AGENCY = "debt_agency"
    DWP = "dwp"
    SAFEGUARDING_PARTNERSHIP = "safeguarding_partnership"
    OTHER = "other"


class ContactRole(StrEnum):
    SPOC = "spoc"
    DPO = "dpo"
    IG_LEAD = "ig_lead"
    CALDICOTT = "caldicott"
    SIRO = "siro"
    BREACH_24H = "breach_24h"
    RIGHTS = "rights"
    COMPLAINTS = "complaints"
    LEGAL = "legal"
    REVIEWER = "reviewer"
    SIGNATORY = "signatory"


class PurposeKind(StrEnum):
    DIRECT_CARE = "direct_care"
    SUPPORT_COORDINATION = "support_coordination"
    SAFEGUARDING_CHILD = "safeguarding_child"
    SAFEGUARDING_ADULT = "safeguarding_adult"
    CRIME_PREVENTION = "crime_prevention"
    LAW_ENFORCEMENT = "law_enforcement"
    HOUSING = "housing"
    EARLY_HELP = "early_help"
    PLANNING_SECONDARY = "planning_secondary"
    RESEARCH = "research"
    EMERGENCY = "emergency"
    DEBT_CONTRACT = "debt_contract"
    OTHER = "other"


class AgeBand(StrEnum):
    CHILD_U13 = "child_u13"
    CHILD_13_15 = "child_13_15"
    YOUNG_16_17 = "young_16_17"
    ADULT = "adult"
    MIXED = "mixed"


class Category(StrEnum):
    """Domain note 0.2."""

    IDENTITY_CONTACT = "identity_contact"
    DEMOGRAPHICS = "demographics"
    NHS_NUMBER = "nhs_number"
    HEALTH_PHYSICAL = "health_physical"
    HEALTH_MENTAL = "health_mental"
    MEDICATION = "medication"
    RISK_ASSESSMENT = "risk_assessment"
    CRISIS_PLAN = "crisis_plan"
    SERVICE_CONTACTS = "service_contacts"
    LEAD_PRACTITIONER = "lead_practitioner"
    CASE_SUMMARY = "case_summary"
    SOCIAL_CARE_RECORD = "social_care_record"
    HOUSING_TENANCY = "housing_tenancy"
    FINANCE_DEBT = "finance_debt"
    EDUCATION = "education"
    FAMILY_RELATIONSHIPS = "family_relationships"
    SAFEGUARDING_CONCERN = "safeguarding_concern"
    POLICE_INCIDENT = "police_incident"
    OFFENCE_CONVICTION = "offence_conviction"
    SUBSTANCE_USE = "substance_use"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    SEXUAL_LIFE_ORIENTATION = "sexual_life_orientation"
    BIOMETRIC_GENETIC = "biometric_genetic"
    PHOTO_CCTV = "photo_cctv"
    FREE_TEXT = "free_text"
    OTHER = "other"


class Tier(StrEnum):
    PERSONAL = "personal"
    SPECIAL = "special"
    CRIMINAL = "criminal"
    DECEASED = "deceased"
    PSEUDONYMISED = "pseudonymised"
    ANONYMOUS = "anonymous"


class SpecialKind(StrEnum):
    """UK GDPR Article 9(1)."""

    RACE = "race"
    POLITICS = "politics"
    BELIEF = "belief"
    UNION = "union"
    GENETIC = "genetic"
    BIOMETRIC = "biometric"
    HEALTH = "health"
    SEX_LIFE = "sex_life"
    ORIENTATION = "orientation"


class Method(StrEnum):
    """Domain note 0.3."""

    SECURE_EMAIL = "secure_email"
    SHARED_SYSTEM_ROLE_ACCESS = "shared_system_role_access"
    API = "api"
    RECORD_VIEWER = "record_viewer"
    SECURE_PORTAL = "secure_portal"
    ENCRYPTED_FILE = "encrypted_file"
    MDT_MEETING_VERBAL = "mdt_meeting_verbal"
    TELEPHONE_CALLBACK = "telephone_callback"
    PAPER_BY_HAND = "paper_by_hand"
    POST_RECORDED = "post_recorded"
    REMOVABLE_MEDIA = "removable_media"
    ORDINARY_EMAIL = "ordinary_email"
    MESSAGING_APP = "messaging_app"
    FAX = "fax"


class Control(StrEnum):
    ENCRYPTION = "encryption"
    MFA = "mfa"
    ROLE_ACCESS = "role_access"
    AUDIT_LOG = "audit_log"
    CALLBACK = "callback"
    MARKING = "marking"
    OTHER = "other"


class ConfidentialityRoute(StrEnum):
    """Domain note 4.7."""

    EXPLICIT_CONSENT = "explicit_consent"
    IMPLIED_CONSENT = "implied_consent"
    LEGAL_DUTY = "legal_duty"
    LEGAL_PERMISSION = "legal_permission"
    OVERRIDING_PUBLIC_INTEREST = "overriding_public_interest"
    BEST_INTERESTS = "best_interests"
    NOT_CONFIDENTIAL = "not_confidential"


class Regime(StrEnum):
    UK_GDPR = "uk_gdpr"
    PART3 = "part3"


class Art6(StrEnum):
    """Points of UK GDPR Article 6(1), domain note 4.1."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    EA = "ea"
    F = "f"


class Art9(StrEnum):
    """Points of UK GDPR Article 9(2), domain note 4.2."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"
    G = "g"
    H = "h"
    I = "i"  # noqa: E741 - the statute's letter
    J = "j"


class RetentionAction(StrEnum):
    DESTROY = "destroy"
    RETURN = "return"
    ARCHIVE = "archive"
    ANONYMISE = "anonymise"
    REVIEW = "review"


class StaffKind(StrEnum):
    EMPLOYEE = "employee"
    AGENCY = "agency"
    VOLUNTEER = "volunteer"
    CONTRACTOR = "contractor"
    STUDENT = "student"


class RoleValue(StrEnum):
    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint_controller"
    PROCESSOR = "processor"


class ConsentKind(StrEnum):
    """Four things that are called consent (domain note 2.1)."""

    GDPR_ART6 = "gdpr_art6"
    GDPR_EXPLICIT_ART9 = "gdpr_explicit_art9"
    COMMON_LAW_CONFIDENCE = "common_law_confidence"
    SERVICE_PARTICIPATION = "service_participation"


class TransferTool(StrEnum):
    """Domain note 4.10."""

    ADEQUACY_REGULATIONS = "adequacy_regulations"
    IDTA = "idta"
    UK_ADDENDUM = "uk_addendum"
    BINDING_CORPORATE_RULES = "binding_corporate_rules"
    PUBLIC_BODY_ARRANGEMENT = "public_body_arrangement"
    DEROGATION = "derogation"


class DpiaTrigger(StrEnum):
    LARGE_SCALE = "large_scale"
    MATCHING = "matching"
    NEW_TECHNOLOGY = "new_technology"


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ExecForm(StrEnum):
    SIMPLE = "simple"
    DEED = "deed"


class Language(StrEnum):
    EN = "en"
    CY = "cy"


class GoLiveRule(StrEnum):
    BOTH_ENDS = "both_ends"
    NAMED_MINIMUM = "named_minimum"
    ALL = "all"


class Onward(StrEnum):
    NONE = "none"
    WITH_SOURCE_AGREEMENT = "with_source_agreement"
    AS_LAW_REQUIRES = "as_law_requires"


class RightsModel(StrEnum):
    EACH_OWN = "each_own"
    SINGLE_FRONT_DOOR = "single_front_door"


class VariationRule(StrEnum):
    ALL_SIGN = "all_sign"
    LEAD_NOTICE_MINOR = "lead_notice_minor"


class GoverningLaw(StrEnum):
    ENGLAND_AND_WALES = "E&W"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "NI"


class Liability(StrEnum):
    EACH_OWN = "each_own"
    INDEMNITY = "indemnity"


class SignatureDocument(StrEnum):
    AGREEMENT = "agreement"
    ACCESSION = "accession"
    VARIATION = "variation"
    WITHDRAWAL = "withdrawal"


class SignatureMethod(StrEnum):
    WET = "wet"
    SIMPLE_E = "simple_e"
    ADVANCED_E = "advanced_e"
    QUALIFIED_E = "qualified_e"
    SEAL = "seal"
