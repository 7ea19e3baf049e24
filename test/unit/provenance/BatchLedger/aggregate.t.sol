// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../../contracts/interfaces/IBatchLedger.sol";
import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Sscc} from "../../../../contracts/types/Identifiers.sol";
import {
    Child,
    Content,
    EffectiveStatus,
    LotDetails,
    Mark,
    PackItem,
    Removal,
    SCATTERED,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerAggregateTest is LogisticUnitsFixture {
    Sscc internal constant FOREIGN = Sscc.wrap(95256780000000011);
    /// @dev Execution alone; a receipt adds 21,000 and the calldata.
    uint256 internal constant GAS_OF_TWELVE = 180_000;

    function _refuse(bytes memory reason, Sscc sscc, Content[] memory contents, Child memory child) private {
        vm.expectRevert(reason);
        vm.prank(users.mah);
        ledger.aggregate(sscc, contents, only(child));
    }

    // GENERAL

    function test_RevertWhen_ThereAreNoChildren() external {
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_ContentsOutOfRange.selector, uint256(0), uint256(0))
        );
        vm.prank(users.mah);
        ledger.aggregate(PALLET, none(), new Child[](0));
    }

    function test_RevertWhen_CallerIsNotCustodian() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.mallory, users.mah)
        );
        vm.prank(users.mallory);
        ledger.aggregate(PALLET, none(), only(child));
    }

    // A NEW PARENT

    function test_RevertWhen_CheckDigitIsWrong() external {
        Sscc wrong = Sscc.wrap(Sscc.unwrap(PALLET) + 1);
        bytes memory reason = abi.encodeWithSelector(ILogisticUnits.BatchLedger_BadSscc.selector, wrong);
        _refuse(reason, wrong, none(), caseOf(1, lot));
    }

    function test_RevertWhen_CodeCarriesAnotherPrefix() external {
        bytes memory reason =
            abi.encodeWithSelector(ITradingPartners.TradingPartners_ForeignPrefix.selector, MAH, uint8(7), FOREIGN);
        _refuse(reason, FOREIGN, none(), caseOf(1, lot));
    }

    function test_RevertWhen_ContentsAreShownOfANewOne() external {
        bytes memory reason = abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnknownUnit.selector, PALLET);
        _refuse(reason, PALLET, scattered(lot, 1), caseOf(1, lot));
    }

    function test_WhenCasesOfTwoLotsArePutIn() external {
        Child[] memory cases = new Child[](3);
        (cases[0], cases[1], cases[2]) = (caseOf(1, lot), caseOf(2, lot), caseOf(3, otherLot));
        Content[] memory expected = scattered(lot, 20, otherLot, 10);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitAggregated(cases[0].sscc, PALLET);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitAggregated(cases[1].sscc, PALLET);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitAggregated(cases[2].sscc, PALLET);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.ContentsChanged(PALLET, expected, 30);
        assertSame(aggregate(PALLET, none(), cases), expected);

        assertHolds(PALLET, expected, 30);
        ILogisticUnits.LogisticUnit memory pallet = ledger.logisticUnitOf(PALLET);
        assertTrue(pallet.custodian == MAH, "custodian");
        assertEq(pallet.level, 3, "level");
        assertEq(uint256(pallet.state), uint256(ShipmentState.Packed), "state");
        ILogisticUnits.LogisticUnit memory child = ledger.logisticUnitOf(cases[2].sscc);
        assertEq(Sscc.unwrap(child.parent), Sscc.unwrap(PALLET), "parent");
        assertEq(uint256(child.state), uint256(ShipmentState.Aggregated), "child");
        assertEq(child.contentsHash, hashOf(cases[2].contents), "the child's runs are where they were");
    }

    // A PARENT THAT EXISTS

    function test_RevertGiven_ParentLiesInAnother() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        _refuse(notOutermost(cases[0].sscc, PALLET), cases[0].sscc, cases[0].contents, Child(PALLET, contents));
    }

    function test_RevertGiven_ParentIsInTransit() external {
        (Content[] memory contents,) = palletOfThree();
        ship(PALLET, contents, WHOLESALER);
        _refuse(notActive(PALLET, EffectiveStatus.InTransit), PALLET, contents, caseOf(4, lot));
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        (Content[] memory contents,) = palletOfThree();
        Content[] memory less = scattered(lot, 20);
        bytes memory reason = abi.encodeWithSelector(
            ILogisticUnits.BatchLedger_OtherContents.selector, PALLET, hashOf(contents), hashOf(less)
        );
        _refuse(reason, PALLET, less, caseOf(4, lot));
    }

    function test_RevertWhen_EntriesWouldBeTooMany() external {
        Child memory full = _ofManyRuns(CASE, lot, 32);
        Child memory more = caseOf(1, otherLot);
        _refuse(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_ContentsOutOfRange.selector, uint256(33), uint256(CASE_UNITS)
            ),
            full.sscc,
            full.contents,
            more
        );
    }

    function test_WhenACaseIsAddedToRuns() external {
        Child memory parent = caseOf(1, lot);
        Content[] memory expected = new Content[](2);
        expected[0] = parent.contents[0];
        expected[1] = Content(lotIdOf(lot), lot.expiresAt, SCATTERED, CASE_UNITS);
        assertSame(aggregate(parent.sscc, parent.contents, only(caseOf(2, lot))), expected);
        expected[1].unitCount = 2 * CASE_UNITS;
        assertSame(aggregate(parent.sscc, _withCount(expected, CASE_UNITS), only(caseOf(3, lot))), expected);
        assertHolds(parent.sscc, expected, 30);
        assertEq(ledger.logisticUnitOf(parent.sscc).level, 3, "level");
    }

    function _withCount(Content[] memory contents, uint32 count) private pure returns (Content[] memory copy) {
        copy = abi.decode(abi.encode(contents), (Content[]));
        copy[1].unitCount = count;
    }

    function _ofManyRuns(Sscc sscc, LotDetails memory details, uint256 runs) private returns (Child memory) {
        PackItem[] memory items = new PackItem[](runs);
        for (uint32 i; i < runs; ++i) {
            items[i] = PackItem(details, i, 1);
        }
        vm.prank(users.mah);
        return Child(sscc, ledger.pack(sscc, items));
    }

    // CHILDREN

    function test_RevertGiven_ChildIsTheParent() external {
        Child memory child = caseOf(1, lot);
        bytes memory reason =
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_TooDeep.selector, child.sscc, child.sscc, uint8(3));
        _refuse(reason, child.sscc, child.contents, child);
    }

    function test_RevertGiven_ChildIsOfLevelFour() external {
        Content[] memory crate = aggregate(ssccOf(11), none(), only(caseOf(1, lot)));
        Content[] memory pallet = aggregate(PALLET, none(), only(Child(ssccOf(11), crate)));
        assertEq(ledger.logisticUnitOf(PALLET).level, 4, "pack, case, crate, pallet");
        bytes memory reason =
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_TooDeep.selector, ssccOf(12), PALLET, uint8(5));
        _refuse(reason, ssccOf(12), none(), Child(PALLET, pallet));
    }

    function test_RevertGiven_ChildIsUnknown() external {
        Child[] memory children = new Child[](2);
        (children[0], children[1]) = (caseOf(1, lot), Child(CASE, none()));
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnknownUnit.selector, CASE));
        aggregate(PALLET, none(), children);
    }

    function test_RevertGiven_ChildLiesInAnother() external {
        (, Child[] memory cases) = palletOfThree();
        _refuse(notOutermost(cases[1].sscc, PALLET), ssccOf(12), none(), cases[1]);
        Child memory twice = caseOf(4, lot);
        Child[] memory children = new Child[](2);
        (children[0], children[1]) = (twice, twice);
        vm.expectRevert(notOutermost(twice.sscc, ssccOf(12)));
        aggregate(ssccOf(12), none(), children);
    }

    function test_RevertGiven_ChildIsInTransit() external {
        Child memory child = caseOf(1, lot);
        ship(child.sscc, child.contents, WHOLESALER);
        _refuse(notActive(child.sscc, EffectiveStatus.InTransit), PALLET, none(), child);
    }

    function test_RevertGiven_ChildIsOfAnotherCustodian() external {
        (Content[] memory contents,) = palletOfThree();
        Child memory child = caseOf(4, lot);
        move(child.sscc, child.contents, WHOLESALER);
        bytes memory reason =
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_OtherCustodian.selector, child.sscc, WHOLESALER, MAH);
        _refuse(reason, PALLET, contents, child);
    }

    function test_RevertGiven_ChildIsMarked() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        _refuse(notActive(child.sscc, EffectiveStatus.ExcursionHold), PALLET, none(), child);
        vm.warp(vm.getBlockTimestamp() + 72 hours + 1);
        aggregate(PALLET, none(), only(child));
        assertHolds(PALLET, scattered(lot, 10), 10);
    }

    function test_RevertGiven_ChildIsEmpty() external {
        Child memory child = caseOf(1, lot);
        remove(child.sscc, child.contents, 10, Removal.Trade);
        bytes memory reason =
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_ContentsOutOfRange.selector, uint256(0), uint256(0));
        _refuse(reason, PALLET, none(), Child(child.sscc, none()));
    }

    function test_RevertGiven_UnitsAreMissingInTheChild() external {
        Child memory child = caseOf(1, lot);
        moveShort(child.sscc, child.contents, 8);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_MissingUnnamed.selector, child.sscc, uint24(2))
        );
        vm.prank(users.wholesaler);
        ledger.aggregate(FOREIGN, none(), only(child));
    }

    function test_RevertWhen_WordsAreDirty() external {
        Child memory child = caseOf(1, lot);
        bytes memory data = abi.encodeCall(ledger.aggregate, (PALLET, none(), only(child)));
        // The last word is the unit count, of 32 bits: one above them is set.
        data[data.length - 5] = 0x01;
        vm.prank(users.mah);
        (bool done, bytes memory reason) = address(ledger).call(data);
        assertFalse(done, "taken");
        assertEq(bytes32(bytes4(reason)), bytes32(ILogisticUnits.BatchLedger_OtherContents.selector), "reason");
    }

    // COST

    function test_WhenTwelveCasesArePutOnAPallet() external {
        Child[] memory cases = new Child[](12);
        for (uint256 i; i < 12; ++i) {
            cases[i] = caseOf(i + 1, lot);
        }
        bytes memory data = abi.encodeCall(IBatchLedger(ledger).aggregate, (PALLET, none(), cases));
        vm.prank(users.mah);
        uint256 before = gasleft();
        (bool done,) = address(ledger).call(data);
        uint256 used = before - gasleft();
        assertTrue(done, "done");
        assertHolds(PALLET, scattered(lot, 120), 120);
        assertLe(used, GAS_OF_TWELVE, "gas");
    }
}
