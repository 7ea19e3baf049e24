// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {LotId} from "../../../../contracts/types/Identifiers.sol";
import {Child, Content, EffectiveStatus, Mark, ROLE_MANUFACTURER} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerConfirmUnitHoldTest is LogisticUnitsFixture {
    function _refuse(Child memory child, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(users.mah);
        ledger.confirmUnitHold(child.sscc, child.contents, lots(lot), MAH, REASON);
    }

    function test_RevertGiven_ThereIsNoHold() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Excursion);
        _refuse(child, refused(ILogisticUnits.BatchLedger_MarkRefused.selector, child.sscc, Mark.Hold, MAH));
    }

    function test_RevertGiven_HoldHasLapsed() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        vm.warp(vm.getBlockTimestamp() + 72 hours + 1);
        _refuse(child, refused(ILogisticUnits.BatchLedger_MarkRefused.selector, child.sscc, Mark.Hold, MAH));
    }

    function test_RevertWhen_LotShownIsNotInside() external {
        Child memory child = caseOf(1, otherLot);
        markAs(child.sscc, Mark.Hold);
        _refuse(child, notInCharge(lotIdOf(lot), MAH));
    }

    function test_RevertWhen_NoLotOrSeveralAreShown() external {
        (Content[] memory contents,) = palletOfThree();
        markAs(PALLET, Mark.Hold);
        vm.expectRevert(notInCharge(LotId.wrap(0), MAH));
        vm.prank(users.mah);
        ledger.confirmUnitHold(PALLET, contents, noLots(), MAH, REASON);
        vm.expectRevert(notInCharge(LotId.wrap(0), MAH));
        vm.prank(users.mah);
        ledger.confirmUnitHold(PALLET, contents, lots(lot, otherLot), MAH, REASON);
    }

    function test_RevertWhen_LotShownIsAnotherHolders() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        ledger.setPartner(CENTRE, users.centre, ROLE_MANUFACTURER, FOREVER, PREFIX_DIGITS);
        vm.expectRevert(notInCharge(lotIdOf(lot), CENTRE));
        vm.prank(users.centre);
        ledger.confirmUnitHold(child.sscc, child.contents, lots(lot), CENTRE, REASON);
    }

    function test_WhenTheHolderOfOneOfItsLotsConfirmsIt() external {
        (Content[] memory contents,) = palletOfThree();
        markAs(PALLET, Mark.Hold);
        vm.prank(users.mah);
        ledger.confirmUnitHold(PALLET, contents, lots(otherLot), MAH, REASON);
        assertStatus(PALLET, EffectiveStatus.Suspect);
        assertEq(ledger.unitHeldUntil(PALLET), 0, "the hold is over");
    }

    function test_WhenARegulatorConfirmsIt() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        vm.prank(users.regulator);
        ledger.confirmUnitHold(child.sscc, none(), noLots(), REGULATOR, REASON);
        assertStatus(child.sscc, EffectiveStatus.Suspect);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_NoReasonFor.selector, child.sscc));
        vm.prank(users.mah);
        ledger.confirmUnitHold(child.sscc, child.contents, lots(lot), MAH, 0);
    }

    function test_WhenTheHolderConfirmsIt() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        vm.warp(vm.getBlockTimestamp() + 72 hours);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitMarked(child.sscc, Mark.Suspect, MAH, REASON);
        vm.prank(users.mah);
        ledger.confirmUnitHold(child.sscc, child.contents, lots(lot), MAH, REASON);
        vm.warp(vm.getBlockTimestamp() + 30 days);
        assertStatus(child.sscc, EffectiveStatus.Suspect);
        vm.prank(users.mah);
        ledger.clearMark(child.sscc, child.contents, lots(lot), Mark.Suspect, MAH, REASON);
        assertStatus(child.sscc, EffectiveStatus.Active);
    }
}
