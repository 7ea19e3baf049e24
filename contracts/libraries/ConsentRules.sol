// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IConsentDecisions} from "../interfaces/IConsentDecisions.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {
    AccessRequest,
    ConsentGrant,
    ConsentTerms,
    Decision,
    DenyReason,
    DenyRule,
    PolicyStanding,
    ResearchKind
} from "../types/Consent.sol";
import {DuoRules} from "./DuoRules.sol";
import {Jurisdictions} from "./Jurisdictions.sol";

/// @title Whether a consent permits a use
/// @notice Absence is denial, deny rules are looked at before permissions, and the first reason that holds is given.
/// standards/consentDecision.ts has the same rules, and a test compares them.
library ConsentRules {
    /// @dev HL7 v3 ActReason and the two local purposes; a number beyond names nothing that anybody could have agreed to.
    uint64 internal constant PURPOSES = (uint64(1) << 22) - 1;
    /// @dev HRESCH, CLINTRCH, DSRCH, POARCH, BIORCH, AI_TRAIN.
    uint64 internal constant RESEARCH = uint64(0x1f) << 5 | uint64(1) << 21;
    /// @dev FHIR resource types and categories.
    uint32 internal constant DATA_CLASSES = (uint32(1) << 14) - 1;
    /// @dev HL7 v3 Confidentiality: U, L, M, N, R, V.
    uint8 internal constant VERY_RESTRICTED = 5;
    uint40 internal constant OPEN_END = 0;

    function decide(ConsentGrant calldata grant, AccessRequest calldata request, IConsentDecisions.Facts memory facts)
        internal
        pure
        returns (Decision memory decision)
    {
        // A minor version only notifies, a major one ends the consent after a grace period.
        decision.policyChanged = facts.policy > PolicyStanding.Current;
        decision.reason = _byStanding(grant, facts);
        if (decision.reason != DenyReason.None) return decision;
        decision.reason = _byTerms(grant.terms, request, facts);
        if (decision.reason != DenyReason.None) return decision;
        bool research = _isResearch(request);
        if (research) {
            bool forbidden;
            (forbidden, decision.duoCode) = DuoRules.forbids(grant.terms.duo, request, facts.diseaseCovered);
            if (forbidden) {
                decision.reason = DenyReason.Duo;
                return decision;
            }
            decision.duoCode = DuoRules.missingCredential(grant.terms.duo, facts.credentials);
            if (decision.duoCode != DuoRules.NONE) {
                decision.reason = DenyReason.Credential;
                return decision;
            }
            decision.duoObligations = grant.terms.duo & DuoRules.OBLIGATIONS;
        }
        decision.permitted = true;
        // Bits that are no code of ours are handed on as they are: they bind all the same.
        decision.obligations = grant.terms.obligations;
    }

    /// @dev What the registry, the clock and the policy's publisher say.
    function _byStanding(ConsentGrant calldata grant, IConsentDecisions.Facts memory facts)
        private
        pure
        returns (DenyReason)
    {
        IConsentStates.ConsentStanding memory standing = facts.standing;
        if (standing.state == IConsentStates.ConsentState.None) return DenyReason.NoConsent;
        if (standing.underDispute) return DenyReason.UnderDispute;
        if (standing.state != IConsentStates.ConsentState.Active || facts.decidedAt < grant.terms.start) {
            return DenyReason.NotActive;
        }
        if (standing.revokedByEpoch) return DenyReason.Epoch;
        // The end is the last second. What a delegate granted may end earlier than the document says.
        if (facts.decidedAt > grant.end || facts.decidedAt > standing.end) return DenyReason.Expired;
        bool unknown = facts.policy == PolicyStanding.Unknown || facts.policy == PolicyStanding.Ended;
        return unknown ? DenyReason.PolicyVersion : DenyReason.None;
    }

    /// @dev What the patient's own words say, denials first (FHIR Consent: exceptions of type deny); DUO apart.
    function _byTerms(ConsentTerms calldata terms, AccessRequest calldata request, IConsentDecisions.Facts memory facts)
        private
        pure
        returns (DenyReason)
    {
        if (terms.grantee != request.actor || terms.grantee == address(0)) return DenyReason.Grantee;
        bytes2 place = Jurisdictions.read(request.jurisdiction);
        for (uint256 i; i < terms.denials.length; ++i) {
            if (_fits(terms.denials[i], request, place)) return DenyReason.DenyRule;
        }
        if (!_has(terms.purposes & PURPOSES, request.purpose)) return DenyReason.Purpose;
        if (!_inScope(terms, request, facts)) return DenyReason.Scope;
        uint8 level = request.confidentiality;
        if (level > terms.maxConfidentiality || level > VERY_RESTRICTED) return DenyReason.Label;
        return Jurisdictions.include(terms.jurisdictions, place) ? DenyReason.None : DenyReason.Region;
    }

    /// @dev DUO speaks of research: of purposes that are research, and of every request that states a research use.
    function _isResearch(AccessRequest calldata request) private pure returns (bool) {
        return request.use.kind != ResearchKind.None || _has(RESEARCH, request.purpose);
    }

    /// @dev Whether a deny rule is about a request: every criterion that it states is met.
    function _fits(DenyRule calldata rule, AccessRequest calldata request, bytes2 place) private pure returns (bool) {
        if (rule.actor != address(0) && rule.actor != request.actor) return false;
        if (rule.purposes != 0 && !_has(rule.purposes, request.purpose)) return false;
        if (rule.dataClasses != 0 && !_has(rule.dataClasses, request.dataClass)) return false;
        if (request.confidentiality < rule.minConfidentiality) return false;
        // A denied place that is not stated, or in no way that can be read, is every place; and so is a user's.
        bytes2 denied = Jurisdictions.read(rule.jurisdiction);
        return denied == Jurisdictions.UNREADABLE || place == Jurisdictions.UNREADABLE || denied == place;
    }

    /// @dev Data class (FHIR provision.class), data period (provision.dataPeriod) and disease (DUO DS) are those agreed to.
    function _inScope(ConsentTerms calldata terms, AccessRequest calldata request, IConsentDecisions.Facts memory facts)
        private
        pure
        returns (bool)
    {
        // A guardian or proxy cannot have granted more than its own powers reach.
        uint32 classes = terms.dataClasses & facts.standing.delegateClasses & DATA_CLASSES;
        if (!_has(classes, request.dataClass)) return false;
        (uint40 from, uint40 to) = (request.dataFrom, request.dataTo);
        if (to != OPEN_END && to < from) return false;
        if (from < terms.dataFrom) return false;
        if (terms.dataTo != OPEN_END && (to == OPEN_END || to > terms.dataTo)) return false;
        return facts.diseaseCovered || !DuoRules.asksForDisease(terms.duo, request);
    }

    function _has(uint64 mask, uint8 code) private pure returns (bool) {
        return mask >> code & 1 == 1;
    }
}
