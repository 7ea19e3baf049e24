// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {Child, Content, Removal} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerDisaggregateShortTest is LogisticUnitsFixture {
    function _refuse(uint32 received, uint24 missing, uint24 suspects) private {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        moveShort(PALLET, contents, received);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_MoreThanInside.selector, cases[0].sscc, suspects, uint256(missing)
            )
        );
        vm.prank(users.wholesaler);
        ledger.disaggregateShort(PALLET, contents, cases[0], missing);
    }

    function test_RevertWhen_MoreAreMissingThanReceiptWasShortOf() external {
        _refuse(28, 3, 2);
    }

    function test_RevertWhen_MoreAreMissingThanChildHolds() external {
        _refuse(10, 11, 20);
    }

    function test_WhenTwoAreMissingInTheChild() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        moveShort(PALLET, contents, 28);
        Content[] memory left = scattered(lot, 10, otherLot, 10);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.MissingLocated(cases[0].sscc, PALLET, 2);
        vm.prank(users.wholesaler);
        assertSame(ledger.disaggregateShort(PALLET, contents, cases[0], 2), left);
        assertHolds(PALLET, left, 20);
        assertHolds(cases[0].sscc, cases[0].contents, 8);
        assertEq(ledger.logisticUnitOf(PALLET).suspectCount, 0, "missing on the pallet");
        assertEq(ledger.logisticUnitOf(cases[0].sscc).suspectCount, 2, "missing in the case");
        Gln answerable = remove(cases[0].sscc, cases[0].contents, 2, Removal.Missing);
        assertEq(Gln.unwrap(answerable), Gln.unwrap(MAH), "answerable");
        assertHolds(cases[0].sscc, cases[0].contents, 8);
    }
}
