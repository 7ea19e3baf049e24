// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPolicyRegistry} from "../interfaces/IPolicyRegistry.sol";
import {PolicyStanding} from "../types/Consent.sol";
import {PolicyId} from "../types/Identifiers.sol";

/// @title PolicyRegistry
/// @dev A major version's grace runs from the publication of the one right after it, whatever follows: a version two behind
/// has neither more nor less time than it was told of. A line belongs to its publisher because its id is made of both.
contract PolicyRegistry is IPolicyRegistry {
    // CONSTANTS

    uint40 public constant GRACE_PERIOD = 30 days;

    uint40 private constant NEVER = 0;
    bytes32 private constant NO_TEXT = 0;

    // STORAGE

    /// @dev | published 8 | minor 16 | major 16 |
    struct Newest {
        uint16 major;
        uint16 minor;
        bool published;
    }

    mapping(PolicyId id => Newest) private _newest;
    mapping(PolicyId id => mapping(uint16 major => mapping(uint16 minor => bytes32 textHash))) private _texts;
    mapping(PolicyId id => mapping(uint16 major => uint40 graceEnd)) private _graceEnds;

    // PUBLISH

    /// @inheritdoc IPolicyRegistry
    function publish(bytes32 name, uint16 major, uint16 minor, bytes32 textHash) external returns (PolicyId id) {
        id = policyIdOf(msg.sender, name);
        Newest memory newest = _newest[id];
        // Check: a text, and the next version of the line.
        if (textHash == NO_TEXT) revert PolicyRegistry_NoText();
        bool isNextMajor = major == uint256(newest.major) + 1 && minor == 0;
        bool isNextMinor = major == newest.major && minor == uint256(newest.minor) + 1;
        if (newest.published && !isNextMajor && !isNextMinor) revert PolicyRegistry_NotNext(id, major, minor);

        // Effect: the newest one; if it is a major one, grace starts for the one before.
        _newest[id] = Newest({major: major, minor: minor, published: true});
        _texts[id][major][minor] = textHash;
        // Safe cast: 40 bits of seconds outlast us by 34,000 years.
        if (newest.published && isNextMajor) _graceEnds[id][newest.major] = uint40(block.timestamp) + GRACE_PERIOD;
        emit PolicyPublished(id, msg.sender, major, minor, textHash);
    }

    // VIEWS

    /// @inheritdoc IPolicyRegistry
    function standingOf(PolicyId id, uint16 major, uint16 minor, bytes32 textHash)
        external
        view
        returns (PolicyStanding)
    {
        if (textHash == NO_TEXT || _texts[id][major][minor] != textHash) return PolicyStanding.Unknown;
        uint40 graceEnd = _graceEnds[id][major];
        if (graceEnd != NEVER) return block.timestamp <= graceEnd ? PolicyStanding.Grace : PolicyStanding.Ended;
        return minor == _newest[id].minor ? PolicyStanding.Current : PolicyStanding.MinorBehind;
    }

    /// @inheritdoc IPolicyRegistry
    function textHashOf(PolicyId id, uint16 major, uint16 minor) external view returns (bytes32) {
        return _texts[id][major][minor];
    }

    /// @inheritdoc IPolicyRegistry
    function newestOf(PolicyId id) external view returns (uint16 major, uint16 minor) {
        return (_newest[id].major, _newest[id].minor);
    }

    /// @inheritdoc IPolicyRegistry
    function graceEndOf(PolicyId id, uint16 major) external view returns (uint40) {
        return _graceEnds[id][major];
    }

    /// @inheritdoc IPolicyRegistry
    function policyIdOf(address publisher, bytes32 name) public pure returns (PolicyId id) {
        return PolicyId.wrap(keccak256(abi.encode(publisher, name)));
    }
}
