// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../contracts/interfaces/ILogisticUnits.sol";
import {ILots} from "../../contracts/interfaces/ILots.sol";
import {ITradingPartners} from "../../contracts/interfaces/ITradingPartners.sol";
import {Lots} from "../../contracts/libraries/Lots.sol";
import {Gln, Gtin, LotId, Sscc} from "../../contracts/types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    Mark,
    QuarantineOrder,
    StorageProfileId
} from "../../contracts/types/Provenance.sol";

/// @title What ColdChain sees of the ledger: facts that tests set, and orders it keeps
contract LedgerDouble {
    using Lots for LotDetails;

    mapping(Gln gln => ITradingPartners.Partner) private _partners;
    mapping(Gln gln => address person) public qualityPersonOf;
    mapping(Gtin gtin => ITradingPartners.Product) private _products;
    mapping(LotId id => bool) private _known;
    mapping(Sscc sscc => ILogisticUnits.LogisticUnit) private _units;
    /// Bit 1 << QuarantineOrder, and 1 << Mark.
    mapping(LotId id => uint256 orders) public ordersOf;
    mapping(Sscc sscc => uint256 marks) public marksOf;
    mapping(LotId id => uint256 count) public holdsOf;
    bytes32 public lastReason;
    bool private _refusesHolds;
    uint256 private _gasOfHold;

    error LedgerDouble_Refused();

    // FACTS

    function setPartner(Gln gln, address account, uint16 roles, uint40 validUntil) external {
        _partners[gln] = ITradingPartners.Partner(account, roles, validUntil, 0);
    }

    function setQualityPerson(Gln gln, address person) external {
        qualityPersonOf[gln] = person;
    }

    function setProduct(Gtin gtin, Gln holder, StorageProfileId profile) external {
        _products[gtin] = ITradingPartners.Product(holder, profile, false, 0, 0);
    }

    function setLot(LotDetails memory details) external {
        _known[details.idOf()] = true;
    }

    function setUnit(Sscc sscc, Sscc parent, Gln custodian, Gln receiver, Gln carrier, Content[] calldata contents)
        external
    {
        ILogisticUnits.LogisticUnit storage unit = _units[sscc];
        unit.parent = parent;
        (unit.custodian, unit.receiver, unit.carrier) = (custodian, receiver, carrier);
        unit.contentsHash = Lots.hashOf(contents);
    }

    function makeHoldsRefused(bool refused) external {
        _refusesHolds = refused;
    }

    function makeHoldsCost(uint256 gas) external {
        _gasOfHold = gas;
    }

    // ORDERS

    function quarantineByMonitor(LotId id, QuarantineOrder order, bytes32 reason) external {
        ordersOf[id] |= 1 << uint256(order);
        lastReason = reason;
    }

    function liftByMonitor(LotId id, QuarantineOrder order, bytes32 reason) external {
        if (ordersOf[id] & 1 << uint256(order) == 0) revert LedgerDouble_Refused();
        ordersOf[id] &= ~(1 << uint256(order));
        lastReason = reason;
    }

    function holdByMonitor(LotId id, bytes32 reason) external {
        _admitHold();
        ordersOf[id] |= 1 << uint256(QuarantineOrder.Hold);
        ++holdsOf[id];
        lastReason = reason;
    }

    function markByMonitor(Sscc sscc, Mark what, bytes32 reason) external {
        if (what == Mark.Hold) _admitHold();
        marksOf[sscc] |= 1 << uint256(what);
        lastReason = reason;
    }

    function clearByMonitor(Sscc sscc, Mark what, bytes32 reason) external {
        if (marksOf[sscc] & 1 << uint256(what) == 0) revert LedgerDouble_Refused();
        marksOf[sscc] &= ~(1 << uint256(what));
        lastReason = reason;
    }

    // VIEWS

    function statusOfLot(LotDetails memory details) external view returns (EffectiveStatus status) {
        LotId id = details.idOf();
        if (!_known[id]) revert ILots.BatchLedger_UnknownLot(id);
        return EffectiveStatus.Active;
    }

    function partnerOf(Gln gln) external view returns (ITradingPartners.Partner memory partner) {
        return _partners[gln];
    }

    function productOf(Gtin gtin) external view returns (ITradingPartners.Product memory product) {
        return _products[gtin];
    }

    function logisticUnitOf(Sscc sscc) external view returns (ILogisticUnits.LogisticUnit memory unit) {
        return _units[sscc];
    }

    function outermostOf(Sscc sscc) external view returns (Sscc outermost, Gln custodian) {
        outermost = sscc;
        while (Sscc.unwrap(_units[outermost].parent) != 0) outermost = _units[outermost].parent;
        return (outermost, _units[outermost].custodian);
    }

    function _admitHold() private view {
        if (_refusesHolds) revert LedgerDouble_Refused();
        uint256 start = gasleft();
        while (start - gasleft() < _gasOfHold) {}
    }
}
