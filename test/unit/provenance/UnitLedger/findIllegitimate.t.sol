// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {EffectiveStatus, UnitState} from "../../../../contracts/types/Provenance.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerFindIllegitimateTest is UnitFixture {
    function setUp() public override {
        super.setUp();
        marked(0, UnitState.Suspect);
    }

    function test_RevertGiven_PackIsNotSuspect() external {
        vm.prank(users.mah);
        expectIllegal(1, UnitState.Untouched, UnitState.Illegitimate);
        units.findIllegitimate(lot, 1, MAH, REASON);
    }

    function test_RevertWhen_CustodianFindsIt() external {
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.findIllegitimate(lot, 0, PHARMACY, REASON);
    }

    function test_RevertWhen_CallerIsAnother() external {
        vm.prank(users.mallory);
        expectNotInCharge(0, MAH, users.mallory);
        units.findIllegitimate(lot, 0, MAH, REASON);
    }

    function test_RevertWhen_ReasonLacks() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoReason.selector, id, 0));
        units.findIllegitimate(lot, 0, MAH, bytes32(0));
    }

    function test_WhenAuthorisationHolderFindsIt_NoticeClockRuns() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitMarked(id, 0, UnitState.Illegitimate, MAH, PHARMACY, REASON);
        vm.expectEmit(address(units));
        emit IUnitLedger.IllegitimateFound(id, 0, MAH, uint40(vm.getBlockTimestamp() + 24 hours));
        vm.prank(users.mah);
        units.findIllegitimate(lot, 0, MAH, REASON);
        assertUnit(0, UnitState.Illegitimate, PHARMACY);
    }

    function test_WhenRegulatorFindsIt_ReadsIllegitimateForGood() external {
        vm.prank(users.regulator);
        units.findIllegitimate(lot, 0, REGULATOR, REASON);
        recalled();
        assertStatus(byItself(), 0, EffectiveStatus.Illegitimate);
        vm.prank(users.pharmacy);
        expectIllegal(0, UnitState.Illegitimate, UnitState.Destroyed);
        units.markUnit(byItself(), lot, 0, UnitState.Destroyed, PHARMACY, REASON);
    }
}
