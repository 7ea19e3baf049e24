// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDecisions} from "../../../contracts/interfaces/IConsentDecisions.sol";
import {IConsentStates} from "../../../contracts/interfaces/IConsentStates.sol";
import {Decision, DenyReason, DenyRule, PolicyStanding, ResearchKind} from "../../../contracts/types/Consent.sol";
import {AccessCase} from "../../utils/AccessCase.sol";

/// @title Laws of the decision: taking away never permits more, and a permit means that every condition holds
contract ConsentRulesFuzzTest is AccessCase {
    uint64 private constant PERMISSIONS = uint64(1) << 4 | uint64(1) << 6 | uint64(1) << 7 | uint64(1) << 11 | GRU;

    function setUp() public {
        decisions = IConsentDecisions(deploy("ConsentDecisions", abi.encode(address(0), address(0), address(0))));
    }

    function testFuzz_DenyRuleNeverPermitsMore(uint256 seed, DenyRule memory rule) external view {
        Case memory c = _drawn(seed);
        bool before = _decide(c).permitted;
        c.grant.terms.denials = new DenyRule[](1);
        c.grant.terms.denials[0] = rule;
        assertTrue(before || !_decide(c).permitted, "a rule permitted more");
    }

    function testFuzz_FewerPurposesOrClassesNeverPermitMore(uint256 seed, uint64 purposes, uint32 classes)
        external
        view
    {
        Case memory c = _drawn(seed);
        bool before = _decide(c).permitted;
        c.grant.terms.purposes &= purposes;
        c.grant.terms.dataClasses &= classes;
        assertTrue(before || !_decide(c).permitted, "less permitted more");
    }

    function testFuzz_LimitingModifierNeverPermitsMore(uint256 seed, uint8 which) external view {
        Case memory c = _drawn(seed);
        bool before = _decide(c).permitted;
        // All modifiers but CC, which is the one that permits: clinical use.
        uint8[16] memory codes = [12, 15, 16, 18, 19, 20, 21, 22, 24, 25, 26, 27, 28, 44, 45, 46];
        c.grant.terms.duo |= uint64(1) << codes[which % 16];
        assertTrue(before || !_decide(c).permitted, "a modifier permitted more");
    }

    function testFuzz_CredentialsNeverDenyMore(uint256 seed, uint64 credentials) external view {
        Case memory c = _drawn(seed);
        bool before = _decide(c).permitted;
        c.facts.credentials |= credentials;
        assertTrue(!before || _decide(c).permitted, "a credential denied");
    }

    function testFuzz_PermitMeansEveryConditionHolds(uint256 seed) external view {
        Case memory c = _drawn(seed);
        Decision memory decision = _decide(c);
        assertEq(decision.permitted, decision.reason == DenyReason.None, "a denial has a reason");
        if (!decision.permitted) return;
        IConsentStates.ConsentStanding memory standing = c.facts.standing;
        assertEq(uint256(standing.state), uint256(IConsentStates.ConsentState.Active), "active");
        assertFalse(standing.underDispute || standing.revokedByEpoch, "undisputed, not revoked");
        assertTrue(c.facts.decidedAt >= c.grant.terms.start && c.facts.decidedAt <= c.grant.end, "in its period");
        assertTrue(c.facts.policy != PolicyStanding.Unknown && c.facts.policy != PolicyStanding.Ended, "policy");
        assertEq(c.request.actor, c.grant.terms.grantee, "grantee");
        assertTrue(c.grant.terms.purposes >> c.request.purpose & 1 == 1, "purpose");
        uint32 classes = c.grant.terms.dataClasses & standing.delegateClasses;
        assertTrue(classes >> c.request.dataClass & 1 == 1, "class");
        assertTrue(c.request.confidentiality <= c.grant.terms.maxConfidentiality, "label");
        assertTrue(c.request.dataFrom >= c.grant.terms.dataFrom, "data period");
        if (c.request.use.kind != ResearchKind.None) _assertResearch(c);
    }

    function _assertResearch(Case memory c) private pure {
        uint64 duo = c.grant.terms.duo;
        uint64 given = duo & PERMISSIONS;
        assertTrue(given != 0 && given & (given - 1) == 0, "one permission");
        uint64 asked = duo & (uint64(1) << 12 | IRB | uint64(1) << 22 | uint64(7) << 26);
        assertEq(uint256(asked & ~c.facts.credentials), 0, "credentials");
        if (c.request.use.commercial) {
            assertEq(uint256(duo & (uint64(1) << 18 | uint64(3) << 45)), 0, "not for profit");
        }
        if (c.request.use.clinical) assertTrue(duo >> 43 & 1 == 1, "clinical");
    }

    /// @dev Permitted, but for some things that the seed changes.
    function _drawn(uint256 seed) private pure returns (Case memory c) {
        c = _permitted();
        uint256 changes = uint256(keccak256(abi.encode(seed)));
        uint256 bits = uint256(keccak256(abi.encode(seed, "values")));
        if (changes & 0xf == 0) c.facts.standing.state = IConsentStates.ConsentState(bits % 7);
        if (changes >> 4 & 0xf == 0) c.facts.policy = PolicyStanding(bits % 5);
        if (changes >> 8 & 0xf == 0) c.facts.decidedAt = uint40(NOW - 2 days + bits % 400 days);
        if (changes >> 12 & 0x7 == 0) c.request.purpose = uint8(bits % 24);
        if (changes >> 16 & 0x7 == 0) c.request.dataClass = uint8(bits >> 8) % 16;
        if (changes >> 20 & 0x7 == 0) c.request.confidentiality = uint8(bits >> 16) % 7;
        if (changes >> 24 & 0x7 == 0) c.request.dataFrom = uint40(999 + bits % 3);
        if (changes >> 28 & 0x1 == 0) c.grant.terms.duo = uint64(1) << [4, 6, 7, 11, 42][bits % 5];
        if (changes >> 32 & 0x1 == 0) c.grant.terms.duo |= uint64(1) << uint8(bits >> 24) % 47;
        if (changes >> 36 & 0x1 == 0) c.request.use.kind = ResearchKind((bits >> 32) % 6);
        c.request.use.commercial = changes >> 40 & 0x3 == 0;
        c.request.use.clinical = changes >> 44 & 0x3 == 0;
        c.request.use.genetic = changes >> 48 & 0x1 == 0;
        c.facts.diseaseCovered = changes >> 52 & 0x1 == 0;
        c.facts.credentials = uint64(bits >> 40);
        if (changes >> 56 & 0x7 == 0) c.facts.standing.delegateClasses = uint32(bits >> 104);
    }
}
