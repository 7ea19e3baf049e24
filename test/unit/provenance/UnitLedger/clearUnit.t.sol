// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {EffectiveStatus, UnitState, VerificationFailure} from "../../../../contracts/types/Provenance.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerClearUnitTest is UnitFixture {
    function setUp() public override {
        super.setUp();
        marked(0, UnitState.Suspect);
    }

    function _expectNotVerified() private {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotVerifiedByHolder.selector, id, 0));
    }

    function test_RevertGiven_PackIsNeitherSuspectNorSampled() external {
        vm.prank(users.pharmacy);
        expectIllegal(1, UnitState.Untouched, UnitState.Loose);
        units.clearUnit(lot, 1, PHARMACY, REASON);
    }

    function test_RevertGiven_HolderDidNotAnswer() external {
        vm.prank(users.pharmacy);
        _expectNotVerified();
        units.clearUnit(lot, 0, PHARMACY, REASON);
    }

    function test_RevertGiven_HoldersAnswerWasNo() external {
        answered(0, VerificationFailure.NoMatchGtinSerialLot);
        vm.prank(users.pharmacy);
        _expectNotVerified();
        units.clearUnit(lot, 0, PHARMACY, REASON);
    }

    function test_RevertWhen_PartnerIsNeitherCustodianNorRegulator() external {
        answered(0, VerificationFailure.None);
        vm.prank(users.mah);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.clearUnit(lot, 0, MAH, REASON);
    }

    function test_RevertWhen_CallerIsAnother() external {
        answered(0, VerificationFailure.None);
        vm.prank(users.mallory);
        expectNotInCharge(0, PHARMACY, users.mallory);
        units.clearUnit(lot, 0, PHARMACY, REASON);
    }

    function test_RevertWhen_ReasonLacks() external {
        vm.prank(users.regulator);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoReason.selector, id, 0));
        units.clearUnit(lot, 0, REGULATOR, bytes32(0));
    }

    function test_GivenHolderVerified_CustodianClears() external {
        answered(0, VerificationFailure.None);
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitCleared(id, 0, PHARMACY, REASON);
        vm.prank(users.pharmacy);
        units.clearUnit(lot, 0, PHARMACY, REASON);
        assertUnit(0, UnitState.Loose, PHARMACY);
        assertStatus(byItself(), 0, EffectiveStatus.Active);
    }

    function test_WhenRegulatorClears() external {
        vm.prank(users.regulator);
        units.clearUnit(lot, 0, REGULATOR, REASON);
        assertUnit(0, UnitState.Loose, PHARMACY);
    }

    function test_GivenPackIsSampled_CustodianBringsItBack() external {
        marked(1, UnitState.Sampled);
        vm.prank(users.pharmacy);
        units.clearUnit(lot, 1, PHARMACY, REASON);
        assertUnit(1, UnitState.Loose, PHARMACY);
    }

    function test_GivenPackWasDispensed_IsDispensedAgain() external {
        dispensed(1, true);
        vm.prank(users.regulator);
        units.markUnit(byItself(), lot, 1, UnitState.Suspect, REGULATOR, REASON);
        assertCounts(0, 0, 0);
        vm.prank(users.regulator);
        units.clearUnit(lot, 1, REGULATOR, REASON);
        assertUnit(1, UnitState.Dispensed, PHARMACY);
        assertCounts(1, 0, 0);
    }
}
