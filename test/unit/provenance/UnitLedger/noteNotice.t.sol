// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {ROLE_DISPENSER, UNIT_NOTIFIED, UnitState} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerNoteNoticeTest is UnitFixture {
    bytes32 private constant NOTICE = keccak256("form");

    function setUp() public override {
        super.setUp();
        marked(0, UnitState.Suspect);
        vm.prank(users.mah);
        units.findIllegitimate(lot, 0, MAH, REASON);
    }

    function _noteIt() private {
        vm.prank(users.pharmacy);
        units.noteNotice(lot, 0, PHARMACY, NOTICE);
    }

    function test_RevertGiven_PackIsNotIllegitimate() external {
        vm.prank(users.pharmacy);
        expectIllegal(1, UnitState.Untouched, UnitState.Illegitimate);
        units.noteNotice(lot, 1, PHARMACY, NOTICE);
    }

    function test_RevertWhen_PartnerOwesNoNotice() external {
        vm.prank(users.hospital);
        expectNotInCharge(0, HOSPITAL, users.hospital);
        units.noteNotice(lot, 0, HOSPITAL, NOTICE);
    }

    function test_RevertWhen_CallerIsAnother() external {
        vm.prank(users.mallory);
        expectNotInCharge(0, PHARMACY, users.mallory);
        units.noteNotice(lot, 0, PHARMACY, NOTICE);
    }

    function test_RevertWhen_NoticeLacks() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoReason.selector, id, 0));
        units.noteNotice(lot, 0, PHARMACY, bytes32(0));
    }

    function test_RevertGiven_NoticeWasNotedBefore() external {
        _noteIt();
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_AlreadyNotified.selector, id, 0));
        units.noteNotice(lot, 0, MAH, NOTICE);
    }

    function test_WhenDayEnds_IsInTime() external {
        vm.warp(vm.getBlockTimestamp() + 24 hours);
        vm.expectEmit(address(units));
        emit IUnitLedger.IllegitimateNotified(id, 0, PHARMACY, NOTICE, false);
        _noteIt();
        assertTrue(units.unitOf(id, 0).flags & UNIT_NOTIFIED != 0, "noted");
    }

    function test_WhenDayHasEnded_IsLate() external {
        vm.warp(vm.getBlockTimestamp() + 24 hours + 1);
        vm.expectEmit(address(units));
        emit IUnitLedger.IllegitimateNotified(id, 0, PHARMACY, NOTICE, true);
        _noteIt();
    }

    function test_GivenCustodiansAuthorisationIsOver_NotesStill() external {
        expelled(PHARMACY, users.pharmacy, ROLE_DISPENSER);
        _noteIt();
        assertEq(uint256(units.unitOf(id, 0).flags), uint256(UNIT_NOTIFIED), "noted");
    }
}
