// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AnchorId} from "../types/Identifiers.sol";

/// @title Commitments to records and to receipts of access
/// @notice A custodian anchors many at a time, by the root of a Merkle tree in which each has its place:
///
///   leaf(index, commitment) = keccak256(bytes.concat(keccak256(abi.encode(uint256 index, bytes32 commitment))))
///   node(left, right)       = keccak256(bytes.concat(bytes32 left, bytes32 right)), in this order
///
/// The tree is full: 2^d leaves, d the least with 2^d >= count, so that the root of one is its leaf. Places from `count` on
/// hold zero instead of a leaf. A proof is the d neighbours from the leaf up; bit i of the index says whether the i-th
/// stands on the right (0) or on the left (1). So under one root each place has room for one commitment only, even if the
/// custodian wishes otherwise. Each commitment is salted (standards/recordCommitment.ts): neither root nor leaf says
/// anything without its salt.
interface IRecordRegistry {
    enum AnchorKind {
        None,
        Records,
        /// Receipts of access that both sides signed; never erased.
        Receipts
    }

    enum Verdict {
        /// No such anchor, or no such place in it.
        NotFound,
        Genuine,
        /// The commitment is not what was anchored at that place, or the proof does not show it there.
        Tampered,
        Erased
    }

    struct Anchor {
        AnchorKind kind;
        address custodian;
        uint24 count;
        uint24 erased;
        /// Legal hold: no erasure up to then. Zero: none.
        uint40 retainUntil;
        /// Zero once everything in it was erased.
        bytes32 root;
    }

    event RecordsAnchored(
        AnchorId indexed id, address indexed custodian, bytes32 root, uint24 count, uint40 retainUntil
    );
    event ReceiptsAnchored(AnchorId indexed id, address indexed custodian, bytes32 root, uint24 count);
    event RecordErased(AnchorId indexed id, uint24 index);

    error RecordRegistry_NotCustodian(address caller);
    error RecordRegistry_EmptyAnchor(bytes32 root, uint24 count);
    error RecordRegistry_Unknown(AnchorId id);
    error RecordRegistry_NotOwner(AnchorId id, address caller);
    error RecordRegistry_NotErasable(AnchorId id, AnchorKind kind);
    error RecordRegistry_UnderLegalHold(AnchorId id, uint40 retainUntil);
    error RecordRegistry_OutOfRange(AnchorId id, uint24 index, uint24 count);
    error RecordRegistry_RetentionOutOfRange(uint40 retainUntil, uint256 now_, uint256 maxRetention);

    /// @notice Anchors records. Listed custodians.
    function anchorRecords(bytes32 root, uint24 count, uint40 retainUntil) external returns (AnchorId id);
    /// @notice Anchors receipts. Listed custodians.
    function anchorReceipts(bytes32 root, uint24 count) external returns (AnchorId id);
    /// @notice Erases one record for good; idempotent. The custodian that anchored it, listed still or not.
    function erase(AnchorId id, uint24 index) external;

    function verify(AnchorId id, uint24 index, bytes32 commitment, bytes32[] calldata proof)
        external
        view
        returns (Verdict);
    function anchorOf(AnchorId id) external view returns (Anchor memory);
    function isErased(AnchorId id, uint24 index) external view returns (bool);
    /// @notice The id that the custodian's n-th anchor (from zero) has, and how many it has made.
    function anchorIdOf(address custodian, uint256 n) external pure returns (AnchorId id);
    function anchorsOf(address custodian) external view returns (uint256 count);
}
