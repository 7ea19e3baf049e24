// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {ILots} from "../interfaces/ILots.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {IUnitLedger} from "../interfaces/IUnitLedger.sol";
import {Lots} from "../libraries/Lots.sol";
import {UnitStates} from "../libraries/UnitStates.sol";
import {Gln, LotId} from "../types/Identifiers.sol";
import {
    EffectiveStatus,
    LotDetails,
    NO_PARTNER,
    Place,
    Removal,
    ROLE_DISPENSER,
    UNIT_PASSED_ON,
    UNIT_SUPPLIED,
    UnitState
} from "../types/Provenance.sol";
import {UnitRecords} from "./UnitRecords.sol";

/// @title Proving, dispensing, and what follows for who dispensed
abstract contract UnitDispensing is UnitRecords {
    using Lots for LotDetails;
    using Lots for EffectiveStatus;
    using UnitStates for UnitState;

    /// @notice How long a dispense may be taken back: Delegated Regulation (EU) 2016/161, article 13.
    uint40 public constant REVERT_TIME = 10 days;

    // PROOF

    /// @inheritdoc IUnitLedger
    function verify(LotDetails memory details, uint32 index, bytes32 unitHash, bytes32[] calldata proof)
        external
        view
        returns (VerificationResult result, EffectiveStatus status)
    {
        LotId lot = details.idOf();
        ILots.LotRecord memory record = BATCHES.lotOf(lot);
        result = _verify(record, details, index, unitHash, proof);
        status = _statusOfLot(lot, record, details.expiresAt).max(_unitOf(lot, index).state.statusOf());
    }

    /// @inheritdoc IUnitLedger
    function leafOf(uint32 index, bytes32 unitHash) public pure returns (bytes32 leaf) {
        return keccak256(bytes.concat(keccak256(abi.encode(index, unitHash))));
    }

    // DISPENSING

    /// @inheritdoc IUnitLedger
    function dispense(
        Place calldata place,
        LotDetails memory details,
        uint32 index,
        bytes32 unitHash,
        bytes32[] calldata proof,
        bool supplied
    ) external {
        LotId lot = details.idOf();
        UnitRecord memory unit = _checkSaleable(lot, details, index, unitHash, proof);
        // Interaction: out of its logistic unit, which must be fit for trade; the ledger knows who has it.
        Gln dispenser = _takeOut(place, lot, details.unitCount, index, unit, Removal.Trade);
        // Check: a dispenser that has the pack in its custody.
        _checkDispenser(place, dispenser);

        // Effect: the first dispense wins.
        UnitRecord memory next = _become(unit, UnitState.Dispensed, dispenser);
        if (supplied) next.flags |= UNIT_SUPPLIED;
        _store(lot, index, next);
        emit UnitDispensed(lot, index, dispenser, place.sscc, supplied);
    }

    /// @inheritdoc IUnitLedger
    function revertDispense(LotDetails memory details, uint32 index) external {
        (LotId lot, ILots.LotRecord memory record) = _checkLot(details);
        UnitRecord memory unit = _unitOf(lot, index);
        // Check: dispensed here, by the caller, which is a dispenser still.
        if (unit.state != UnitState.Dispensed) {
            revert UnitLedger_IllegalTransition(lot, index, unit.state, UnitState.Loose);
        }
        _checkAuthorised(lot, index, unit.custodian, ROLE_DISPENSER);
        // Check: not long ago, never handed over, never doubted since.
        bool inTime = block.timestamp <= unit.since + REVERT_TIME;
        if (!inTime || unit.flags & UNIT_SUPPLIED != 0 || unit.before == UnitState.Suspect) {
            revert UnitLedger_NotRevertible(lot, index, unit.since, block.timestamp);
        }
        _checkActive(lot, index, record, details.expiresAt);

        // Effect: back on the shelf.
        _store(lot, index, _become(unit, UnitState.Loose, unit.custodian));
        emit DispenseReverted(lot, index, unit.custodian);
    }

    /// @inheritdoc IUnitLedger
    function passOnRecall(LotDetails memory details, Gln by, uint32[] calldata indices) external {
        (LotId lot, ILots.LotRecord memory record) = _checkLot(details);
        _checkIndices(lot, details.unitCount, indices);
        // Check: a recalled lot, and who dispensed.
        _checkAccount(lot, indices[0], by);
        if (_statusOfLot(lot, record, details.expiresAt) != EffectiveStatus.Recalled) {
            revert UnitLedger_NothingToPassOn(lot, indices[0]);
        }
        for (uint256 i; i < indices.length; ++i) {
            // Check: dispensed by the caller, and not passed on yet.
            uint32 index = indices[i];
            UnitRecord memory unit = _unitOf(lot, index);
            bool own = unit.state == UnitState.Dispensed && unit.custodian == by;
            if (!own || unit.flags & UNIT_PASSED_ON != 0) revert UnitLedger_NothingToPassOn(lot, index);

            // Effect: once.
            unit.flags |= UNIT_PASSED_ON;
            _note(lot, index, unit);
            emit RecallNoticePassedOn(lot, index, by);
        }
    }

    // INTERNAL

    /// @dev The pack is of this lot and at rest, and the lot neither recalled, held nor expired.
    function _checkSaleable(
        LotId lot,
        LotDetails memory details,
        uint32 index,
        bytes32 unitHash,
        bytes32[] calldata proof
    ) private view returns (UnitRecord memory unit) {
        ILots.LotRecord memory record = BATCHES.lotOf(lot);
        VerificationResult result = _verify(record, details, index, unitHash, proof);
        if (result != VerificationResult.Verified) revert UnitLedger_NotVerified(lot, index, result);
        _checkActive(lot, index, record, details.expiresAt);
        unit = _unitOf(lot, index);
        if (unit.state == UnitState.Dispensed) revert UnitLedger_AlreadyDispensed(lot, index);
        if (!unit.state.isAtRest()) {
            revert UnitLedger_IllegalTransition(lot, index, unit.state, UnitState.Dispensed);
        }
    }

    function _verify(
        ILots.LotRecord memory record,
        LotDetails memory details,
        uint32 index,
        bytes32 unitHash,
        bytes32[] calldata proof
    ) private view returns (VerificationResult result) {
        if (record.commitment == Lots.NEVER_COMMISSIONED) {
            bool registered =
                BATCHES.productOf(details.gtin).holder != NO_PARTNER;
            return registered ? VerificationResult.LotNotFound : VerificationResult.GtinNotRegistered;
        }
        if (record.commitment != details.commitmentOf()) return VerificationResult.LotDetailsDiffer;
        if (index >= details.unitCount) return VerificationResult.IndexOutOfRange;
        bool proved = MerkleProof.verifyCalldata(proof, details.unitsRoot, leafOf(index, unitHash));
        return proved ? VerificationResult.Verified : VerificationResult.NoMatch;
    }

    /// @dev The caller speaks for the custodian, which is a dispenser authorised now.
    function _checkDispenser(Place calldata place, Gln custodian) private view {
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(custodian);
        bool authorised = partner.roles & ROLE_DISPENSER != 0 && block.timestamp <= partner.validUntil;
        if (msg.sender != partner.account || !authorised) {
            revert UnitLedger_NotDispenser(place.sscc, custodian, msg.sender);
        }
    }
}
