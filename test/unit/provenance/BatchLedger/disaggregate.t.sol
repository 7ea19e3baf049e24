// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln, Sscc} from "../../../../contracts/types/Identifiers.sol";
import {
    Child,
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    Mark,
    RecallClass,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerDisaggregateTest is LogisticUnitsFixture {
    function _takeOut(Content[] memory contents, Child memory child) private returns (Content[] memory) {
        vm.prank(users.mah);
        return ledger.disaggregate(PALLET, contents, child);
    }

    function test_RevertGiven_ParentLiesInAnother() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        aggregate(ssccOf(12), none(), only(Child(PALLET, contents)));
        vm.expectRevert(notOutermost(PALLET, ssccOf(12)));
        _takeOut(contents, cases[0]);
    }

    function test_RevertGiven_ParentIsInTransit() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        ship(PALLET, contents, WHOLESALER);
        vm.expectRevert(notActive(PALLET, EffectiveStatus.InTransit));
        _takeOut(contents, cases[0]);
    }

    function test_RevertWhen_CallerIsNotCustodian() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        move(PALLET, contents, WHOLESALER);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, WHOLESALER, users.mah, users.wholesaler
            )
        );
        _takeOut(contents, cases[0]);
    }

    function test_RevertGiven_ChildDoesNotLieInParent() external {
        (Content[] memory contents,) = palletOfThree();
        Child memory other = caseOf(4, lot);
        vm.expectRevert(notOutermost(other.sscc, Sscc.wrap(0)));
        _takeOut(contents, other);
        aggregate(ssccOf(12), none(), only(other));
        vm.expectRevert(notOutermost(other.sscc, ssccOf(12)));
        _takeOut(contents, other);
    }

    function test_RevertWhen_OtherContentsOfChildAreShown() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        Child memory bent = Child(cases[0].sscc, cases[1].contents);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_OtherContents.selector,
                bent.sscc,
                hashOf(cases[0].contents),
                hashOf(bent.contents)
            )
        );
        _takeOut(contents, bent);
    }

    function test_RevertGiven_VerdictOnParentIsOpen() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        markAs(PALLET, Mark.Excursion);
        vm.expectRevert(notActive(PALLET, EffectiveStatus.ExcursionHold));
        _takeOut(contents, cases[0]);
        vm.prank(monitor);
        ledger.clearByMonitor(PALLET, Mark.Excursion, REASON);
        assertSame(_takeOut(contents, cases[0]), scattered(lot, 10, otherLot, 10));
    }

    function test_RevertGiven_MoreAreMissingThanWouldBeLeft() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        moveShort(PALLET, contents, 15);
        vm.startPrank(users.wholesaler);
        contents = ledger.disaggregate(PALLET, contents, cases[0]);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_MoreThanInside.selector, PALLET, uint24(5), uint256(10))
        );
        ledger.disaggregate(PALLET, contents, cases[1]);
        vm.stopPrank();
    }

    function test_GivenParentWasReceived() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        move(PALLET, contents, WHOLESALER);
        Content[] memory expected = scattered(lot, 10, otherLot, 10);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitDisaggregated(cases[1].sscc, PALLET, WHOLESALER);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.ContentsChanged(PALLET, expected, 20);
        vm.prank(users.wholesaler);
        assertSame(ledger.disaggregate(PALLET, contents, cases[1]), expected);
        assertHolds(PALLET, expected, 20);
        ILogisticUnits.LogisticUnit memory child = ledger.logisticUnitOf(cases[1].sscc);
        assertTrue(child.custodian == WHOLESALER, "custodian");
        assertEq(uint256(child.state), uint256(ShipmentState.Packed), "state");
        assertEq(Sscc.unwrap(child.parent), 0, "parent");
        assertHolds(cases[1].sscc, cases[1].contents, 10);
        move(cases[1].sscc, cases[1].contents, PHARMACY);
        assertEq(custodianOf(cases[1].sscc), Gln.unwrap(PHARMACY), "moves by itself");
    }

    function test_GivenOneLotIsRecalled() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        vm.prank(users.mah);
        ledger.recall(otherLot, RecallClass.I, MAH, REASON);
        uint40 acceptBy = uint40(vm.getBlockTimestamp() + 1 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_NotActive.selector, lotIdOf(otherLot), EffectiveStatus.Recalled
            )
        );
        vm.prank(users.mah);
        ledger.ship(PALLET, contents, WHOLESALER, CARRIER, acceptBy);
        Content[] memory left = _takeOut(contents, cases[2]);
        assertSame(left, scattered(lot, 20));
        move(PALLET, left, WHOLESALER);
        assertEq(custodianOf(PALLET), Gln.unwrap(WHOLESALER), "the rest ships");
        EffectiveStatus status = ledger.statusOfLogisticUnit(cases[2].sscc, cases[2].contents);
        assertEq(uint256(status), uint256(EffectiveStatus.Recalled), "the case");
    }

    function test_GivenItWasTheLastChild() external {
        Child memory child = caseOf(1, lot);
        Content[] memory left = _takeOut(aggregate(PALLET, none(), only(child)), child);
        assertSame(left, none());
        assertHolds(PALLET, none(), 0);
        assertEq(ledger.logisticUnitOf(PALLET).level, 2, "level");
        uint40 acceptBy = uint40(vm.getBlockTimestamp() + 1 days);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_ContentsOutOfRange.selector, uint256(0), uint256(0))
        );
        vm.prank(users.mah);
        ledger.ship(PALLET, none(), WHOLESALER, CARRIER, acceptBy);
        aggregate(PALLET, none(), only(child));
        assertHolds(PALLET, scattered(lot, 10), 10);
    }

    function test_GivenParentIsMarked() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        vm.prank(users.mah);
        ledger.mark(PALLET, none(), noLots(), Mark.Stolen, MAH, REASON);
        _takeOut(contents, cases[0]);
        assertStatus(cases[0].sscc, EffectiveStatus.Stolen);
    }

    function test_GivenParentIsHeld() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        markAs(PALLET, Mark.Hold);
        vm.warp(vm.getBlockTimestamp() + 1 hours);
        _takeOut(contents, cases[0]);
        assertEq(ledger.unitHeldUntil(cases[0].sscc), ledger.unitHeldUntil(PALLET), "until");
        assertStatus(cases[0].sscc, EffectiveStatus.ExcursionHold);
        vm.warp(uint256(ledger.unitHeldUntil(PALLET)) + 1);
        assertStatus(cases[0].sscc, EffectiveStatus.Active);
    }

    function test_GivenParentWasRejected() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        ship(PALLET, contents, WHOLESALER);
        vm.prank(users.wholesaler);
        ledger.rejectShipment(PALLET, DiscrepancyCode.GlnError);
        _takeOut(contents, cases[0]);
        assertEq(uint256(ledger.logisticUnitOf(cases[0].sscc).state), uint256(ShipmentState.Rejected), "state");
        assertStatus(cases[0].sscc, EffectiveStatus.Suspect);
        vm.prank(users.mah);
        ledger.clearSuspicion(cases[0].sscc, cases[0].contents, lots(lot), MAH, REASON);
        assertStatus(cases[0].sscc, EffectiveStatus.Active);
    }
}
