// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {
    Child,
    Content,
    EffectiveStatus,
    Mark,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER
} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerClearMarkTest is LogisticUnitsFixture {
    bytes4 internal constant REFUSED = ILogisticUnits.BatchLedger_MarkRefused.selector;

    function _doubted() private returns (Child memory child) {
        child = caseOf(1, lot);
        vm.prank(users.mah);
        ledger.mark(child.sscc, none(), noLots(), Mark.Suspect, MAH, REASON);
    }

    function _clear(Child memory child, Mark what, bytes32 reason) private {
        vm.prank(users.mah);
        ledger.clearMark(child.sscc, child.contents, lots(lot), what, MAH, reason);
    }

    function test_RevertWhen_MarkCannotBeCleared() external {
        Child memory child = caseOf(1, lot);
        Mark[5] memory lasting = [Mark.Excursion, Mark.Reject, Mark.Destroyed, Mark.Illegitimate, Mark.Stolen];
        markAs(child.sscc, Mark.Excursion);
        markAs(child.sscc, Mark.Reject);
        vm.startPrank(users.mah);
        for (uint256 i = 2; i < 5; ++i) {
            ledger.mark(child.sscc, child.contents, lots(lot), lasting[i], MAH, REASON);
        }
        vm.stopPrank();
        for (uint256 i; i < 5; ++i) {
            vm.expectRevert(refused(REFUSED, child.sscc, lasting[i], MAH));
            _clear(child, lasting[i], REASON);
        }
    }

    function test_RevertGiven_MarkDoesNotStand() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(refused(REFUSED, child.sscc, Mark.Suspect, MAH));
        _clear(child, Mark.Suspect, REASON);
    }

    function test_RevertGiven_HoldHasLapsed() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        vm.warp(uint256(ledger.unitHeldUntil(child.sscc)) + 1);
        vm.expectRevert(refused(REFUSED, child.sscc, Mark.Hold, MAH));
        _clear(child, Mark.Hold, REASON);
    }

    function test_RevertWhen_CallerIsTheCustodianOnly() external {
        Child memory child = caseOf(1, lot);
        move(child.sscc, child.contents, WHOLESALER);
        vm.startPrank(users.wholesaler);
        ledger.mark(child.sscc, none(), noLots(), Mark.Suspect, WHOLESALER, REASON);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                WHOLESALER,
                ROLE_MANUFACTURER | ROLE_REGULATOR,
                ROLE_WHOLESALER,
                FOREVER
            )
        );
        ledger.clearMark(child.sscc, child.contents, lots(lot), Mark.Suspect, WHOLESALER, REASON);
        vm.stopPrank();
    }

    function test_RevertWhen_ThereIsNoReason() external {
        Child memory child = _doubted();
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_NoReasonFor.selector, child.sscc));
        _clear(child, Mark.Suspect, 0);
    }

    function test_WhenTheHolderClearsADoubt() external {
        Child memory child = _doubted();
        markAs(child.sscc, Mark.Hold);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.MarkCleared(child.sscc, Mark.Suspect, MAH, REASON);
        _clear(child, Mark.Suspect, REASON);
        assertStatus(child.sscc, EffectiveStatus.ExcursionHold);
    }

    function test_WhenARegulatorClearsAHold() external {
        (, Child[] memory cases) = palletOfThree();
        markAs(PALLET, Mark.Hold);
        assertStatus(cases[0].sscc, EffectiveStatus.ExcursionHold);
        vm.prank(users.regulator);
        ledger.clearMark(PALLET, none(), noLots(), Mark.Hold, REGULATOR, REASON);
        assertStatus(cases[0].sscc, EffectiveStatus.Active);
    }
}
