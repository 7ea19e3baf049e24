// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILots} from "../interfaces/ILots.sol";
import {Gtin, LotId} from "../types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    LotFacts,
    LotState,
    QuarantineOrder,
    RecallClass,
    SCATTERED
} from "../types/Provenance.sol";

/// @title Lots: ids, commitments, contents and severity
library Lots {
    bytes25 internal constant NEVER_COMMISSIONED = bytes25(0);

    /// @dev Every order but a hold.
    uint8 private constant LASTING_ORDERS = 0x0f;
    uint256 private constant ID_BYTES = 64;
    uint256 private constant DETAILS_BYTES = 192;
    uint256 private constant CONTENT_BYTES = 128;
    /// @dev Offset and length, which the hash of contents leaves out.
    uint256 private constant ARRAY_HEAD_BYTES = 64;

    /// @notice keccak256(abi.encode(gtin, lotHash)).
    function idOf(LotDetails memory details) internal pure returns (LotId id) {
        // A struct of words lies in memory as abi.encode would write it; these are its first two.
        assembly ("memory-safe") {
            id := keccak256(details, ID_BYTES)
        }
    }

    /// @notice First 25 bytes of keccak256(abi.encode(details)). Whoever wants two details for one lot needs 2^100
    /// hashes.
    function commitmentOf(LotDetails memory details) internal pure returns (bytes25 commitment) {
        bytes32 hash;
        assembly ("memory-safe") {
            hash := keccak256(details, DETAILS_BYTES)
        }
        return bytes25(hash);
    }

    function factsOf(LotDetails memory details) internal pure returns (LotFacts facts) {
        uint128 gtin = Gtin.unwrap(details.gtin);
        return LotFacts.wrap(gtin << 64 | uint128(details.expiry) << 32 | details.unitCount);
    }

    /// @notice What lots share that are made of this one: all but a hold, its expiry, and whether it was released.
    function passedOnBy(ILots.LotRecord memory lot) internal pure returns (EffectiveStatus status) {
        if (lot.recall != RecallClass.None) return EffectiveStatus.Recalled;
        return lot.marks & LASTING_ORDERS != 0 ? EffectiveStatus.Quarantined : EffectiveStatus.Active;
    }

    /// @notice Severity of a lot by itself, now. A hold counts up to its last second.
    function statusOf(ILots.LotRecord memory lot, uint40 expiresAt, uint40 heldUntil)
        internal
        view
        returns (EffectiveStatus status)
    {
        if (lot.recall != RecallClass.None) return EffectiveStatus.Recalled;
        if (lot.marks & LASTING_ORDERS != 0) return EffectiveStatus.Quarantined;
        if (lot.marks & bit(QuarantineOrder.Hold) != 0 && block.timestamp <= heldUntil) {
            return EffectiveStatus.Quarantined;
        }
        if (block.timestamp > expiresAt) return EffectiveStatus.Expired;
        return lot.state == LotState.Commissioned ? EffectiveStatus.Unreleased : EffectiveStatus.Active;
    }

    function bit(QuarantineOrder order) internal pure returns (uint8 mask) {
        return uint8(1 << uint8(order));
    }

    function max(EffectiveStatus a, EffectiveStatus b) internal pure returns (EffectiveStatus graver) {
        return a > b ? a : b;
    }

    /// @notice keccak256 over the words of all runs, as abi.encode writes them, without offset and length.
    function hashOf(Content[] calldata contents) internal pure returns (bytes32 hash) {
        // Dirty words give another hash than the clean ones that were packed, so nothing needs cleaning here.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := mul(contents.length, CONTENT_BYTES)
            calldatacopy(free, contents.offset, size)
            hash := keccak256(free, size)
        }
    }

    /// @notice The same for runs in memory.
    function hashOfPacked(Content[] memory contents) internal pure returns (bytes32 hash) {
        bytes memory encoded = abi.encode(contents);
        assembly ("memory-safe") {
            hash := keccak256(add(add(encoded, 32), ARRAY_HEAD_BYTES), sub(mload(encoded), ARRAY_HEAD_BYTES))
        }
    }

    /// @notice Whether any run is of the lot.
    function holdsLot(Content[] calldata contents, LotId lot) internal pure returns (bool holds) {
        for (uint256 i; i < contents.length; ++i) {
            if (contents[i].lot == lot) return true;
        }
    }

    /// @notice Whether some run holds the lot's unit `index`. Scattered units are no run: each says itself where it lies.
    function holdsUnit(Content[] calldata contents, LotId lot, uint32 index) internal pure returns (bool holds) {
        for (uint256 i; i < contents.length; ++i) {
            Content calldata run = contents[i];
            uint32 first = run.firstUnit;
            if (run.lot != lot || first == SCATTERED) continue;
            if (index >= first && index - first < run.unitCount) return true;
        }
    }
}
