// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IUnitLedger} from "../../contracts/interfaces/IUnitLedger.sol";
import {Gln, LotId, SeriesId} from "../../contracts/types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    LotUnits,
    NO_LOGISTIC_UNIT,
    Place,
    RecallClass,
    UnitState,
    VerificationFailure
} from "../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "./ProvenanceFixture.sol";
import {UnitTree} from "./UnitTree.sol";

/// @title A case of ten packs, the first of its lot, at the pharmacy
abstract contract UnitFixture is ProvenanceFixture {
    string internal constant LOT = "LOT26C01";
    uint32 internal constant IN_CASE = 10;
    bytes32 internal constant QUESTION = keccak256("question");
    SeriesId internal constant NO_SERIES = SeriesId.wrap(0);

    LotDetails internal lot;
    LotId internal id;
    bytes32[] internal tree;
    Content[] internal contents;

    function setUp() public virtual override {
        super.setUp();
        tree = treeOf(TABLET, LOT, UNITS);
        lot = commission(TABLET, LOT);
        id = lotIdOf(lot);
        contents.push(pack(CASE, lot, 0, IN_CASE)[0]);
        move(CASE, contents, PHARMACY);
    }

    // PLACES AND LISTS

    function inCase() internal view returns (Place memory) {
        return Place(CASE, contents);
    }

    function byItself() internal pure returns (Place memory) {
        return Place(NO_LOGISTIC_UNIT, new Content[](0));
    }

    function only(uint32 index) internal pure returns (uint32[] memory indices) {
        indices = new uint32[](1);
        indices[0] = index;
    }

    function both(uint32 first, uint32 second) internal pure returns (uint32[] memory indices) {
        indices = new uint32[](2);
        (indices[0], indices[1]) = (first, second);
    }

    function unitsOf(uint32[] memory indices) internal view returns (LotUnits[] memory list) {
        list = new LotUnits[](1);
        list[0] = LotUnits(lot, indices);
    }

    // ACTS (of the pharmacy, in the case, where nothing else is said)

    function dispense(Place memory place, uint32 index, bool supplied) internal {
        units.dispense(place, lot, index, unitHashOf(TABLET, LOT, index), UnitTree.proofOf(tree, index), supplied);
    }

    function dispensed(uint32 index, bool supplied) internal {
        vm.prank(users.pharmacy);
        dispense(inCase(), index, supplied);
    }

    function unpacked(uint32 index) internal {
        vm.prank(users.pharmacy);
        units.unpackUnits(inCase(), lot, only(index));
    }

    function marked(uint32 index, UnitState what) internal {
        vm.prank(users.pharmacy);
        units.markUnit(inCase(), lot, index, what, PHARMACY, REASON);
    }

    function returned(uint32 index) internal {
        vm.prank(users.pharmacy);
        units.requestReturn(inCase(), lot, index, WHOLESALER);
    }

    function answered(uint32 index, VerificationFailure failure) internal {
        vm.prank(users.mah);
        units.answerVerification(lot, index, failure, QUESTION);
    }

    function accepted(uint32 index) internal {
        vm.prank(users.wholesaler);
        units.acceptReturn(lot, index, NO_SERIES);
    }

    function recalled() internal {
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.I, MAH, REASON);
    }

    function quarantined() internal {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
    }

    function expired() internal {
        vm.warp(uint256(EXPIRES_AT) + 1);
    }

    function expelled(Gln gln, address account, uint16 roles) internal {
        ledger.setPartner(gln, account, roles, uint40(vm.getBlockTimestamp() - 1), PREFIX_DIGITS);
    }

    // EXPECTATIONS

    function expectIllegal(uint32 index, UnitState from, UnitState to) internal {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_IllegalTransition.selector, id, index, from, to));
    }

    function expectNotActive(uint32 index, EffectiveStatus status) internal {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotActive.selector, id, index, status));
    }

    function expectNotInCharge(uint32 index, Gln by, address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotInCharge.selector, id, index, by, caller));
    }

    function expectNotInside(uint32 index) internal {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotInside.selector, CASE, id, index));
    }

    function assertUnit(uint32 index, UnitState state, Gln custodian) internal view {
        IUnitLedger.UnitRecord memory unit = units.unitOf(id, index);
        assertEq(uint256(unit.state), uint256(state), "state");
        assertEq(uint256(Gln.unwrap(unit.custodian)), uint256(Gln.unwrap(custodian)), "custodian");
        assertEq(uint256(unit.since), vm.getBlockTimestamp(), "since");
    }

    function assertCounts(uint256 dispensedNow, uint256 destroyedNow, uint256 decommissionedNow) internal view {
        (uint32 a, uint32 b, uint32 c) = units.countsOf(id);
        assertEq(uint256(a), dispensedNow, "dispensed");
        assertEq(uint256(b), destroyedNow, "destroyed");
        assertEq(uint256(c), decommissionedNow, "decommissioned");
    }

    function assertStatus(Place memory place, uint32 index, EffectiveStatus expected) internal view {
        assertEq(uint256(units.statusOfUnit(place, lot, index)), uint256(expected), "status");
    }

    function assertInside(uint256 expected) internal view {
        assertEq(uint256(ledger.logisticUnitOf(CASE).unitCount), expected, "packs inside");
    }
}
