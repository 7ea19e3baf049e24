// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {PolicyStanding} from "../types/Consent.sol";
import {PolicyId} from "../types/Identifiers.sol";

/// @title Versions of the policies that patients consent to
/// @notice Append-only. A minor version only notifies; a major one ends consents to the one before after GRACE_PERIOD (30
/// days) unless the patient consents anew. Whoever publishes the first version owns the line.
interface IPolicyRegistry {
    event PolicyPublished(PolicyId indexed id, address indexed publisher, uint16 major, uint16 minor, bytes32 textHash);

    /// @notice Thrown when a version is not the next minor or the next major one.
    error PolicyRegistry_NotNext(PolicyId id, uint16 major, uint16 minor);
    error PolicyRegistry_NoText();

    /// @notice Publishes a version of the caller's line `name` (keccak256 of a name of its own choosing). The first may be any.
    function publish(bytes32 name, uint16 major, uint16 minor, bytes32 textHash) external returns (PolicyId id);

    function standingOf(PolicyId id, uint16 major, uint16 minor, bytes32 textHash)
        external
        view
        returns (PolicyStanding);
    function textHashOf(PolicyId id, uint16 major, uint16 minor) external view returns (bytes32);
    function newestOf(PolicyId id) external view returns (uint16 major, uint16 minor);
    /// @notice Last second at which consents to that major version count, or zero while no other is newer.
    function graceEndOf(PolicyId id, uint16 major) external view returns (uint40);
    function policyIdOf(address publisher, bytes32 name) external pure returns (PolicyId id);
}
