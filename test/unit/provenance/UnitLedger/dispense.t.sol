// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    RecallClass,
    ROLE_DISPENSER
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";
import {UnitTree} from "../../../utils/UnitTree.sol";

contract UnitLedgerDispenseTest is ProvenanceFixture {
    string internal constant LOT = "LOT26C01";
    LotDetails internal lot;
    bytes32[] internal tree;
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        tree = treeOf(TABLET, LOT, UNITS);
        lot = commission(TABLET, LOT);
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
        move(CASE, packed, PHARMACY);
    }

    function _dispense(uint32 index) private {
        units.dispense(CASE, contents, lot, index, unitHashOf(TABLET, LOT, index), UnitTree.proofOf(tree, index));
    }

    function test_RevertWhen_CallerIsNotCustodian() external {
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IUnitLedger.UnitLedger_NotDispenser.selector, CASE, PHARMACY, users.mallory)
        );
        _dispense(0);
    }

    function test_RevertGiven_CustodianIsNoDispenser() external {
        move(CASE, contents, WHOLESALER);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(IUnitLedger.UnitLedger_NotDispenser.selector, CASE, WHOLESALER, users.wholesaler)
        );
        _dispense(0);
    }

    function test_RevertGiven_DispenserAuthorisationIsOver() external {
        ledger.setPartner(PHARMACY, users.pharmacy, ROLE_DISPENSER, NOW - 1);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(IUnitLedger.UnitLedger_NotDispenser.selector, CASE, PHARMACY, users.pharmacy)
        );
        _dispense(0);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        bytes32 hash = ledger.logisticUnitOf(CASE).contentsHash;
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(IUnitLedger.UnitLedger_OtherContents.selector, CASE, hash, keccak256(""))
        );
        units.dispense(CASE, new Content[](0), lot, 0, unitHashOf(TABLET, LOT, 0), UnitTree.proofOf(tree, 0));
    }

    function test_RevertWhen_PackIsNotInside() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotInside.selector, CASE, lotIdOf(lot), 10));
        _dispense(10);
    }

    function test_RevertGiven_LogisticUnitIsInTransit() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(
                IUnitLedger.UnitLedger_NotActive.selector, lotIdOf(lot), 0, EffectiveStatus.InTransit
            )
        );
        _dispense(0);
    }

    function test_RevertGiven_LogisticUnitIsSuspect() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.hospital);
        ledger.rejectShipment(CASE, DiscrepancyCode.GtinError);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(IUnitLedger.UnitLedger_NotActive.selector, lotIdOf(lot), 0, EffectiveStatus.Suspect)
        );
        _dispense(0);
    }

    function test_RevertWhen_ProofIsOfAnotherPack() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(
                IUnitLedger.UnitLedger_NotVerified.selector, lotIdOf(lot), 0, IUnitLedger.VerificationResult.NoMatch
            )
        );
        units.dispense(CASE, contents, lot, 0, unitHashOf(TABLET, LOT, 1), UnitTree.proofOf(tree, 1));
    }

    function test_RevertGiven_LotIsRecalled() external {
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(IUnitLedger.UnitLedger_NotActive.selector, lotIdOf(lot), 0, EffectiveStatus.Recalled)
        );
        _dispense(0);
    }

    function test_RevertGiven_LotIsQuarantined() external {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(
                IUnitLedger.UnitLedger_NotActive.selector, lotIdOf(lot), 0, EffectiveStatus.Quarantined
            )
        );
        _dispense(0);
    }

    function test_RevertGiven_LotHasExpired() external {
        vm.warp(uint256(EXPIRES_AT) + 1);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(IUnitLedger.UnitLedger_NotActive.selector, lotIdOf(lot), 0, EffectiveStatus.Expired)
        );
        _dispense(0);
    }

    function test_RevertGiven_PackWasDispensedBefore() external {
        vm.prank(users.pharmacy);
        _dispense(0);
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_AlreadyDispensed.selector, lotIdOf(lot), 0));
        _dispense(0);
    }

    function test_RevertGiven_AsManyLeftAsHadArrived() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.hospital);
        ledger.receiveShipment(CASE, contents, 2, DiscrepancyCode.MissingProduct);
        vm.prank(users.hospital);
        _dispense(0);
        vm.prank(users.hospital);
        _dispense(1);
        vm.prank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_MoreThanArrived.selector, CASE, 2));
        _dispense(2);
    }

    function test_WhenEverythingIsInOrder() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitDispensed(lotIdOf(lot), 3, PHARMACY, CASE);
        vm.prank(users.pharmacy);
        _dispense(3);
        assertTrue(units.isDispensed(lotIdOf(lot), 3), "dispensed");
        assertFalse(units.isDispensed(lotIdOf(lot), 4), "neighbour");
        assertEq(uint256(units.dispensedOutOf(CASE)), 1, "count");
    }

    function test_GivenDispensedPackOfLotRecalledLater() external {
        vm.prank(users.pharmacy);
        _dispense(0);
        (, EffectiveStatus before) = units.verify(lot, 0, unitHashOf(TABLET, LOT, 0), UnitTree.proofOf(tree, 0));
        assertEq(uint256(before), uint256(EffectiveStatus.Dispensed), "before");
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        (, EffectiveStatus later) = units.verify(lot, 0, unitHashOf(TABLET, LOT, 0), UnitTree.proofOf(tree, 0));
        assertEq(uint256(later), uint256(EffectiveStatus.Recalled), "later");
    }
}
