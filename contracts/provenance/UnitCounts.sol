// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {Contents} from "../libraries/Contents.sol";
import {Lots} from "../libraries/Lots.sol";
import {Gln, LotId, Sscc} from "../types/Identifiers.sol";
import {Content, Removal, ShipmentState} from "../types/Provenance.sol";
import {LogisticUnits} from "./LogisticUnits.sol";

/// @title Single packs that leave logistic units and come into them
/// @dev Functions are described in ILogisticUnits. The unit ledger knows which packs; here they are counted.
abstract contract UnitCounts is LogisticUnits {
    using Contents for Content[];
    using Lots for Content[];

    function removeUnits(Sscc sscc, Content[] calldata contents, LotId lot, uint24 count, Removal removal)
        external
        onlyDelegated
        restricted
        returns (Gln answerable)
    {
        StoredUnit storage unit = _openable(sscc);
        // Check: fit for it, and no more than are there, or are missing.
        if (removal != Removal.Withdrawal) _checkUnitActive(sscc);
        _checkContents(sscc, unit.contentsHash, contents);
        bool missing = removal == Removal.Missing;
        uint24 available = missing ? unit.suspectCount : unit.unitCount;
        if (count > available || !contents.holdsLot(lot)) {
            revert ILogisticUnits.BatchLedger_MoreThanInside(sscc, available, count);
        }

        // Effect: fewer inside, or fewer missing without a name.
        if (missing) unit.suspectCount = available - count;
        else unit.unitCount = available - count;
        emit ILogisticUnits.UnitsRemoved(sscc, lot, count, removal);
        if (unit.unitCount == 0 && unit.suspectCount == 0) _hold(sscc, unit, Contents.none());
        return missing ? _discrepancies[sscc].sender : Gln.wrap(unit.custodian);
    }

    function addUnits(Sscc sscc, Content[] calldata contents, Content[] calldata added, Gln custodian)
        external
        onlyDelegated
        restricted
    {
        bool isNew = _units[sscc].state == ShipmentState.None;
        StoredUnit storage unit = isNew ? _begin(sscc, custodian, contents) : _fitForMore(sscc, contents);
        // Check: of the same custodian.
        _checkCustodian(sscc, unit, custodian);

        // Effect: it holds so many more of each lot.
        uint256 unitCount = unit.unitCount;
        for (uint256 i; i < added.length; ++i) {
            unitCount += added[i].unitCount;
        }
        Content[] memory merged = contents.listOf();
        merged.add(added);
        unit.unitCount = _narrow(unitCount, added.length);
        _hold(sscc, unit, merged);
    }
}
