// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {UNIT_PASSED_ON, UnitState} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerPassOnRecallTest is UnitFixture {
    function setUp() public override {
        super.setUp();
        dispensed(0, true);
        dispensed(1, true);
    }

    function _expectNothing(uint32 index) private {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NothingToPassOn.selector, id, index));
    }

    function test_RevertGiven_LotIsNotRecalled() external {
        vm.prank(users.pharmacy);
        _expectNothing(0);
        units.passOnRecall(lot, PHARMACY, only(0));
    }

    function test_RevertWhen_CallerIsAnother() external {
        recalled();
        vm.prank(users.hospital);
        expectNotInCharge(0, PHARMACY, users.hospital);
        units.passOnRecall(lot, PHARMACY, only(0));
    }

    function test_RevertGiven_AnotherDispensed() external {
        recalled();
        vm.prank(users.hospital);
        _expectNothing(0);
        units.passOnRecall(lot, HOSPITAL, only(0));
    }

    function test_RevertGiven_PackIsNotDispensed() external {
        recalled();
        vm.prank(users.pharmacy);
        _expectNothing(2);
        units.passOnRecall(lot, PHARMACY, both(1, 2));
    }

    function test_RevertGiven_RecallWasPassedOnBefore() external {
        recalled();
        vm.prank(users.pharmacy);
        units.passOnRecall(lot, PHARMACY, only(1));
        vm.prank(users.pharmacy);
        _expectNothing(1);
        units.passOnRecall(lot, PHARMACY, both(0, 1));
    }

    function test_GivenRecalledLotAndOwnPacks() external {
        recalled();
        vm.expectEmit(address(units));
        emit IUnitLedger.RecallNoticePassedOn(id, 0, PHARMACY);
        vm.expectEmit(address(units));
        emit IUnitLedger.RecallNoticePassedOn(id, 1, PHARMACY);
        vm.prank(users.pharmacy);
        units.passOnRecall(lot, PHARMACY, both(0, 1));
        assertTrue(units.unitOf(id, 0).flags & UNIT_PASSED_ON != 0, "noted");
        assertUnit(1, UnitState.Dispensed, PHARMACY);
    }
}
