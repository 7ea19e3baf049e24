// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IConsentDecisions} from "../../contracts/interfaces/IConsentDecisions.sol";
import {IConsentStates} from "../../contracts/interfaces/IConsentStates.sol";
import {
    AccessRequest,
    ConsentGrant,
    ConsentTerms,
    Decision,
    DenyReason,
    DenyRule,
    PolicyStanding,
    ResearchKind
} from "../../contracts/types/Consent.sol";
import {Test} from "./Test.sol";

/// @title A consent, a request under it and facts by which it is permitted
abstract contract AccessCase is Test {
    uint40 internal constant NOW = 1_780_000_000;
    uint8 internal constant HRESCH = 5;
    uint8 internal constant TREAT = 0;
    uint8 internal constant LABORATORY = 1;
    uint64 internal constant GRU = uint64(1) << 42;
    uint64 internal constant HMB = uint64(1) << 6;
    uint64 internal constant DS = uint64(1) << 7;
    uint64 internal constant IRB = uint64(1) << 21;
    address internal constant GRANTEE = address(0x6A);

    struct Case {
        ConsentGrant grant;
        AccessRequest request;
        IConsentDecisions.Facts facts;
    }

    IConsentDecisions internal decisions;

    /// @dev General health research with laboratory values, by a non-profit.
    function _permitted() internal pure returns (Case memory c) {
        c.grant = _grant();
        c.request = _request();
        IConsentStates.ConsentStanding memory standing = c.facts.standing;
        standing.state = IConsentStates.ConsentState.Active;
        standing.end = c.grant.end;
        standing.delegateClasses = type(uint32).max;
        c.facts.policy = PolicyStanding.Current;
        c.facts.decidedAt = NOW;
    }

    function _grant() internal pure returns (ConsentGrant memory grant) {
        grant.signer = address(0x9A);
        grant.issuedAt = NOW - 1 days;
        grant.end = NOW + 365 days;
        grant.deadline = NOW + 1 days;
        ConsentTerms memory terms = grant.terms;
        terms.subject = keccak256("a handle of P-014");
        terms.custodian = address(0xC0);
        terms.grantee = GRANTEE;
        terms.purposes = uint64(1) << HRESCH | uint64(1) << TREAT;
        terms.duo = GRU;
        terms.dataClasses = uint32(1) << LABORATORY;
        terms.maxConfidentiality = 3;
        terms.start = NOW - 1 days;
        terms.dataFrom = 1_000;
        terms.dataTo = 2_000;
        terms.obligations = 0x102;
        terms.policyMajor = 3;
        terms.salt = keccak256("32 random bytes");
    }

    function _request() internal pure returns (AccessRequest memory request) {
        request.id = keccak256("a request");
        request.actor = GRANTEE;
        request.purpose = HRESCH;
        request.dataClass = LABORATORY;
        request.confidentiality = 3;
        request.dataFrom = 1_000;
        request.dataTo = 2_000;
        request.jurisdiction = "CH";
        request.use.kind = ResearchKind.General;
    }

    function _decide(Case memory c) internal view returns (Decision memory) {
        return decisions.decideOn(c.grant, c.request, c.facts);
    }

    function _assertDenied(Case memory c, DenyReason reason) internal view {
        Decision memory decision = _decide(c);
        assertFalse(decision.permitted, "denied");
        assertEq(uint256(decision.reason), uint256(reason), "reason");
        assertEq(uint256(decision.obligations), 0, "obligations of nothing");
        assertEq(uint256(decision.duoObligations), 0, "DUO obligations of nothing");
    }

    function _assertDenied(Case memory c, DenyReason reason, uint8 duoCode) internal view {
        _assertDenied(c, reason);
        assertEq(uint256(_decide(c).duoCode), uint256(duoCode), "code that decided");
    }

    function _list(string memory text) internal pure returns (string[] memory list) {
        list = new string[](1);
        list[0] = text;
    }
}
