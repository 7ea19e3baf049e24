// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDecisions} from "../../contracts/interfaces/IConsentDecisions.sol";
import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../contracts/interfaces/IConsentStates.sol";
import {IPolicyRegistry} from "../../contracts/interfaces/IPolicyRegistry.sol";
import {IResearchTrust} from "../../contracts/interfaces/IResearchTrust.sol";
import {ConsentGrant, Decision, DenyReason} from "../../contracts/types/Consent.sol";
import {PolicyId} from "../../contracts/types/Identifiers.sol";
import {AccessCase} from "./AccessCase.sol";
import {Eip712} from "./Eip712.sol";
import {TermsHash} from "./TermsHash.sol";

/// @title The decision contract over the registries that ship, a patient, an ethics board and an ontology of two pairs
abstract contract DecisionFixture is AccessCase {
    string internal constant DIABETES = "MONDO:0005015";
    string internal constant TYPE_1 = "MONDO:0005147";
    string internal constant TYPE_2 = "MONDO:0005148";
    bytes32 internal constant POLICY = keccak256("research");
    bytes32 internal constant TEXT = keccak256("a policy's text");

    IConsentRegistry internal consents;
    IPolicyRegistry internal policies;
    IResearchTrust internal trust;
    address internal board;
    uint256 internal boardKey;
    bytes32 internal ontology;
    bytes32 internal siblingLeaf;

    function setUp() public virtual {
        vm.warp(NOW);
        address admin = makeAddr("admin");
        (board, boardKey) = makeAddrAndKey("board");
        address authority = deploy("AccessManager", abi.encode(admin));
        address desk = deploy("ConsentDesk", abi.encode(authority));
        consents = IConsentRegistry(deploy("ConsentRegistry", abi.encode(authority, desk)));
        policies = IPolicyRegistry(deploy("PolicyRegistry", ""));
        trust = IResearchTrust(deploy("ResearchTrust", abi.encode(authority)));
        decisions = IConsentDecisions(deploy("ConsentDecisions", abi.encode(consents, policies, trust)));
        policies.publish(POLICY, 3, 0, TEXT);
        siblingLeaf = _leaf(TYPE_1, DIABETES);
        bytes32 leaf = _leaf(TYPE_2, DIABETES);
        ontology =
            leaf < siblingLeaf ? keccak256(abi.encode(leaf, siblingLeaf)) : keccak256(abi.encode(siblingLeaf, leaf));
        vm.startPrank(admin);
        trust.setIssuer(board, IRB);
        trust.publishOntology(ontology, "MONDO");
        vm.stopPrank();
    }

    /// @dev A case whose consent is granted, under the policy that is published.
    function _granted() internal returns (Case memory c) {
        c = _permitted();
        _name(c.grant);
        _send(c.grant);
    }

    function _name(ConsentGrant memory grant) internal view {
        grant.terms.policy = PolicyId.unwrap(policies.policyIdOf(address(this), POLICY));
        grant.terms.policyHash = TEXT;
    }

    function _send(ConsentGrant memory grant) internal {
        vm.prank(grant.signer);
        consents.grant(TermsHash.hash(grant.terms), grant.issuedAt, grant.end, grant.deadline);
    }

    function _ask(Case memory c) internal view returns (Decision memory decision) {
        (decision,) = decisions.decide(
            c.grant, c.request, new IResearchTrust.Credential[](0), new IConsentDecisions.Ancestry[](0)
        );
    }

    function _ask(Case memory c, IConsentDecisions.Ancestry[] memory ancestry)
        internal
        view
        returns (Decision memory decision)
    {
        (decision,) = decisions.decide(c.grant, c.request, new IResearchTrust.Credential[](0), ancestry);
    }

    function _assertReason(Decision memory decision, DenyReason reason) internal pure {
        assertEq(uint256(decision.reason), uint256(reason), "reason");
        assertEq(decision.permitted, reason == DenyReason.None, "permitted");
    }

    function _kindOf(string memory ancestor) internal view returns (IConsentDecisions.Ancestry[] memory ancestry) {
        ancestry = new IConsentDecisions.Ancestry[](1);
        ancestry[0].ancestor = ancestor;
        ancestry[0].root = ontology;
        ancestry[0].proof = new bytes32[](1);
        ancestry[0].proof[0] = siblingLeaf;
    }

    function _approval(address holder) internal view returns (IResearchTrust.Credential[] memory shown) {
        shown = new IResearchTrust.Credential[](1);
        shown[0].holder = holder;
        shown[0].duoCode = 21;
        shown[0].assertedAt = NOW;
        shown[0].expiresAt = NOW + 30 days;
        shown[0].issuer = board;
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "ResearchCredential(address holder,uint8 duoCode,bytes32 value,uint40 assertedAt,uint40 expiresAt)"
                ),
                holder,
                uint8(21),
                bytes32(0),
                NOW,
                NOW + 30 days
            )
        );
        shown[0].signature =
            signCompact(boardKey, Eip712.digest("ResearchTrust", block.chainid, address(trust), structHash));
    }

    function _header(ConsentGrant memory grant) internal pure returns (IConsentStates.GrantHeader memory) {
        return IConsentStates.GrantHeader({
            signer: grant.signer,
            termsHash: TermsHash.hash(grant.terms),
            issuedAt: grant.issuedAt,
            end: grant.end,
            deadline: grant.deadline
        });
    }

    function _leaf(string memory child, string memory ancestor) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(child, ancestor))));
    }
}
