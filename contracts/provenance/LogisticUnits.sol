// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {Contents} from "../libraries/Contents.sol";
import {Marks} from "../libraries/Marks.sol";
import {ShipmentStates} from "../libraries/ShipmentStates.sol";
import {Gln, Sscc} from "../types/Identifiers.sol";
import {Child, Content, EffectiveStatus, Mark, ShipmentState} from "../types/Provenance.sol";
import {UnitBook} from "./UnitBook.sol";

/// @title Logistic units inside others
/// @dev Functions are described in ILogisticUnits.
abstract contract LogisticUnits is UnitBook {
    using Contents for Content[];
    using Marks for Mark;
    using Marks for uint8;
    using ShipmentStates for ShipmentState;

    /// @notice Most logistic units put into another at once.
    uint256 public constant MAX_CHILDREN = 64;

    uint24 private constant NONE_MISSING = 0;

    // IN

    function aggregate(Sscc sscc, Content[] calldata contents, Child[] calldata children)
        external
        onlyDelegated
        returns (Content[] memory merged)
    {
        if (children.length == 0 || children.length > MAX_CHILDREN) {
            revert ILogisticUnits.BatchLedger_ContentsOutOfRange(children.length, 0);
        }
        bool isNew = _units[sscc].state == ShipmentState.None;
        Gln custodian = Gln.wrap(_units[isNew ? children[0].sscc : sscc].custodian);
        // Check: who has custody of all of it, and what there is to add to.
        _checkAuthorised(custodian, ROLES_CUSTODIAN);
        StoredUnit storage parent = isNew ? _begin(sscc, custodian, contents) : _fitForMore(sscc, contents);

        // Effect: every child points to its parent, which holds what they hold.
        merged = contents.listOf();
        uint256 unitCount = parent.unitCount;
        uint8 level = parent.level;
        for (uint256 i; i < children.length; ++i) {
            (uint24 count, uint8 above) = _putInto(sscc, custodian, children[i]);
            unitCount += count;
            if (above > level) level = above;
            merged.add(children[i].contents);
        }
        parent.unitCount = _narrow(unitCount, children.length);
        parent.level = level;
        _hold(sscc, parent, merged);
    }

    // OUT

    function disaggregate(Sscc sscc, Content[] calldata contents, Child calldata child)
        external
        onlyDelegated
        returns (Content[] memory left)
    {
        return _disaggregate(sscc, contents, child, NONE_MISSING);
    }

    function disaggregateShort(Sscc sscc, Content[] calldata contents, Child calldata child, uint24 missing)
        external
        onlyDelegated
        returns (Content[] memory left)
    {
        return _disaggregate(sscc, contents, child, missing);
    }

    function nameMissing(Sscc sscc, Content[] calldata contents, Child calldata child)
        external
        onlyDelegated
        returns (Content[] memory left)
    {
        // Check: the custodian of both, nothing that stops what is inside, and a receipt that was short of as much.
        (StoredUnit storage parent, StoredUnit storage unit) = _checkInside(sscc, contents, child);
        _checkUnitActive(sscc);
        uint24 count = unit.unitCount;
        if (count > parent.suspectCount) {
            revert ILogisticUnits.BatchLedger_MoreThanInside(sscc, parent.suspectCount, count);
        }

        // Effect: who sent it answers for it, and it is suspect until it is found and verified.
        Gln answerable = _discrepancies[sscc].sender;
        _free(child.sscc, unit, parent, answerable);
        unit.marks |= Mark.Suspect.bit();
        emit ILogisticUnits.LogisticUnitMissing(child.sscc, sscc, answerable);
        parent.suspectCount -= count;
        return _without(sscc, parent, contents, child);
    }

    // VIEWS

    function outermostOf(Sscc sscc) external view returns (Sscc outermost, Gln custodian) {
        outermost = _outermost(sscc);
        custodian = Gln.wrap(_units[outermost].custodian);
    }

    // INTERNAL

    /// @dev A logistic unit to which something can be added, with what it holds.
    function _fitForMore(Sscc sscc, Content[] calldata contents) internal view returns (StoredUnit storage unit) {
        unit = _openable(sscc);
        _checkUnitActive(sscc);
        _checkNoneMissing(sscc, unit);
        _checkContents(sscc, unit.contentsHash, contents);
    }

    /// @dev What is missing is named before it mingles with anything else.
    function _checkNoneMissing(Sscc sscc, StoredUnit storage unit) private view {
        uint24 missing = unit.suspectCount;
        if (missing != NONE_MISSING) revert ILogisticUnits.BatchLedger_MissingUnnamed(sscc, missing);
    }

    /// @dev Cycles cannot be: the parent lies in nothing, and is not the child itself.
    function _putInto(Sscc parent, Gln custodian, Child calldata child) private returns (uint24 count, uint8 above) {
        StoredUnit storage unit = _openable(child.sscc);
        // Check: another one, not too high, of the same custodian, with nothing wrong and nothing missing.
        above = unit.level + 1;
        if (above > MAX_LEVEL || Sscc.unwrap(child.sscc) == Sscc.unwrap(parent)) {
            revert ILogisticUnits.BatchLedger_TooDeep(parent, child.sscc, above);
        }
        _checkCustodian(child.sscc, unit, custodian);
        _checkUnitActive(child.sscc);
        count = unit.unitCount;
        if (count == 0) revert ILogisticUnits.BatchLedger_ContentsOutOfRange(0, 0);
        _checkNoneMissing(child.sscc, unit);
        _checkContents(child.sscc, unit.contentsHash, child.contents);

        // Effect: one write.
        unit.link = Sscc.unwrap(parent);
        unit.state = ShipmentState.Aggregated;
        emit ILogisticUnits.LogisticUnitAggregated(child.sscc, parent);
    }

    function _disaggregate(Sscc sscc, Content[] calldata contents, Child calldata child, uint24 missing)
        private
        returns (Content[] memory left)
    {
        // Check: the custodian of both, and not more than is there.
        (StoredUnit storage parent, StoredUnit storage unit) = _checkInside(sscc, contents, child);
        uint24 count = unit.unitCount;
        uint24 inside = parent.unitCount;
        uint24 suspects = parent.suspectCount;
        if (missing > suspects || missing > count) {
            revert ILogisticUnits.BatchLedger_MoreThanInside(child.sscc, suspects, missing);
        }
        count -= missing;
        if (count > inside) revert ILogisticUnits.BatchLedger_MoreThanInside(sscc, inside, count);

        // Effect: by itself again, with its custodian, and answerable for what is missing in it.
        Gln custodian = Gln.wrap(parent.custodian);
        _free(child.sscc, unit, parent, custodian);
        emit ILogisticUnits.LogisticUnitDisaggregated(child.sscc, sscc, custodian);
        parent.unitCount = inside - count;
        if (missing != NONE_MISSING) {
            unit.unitCount = count;
            unit.suspectCount = missing;
            parent.suspectCount = suspects - missing;
            _discrepancies[child.sscc] = _discrepancies[sscc];
            emit ILogisticUnits.MissingLocated(child.sscc, sscc, missing);
        }
        return _without(sscc, parent, contents, child);
    }

    /// @dev The caller is the custodian of `sscc`, which can be opened and in which the child lies.
    function _checkInside(Sscc sscc, Content[] calldata contents, Child calldata child)
        private
        view
        returns (StoredUnit storage parent, StoredUnit storage unit)
    {
        parent = _openable(sscc);
        _checkAccount(Gln.wrap(parent.custodian));
        // Check: a disposition comes before anything leaves; it is about all that is inside.
        if (parent.marks.has(Mark.Excursion)) {
            revert ILogisticUnits.BatchLedger_UnitNotActive(sscc, EffectiveStatus.ExcursionHold);
        }
        unit = _known(child.sscc);
        Sscc around = _parentOf(unit);
        if (Sscc.unwrap(around) != Sscc.unwrap(sscc)) {
            revert ILogisticUnits.BatchLedger_NotOutermost(child.sscc, around);
        }
        _checkContents(sscc, parent.contentsHash, contents);
        _checkContents(child.sscc, unit.contentsHash, child.contents);
    }

    /// @dev What was wrong with the one around it stays wrong with it.
    function _free(Sscc sscc, StoredUnit storage unit, StoredUnit storage parent, Gln custodian) private {
        ShipmentState state = parent.state;
        uint8 marks = parent.marks;
        if (marks.has(Mark.Hold)) {
            // A hold that lapsed must not bring back one that a person ended.
            uint40 until = _unitHeldUntil[_parentOf(unit)];
            if (block.timestamp > until) marks &= ~Mark.Hold.bit();
            else if (until > _unitHeldUntil[sscc]) _unitHeldUntil[sscc] = until;
        }
        unit.custodian = uint48(Gln.unwrap(custodian));
        unit.link = NO_LINK;
        unit.state = state.isSuspect() ? state : ShipmentState.Packed;
        unit.marks |= marks;
    }

    function _without(Sscc sscc, StoredUnit storage parent, Content[] calldata contents, Child calldata child)
        private
        returns (Content[] memory left)
    {
        left = contents.listOf();
        left.subtract(child.contents);
        return _hold(sscc, parent, left);
    }
}
