// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    NO_LOGISTIC_UNIT,
    Place,
    RecallClass,
    ROLE_DISPENSER,
    UnitState,
    UNIT_SUPPLIED
} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";
import {UnitTree} from "../../../utils/UnitTree.sol";

contract UnitLedgerDispenseTest is UnitFixture {
    function _expectNotDispenser(address caller) private {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotDispenser.selector, CASE, PHARMACY, caller));
    }

    function test_RevertWhen_CallerIsNotCustodian() external {
        vm.prank(users.hospital);
        _expectNotDispenser(users.hospital);
        dispense(inCase(), 0, true);
    }

    function test_RevertGiven_CustodianIsNoDispenser() external {
        Content[] memory other = pack(OTHER_CASE, lot, IN_CASE, 5);
        move(OTHER_CASE, other, WHOLESALER);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                IUnitLedger.UnitLedger_NotDispenser.selector, OTHER_CASE, WHOLESALER, users.wholesaler
            )
        );
        dispense(Place(OTHER_CASE, other), IN_CASE, true);
    }

    function test_RevertGiven_DispenserAuthorisationIsOver() external {
        expelled(PHARMACY, users.pharmacy, ROLE_DISPENSER);
        vm.prank(users.pharmacy);
        _expectNotDispenser(users.pharmacy);
        dispense(inCase(), 0, true);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        Place memory other = inCase();
        other.contents[0].unitCount = IN_CASE + 1;
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ILogisticUnits.BatchLedger_OtherContents.selector);
        dispense(other, 0, true);
    }

    function test_RevertWhen_PackIsNotInside() external {
        pack(OTHER_CASE, lot, IN_CASE, IN_CASE);
        vm.prank(users.pharmacy);
        expectNotInside(IN_CASE);
        dispense(inCase(), IN_CASE, true);
    }

    function test_RevertGiven_NobodyPackedIt() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotPackedYet.selector, id, IN_CASE, IN_CASE));
        dispense(byItself(), IN_CASE, true);
    }

    function test_RevertGiven_ItWasUnpacked_WhenShownInside() external {
        unpacked(0);
        vm.prank(users.pharmacy);
        expectNotInside(0);
        dispense(inCase(), 0, true);
    }

    function test_RevertGiven_LogisticUnitIsInTransit() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitNotActive.selector, CASE, EffectiveStatus.InTransit)
        );
        dispense(inCase(), 0, true);
    }

    function test_RevertGiven_LogisticUnitIsSuspect() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.hospital);
        ledger.rejectShipment(CASE, DiscrepancyCode.GtinError);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitNotActive.selector, CASE, EffectiveStatus.Suspect)
        );
        dispense(inCase(), 0, true);
    }

    function test_RevertWhen_ProofIsOfAnotherPack() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(
                IUnitLedger.UnitLedger_NotVerified.selector, id, 0, IUnitLedger.VerificationResult.NoMatch
            )
        );
        units.dispense(inCase(), lot, 0, unitHashOf(TABLET, LOT, 1), UnitTree.proofOf(tree, 1), true);
    }

    function test_RevertGiven_LotIsRecalled() external {
        recalled();
        vm.prank(users.pharmacy);
        expectNotActive(0, EffectiveStatus.Recalled);
        dispense(inCase(), 0, true);
    }

    function test_RevertGiven_LotIsQuarantined() external {
        quarantined();
        vm.prank(users.pharmacy);
        expectNotActive(0, EffectiveStatus.Quarantined);
        dispense(inCase(), 0, true);
    }

    function test_RevertGiven_LotIsHeld() external {
        vm.prank(address(coldChain));
        ledger.holdByMonitor(id, REASON);
        vm.prank(users.pharmacy);
        expectNotActive(0, EffectiveStatus.Quarantined);
        dispense(inCase(), 0, true);
    }

    function test_GivenHoldHasLapsed() external {
        vm.prank(address(coldChain));
        ledger.holdByMonitor(id, REASON);
        vm.warp(vm.getBlockTimestamp() + 72 hours + 1);
        dispensed(0, true);
        assertTrue(units.isDispensed(id, 0), "dispensed");
    }

    function test_RevertGiven_LotHasExpired() external {
        expired();
        vm.prank(users.pharmacy);
        expectNotActive(0, EffectiveStatus.Expired);
        dispense(inCase(), 0, true);
    }

    function test_RevertGiven_PackWasDispensedBefore() external {
        dispensed(0, true);
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_AlreadyDispensed.selector, id, 0));
        dispense(inCase(), 0, true);
    }

    function test_RevertGiven_PackIsSuspect() external {
        marked(0, UnitState.Suspect);
        vm.prank(users.pharmacy);
        expectIllegal(0, UnitState.Suspect, UnitState.Dispensed);
        dispense(byItself(), 0, true);
    }

    function test_RevertGiven_AsManyLeftAsHadArrived() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.hospital);
        ledger.receiveShipment(CASE, contents, 2, DiscrepancyCode.MissingProduct);
        for (uint32 i; i < 2; ++i) {
            vm.prank(users.hospital);
            dispense(inCase(), i, true);
        }
        vm.prank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_MoreThanInside.selector, CASE, 0, 1));
        dispense(inCase(), 2, true);
    }

    function test_WhenPackIsInCase() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitDispensed(id, 3, PHARMACY, CASE, true);
        dispensed(3, true);
        assertUnit(3, UnitState.Dispensed, PHARMACY);
        assertEq(uint256(units.unitOf(id, 3).flags), uint256(UNIT_SUPPLIED), "flags");
        assertFalse(units.isDispensed(id, 4), "neighbour");
        assertCounts(1, 0, 0);
        assertInside(IN_CASE - 1);
    }

    function test_WhenPackIsLoose() external {
        unpacked(3);
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitDispensed(id, 3, PHARMACY, NO_LOGISTIC_UNIT, false);
        vm.prank(users.pharmacy);
        dispense(byItself(), 3, false);
        assertEq(uint256(units.unitOf(id, 3).flags), 0, "not supplied");
        assertInside(IN_CASE - 1);
    }

    function test_GivenDispensedPackOfLotRecalledLater() external {
        dispensed(0, true);
        assertStatus(byItself(), 0, EffectiveStatus.Dispensed);
        recalled();
        assertStatus(byItself(), 0, EffectiveStatus.Recalled);
    }
}
