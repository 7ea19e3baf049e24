// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../contracts/interfaces/IBatchLedger.sol";
import {ILogisticUnits} from "../../../contracts/interfaces/ILogisticUnits.sol";
import {Gln, LotId, Sscc} from "../../../contracts/types/Identifiers.sol";
import {
    Child,
    Content,
    DiscrepancyCode,
    LotDetails,
    NO_LOGISTIC_UNIT,
    NO_PARTNER,
    PackItem,
    QuarantineOrder,
    RecallClass
} from "../../../contracts/types/Provenance.sol";
import {ProvenanceModel} from "./ProvenanceModel.sol";

/// @title What is done with lots and logistic units, by anybody
abstract contract LogisticActions is ProvenanceModel {
    // PACKING

    function pack(uint256 actor, uint256 sscc, uint256 slot, uint32 count) external {
        LotId lot = lotId(slot % 2);
        uint32 first = packedUpTo[lot];
        count = uint32(bound(count, 1, 8));
        PackItem[] memory items = new PackItem[](1);
        items[0] = PackItem(_lots[slot % 2], first, count);
        Sscc code = ssccs[sscc % SSCCS];
        if (!_call(address(_ledger), _mostly(actor, MAH), abi.encodeCall(ILogisticUnits.pack, (code, items)))) return;
        packedUpTo[lot] = first + count;
        for (uint32 i = first; i < first + count; ++i) {
            inside[lot][i] = code;
        }
    }

    function aggregate(uint256 actor, uint256 parent, uint256 child) external {
        (Sscc outer, Sscc inner) = (ssccs[parent % SSCCS], ssccs[child % SSCCS]);
        Child[] memory children = new Child[](1);
        children[0] = Child(inner, _contents[inner]);
        address caller = _mostly(actor, _ledger.logisticUnitOf(inner).custodian);
        bytes memory data = abi.encodeCall(ILogisticUnits.aggregate, (outer, _contents[outer], children));
        if (!_call(address(_ledger), caller, data)) return;
        parentOf[inner] = outer;
        ++aggregations;
    }

    function disaggregate(uint256 actor, uint256 child) external {
        Sscc inner = ssccs[child % SSCCS];
        Sscc outer = parentOf[inner];
        address caller = _mostly(actor, _ledger.logisticUnitOf(outer).custodian);
        bytes memory data =
            abi.encodeCall(ILogisticUnits.disaggregate, (outer, _contents[outer], Child(inner, _contents[inner])));
        if (_call(address(_ledger), caller, data)) parentOf[inner] = NO_LOGISTIC_UNIT;
    }

    // SHIPMENTS

    function ship(uint256 actor, uint256 sscc, uint256 to, uint40 hours_) external {
        Sscc code = ssccs[sscc % SSCCS];
        uint40 acceptBy = uint40(vm.getBlockTimestamp() + bound(hours_, 1, 200) * 1 hours);
        bool fit = _areFit(code);
        address caller = _mostly(actor, _ledger.logisticUnitOf(code).custodian);
        // Mostly to the pharmacy, where packs are dispensed.
        Gln receiver = to % 3 == 0 ? _glns[to % 7] : PHARMACY;
        bytes memory data = abi.encodeCall(_ledger.ship, (code, _contents[code], receiver, CARRIER, acceptBy));
        if (_call(address(_ledger), caller, data) && !fit) unfitMoved = true;
    }

    function pickUp(uint256 actor, uint256 sscc, uint256 by) external {
        Sscc code = ssccs[sscc % SSCCS];
        Gln gln = by % 2 == 0 ? CARRIER : _ledger.logisticUnitOf(code).receiver;
        _call(address(_ledger), _mostly(actor, gln), abi.encodeCall(_ledger.pickUp, (code, gln)));
    }

    function receiveShipment(uint256 actor, uint256 sscc, uint32 count, uint8 reason) external {
        Sscc code = ssccs[sscc % SSCCS];
        ILogisticUnits.LogisticUnit memory unit = _ledger.logisticUnitOf(code);
        uint32 received = count % 5 == 0 ? uint32(bound(count, 0, unit.unitCount + 1)) : unit.unitCount;
        bytes memory data =
            abi.encodeCall(_ledger.receiveShipment, (code, _contents[code], received, DiscrepancyCode(reason % 8)));
        if (_call(address(_ledger), _mostly(actor, unit.receiver), data)) missing[code] += unit.unitCount - received;
    }

    function reject(uint256 actor, uint256 sscc) external {
        Sscc code = ssccs[sscc % SSCCS];
        address caller = _mostly(actor, _ledger.logisticUnitOf(code).receiver);
        _call(address(_ledger), caller, abi.encodeCall(_ledger.rejectShipment, (code, DiscrepancyCode.Underage)));
    }

    function cancel(uint256 actor, uint256 sscc) external {
        Sscc code = ssccs[sscc % SSCCS];
        address caller = _mostly(actor, _ledger.logisticUnitOf(code).custodian);
        _call(address(_ledger), caller, abi.encodeCall(_ledger.cancelShipment, (code)));
    }

    function timeOut(uint256 actor, uint256 sscc) external {
        Sscc code = ssccs[sscc % SSCCS];
        _call(address(_ledger), _actors[actor % _actors.length], abi.encodeCall(_ledger.timeOutShipment, (code)));
    }

    function clearSuspicion(uint256 actor, uint256 sscc) external {
        Sscc code = ssccs[sscc % SSCCS];
        LotDetails[] memory lots = new LotDetails[](0);
        bytes memory data =
            abi.encodeCall(_ledger.clearSuspicion, (code, _contents[code], lots, REGULATOR, keccak256("verified")));
        _call(address(_ledger), _mostly(actor, REGULATOR), data);
    }

    // LOTS

    /// @dev Rarer than its lifting, or nothing would move any more.
    function quarantine(uint256 actor, uint256 slot, bool regulator) external {
        if (actor % 3 != 0) return;
        Gln by = regulator ? REGULATOR : MAH;
        bytes memory data = abi.encodeCall(_ledger.quarantine, (_lots[slot % 2], by, keccak256("order")));
        _call(address(_ledger), _mostly(actor / 3, by), data);
    }

    function lift(uint256 actor, uint256 slot, bool regulator) external {
        Gln by = regulator ? REGULATOR : MAH;
        QuarantineOrder own = regulator ? QuarantineOrder.Regulator : QuarantineOrder.AuthorisationHolder;
        bytes memory data = abi.encodeCall(_ledger.liftQuarantine, (_lots[slot % 2], own, by, keccak256("lifted")));
        _call(address(_ledger), _mostly(actor, by), data);
    }

    function hold(uint256 actor, uint256 slot) external {
        address caller = actor % 8 == 0 ? _monitor : _actors[actor % _actors.length];
        _call(address(_ledger), caller, abi.encodeCall(_ledger.holdByMonitor, (lotId(slot % 2), keccak256("flag"))));
    }

    /// @dev Rarest of all.
    function recall(uint256 actor, uint256 slot, uint8 class) external {
        if (actor % 32 != 0) return;
        address caller = actor % 64 == 0 ? _ledger.partnerOf(REGULATOR).account : _actors[actor % _actors.length];
        bytes memory data =
            abi.encodeCall(_ledger.recall, (_lots[slot % 2], RecallClass(class % 4), REGULATOR, keccak256("recall")));
        if (_call(address(_ledger), caller, data)) recalled[lotId(slot % 2)] = true;
    }

    // OTHERS

    /// @dev Governance, or whoever, tries to put an account of its own in a partner's place.
    function seizePartner(uint256 actor, uint256 victim, uint256 thief) external {
        Gln gln = _glns[victim % 7];
        address before = _ledger.partnerOf(gln).account;
        address account = _actors[thief % _actors.length];
        bytes memory data = abi.encodeCall(_ledger.setPartner, (gln, account, 31, FOREVER, PREFIX_DIGITS));
        _call(address(_ledger), _actors[actor % _actors.length], data);
        if (_ledger.partnerOf(gln).account != before) custodyMovedOneSided = true;
    }

    function wait(uint256 hours_) external {
        vm.warp(vm.getBlockTimestamp() + bound(hours_, 1, 48) * 1 hours);
    }

    /// @dev Whether every lot inside is Active by itself.
    function _areFit(Sscc code) private view returns (bool fit) {
        fit = true;
        for (uint256 i; i < _contents[code].length; ++i) {
            if (!_isFit(_contents[code][i].lot == lotId(0) ? 0 : 1)) fit = false;
        }
    }
}
