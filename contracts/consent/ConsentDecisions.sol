// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDecisions} from "../interfaces/IConsentDecisions.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {IPolicyRegistry} from "../interfaces/IPolicyRegistry.sol";
import {IResearchTrust} from "../interfaces/IResearchTrust.sol";
import {ConsentHash} from "../libraries/ConsentHash.sol";
import {ConsentRules} from "../libraries/ConsentRules.sol";
import {AccessRequest, ConsentGrant, ConsentTerms, Decision, PolicyStanding} from "../types/Consent.sol";
import {ConsentId, PolicyId} from "../types/Identifiers.sol";

/// @title The full decision over a consent's terms
/// @dev No state: gathers the facts from three registries and applies the rules.
contract ConsentDecisions is IConsentDecisions {
    using ConsentHash for AccessRequest;
    using ConsentHash for ConsentGrant;
    using ConsentHash for Decision;

    IConsentStates public immutable CONSENTS;
    IPolicyRegistry public immutable POLICIES;
    IResearchTrust public immutable TRUST;

    constructor(IConsentStates consents, IPolicyRegistry policies, IResearchTrust trust) {
        CONSENTS = consents;
        POLICIES = policies;
        TRUST = trust;
    }

    /// @inheritdoc IConsentDecisions
    function decide(
        ConsentGrant calldata grant,
        AccessRequest calldata request,
        IResearchTrust.Credential[] calldata credentials,
        Ancestry[] calldata ancestry
    ) external view returns (Decision memory decision, bytes32 decisionHash) {
        ConsentId id = grant.idOf();
        Facts memory facts = Facts({
            standing: CONSENTS.standingOf(id),
            policy: _policyOf(grant.terms),
            credentials: TRUST.credentialsOf(request.actor, credentials),
            diseaseCovered: _covers(grant.terms.diseases, request.use.disease, ancestry),
            decidedAt: uint40(block.timestamp)
        });
        decision = ConsentRules.decide(grant, request, facts);
        decisionHash = decision.hash(id, request.hash(), facts.decidedAt);
    }

    /// @inheritdoc IConsentDecisions
    function decideOn(ConsentGrant calldata grant, AccessRequest calldata request, Facts calldata facts)
        external
        pure
        returns (Decision memory)
    {
        return ConsentRules.decide(grant, request, facts);
    }

    /// @inheritdoc IConsentDecisions
    function consentIdOf(ConsentGrant calldata grant) external pure returns (ConsentId) {
        return grant.idOf();
    }

    /// @inheritdoc IConsentDecisions
    function requestHashOf(AccessRequest calldata request) external pure returns (bytes32) {
        return request.hash();
    }

    function _policyOf(ConsentTerms calldata terms) private view returns (PolicyStanding) {
        return POLICIES.standingOf(PolicyId.wrap(terms.policy), terms.policyMajor, terms.policyMinor, terms.policyHash);
    }

    /// @dev Whether the disease studied is named by the consent, or shown to be a kind of one that is. Every ancestry that is
    /// claimed has to be shown, also one that is not needed.
    function _covers(string[] calldata named, string calldata disease, Ancestry[] calldata ancestry)
        private
        view
        returns (bool covered)
    {
        covered = _isAmong(named, disease);
        for (uint256 i; i < ancestry.length; ++i) {
            Ancestry calldata claim = ancestry[i];
            TRUST.checkAncestry(disease, claim.ancestor, claim.root, claim.proof);
            if (_isAmong(named, claim.ancestor)) covered = true;
        }
    }

    /// @dev No disease is among none, also not where a list names the empty text.
    function _isAmong(string[] calldata named, string calldata disease) private pure returns (bool) {
        if (bytes(disease).length == 0) return false;
        bytes32 wanted = keccak256(bytes(disease));
        for (uint256 i; i < named.length; ++i) {
            if (keccak256(bytes(named[i])) == wanted) return true;
        }
        return false;
    }
}
