// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {
    EffectiveStatus,
    ROLE_DISPENSER,
    UnitState,
    VerificationFailure
} from "../../../../contracts/types/Provenance.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerRevertDispenseTest is UnitFixture {
    uint256 private _dispensedAt;

    function setUp() public override {
        super.setUp();
        dispensed(0, false);
        _dispensedAt = vm.getBlockTimestamp();
    }

    function _revertDispense(uint32 index) private {
        vm.prank(users.pharmacy);
        units.revertDispense(lot, index);
    }

    function _expectNotRevertible(uint256 since) private {
        vm.expectRevert(
            abi.encodeWithSelector(IUnitLedger.UnitLedger_NotRevertible.selector, id, 0, since, vm.getBlockTimestamp())
        );
    }

    function test_RevertWhen_CallerIsAnotherDispenser() external {
        vm.prank(users.hospital);
        expectNotInCharge(0, PHARMACY, users.hospital);
        units.revertDispense(lot, 0);
    }

    function test_RevertGiven_PackIsNotDispensed() external {
        expectIllegal(1, UnitState.Untouched, UnitState.Loose);
        _revertDispense(1);
    }

    function test_RevertGiven_DispenserAuthorisationIsOver() external {
        expelled(PHARMACY, users.pharmacy, ROLE_DISPENSER);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        _revertDispense(0);
    }

    function test_RevertGiven_TenDaysHavePassed() external {
        vm.warp(_dispensedAt + 10 days + 1);
        _expectNotRevertible(_dispensedAt);
        _revertDispense(0);
    }

    function test_RevertGiven_PackWasSupplied() external {
        dispensed(1, true);
        vm.expectPartialRevert(IUnitLedger.UnitLedger_NotRevertible.selector);
        _revertDispense(1);
    }

    function test_RevertGiven_PackWasDoubtedSince() external {
        vm.prank(users.pharmacy);
        units.markUnit(byItself(), lot, 0, UnitState.Suspect, PHARMACY, REASON);
        vm.warp(_dispensedAt + 9 days);
        answered(0, VerificationFailure.None);
        vm.prank(users.pharmacy);
        units.clearUnit(lot, 0, PHARMACY, REASON);
        _expectNotRevertible(_dispensedAt + 9 days);
        _revertDispense(0);
    }

    function test_RevertGiven_LotIsRecalled() external {
        recalled();
        expectNotActive(0, EffectiveStatus.Recalled);
        _revertDispense(0);
    }

    function test_RevertGiven_LotIsQuarantined() external {
        quarantined();
        expectNotActive(0, EffectiveStatus.Quarantined);
        _revertDispense(0);
    }

    function test_RevertGiven_LotHasExpired() external {
        dispensed(1, false);
        vm.warp(uint256(EXPIRES_AT));
        vm.prank(users.pharmacy);
        dispense(inCase(), 2, false);
        expired();
        expectNotActive(2, EffectiveStatus.Expired);
        _revertDispense(2);
    }

    function test_WhenTenDaysEnd() external {
        vm.warp(_dispensedAt + 10 days);
        vm.expectEmit(address(units));
        emit IUnitLedger.DispenseReverted(id, 0, PHARMACY);
        _revertDispense(0);
        assertUnit(0, UnitState.Loose, PHARMACY);
        assertCounts(0, 0, 0);
        assertStatus(byItself(), 0, EffectiveStatus.Active);
    }

    function test_WhenReverted_DispensesAgain() external {
        _revertDispense(0);
        vm.prank(users.pharmacy);
        dispense(byItself(), 0, true);
        assertCounts(1, 0, 0);
    }
}
