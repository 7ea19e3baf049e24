// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../contracts/interfaces/ILogisticUnits.sol";
import {IShipments} from "../../../contracts/interfaces/IShipments.sol";
import {IBatchLedger} from "../../../contracts/interfaces/IBatchLedger.sol";
import {ITradingPartners} from "../../../contracts/interfaces/ITradingPartners.sol";
import {IUnitLedger} from "../../../contracts/interfaces/IUnitLedger.sol";
import {Gln, LotId, Sscc} from "../../../contracts/types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    NO_PARTNER,
    PackItem,
    Place,
    QuarantineOrder,
    RecallClass
} from "../../../contracts/types/Provenance.sol";
import {ProvenanceDefaults} from "../../utils/ProvenanceDefaults.sol";
import {Test} from "../../utils/Test.sol";
import {UnitTree} from "../../utils/UnitTree.sol";

/// @title Lets anybody try anything, and watches what came of it
/// @dev Every action is tried by any account; refusals are fine, what succeeds is judged against what held before.
contract ProvenanceHandler is Test, ProvenanceDefaults {
    IBatchLedger private _ledger;
    IUnitLedger private _unitLedger;

    Sscc[3] public ssccs = [PALLET, CASE, OTHER_CASE];
    Gln[7] private _glns = [MAH, CENTRE, CARRIER, WHOLESALER, HOSPITAL, PHARMACY, REGULATOR];
    address[] private _actors;
    LotDetails[2] private _lots;
    bytes32[][2] private _trees;
    bytes32[][2] private _unitHashes;
    /// What was packed, though packs of it may have left.
    mapping(Sscc sscc => Content[] contents) private _contents;

    /// Successful dispenses of each unit.
    mapping(LotId lot => mapping(uint32 index => uint256 count)) public dispenses;
    mapping(LotId lot => uint256 count) public dispensedTotal;
    mapping(Sscc sscc => uint256 count) public dispensedFrom;
    mapping(LotId lot => bool recalled) public recalled;
    /// What must never happen, in the order of README.md.
    bool public custodyMovedOneSided;
    bool public unfitMoved;
    /// So that a run in which nothing happens is noticed.
    uint256 public moves;

    constructor(IBatchLedger ledger, IUnitLedger units, address[] memory actors) {
        _ledger = ledger;
        _unitLedger = units;
        _actors = actors;
    }

    function addLot(uint256 slot, LotDetails memory details, bytes32[] memory tree, bytes32[] memory unitHashes)
        external
    {
        _lots[slot] = details;
        _trees[slot] = tree;
        _unitHashes[slot] = unitHashes;
    }

    // ACTIONS

    function pack(uint256 actor, uint256 sscc, uint256 lot, uint32 count) external {
        PackItem[] memory items = new PackItem[](1);
        LotDetails memory details = _lots[lot % 2];
        items[0] = PackItem(details, _ledger.lotOf(lotId(lot % 2)).packedUpTo, uint32(bound(count, 1, 12)));
        Sscc code = ssccs[sscc % 3];
        vm.prank(_mostly(actor, MAH));
        try _ledger.pack(code, items) returns (Content[] memory contents) {
            _contents[code].push(contents[0]);
        } catch {}
    }

    function ship(uint256 actor, uint256 sscc, uint256 to, uint40 hours_) external {
        Sscc code = ssccs[sscc % 3];
        uint40 acceptBy = uint40(vm.getBlockTimestamp() + bound(hours_, 1, 200) * 1 hours);
        Gln from = _ledger.logisticUnitOf(code).custodian;
        bool fit = _isFit(code);
        bytes memory call = abi.encodeCall(IShipments.ship, (code, _contents[code], _glns[to % 7], CARRIER, acceptBy));
        if (_try(_mostly(actor, from), code, call) && !fit) unfitMoved = true;
    }

    function pickUp(uint256 actor, uint256 sscc, uint256 by) external {
        Sscc code = ssccs[sscc % 3];
        Gln gln = by % 2 == 0 ? CARRIER : _ledger.logisticUnitOf(code).receiver;
        _try(_mostly(actor, gln), code, abi.encodeCall(IShipments.pickUp, (code, gln)));
    }

    function receiveShipment(uint256 actor, uint256 sscc, uint32 count, uint8 reason) external {
        Sscc code = ssccs[sscc % 3];
        ILogisticUnits.LogisticUnit memory unit = _ledger.logisticUnitOf(code);
        uint32 expected = unit.unitCount;
        uint32 received = count % 3 == 0 ? uint32(bound(count, 0, expected + 1)) : expected;
        DiscrepancyCode discrepancy = DiscrepancyCode(reason % 8);
        bytes memory call = abi.encodeCall(IShipments.receiveShipment, (code, _contents[code], received, discrepancy));
        _try(_mostly(actor, unit.receiver), code, call);
    }

    function reject(uint256 actor, uint256 sscc) external {
        Sscc code = ssccs[sscc % 3];
        address caller = _mostly(actor, _ledger.logisticUnitOf(code).receiver);
        _try(caller, code, abi.encodeCall(IShipments.rejectShipment, (code, DiscrepancyCode.Underage)));
    }

    function cancel(uint256 actor, uint256 sscc) external {
        Sscc code = ssccs[sscc % 3];
        address caller = _mostly(actor, _ledger.logisticUnitOf(code).custodian);
        _try(caller, code, abi.encodeCall(IShipments.cancelShipment, (code)));
    }

    function timeOut(uint256 actor, uint256 sscc) external {
        Sscc code = ssccs[sscc % 3];
        _try(_actors[actor % _actors.length], code, abi.encodeCall(IShipments.timeOutShipment, (code)));
    }

    function clearSuspicion(uint256 actor, uint256 sscc) external {
        Sscc code = ssccs[sscc % 3];
        if (_contents[code].length == 0) return;
        LotDetails[] memory lots = new LotDetails[](1);
        lots[0] = _contents[code][0].lot == lotId(0) ? _lots[0] : _lots[1];
        bytes memory call =
            abi.encodeCall(ILogisticUnits.clearSuspicion, (code, _contents[code], lots, MAH, keccak256("verified")));
        _try(_mostly(actor, MAH), code, call);
    }

    /// @dev Rarer than its lifting, or nothing would move any more.
    function quarantine(uint256 actor, uint256 lot, bool regulator) external {
        if (actor % 3 != 0) return;
        Gln by = regulator ? REGULATOR : MAH;
        vm.prank(_mostly(actor, by));
        try _ledger.quarantine(_lots[lot % 2], by, keccak256("order")) {} catch {}
    }

    function liftQuarantine(uint256 actor, uint256 lot, bool regulator, uint8 order) external {
        Gln by = regulator ? REGULATOR : MAH;
        QuarantineOrder own = regulator ? QuarantineOrder.Regulator : QuarantineOrder.AuthorisationHolder;
        QuarantineOrder lifted = order % 4 == 0 ? QuarantineOrder(order / 4 % 4) : own;
        vm.prank(_mostly(actor, by));
        try _ledger.liftQuarantine(_lots[lot % 2], lifted, by, keccak256("lifted")) {} catch {}
    }

    /// @dev Rarer still.
    function recall(uint256 actor, uint256 lot, uint8 class) external {
        if (actor % 32 != 0) return;
        address caller = _ledger.partnerOf(REGULATOR).account;
        vm.prank(actor % 64 == 0 ? caller : _actors[actor % _actors.length]);
        try _ledger.recall(_lots[lot % 2], RecallClass(class % 4), REGULATOR, keccak256("recall")) {
            recalled[lotId(lot % 2)] = true;
        } catch {}
    }

    function dispense(uint256 actor, uint256 sscc, uint256 lot, uint32 index) external {
        Sscc code = ssccs[sscc % 3];
        uint256 slot = lot % 2;
        index = uint32(index % _unitHashes[slot].length);
        if (lot % 8 != 0 && _contents[code].length != 0) {
            // Mostly a pack that is inside, and often one of the first two, so that it is tried again.
            Content memory run = _contents[code][0];
            slot = run.lot == lotId(0) ? 0 : 1;
            index = run.firstUnit + index % (lot % 3 == 0 || run.unitCount < 2 ? run.unitCount : 2);
        }
        bool fit = _ledger.statusOfLot(_lots[slot]) == EffectiveStatus.Active;
        bytes32[] memory proof = UnitTree.proofOf(_trees[slot], index);
        address caller = _mostly(actor, _ledger.logisticUnitOf(code).custodian);
        vm.prank(caller);
        Place memory place = Place(code, _contents[code]);
        try _unitLedger.dispense(place, _lots[slot], index, _unitHashes[slot][index], proof, true) {
            ++dispenses[lotId(slot)][index];
            ++dispensedTotal[lotId(slot)];
            ++dispensedFrom[code];
            if (!fit) unfitMoved = true;
        } catch {}
    }

    /// @dev Governance, or whoever, tries to put an account of its own in a partner's place.
    function seizePartner(uint256 actor, uint256 victim, uint256 thief) external {
        address account = _actors[thief % _actors.length];
        vm.prank(_actors[actor % _actors.length]);
        try _ledger.setPartner(_glns[victim % 7], account, 31, type(uint40).max, PREFIX_DIGITS) {} catch {}
        for (uint256 i; i < 3; ++i) {
            Gln custodian = _ledger.logisticUnitOf(ssccs[i]).custodian;
            if (custodian == NO_PARTNER || custodian != _glns[victim % 7]) continue;
            if (_ledger.partnerOf(custodian).account != _actors[_positionOf(custodian)]) custodyMovedOneSided = true;
        }
    }

    function wait(uint256 hours_) external {
        vm.warp(vm.getBlockTimestamp() + bound(hours_, 1, 48) * 1 hours);
    }

    // VIEWS

    function lotId(uint256 slot) public view returns (LotId) {
        return LotId.wrap(keccak256(abi.encode(_lots[slot].gtin, _lots[slot].lotHash)));
    }

    function lotOf(uint256 slot) external view returns (LotDetails memory) {
        return _lots[slot];
    }

    function contentsOf(Sscc sscc) external view returns (Content[] memory) {
        return _contents[sscc];
    }

    function statusOfUnit(uint256 slot, uint32 index) external view returns (EffectiveStatus status) {
        bytes32[] memory proof = UnitTree.proofOf(_trees[slot], index);
        (, status) = _unitLedger.verify(_lots[slot], index, _unitHashes[slot][index], proof);
    }

    // HELPERS

    /// @dev Calls, and judges a change of custody: only the receiver named before may bring it about, by receiving.
    function _try(address caller, Sscc code, bytes memory call) private returns (bool success) {
        ILogisticUnits.LogisticUnit memory before = _ledger.logisticUnitOf(code);
        address receiver = _ledger.partnerOf(before.receiver).account;
        vm.prank(caller);
        (success,) = address(_ledger).call(call);
        Gln custodian = _ledger.logisticUnitOf(code).custodian;
        if (custodian == before.custodian) return success;
        ++moves;
        bool received = bytes4(call) == IShipments.receiveShipment.selector;
        if (!received || caller != receiver || custodian != before.receiver) custodyMovedOneSided = true;
    }

    /// @dev Whether every lot inside is Active by itself.
    function _isFit(Sscc code) private view returns (bool fit) {
        fit = true;
        for (uint256 i; i < _contents[code].length; ++i) {
            uint256 slot = _contents[code][i].lot == lotId(0) ? 0 : 1;
            if (_ledger.statusOfLot(_lots[slot]) != EffectiveStatus.Active) fit = false;
        }
    }

    /// @dev The right account three times out of four, else anybody.
    function _mostly(uint256 actor, Gln gln) private view returns (address) {
        if (actor % 4 != 0) {
            address account = _ledger.partnerOf(gln).account;
            if (account != address(0)) return account;
        }
        return _actors[(actor / 4) % _actors.length];
    }

    /// @dev The first actors are the partners, in the order of their numbers.
    function _positionOf(Gln gln) private view returns (uint256 position) {
        while (_glns[position] != gln) {
            ++position;
        }
    }
}
