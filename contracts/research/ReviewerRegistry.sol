// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IReviewerRegistry} from "../interfaces/IReviewerRegistry.sol";
import {NEVER} from "../types/Inference.sol";

/// @title ReviewerRegistry
/// @dev What is asked is always about tags that the asker names, so nothing here walks through a reviewer's past.
contract ReviewerRegistry is IReviewerRegistry, AccessManaged {
    // CONSTANTS

    /// @notice How long an affiliation counts after it ended: as long as funders commonly look back.
    uint40 public constant COOLING_OFF = 3 * 365 days;

    // STORAGE

    mapping(address reviewer => bool) private _hasDeclared;
    mapping(address reviewer => mapping(bytes32 affiliation => uint40)) private _countsUntil;
    mapping(address reviewer => mapping(address party => bool)) private _conflicts;

    constructor(address authority) AccessManaged(authority) {}

    // AFFILIATIONS

    /// @inheritdoc IReviewerRegistry
    function declareAffiliation(bytes32 affiliation) external {
        if (affiliation == 0) revert ReviewerRegistry_EmptyAffiliation();

        // Effect: it lasts, also where one of before was to run out.
        _hasDeclared[msg.sender] = true;
        _countsUntil[msg.sender][affiliation] = NEVER;
        emit AffiliationDeclared(msg.sender, affiliation);
    }

    /// @inheritdoc IReviewerRegistry
    function endAffiliation(bytes32 affiliation) external {
        // Check: one that lasts, so that an end is never put off or brought forward.
        if (_countsUntil[msg.sender][affiliation] != NEVER) {
            revert ReviewerRegistry_NotAffiliated(msg.sender, affiliation);
        }

        // Effect
        uint40 countsUntil = uint40(block.timestamp) + COOLING_OFF;
        _countsUntil[msg.sender][affiliation] = countsUntil;
        emit AffiliationEnded(msg.sender, affiliation, countsUntil);
    }

    // CONFLICTS

    /// @inheritdoc IReviewerRegistry
    function declareConflict(address party) external {
        _record(msg.sender, party, 0);
    }

    /// @inheritdoc IReviewerRegistry
    function recordConflict(address reviewer, address party, bytes32 evidenceHash) external restricted {
        if (evidenceHash == 0) revert ReviewerRegistry_EvidenceMissing(reviewer, party);
        _record(reviewer, party, evidenceHash);
    }

    // VIEWS

    /// @inheritdoc IReviewerRegistry
    function affiliatedUntil(address reviewer, bytes32 affiliation) external view returns (uint40) {
        return _countsUntil[reviewer][affiliation];
    }

    /// @inheritdoc IReviewerRegistry
    function hasConflict(address reviewer, address party) external view returns (bool) {
        return _conflicts[reviewer][party];
    }

    /// @inheritdoc IReviewerRegistry
    function eligible(
        address[] calldata reviewers,
        bytes32[] calldata excludedAffiliations,
        address funder,
        address investigator
    ) external view returns (uint16 bitmap) {
        for (uint256 i; i < reviewers.length; ++i) {
            address reviewer = reviewers[i];
            if (!_hasDeclared[reviewer] || _conflicts[reviewer][funder] || _conflicts[reviewer][investigator]) {
                continue;
            }
            // Bits beyond the sixteenth fall away: no policy has so many reviewers.
            if (!_belongsToAny(reviewer, excludedAffiliations)) bitmap |= uint16(1 << i);
        }
    }

    // INTERNALS

    function _record(address reviewer, address party, bytes32 evidenceHash) private {
        _conflicts[reviewer][party] = true;
        emit ConflictRecorded(reviewer, party, msg.sender, evidenceHash);
    }

    function _belongsToAny(address reviewer, bytes32[] calldata affiliations) private view returns (bool) {
        for (uint256 i; i < affiliations.length; ++i) {
            if (block.timestamp <= _countsUntil[reviewer][affiliations[i]]) return true;
        }
        return false;
    }
}
