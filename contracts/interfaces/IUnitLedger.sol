// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, LotId, Sscc} from "../types/Identifiers.sol";
import {Content, EffectiveStatus, LotDetails} from "../types/Provenance.sol";

/// @title Single packs, proved against their lot's root
/// @notice A unit is known by its index in the lot and its hash:
///
///   unitHash = keccak256(abi.encode(uint64 gtin, string serial, string lot, uint32 expiry, bytes32 salt))
///   leaf     = keccak256(bytes.concat(keccak256(abi.encode(uint32 index, bytes32 unitHash))))
///
/// Trees pair sorted hashes (OpenZeppelin's StandardMerkleTree of [index, unitHash]). The salt keeps serials from
/// being enumerated; callers show only the unit hash. The index is inside the leaf and checked here, so a pack proves
/// one index only, and state is kept by index.
interface IUnitLedger {
    enum VerificationResult {
        Verified,
        /// Nobody registered the trade item number.
        GtinNotRegistered,
        /// Nobody commissioned the lot.
        LotNotFound,
        /// The lot exists with another expiry, root or count.
        LotDetailsDiffer,
        /// No unit of the lot has this index.
        IndexOutOfRange,
        /// The unit's index, serial, lot, expiry or salt is not in the lot.
        NoMatch
    }

    event UnitDispensed(LotId indexed lot, uint32 indexed index, Gln indexed dispenser, Sscc sscc);

    /// @notice Thrown when the unit does not verify.
    error UnitLedger_NotVerified(LotId lot, uint32 index, VerificationResult result);
    /// @notice Thrown when the lot or the logistic unit is not fit for dispensing.
    error UnitLedger_NotActive(LotId lot, uint32 index, EffectiveStatus status);
    /// @notice Thrown when the unit was dispensed before: one of the two packs is a copy.
    error UnitLedger_AlreadyDispensed(LotId lot, uint32 index);
    /// @notice Thrown when the contents shown are not those of the logistic unit.
    error UnitLedger_OtherContents(Sscc sscc, bytes32 contentsHash, bytes32 shown);
    /// @notice Thrown when the unit does not lie in the logistic unit.
    error UnitLedger_NotInside(Sscc sscc, LotId lot, uint32 index);
    /// @notice Thrown when the caller is not a dispenser with custody of the logistic unit.
    error UnitLedger_NotDispenser(Sscc sscc, Gln custodian, address caller);
    /// @notice Thrown when more units would leave a logistic unit than arrived.
    error UnitLedger_MoreThanArrived(Sscc sscc, uint32 arrived);

    /// @notice Checks a pack and tells how it stands. Never reverts on wrong facts.
    /// @return result Whether the pack belongs to the lot.
    /// @return status Effective status of lot and unit; meaningless unless Verified.
    function verify(LotDetails calldata details, uint32 index, bytes32 unitHash, bytes32[] calldata proof)
        external
        view
        returns (VerificationResult result, EffectiveStatus status);
    /// @notice Hands a pack to a patient. The caller is the account of a dispenser that has custody of the logistic
    /// unit; the first dispense wins.
    function dispense(
        Sscc sscc,
        Content[] calldata contents,
        LotDetails calldata details,
        uint32 index,
        bytes32 unitHash,
        bytes32[] calldata proof
    ) external;
    function isDispensed(LotId lot, uint32 index) external view returns (bool dispensed);
    /// @notice Units dispensed out of a logistic unit.
    function dispensedOutOf(Sscc sscc) external view returns (uint32 count);
    /// @notice The leaf that a lot's root holds for a unit.
    function leafOf(uint32 index, bytes32 unitHash) external pure returns (bytes32 leaf);
}
