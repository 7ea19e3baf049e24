// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../contracts/interfaces/IBatchLedger.sol";
import {IUnitLedger} from "../../../contracts/interfaces/IUnitLedger.sol";
import {Gln, LotId, SeriesId, Sscc} from "../../../contracts/types/Identifiers.sol";
import {
    LotDetails,
    LotUnits,
    NO_LOGISTIC_UNIT,
    Place,
    UnitState,
    VerificationFailure
} from "../../../contracts/types/Provenance.sol";
import {LogisticActions} from "./LogisticActions.sol";

/// @title Lets anybody try anything, and watches what came of it
/// @dev Every action is tried by any account; refusals are fine, what succeeds is judged against what held before.
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

    function revertDispense(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        bool fit = _isFit(slot);
        bool success = _act(actor, slot, index, abi.encodeCall(IUnitLedger.revertDispense, (_lots[slot], index)));
        if (success && !fit) unfitMoved = true;
    }

    function unpack(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        bytes memory data = abi.encodeCall(IUnitLedger.unpackUnits, (placeOf(slot, index), _lots[slot], _listOf(index)));
        if (!_act(actor, slot, index, data)) return;
        ++unpackings;
        inside[lotId(slot)][index] = NO_LOGISTIC_UNIT;
    }

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
    }

    function nameMissing(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        Sscc code = inside[lotId(slot)][index];
        bytes memory data =
            abi.encodeCall(IUnitLedger.nameMissingUnits, (placeOf(slot, index), _lots[slot], _listOf(index)));
        if (!_act(actor, slot, index, data)) return;
        --missing[code];
        inside[lotId(slot)][index] = NO_LOGISTIC_UNIT;
    }

    function requestReturn(uint256 actor, uint256 slot, uint256 seed, uint256 to) external {
        slot %= 2;
        uint32 index = _pick(slot, seed);
        Place memory place = placeOf(slot, index);
        bytes memory data = abi.encodeCall(IUnitLedger.requestReturn, (place, _lots[slot], index, _glns[to % 7]));
        if (_act(actor, slot, index, data)) inside[lotId(slot)][index] = NO_LOGISTIC_UNIT;
    }

    function answer(uint256 actor, uint256 slot, uint256 seed, uint8 failure) external {
        slot %= 2;
        VerificationFailure given = VerificationFailure(failure % 3 == 0 ? failure % 8 : 0);
        bytes memory data =
            abi.encodeCall(IUnitLedger.answerVerification, (_lots[slot], _pick(slot, seed), given, bytes32(0)));
        _call(address(_units), _mostly(actor, MAH), data);
    }

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

    function clearUnit(uint256 actor, uint256 slot, uint256 seed) external {
        slot %= 2;
        bytes memory data = abi.encodeCall(IUnitLedger.clearUnit, (_lots[slot], _pick(slot, seed), REGULATOR, REASON));
        _call(address(_units), _mostly(actor, REGULATOR), data);
    }

    // HELPERS

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
