// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {UnitState, VerificationFailure} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerEndReturnTest is UnitFixture {
    function setUp() public override {
        super.setUp();
        returned(0);
    }

    function test_RevertGiven_NoReturnIsPending() external {
        vm.prank(users.pharmacy);
        expectIllegal(1, UnitState.Untouched, UnitState.Loose);
        units.endReturn(lot, 1, PHARMACY, REASON);
    }

    function test_RevertWhen_PartnerHasNoPartInIt() external {
        vm.prank(users.centre);
        expectNotInCharge(0, CENTRE, users.centre);
        units.endReturn(lot, 0, CENTRE, REASON);
    }

    function test_RevertWhen_CallerIsAnother() external {
        vm.prank(users.mallory);
        expectNotInCharge(0, PHARMACY, users.mallory);
        units.endReturn(lot, 0, PHARMACY, REASON);
    }

    function test_RevertWhen_ReasonLacks() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoReason.selector, id, 0));
        units.endReturn(lot, 0, PHARMACY, bytes32(0));
    }

    function test_WhenCustodianTakesItBack() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.ReturnEnded(id, 0, PHARMACY, REASON);
        vm.prank(users.pharmacy);
        units.endReturn(lot, 0, PHARMACY, REASON);
        assertUnit(0, UnitState.Loose, PHARMACY);
    }

    function test_WhenTakerRefuses_IsLooseWithCustodian() external {
        vm.prank(users.wholesaler);
        units.endReturn(lot, 0, WHOLESALER, REASON);
        assertUnit(0, UnitState.Loose, PHARMACY);
    }

    function test_GivenHoldersAnswerWasNo_IsSuspect() external {
        answered(0, VerificationFailure.NoMatchGtinSerial);
        vm.prank(users.pharmacy);
        units.endReturn(lot, 0, PHARMACY, REASON);
        assertUnit(0, UnitState.Suspect, PHARMACY);
    }
}
