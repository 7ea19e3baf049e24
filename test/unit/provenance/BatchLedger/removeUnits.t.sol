// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {Child, Content, EffectiveStatus, Mark, RecallClass, Removal} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerRemoveUnitsTest is LogisticUnitsFixture {
    function _tooMany(Child memory child, uint24 available, uint256 count) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILogisticUnits.BatchLedger_MoreThanInside.selector, child.sscc, available, count);
    }

    function test_RevertWhen_CallerIsNotTheUnitLedger() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        vm.prank(users.mah);
        ledger.removeUnits(child.sscc, child.contents, lotIdOf(lot), 1, Removal.Trade);
    }

    function test_RevertGiven_UnitLiesInAnother() external {
        (, Child[] memory cases) = palletOfThree();
        vm.expectRevert(notOutermost(cases[0].sscc, PALLET));
        remove(cases[0].sscc, cases[0].contents, 1, Removal.Withdrawal);
    }

    function test_RevertGiven_ItIsInTransit() external {
        Child memory child = caseOf(1, lot);
        ship(child.sscc, child.contents, WHOLESALER);
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(notActive(child.sscc, EffectiveStatus.InTransit));
            remove(child.sscc, child.contents, 1, Removal(i));
        }
    }

    function test_RevertGiven_MarkedAndForTrade() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Reject);
        vm.expectRevert(notActive(child.sscc, EffectiveStatus.ExcursionHold));
        remove(child.sscc, child.contents, 1, Removal.Trade);
    }

    function test_GivenMarkedAndWithdrawn() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Reject);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.UnitsRemoved(child.sscc, lotIdOf(lot), 4, Removal.Withdrawal);
        Gln answerable = remove(child.sscc, child.contents, 4, Removal.Withdrawal);
        assertEq(Gln.unwrap(answerable), Gln.unwrap(MAH), "custodian");
        assertHolds(child.sscc, child.contents, 6);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        Child memory child = caseOf(1, lot);
        Content[] memory other = scattered(lot, 10);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_OtherContents.selector, child.sscc, hashOf(child.contents), hashOf(other)
            )
        );
        remove(child.sscc, other, 1, Removal.Trade);
    }

    function test_RevertWhen_LotIsNotInside() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(_tooMany(child, 10, 1));
        vm.prank(keeper);
        ledger.removeUnits(child.sscc, child.contents, lotIdOf(otherLot), 1, Removal.Trade);
    }

    function test_RevertWhen_MoreWouldLeaveThanAreInside() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(_tooMany(child, 10, 11));
        remove(child.sscc, child.contents, 11, Removal.Trade);
        moveShort(child.sscc, child.contents, 8);
        vm.expectRevert(_tooMany(child, 8, 9));
        remove(child.sscc, child.contents, 9, Removal.Withdrawal);
    }

    function test_RevertWhen_MoreAreNamedMissingThanAre() external {
        Child memory child = caseOf(1, lot);
        moveShort(child.sscc, child.contents, 8);
        vm.expectRevert(_tooMany(child, 2, 3));
        remove(child.sscc, child.contents, 3, Removal.Missing);
        Gln answerable = remove(child.sscc, child.contents, 2, Removal.Missing);
        assertEq(Gln.unwrap(answerable), Gln.unwrap(MAH), "the sender");
        assertHolds(child.sscc, child.contents, 8);
        vm.expectRevert(_tooMany(child, 0, 1));
        remove(child.sscc, child.contents, 1, Removal.Missing);
    }

    function test_WhenTheLastPackLeaves() external {
        Child memory child = caseOf(1, lot);
        moveShort(child.sscc, child.contents, 8);
        remove(child.sscc, child.contents, 8, Removal.Trade);
        assertHolds(child.sscc, child.contents, 0);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.ContentsChanged(child.sscc, none(), 0);
        remove(child.sscc, child.contents, 2, Removal.Missing);
        assertHolds(child.sscc, none(), 0);
    }

    function test_GivenALotInsideIsRecalled() external {
        Child memory child = caseOf(1, lot);
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.I, MAH, REASON);
        remove(child.sscc, child.contents, 10, Removal.Trade);
        assertHolds(child.sscc, none(), 0);
    }
}
