// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {Contents} from "../libraries/Contents.sol";
import {Gs1} from "../libraries/Gs1.sol";
import {Lots} from "../libraries/Lots.sol";
import {ShipmentStates} from "../libraries/ShipmentStates.sol";
import {Gln, Sscc} from "../types/Identifiers.sol";
import {Content, EffectiveStatus, ShipmentState} from "../types/Provenance.sol";
import {DelegatedBook} from "./DelegatedBook.sol";

/// @title What the layers of logistic units check and write alike
abstract contract UnitBook is DelegatedBook {
    using Gs1 for Sscc;
    using Lots for Content[];
    using Lots for EffectiveStatus;
    using ShipmentStates for ShipmentState;

    /// @dev Level of a logistic unit that holds packs only.
    uint8 internal constant LOWEST_LEVEL = LEVEL_OF_PACKS + 1;
    uint96 internal constant NO_LINK = 0;

    // CHECKS

    function _known(Sscc sscc) internal view returns (StoredUnit storage unit) {
        unit = _units[sscc];
        if (unit.state == ShipmentState.None) revert ILogisticUnits.BatchLedger_UnknownUnit(sscc);
    }

    /// @dev A logistic unit that can be opened: it lies in no other one and is with its custodian.
    function _openable(Sscc sscc) internal view returns (StoredUnit storage unit) {
        unit = _known(sscc);
        ShipmentState state = unit.state;
        if (state == ShipmentState.Aggregated) {
            revert ILogisticUnits.BatchLedger_NotOutermost(sscc, _parentOf(unit));
        }
        if (state.isInTransit()) revert ILogisticUnits.BatchLedger_UnitNotActive(sscc, EffectiveStatus.InTransit);
    }

    function _checkUnitActive(Sscc sscc) internal view {
        EffectiveStatus status = _ownStatusOf(sscc);
        if (status != EffectiveStatus.Active) revert ILogisticUnits.BatchLedger_UnitNotActive(sscc, status);
    }

    function _checkCustodian(Sscc sscc, StoredUnit storage unit, Gln expected) internal view {
        Gln custodian = Gln.wrap(unit.custodian);
        if (custodian != expected) revert ILogisticUnits.BatchLedger_OtherCustodian(sscc, custodian, expected);
    }

    // THOSE AROUND

    function _outermost(Sscc sscc) internal view returns (Sscc outermost) {
        outermost = sscc;
        StoredUnit storage unit = _known(sscc);
        // At most MAX_LEVEL - 2 steps.
        while (unit.state == ShipmentState.Aggregated) {
            outermost = _parentOf(unit);
            unit = _units[outermost];
        }
    }

    /// @dev Severity of the logistic unit and of those around it.
    function _statusAround(Sscc sscc) internal view returns (EffectiveStatus status) {
        StoredUnit storage unit = _known(sscc);
        status = _ownStatusOf(sscc);
        while (unit.state == ShipmentState.Aggregated) {
            Sscc parent = _parentOf(unit);
            status = status.max(_ownStatusOf(parent));
            unit = _units[parent];
        }
    }

    // CONTENTS

    /// @dev A new logistic unit of a partner whose company prefix its code carries. It holds nothing yet.
    function _begin(Sscc sscc, Gln custodian, Content[] calldata contents) internal returns (StoredUnit storage unit) {
        if (!sscc.isValid()) revert ILogisticUnits.BatchLedger_BadSscc(sscc);
        if (contents.length != 0) revert ILogisticUnits.BatchLedger_UnknownUnit(sscc);
        _checkPrefix(sscc, custodian);
        unit = _units[sscc];
        unit.custodian = uint48(Gln.unwrap(custodian));
        unit.level = LOWEST_LEVEL;
        unit.state = ShipmentState.Packed;
    }

    /// @dev What is held from now on: nothing by a logistic unit that was emptied, and in which nothing is missing.
    function _hold(Sscc sscc, StoredUnit storage unit, Content[] memory contents)
        internal
        returns (Content[] memory held)
    {
        uint24 unitCount = unit.unitCount;
        held = contents;
        if (unitCount == 0 && unit.suspectCount == 0) {
            held = Contents.none();
            unit.level = LOWEST_LEVEL;
        }
        unit.contentsHash = held.hashOfPacked();
        emit ILogisticUnits.ContentsChanged(sscc, held, unitCount);
    }

    function _narrow(uint256 unitCount, uint256 items) internal pure returns (uint24 narrow) {
        if (unitCount > type(uint24).max) revert ILogisticUnits.BatchLedger_ContentsOutOfRange(items, unitCount);
        return uint24(unitCount);
    }
}
