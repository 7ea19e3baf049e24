// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {Child, Content, EffectiveStatus, Mark} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerNameMissingTest is LogisticUnitsFixture {
    function test_RevertWhen_CallerIsNotCustodian() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        moveShort(PALLET, contents, 20);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, WHOLESALER, users.mah, users.wholesaler
            )
        );
        vm.prank(users.mah);
        ledger.nameMissing(PALLET, contents, cases[2]);
    }

    function test_RevertGiven_ReceiptWasShortOfLess() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        moveShort(PALLET, contents, 21);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_MoreThanInside.selector, PALLET, uint24(9), uint256(10))
        );
        vm.prank(users.wholesaler);
        ledger.nameMissing(PALLET, contents, cases[2]);
    }

    function test_RevertGiven_ItIsMarked() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        moveShort(PALLET, contents, 20);
        markAs(PALLET, Mark.Reject);
        vm.expectRevert(notActive(PALLET, EffectiveStatus.ExcursionHold));
        vm.prank(users.wholesaler);
        ledger.nameMissing(PALLET, contents, cases[2]);
    }

    function test_GivenReceiptWasShortOfACase() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        moveShort(PALLET, contents, 20);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitMissing(cases[2].sscc, PALLET, MAH);
        vm.prank(users.wholesaler);
        Content[] memory left = ledger.nameMissing(PALLET, contents, cases[2]);
        assertSame(left, scattered(lot, 20));
        assertHolds(PALLET, left, 20);
        assertEq(ledger.logisticUnitOf(PALLET).suspectCount, 0, "nothing is missing any more");
        assertEq(custodianOf(cases[2].sscc), Gln.unwrap(MAH), "the sender answers");
        assertHolds(cases[2].sscc, cases[2].contents, 10);
        assertStatus(cases[2].sscc, EffectiveStatus.Suspect);
        // Found again: it is fit for trade when the authorisation holder has verified it.
        vm.prank(users.mah);
        ledger.clearMark(cases[2].sscc, cases[2].contents, lots(otherLot), Mark.Suspect, MAH, REASON);
        move(cases[2].sscc, cases[2].contents, WHOLESALER);
        assertEq(custodianOf(cases[2].sscc), Gln.unwrap(WHOLESALER), "shipped again");
    }
}
