// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../contracts/interfaces/ILogisticUnits.sol";
import {IShipments} from "../../../contracts/interfaces/IShipments.sol";
import {IBatchLedger} from "../../../contracts/interfaces/IBatchLedger.sol";
import {IUnitLedger} from "../../../contracts/interfaces/IUnitLedger.sol";
import {Gln, LotId, SeriesId, Sscc} from "../../../contracts/types/Identifiers.sol";
import {
    LotDetails,
    NO_PARTNER,
    PackItem,
    Place,
    QuarantineOrder,
    RecallClass
    LotUnits,
    NO_LOGISTIC_UNIT,
    UnitState,
    VerificationFailure
} from "../../../contracts/types/Provenance.sol";
import {LogisticActions} from "./LogisticActions.sol";

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
contract ProvenanceHandler is LogisticActions {
    constructor(IBatchLedger ledger, IUnitLedger units, address monitor, address[] memory actors) {
        _ledger = ledger;
        _units = units;
        _monitor = monitor;
        _actors = actors;
    }

    function addLot(uint256 slot, LotDetails memory details, bytes32[] memory tree, bytes32[] memory unitHashes)
        external
    {
        _lots[slot] = details;
        _trees[slot] = tree;
        _unitHashes[slot] = unitHashes;
    }

    // PACKS

    function dispense(uint256 actor, uint256 slot, uint256 seed, bool supplied) external {
        (slot, seed) = (slot % 2, seed);
        uint32 index = _pick(slot, seed);
        bool fit = _isFit(slot);
        bool before = _units.isDispensed(lotId(slot), index);
        bytes memory data = abi.encodeCall(
            IUnitLedger.dispense,
            (placeOf(slot, index), _lots[slot], index, _unitHashes[slot][index], proofOf(slot, index), supplied)
        );
        if (!_act(actor, slot, index, data)) return;
        ++dispenses;
        if (before) dispensedTwice = true;
        if (!fit) unfitMoved = true;
        inside[lotId(slot)][index] = NO_LOGISTIC_UNIT;
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
    function revertDispense(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        bool fit = _isFit(slot);
        bool success = _act(actor, slot, index, abi.encodeCall(IUnitLedger.revertDispense, (_lots[slot], index)));
        if (success && !fit) unfitMoved = true;
    function unpack(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        bytes memory data = abi.encodeCall(IUnitLedger.unpackUnits, (placeOf(slot, index), _lots[slot], _listOf(index)));
        if (!_act(actor, slot, index, data)) return;
        ++unpackings;
        inside[lotId(slot)][index] = NO_LOGISTIC_UNIT;
    function repack(uint256 actor, uint256 slot, uint256 seed, uint256 sscc) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        Sscc code = ssccs[sscc % SSCCS];
        LotUnits[] memory list = new LotUnits[](1);
        list[0] = LotUnits(_lots[slot], _listOf(index));
        Gln custodian = _custodianOf(slot, index);
        Place memory place = Place(code, _contents[code]);
        if (!_act(actor, slot, index, abi.encodeCall(IUnitLedger.packUnits, (place, list, custodian)))) return;
        ++repackings;
        inside[lotId(slot)][index] = code;
    function nameMissing(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        Sscc code = inside[lotId(slot)][index];
        bytes memory data =
            abi.encodeCall(IUnitLedger.nameMissingUnits, (placeOf(slot, index), _lots[slot], _listOf(index)));
        if (!_act(actor, slot, index, data)) return;
        --missing[code];
        inside[lotId(slot)][index] = NO_LOGISTIC_UNIT;
    function requestReturn(uint256 actor, uint256 slot, uint256 seed, uint256 to) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        Place memory place = placeOf(slot, index);
        bytes memory data = abi.encodeCall(IUnitLedger.requestReturn, (place, _lots[slot], index, _glns[to % 7]));
        if (_act(actor, slot, index, data)) inside[lotId(slot)][index] = NO_LOGISTIC_UNIT;
    function answer(uint256 actor, uint256 slot, uint256 seed, uint8 failure) external {
        slot %= 2;
        VerificationFailure given = VerificationFailure(failure % 3 == 0 ? failure % 8 : 0);
        bytes memory data =
            abi.encodeCall(IUnitLedger.answerVerification, (_lots[slot], _pick(slot, seed), given, bytes32(0)));
        _call(address(_units), _mostly(actor, MAH), data);
    function acceptReturn(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        IUnitLedger.UnitRecord memory unit = _units.unitOf(lotId(slot), index);
        address caller = _mostly(actor, unit.returnTo);
        bytes memory data = abi.encodeCall(IUnitLedger.acceptReturn, (_lots[slot], index, SeriesId.wrap(0)));
        if (!_call(address(_units), caller, data)) return;
        ++returns_;
        // Who was named, and nobody else, takes it.
        bool named = caller == _ledger.partnerOf(unit.returnTo).account;
        if (!named || _units.unitOf(lotId(slot), index).custodian != unit.returnTo) packMovedOneSided = true;
    }

    function endReturn(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        Gln by = _custodianOf(slot, index);
        _act(actor, slot, index, abi.encodeCall(IUnitLedger.endReturn, (_lots[slot], index, by, REASON)));
    }

    function mark(uint256 actor, uint256 slot, uint256 seed, uint8 state) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        Gln by = _custodianOf(slot, index);
        bytes memory data = abi.encodeCall(
            IUnitLedger.markUnit, (placeOf(slot, index), _lots[slot], index, UnitState(state % 12), by, REASON)
        );
        if (_act(actor, slot, index, data)) inside[lotId(slot)][index] = NO_LOGISTIC_UNIT;
    }

    function findIllegitimate(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        bytes memory data =
            abi.encodeCall(IUnitLedger.findIllegitimate, (_lots[slot], _pick(slot, seed), REGULATOR, REASON));
        _call(address(_units), _mostly(actor, REGULATOR), data);
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
    function clearUnit(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        bytes memory data = abi.encodeCall(IUnitLedger.clearUnit, (_lots[slot], _pick(slot, seed), REGULATOR, REASON));
        _call(address(_units), _mostly(actor, REGULATOR), data);
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
    /// @dev An act of who has the pack, mostly. It takes no pack to another partner.
    function _act(uint256 actor, uint256 slot, uint32 index, bytes memory data) private returns (bool success) {
        Gln custodian = _custodianOf(slot, index);
        success = _call(address(_units), _mostly(actor, custodian), data);
        if (!success) return false;
        IUnitLedger.UnitRecord memory unit = _units.unitOf(lotId(slot), index);
        bool packed = unit.state == UnitState.Packed;
        bool missed = bytes4(data) == IUnitLedger.nameMissingUnits.selector;
        if (!packed && !missed && unit.custodian != custodian) packMovedOneSided = true;
    }

    /// @dev Mostly a packed one of the first few, so that several things happen to the same pack.
    function _pick(uint256 slot, uint256 seed) private view returns (uint32 index) {
        uint256 count = packedUpTo[lotId(slot)];
        if (seed % 16 == 0 || count == 0) return uint32(seed / 16 % _unitHashes[slot].length);
        return uint32(seed / 16 % (seed % 2 == 0 ? count : count < 3 ? count : 3));
    }

    function _listOf(uint32 index) private pure returns (uint32[] memory list) {
        list = new uint32[](1);
        list[0] = index;
    }
}
