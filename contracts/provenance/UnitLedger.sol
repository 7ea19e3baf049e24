// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {IColdChain} from "../interfaces/IColdChain.sol";
import {ILots} from "../interfaces/ILots.sol";
import {IUnitLedger} from "../interfaces/IUnitLedger.sol";
import {Lots} from "../libraries/Lots.sol";
import {UnitStates} from "../libraries/UnitStates.sol";
import {LotId} from "../types/Identifiers.sol";
import {Content, EffectiveStatus, LotDetails, Place, UnitState} from "../types/Provenance.sol";
import {UnitDispensing} from "./UnitDispensing.sol";
import {UnitFindings} from "./UnitFindings.sol";
import {UnitPacking} from "./UnitPacking.sol";
import {UnitRecords} from "./UnitRecords.sol";
import {UnitReturns} from "./UnitReturns.sol";

/// @title Single packs, proved against their lot's root
/// @dev Several acts go in one transaction by `multicall`: all or none.
contract UnitLedger is UnitDispensing, UnitPacking, UnitReturns, UnitFindings, Multicall {
    using Lots for Content[];
    using Lots for EffectiveStatus;
    using UnitStates for UnitState;

    constructor(IBatchLedger batches, IColdChain coldChain) UnitRecords(batches, coldChain) {}

    /// @inheritdoc IUnitLedger
    function multicall(bytes[] calldata data) public override(IUnitLedger, Multicall) returns (bytes[] memory results) {
        return super.multicall(data);
    }

    // VIEWS

    /// @inheritdoc IUnitLedger
    function statusOfUnit(Place calldata place, LotDetails memory details, uint32 index)
        external
        view
        returns (EffectiveStatus status)
    {
        (LotId lot, ILots.LotRecord memory record) = _checkLot(details);
        UnitRecord memory unit = _unitOf(lot, index);
        _checkPlace(place, lot, details.unitCount, index, unit);
        status = _statusOfLot(lot, record, details.expiresAt).max(unit.state.statusOf());
        // A pack that has its word needs no contents: the word says where it lies.
        if (unit.state == UnitState.Untouched) _checkContents(place);
        else if (unit.state != UnitState.Packed) return status;
        return status.max(BATCHES.statusOfPlace(place.sscc));
    }

    /// @inheritdoc IUnitLedger
    function unitOf(LotId lot, uint32 index) external view returns (UnitRecord memory unit) {
        return _unitOf(lot, index);
    }

    /// @inheritdoc IUnitLedger
    function isDispensed(LotId lot, uint32 index) external view returns (bool dispensed) {
        return _unitOf(lot, index).state == UnitState.Dispensed;
    }

    /// @inheritdoc IUnitLedger
    function countsOf(LotId lot) external view returns (uint32 dispensed, uint32 destroyed, uint32 decommissioned) {
        uint256 counts = _counts[lot];
        return (uint32(counts), uint32(counts >> 32), uint32(counts >> 64));
    }

    function _checkContents(Place calldata place) private view {
        bytes32 contentsHash = BATCHES.logisticUnitOf(place.sscc).contentsHash;
        bytes32 shown = place.contents.hashOf();
        if (shown != contentsHash) revert UnitLedger_OtherContents(place.sscc, contentsHash, shown);
    }
}
