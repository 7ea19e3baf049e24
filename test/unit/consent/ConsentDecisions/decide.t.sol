// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDecisions} from "../../../../contracts/interfaces/IConsentDecisions.sol";
import {IResearchTrust} from "../../../../contracts/interfaces/IResearchTrust.sol";
import {Decision, DenyReason, ResearchKind} from "../../../../contracts/types/Consent.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {DecisionFixture} from "../../../utils/DecisionFixture.sol";

contract ConsentDecisionsDecideTest is DecisionFixture {
    function test_GivenConsentNeverGranted_DenyNoConsent() external view {
        Case memory c = _permitted();
        _name(c.grant);
        _assertReason(_ask(c), DenyReason.NoConsent);
    }

    function test_GivenTermChangedAfterSigned_DenyNoConsent() external {
        Case memory c = _granted();
        c.grant.terms.maxConfidentiality = 4;
        _assertReason(_ask(c), DenyReason.NoConsent);
        c = _granted(keccak256("another salt"));
        c.grant.end += 1;
        _assertReason(_ask(c), DenyReason.NoConsent);
    }

    function test_GivenConsentInForce_PermitWithHashOfWhatItDecided() external {
        Case memory c = _granted();
        (Decision memory decision, bytes32 hash) = decisions.decide(
            c.grant, c.request, new IResearchTrust.Credential[](0), new IConsentDecisions.Ancestry[](0)
        );
        _assertReason(decision, DenyReason.None);
        bytes32 typehash = keccak256(
            "AccessDecision(bytes32 consentId,bytes32 requestHash,bool permitted,uint8 reason,uint8 duoCode,uint32 obligations,uint64 duoObligations,uint40 decidedAt)"
        );
        ConsentId id = consents.consentIdOf(_header(c.grant));
        bytes32 requestHash = decisions.requestHashOf(c.request);
        bytes memory outcome = abi.encode(true, uint8(0), uint8(0), uint32(0x102), uint64(0), NOW);
        assertEq(hash, keccak256(bytes.concat(abi.encode(typehash, id, requestHash), outcome)), "decisionHash");
    }

    function test_GivenConsentRevoked_DenyNotActive() external {
        Case memory c = _granted();
        ConsentId id = consents.consentIdOf(_header(c.grant));
        vm.prank(c.grant.signer);
        consents.revoke(id);
        _assertReason(_ask(c), DenyReason.NotActive);
    }

    function test_GivenEverythingRevokedByEpoch_DenyEpoch() external {
        Case memory c = _granted();
        vm.prank(c.grant.signer);
        consents.revokeAll();
        _assertReason(_ask(c), DenyReason.Epoch);
    }

    function test_GivenPolicyNeverPublishedWithThatText_DenyPolicyVersion() external {
        Case memory c = _permitted();
        _name(c.grant);
        c.grant.terms.policyHash = keccak256("a text swapped after signing");
        _send(c.grant);
        _assertReason(_ask(c), DenyReason.PolicyVersion);
    }

    function test_GivenNewerPolicy_WhenMinor_PermitAndTell() external {
        Case memory c = _granted();
        policies.publish(POLICY, 3, 1, keccak256("a comma moved"));
        Decision memory decision = _ask(c);
        _assertReason(decision, DenyReason.None);
        assertTrue(decision.policyChanged, "told");
    }

    function test_GivenNewerPolicy_WhenMajor_PermitAndTellInGraceThenDenyPolicyVersion() external {
        Case memory c = _granted();
        policies.publish(POLICY, 4, 0, keccak256("another policy"));
        vm.warp(NOW + 30 days);
        Decision memory decision = _ask(c);
        _assertReason(decision, DenyReason.None);
        assertTrue(decision.policyChanged, "told");
        vm.warp(NOW + 30 days + 1);
        _assertReason(_ask(c), DenyReason.PolicyVersion);
    }

    function test_WhenApprovalAskedFor_PermitWhoShowsOneAndNobodyElse() external {
        Case memory c = _permitted();
        _name(c.grant);
        c.grant.terms.duo = GRU | IRB;
        _send(c.grant);
        _assertReason(_ask(c), DenyReason.Credential);
        IConsentDecisions.Ancestry[] memory none;
        (Decision memory decision,) = decisions.decide(c.grant, c.request, _approval(GRANTEE), none);
        _assertReason(decision, DenyReason.None);
        (decision,) = decisions.decide(c.grant, c.request, _approval(address(0xBAD)), none);
        _assertReason(decision, DenyReason.Credential);
    }

    function test_WhenDiseaseAskedFor_WhenNamed_Permit() external {
        _assertReason(_ask(_studyOf(TYPE_2, TYPE_2)), DenyReason.None);
    }

    function test_WhenDiseaseAskedFor_WhenShownToBeKindOfNamedOne_Permit() external {
        Case memory c = _studyOf(TYPE_2, DIABETES);
        _assertReason(_ask(c), DenyReason.Scope);
        _assertReason(_ask(c, _kindOf(DIABETES)), DenyReason.None);
    }

    function test_WhenDiseaseAskedFor_WhenShownToBeKindOfAnother_DenyScope() external {
        Case memory c = _studyOf(TYPE_2, TYPE_1);
        _assertReason(_ask(c, _kindOf(DIABETES)), DenyReason.Scope);
    }

    function test_WhenDiseaseAskedFor_WhenAncestryForged_RevertEvenIfDiseaseNamed() external {
        Case memory c = _studyOf(TYPE_2, TYPE_2);
        vm.expectRevert(
            abi.encodeWithSelector(IResearchTrust.ResearchTrust_ForgedAncestry.selector, TYPE_2, TYPE_1, ontology)
        );
        this.askShowing(c, _kindOf(TYPE_1));
    }

    /// @dev One call deeper, for what is expected to revert.
    function askShowing(Case memory c, IConsentDecisions.Ancestry[] memory ancestry) external view {
        _ask(c, ancestry);
    }

    function _granted(bytes32 salt) private returns (Case memory c) {
        c = _permitted();
        _name(c.grant);
        c.grant.terms.salt = salt;
        _send(c.grant);
    }

    /// @dev A study of one disease under a consent that names one.
    function _studyOf(string memory disease, string memory named) private returns (Case memory c) {
        c = _permitted();
        _name(c.grant);
        c.grant.terms.duo = DS;
        c.grant.terms.diseases = _list(named);
        _send(c.grant);
        c.request.use.kind = ResearchKind.Disease;
        c.request.use.disease = disease;
    }
}
