// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessRequest, ConsentGrant, Decision, PolicyStanding} from "../types/Consent.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {IConsentStates} from "./IConsentStates.sol";
import {IResearchTrust} from "./IResearchTrust.sol";

/// @title The full decision over a consent's terms
/// @notice Views that nodes and custodians run by eth_call, at an endpoint of their own: the terms never enter a
/// transaction, and an endpoint of somebody else's would see them. The same rules stand in standards/consentDecision.ts,
/// for whoever has no such endpoint; a test holds both together. What was decided is signed under the domain of the consent
/// registry:
///
///   AccessDecision(bytes32 consentId,bytes32 requestHash,bool permitted,uint8 reason,uint8 duoCode,uint32 obligations,uint64 duoObligations,uint40 decidedAt)
interface IConsentDecisions {
    /// @dev What shows that the disease studied is a kind of one that the consent names.
    struct Ancestry {
        string ancestor;
        bytes32 root;
        bytes32[] proof;
    }

    /// @dev Everything beside terms and request that a decision depends on.
    struct Facts {
        IConsentStates.ConsentStanding standing;
        PolicyStanding policy;
        /// DUO codes shown by credential.
        uint64 credentials;
        /// Whether the disease studied is one that the consent names, or a kind of one.
        bool diseaseCovered;
        uint40 decidedAt;
    }

    /// @notice Decides now. Reverts for an ancestry that is claimed and not shown; else never.
    function decide(
        ConsentGrant calldata grant,
        AccessRequest calldata request,
        IResearchTrust.Credential[] calldata credentials,
        Ancestry[] calldata ancestry
    ) external view returns (Decision memory decision, bytes32 decisionHash);
    /// @notice The rules alone, over given facts.
    function decideOn(ConsentGrant calldata grant, AccessRequest calldata request, Facts calldata facts)
        external
        pure
        returns (Decision memory);
    /// @notice EIP-712 struct hashes, as wallets compute them.
    function consentIdOf(ConsentGrant calldata grant) external pure returns (ConsentId);
    function requestHashOf(AccessRequest calldata request) external pure returns (bytes32);
}
