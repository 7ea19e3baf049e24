// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {
    Content,
    EffectiveStatus,
    Place,
    ROLE_WHOLESALER,
    UNIT_RETURNED,
    UnitState,
    VerificationFailure
} from "../../../../contracts/types/Provenance.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerRequestReturnTest is UnitFixture {
    function test_RevertWhen_CallerIsNotCustodian() external {
        vm.prank(users.hospital);
        expectNotInCharge(0, PHARMACY, users.hospital);
        units.requestReturn(inCase(), lot, 0, WHOLESALER);
    }

    function test_RevertWhen_TakerIsDispenser() external {
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.requestReturn(inCase(), lot, 0, HOSPITAL);
    }

    function test_RevertGiven_TakersAuthorisationIsOver() external {
        expelled(WHOLESALER, users.wholesaler, ROLE_WHOLESALER);
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.requestReturn(inCase(), lot, 0, WHOLESALER);
    }

    function test_RevertWhen_TakerIsCustodianItself() external {
        Content[] memory other = pack(OTHER_CASE, lot, IN_CASE, 5);
        move(OTHER_CASE, other, WHOLESALER);
        vm.prank(users.wholesaler);
        expectNotInCharge(IN_CASE, WHOLESALER, users.wholesaler);
        units.requestReturn(Place(OTHER_CASE, other), lot, IN_CASE, WHOLESALER);
    }

    function test_RevertGiven_PackIsDispensed() external {
        dispensed(0, false);
        vm.prank(users.pharmacy);
        expectIllegal(0, UnitState.Dispensed, UnitState.ReturnPending);
        units.requestReturn(byItself(), lot, 0, WHOLESALER);
    }

    function test_RevertGiven_LotIsQuarantined() external {
        quarantined();
        vm.prank(users.pharmacy);
        expectNotActive(0, EffectiveStatus.Quarantined);
        units.requestReturn(inCase(), lot, 0, WHOLESALER);
    }

    function test_RevertGiven_PackWasReturnedBefore() external {
        returned(0);
        answered(0, VerificationFailure.None);
        accepted(0);
        vm.prank(users.wholesaler);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_AlreadyReturned.selector, id, 0));
        units.requestReturn(byItself(), lot, 0, CENTRE);
    }

    function test_RevertGiven_LogisticUnitIsInTransit() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ILogisticUnits.BatchLedger_UnitNotActive.selector);
        units.requestReturn(inCase(), lot, 0, WHOLESALER);
    }

    function test_WhenCustodianAsks() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.ReturnRequested(id, 0, PHARMACY, WHOLESALER);
        returned(0);
        assertUnit(0, UnitState.ReturnPending, PHARMACY);
        assertEq(
            uint256(Gln.unwrap(units.unitOf(id, 0).returnTo)), uint256(Gln.unwrap(WHOLESALER)), "who is to take it"
        );
        assertStatus(byItself(), 0, EffectiveStatus.ReturnPending);
        assertInside(IN_CASE - 1);
    }

    function test_GivenReturnEndedWithoutSuccess_IsAskedAgain() external {
        returned(0);
        vm.prank(users.pharmacy);
        units.endReturn(lot, 0, PHARMACY, REASON);
        vm.prank(users.pharmacy);
        units.requestReturn(byItself(), lot, 0, CENTRE);
        assertUnit(0, UnitState.ReturnPending, PHARMACY);
    }

    function test_GivenLotIsRecalled_GoesBackAgain() external {
        returned(0);
        answered(0, VerificationFailure.None);
        accepted(0);
        recalled();
        vm.prank(users.wholesaler);
        units.requestReturn(byItself(), lot, 0, MAH);
        assertUnit(0, UnitState.ReturnPending, WHOLESALER);
        assertTrue(units.unitOf(id, 0).flags & UNIT_RETURNED != 0, "once saleable");
        assertStatus(byItself(), 0, EffectiveStatus.Recalled);
    }
}
