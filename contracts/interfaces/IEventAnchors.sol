// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln} from "../types/Identifiers.sol";

/// @title Anchors of partners' EPCIS events
/// @notice A partner commits to a batch of events by the root of a Merkle tree (sorted pairs) over
///
///   leaf = keccak256(bytes.concat(keccak256(abi.encode(bytes32 eventHash, bytes32 salt))))
///
/// eventHash is the SHA-256 of the GS1 CBV event hash algorithm, or of a transaction document; the salt, 32 random bytes
/// each, keeps either from being guessed. Each anchor names the one before it, so that none can be left out later.
/// Events are never deleted: an error is corrected by anchoring an event with an error declaration.
interface IEventAnchors {
    struct Anchor {
        bytes32 root;
        uint32 events;
        /// Earliest and latest event time.
        uint40 from;
        uint40 to;
        /// Version of the core business vocabulary times ten: 20, or 21, whose hash rounds otherwise.
        uint8 cbvVersion;
    }

    event EventsAnchored(Gln indexed gln, uint64 indexed number, bytes32 previous, Anchor anchor);

    error EventAnchors_NotPartner(Gln gln, address caller);
    /// @notice Thrown when an anchor is empty, its times are not in order or in the future, or its version is unknown.
    error EventAnchors_Refused(Gln gln, bytes32 root, uint40 from, uint40 to);
    /// @notice Thrown when `previous` is not the head of the partner's anchors: another came between, or this is a repeat.
    error EventAnchors_NotNext(Gln gln, bytes32 head, bytes32 previous);

    /// @notice Anchors the next batch. Only an authorised partner.
    /// @param previous Head of the partner's anchors, zero for the first.
    /// @return head keccak256(abi.encode(previous, anchor)).
    function anchor(Gln gln, bytes32 previous, Anchor calldata batch) external returns (bytes32 head);
    /// @notice Whether an event with this salt is in a partner's anchor of that number. Numbers count from 1.
    function verify(Gln gln, uint64 number, bytes32 eventHash, bytes32 salt, bytes32[] calldata proof)
        external
        view
        returns (bool anchored);
    function headOf(Gln gln) external view returns (bytes32 head, uint64 count);
    function rootOf(Gln gln, uint64 number) external view returns (bytes32 root, uint40 anchoredAt);
}
