// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDecisions} from "../../../../contracts/interfaces/IConsentDecisions.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {Decision, DenyReason, DenyRule, PolicyStanding, ResearchKind} from "../../../../contracts/types/Consent.sol";
import {AccessCase} from "../../../utils/AccessCase.sol";

contract ConsentDecisionsDecideOnTest is AccessCase {
    function setUp() public {
        decisions = IConsentDecisions(deploy("ConsentDecisions", abi.encode(address(0), address(0), address(0))));
    }

    function test_GivenStanding_WhenNeverGranted_DenyNoConsent() external view {
        Case memory c = _permitted();
        c.facts.standing.state = IConsentStates.ConsentState.None;
        c.facts.standing.underDispute = true;
        _assertDenied(c, DenyReason.NoConsent);
    }

    function test_GivenStanding_WhenSignersKeyInDispute_DenyUnderDispute() external view {
        Case memory c = _permitted();
        c.facts.standing.underDispute = true;
        c.facts.standing.state = IConsentStates.ConsentState.Revoked;
        _assertDenied(c, DenyReason.UnderDispute);
    }

    function test_GivenStanding_WhenNotActiveOrNotStarted_DenyNotActive() external view {
        Case memory c = _permitted();
        for (uint8 state = 2; state <= uint8(type(IConsentStates.ConsentState).max); ++state) {
            c.facts.standing.state = IConsentStates.ConsentState(state);
            _assertDenied(c, DenyReason.NotActive);
        }
        c = _permitted();
        c.facts.decidedAt = c.grant.terms.start - 1;
        _assertDenied(c, DenyReason.NotActive);
        c.facts.decidedAt = c.grant.terms.start;
        assertTrue(_decide(c).permitted, "first second");
    }

    function test_GivenStanding_WhenAllRevokedByEpoch_DenyEpoch() external view {
        Case memory c = _permitted();
        c.facts.standing.revokedByEpoch = true;
        _assertDenied(c, DenyReason.Epoch);
    }

    function test_GivenStanding_WhenLastSecondPassed_DenyExpired() external view {
        Case memory c = _permitted();
        c.facts.decidedAt = c.grant.end;
        assertTrue(_decide(c).permitted, "last second");
        c.facts.decidedAt = c.grant.end + 1;
        c.facts.standing.end = c.grant.end + 1;
        _assertDenied(c, DenyReason.Expired);
        c = _permitted();
        c.facts.standing.end = NOW - 1;
        _assertDenied(c, DenyReason.Expired);
    }

    function test_GivenPolicyUnknownOrEnded_DenyPolicyVersionAndTellOfNewer() external view {
        Case memory c = _permitted();
        c.facts.policy = PolicyStanding.Unknown;
        _assertDenied(c, DenyReason.PolicyVersion);
        assertFalse(_decide(c).policyChanged, "nothing known to tell");
        c.facts.policy = PolicyStanding.Ended;
        _assertDenied(c, DenyReason.PolicyVersion);
        assertTrue(_decide(c).policyChanged, "told");
        c.facts.policy = PolicyStanding.Grace;
        assertTrue(_decide(c).permitted && _decide(c).policyChanged, "permitted in grace, and told");
    }

    function test_GivenTerms_WhenActorNotGrantee_DenyGrantee() external view {
        Case memory c = _permitted();
        c.request.actor = address(0xBAD);
        _assertDenied(c, DenyReason.Grantee);
        (c.request.actor, c.grant.terms.grantee) = (address(0), address(0));
        _assertDenied(c, DenyReason.Grantee);
    }

    function test_GivenTerms_WhenDenyRuleFitsWhatTermsPermit_DenyByRule() external view {
        Case memory c = _permitted();
        DenyRule memory rule;
        _assertRule(c, rule, true);
        rule.actor = GRANTEE;
        rule.purposes = uint64(1) << HRESCH;
        rule.dataClasses = uint32(1) << LABORATORY;
        rule.minConfidentiality = 3;
        rule.jurisdiction = "CH";
        _assertRule(c, rule, true);
        rule.jurisdiction = "US";
        _assertRule(c, rule, false);
        c.request.jurisdiction = "";
        _assertRule(c, rule, true);
        rule.minConfidentiality = 4;
        _assertRule(c, rule, false);
    }

    function test_GivenTerms_WhenPurposeNotNamed_DenyPurpose() external view {
        Case memory c = _permitted();
        c.request.purpose = 20;
        _assertDenied(c, DenyReason.Purpose);
        c.grant.terms.purposes = type(uint64).max;
        for (uint256 purpose = 22; purpose <= type(uint8).max; ++purpose) {
            c.request.purpose = uint8(purpose);
            assertEq(uint256(_decide(c).reason), uint256(DenyReason.Purpose), "a number that is no purpose");
        }
    }

    function test_GivenTerms_WhenDataClassDelegatesPowersOrDataPeriodDoNotCoverIt_DenyScope() external view {
        Case memory c = _permitted();
        c.request.dataClass = 2;
        _assertDenied(c, DenyReason.Scope);
        c = _permitted();
        c.facts.standing.delegateClasses = ~(uint32(1) << LABORATORY);
        _assertDenied(c, DenyReason.Scope);
        c = _permitted();
        c.request.dataFrom = 999;
        _assertDenied(c, DenyReason.Scope);
        c.request.dataFrom = 1_000;
        c.request.dataTo = 2_001;
        _assertDenied(c, DenyReason.Scope);
        c.request.dataTo = 0;
        _assertDenied(c, DenyReason.Scope);
        c.grant.terms.dataTo = 0;
        assertTrue(_decide(c).permitted, "no end within no end");
        c.request.dataTo = 999;
        _assertDenied(c, DenyReason.Scope);
    }

    function test_GivenTerms_WhenDataMoreConfidential_DenyLabel() external view {
        Case memory c = _permitted();
        c.request.confidentiality = 4;
        _assertDenied(c, DenyReason.Label);
        c.grant.terms.maxConfidentiality = 255;
        c.request.confidentiality = 6;
        _assertDenied(c, DenyReason.Label);
    }

    function test_GivenTerms_WhenPlaceNotAmongThoseNamed_DenyRegion() external view {
        Case memory c = _permitted();
        c.grant.terms.jurisdictions = _list("HK");
        _assertDenied(c, DenyReason.Region);
        c.request.jurisdiction = "HK";
        assertTrue(_decide(c).permitted, "named");
        c.grant.terms.jurisdictions = _list("hk");
        c.request.jurisdiction = "hk";
        _assertDenied(c, DenyReason.Region);
    }

    function test_GivenResearchUse_WhenMaskMalformed_DenyByDuoAndNoCode() external view {
        Case memory c = _permitted();
        c.grant.terms.duo = 0;
        _assertDenied(c, DenyReason.Duo, 0);
        c.grant.terms.duo = GRU | HMB;
        _assertDenied(c, DenyReason.Duo, 0);
        c.grant.terms.duo = GRU | uint64(1) << 47;
        _assertDenied(c, DenyReason.Duo, 0);
        (c.request.purpose, c.request.use.kind) = (TREAT, ResearchKind.None);
        assertTrue(_decide(c).permitted, "no research, no DUO");
    }

    function test_GivenResearchUse_WhenCodeForbidsUse_DenyByDuoAndNameCode() external view {
        Case memory c = _permitted();
        c.request.use.kind = ResearchKind.None;
        _assertDenied(c, DenyReason.Duo, 42);
        c.request.use.kind = ResearchKind.Ancestry;
        c.grant.terms.duo = HMB;
        _assertDenied(c, DenyReason.Duo, 6);
        c.grant.terms.duo = GRU | uint64(1) << 44;
        _assertDenied(c, DenyReason.Duo, 44);
        c.request.use.kind = ResearchKind.Methods;
        c.grant.terms.duo = HMB | uint64(1) << 15;
        _assertDenied(c, DenyReason.Duo, 15);
        c.grant.terms.duo = GRU | uint64(1) << 16;
        _assertDenied(c, DenyReason.Duo, 16);
        c.request.use.commercial = true;
        for (uint8 i; i < 3; ++i) {
            uint8 code = [18, 45, 46][i];
            c.grant.terms.duo = GRU | uint64(1) << code;
            _assertDenied(c, DenyReason.Duo, code);
        }
        c.request.use.clinical = true;
        c.grant.terms.duo = GRU;
        _assertDenied(c, DenyReason.Duo, 43);
    }

    function test_GivenResearchUse_WhenDiseaseNotCovered_DenyScope() external view {
        Case memory c = _permitted();
        c.request.use.kind = ResearchKind.Disease;
        c.grant.terms.duo = DS;
        _assertDenied(c, DenyReason.Scope);
        c.facts.diseaseCovered = true;
        assertTrue(_decide(c).permitted, "covered");
    }

    function test_GivenResearchUse_WhenCredentialMissing_DenyCredentialAndNameCode() external view {
        Case memory c = _permitted();
        for (uint8 i; i < 6; ++i) {
            uint8 code = [12, 21, 22, 26, 27, 28][i];
            c.grant.terms.duo = GRU | uint64(1) << code;
            c.facts.credentials = ~(uint64(1) << code);
            _assertDenied(c, DenyReason.Credential, code);
            c.facts.credentials = uint64(1) << code;
            assertTrue(_decide(c).permitted, "shown");
        }
    }

    function test_GivenEverythingFits_PermitWithObligationsOfTermsAndCodes() external view {
        Case memory c = _permitted();
        uint64 obliging = uint64(1) << 19 | uint64(1) << 20 | uint64(1) << 24 | uint64(1) << 25 | uint64(1) << 29;
        c.grant.terms.duo = GRU | IRB | obliging;
        c.facts.credentials = IRB;
        Decision memory decision = _decide(c);
        assertTrue(decision.permitted, "permitted");
        assertEq(uint256(decision.reason), uint256(DenyReason.None), "no reason");
        assertEq(uint256(decision.duoCode), 0, "no code");
        assertEq(uint256(decision.obligations), 0x102, "obligations");
        assertEq(uint256(decision.duoObligations), uint256(obliging), "DUO obligations");
        assertFalse(decision.policyChanged, "nothing to tell");
    }

    function _assertRule(Case memory c, DenyRule memory rule, bool fits) private view {
        DenyRule memory other;
        other.actor = address(0xBAD);
        c.grant.terms.denials = new DenyRule[](2);
        (c.grant.terms.denials[0], c.grant.terms.denials[1]) = (other, rule);
        if (fits) _assertDenied(c, DenyReason.DenyRule);
        else assertTrue(_decide(c).permitted, "the rule is about something else");
    }
}
