// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {IShipments} from "../../../../contracts/interfaces/IShipments.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {Child, DiscrepancyCode, Resolution} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerResolveDiscrepancyTest is LogisticUnitsFixture {
    Child internal short;

    function setUp() public override {
        super.setUp();
        Child memory child = caseOf(1, lot);
        short.sscc = child.sscc;
        moveShort(child.sscc, child.contents, 8);
    }

    function _propose(address caller, Gln by, Resolution resolution) private {
        vm.prank(caller);
        ledger.resolveDiscrepancy(short.sscc, by, resolution);
    }

    function _refuse(Gln by) private {
        vm.expectRevert(abi.encodeWithSelector(IShipments.BatchLedger_NoDiscrepancy.selector, short.sscc, by));
    }

    function test_RevertGiven_NoReceiptWasShort() external {
        Child memory child = caseOf(2, lot);
        move(child.sscc, child.contents, WHOLESALER);
        short.sscc = child.sscc;
        _refuse(MAH);
        _propose(users.mah, MAH, Resolution.CreditAccount);
    }

    function test_RevertWhen_PartnerIsNeitherSenderNorReceiver() external {
        _refuse(PHARMACY);
        _propose(users.pharmacy, PHARMACY, Resolution.CreditAccount);
    }

    function test_RevertWhen_CallerIsNotTheAccount() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.wholesaler, users.mah
            )
        );
        _propose(users.wholesaler, MAH, Resolution.CreditAccount);
    }

    function test_RevertWhen_ThereIsNoResolution() external {
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_NoReasonFor.selector, short.sscc));
        _propose(users.mah, MAH, Resolution.None);
    }

    function test_WhenOneSideRepeatsItself() external {
        _propose(users.mah, MAH, Resolution.CreditAccount);
        _propose(users.mah, MAH, Resolution.CreditAccount);
        assertFalse(ledger.discrepancyOf(short.sscc).agreed, "agreed");
    }

    function test_WhenTheSidesShowDifferentResolutions() external {
        _propose(users.mah, MAH, Resolution.CreditAccount);
        _propose(users.wholesaler, WHOLESALER, Resolution.SendProduct);
        IShipments.Discrepancy memory discrepancy = ledger.discrepancyOf(short.sscc);
        assertFalse(discrepancy.agreed, "agreed");
        assertEq(uint256(discrepancy.resolution), uint256(Resolution.SendProduct), "the later one");
        _propose(users.mah, MAH, Resolution.SendProduct);
        assertTrue(ledger.discrepancyOf(short.sscc).agreed, "agreed in the end");
    }

    function test_WhenBothSidesShowTheSame() external {
        vm.expectEmit(address(ledger));
        emit IShipments.ResolutionProposed(short.sscc, WHOLESALER, Resolution.CreditAccount);
        _propose(users.wholesaler, WHOLESALER, Resolution.CreditAccount);
        vm.expectEmit(address(ledger));
        emit IShipments.DiscrepancyResolved(short.sscc, Resolution.CreditAccount);
        _propose(users.mah, MAH, Resolution.CreditAccount);
        IShipments.Discrepancy memory discrepancy = ledger.discrepancyOf(short.sscc);
        assertTrue(discrepancy.sender == MAH && discrepancy.receiver == WHOLESALER, "sides");
        assertEq(uint256(discrepancy.code), uint256(DiscrepancyCode.MissingProduct), "code");
        assertEq(ledger.logisticUnitOf(short.sscc).suspectCount, 2, "still missing");
        _refuse(MAH);
        _propose(users.mah, MAH, Resolution.DebitAccount);
    }
}
