// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {
    Child,
    Content,
    EffectiveStatus,
    LotDetails,
    Mark,
    PackItem,
    RecallClass
} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerStatusOfLogisticUnitTest is LogisticUnitsFixture {
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        contents.push(pack(CASE, lot, 0, 10)[0]);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        bytes32 hash = ledger.logisticUnitOf(CASE).contentsHash;
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_OtherContents.selector, CASE, hash, keccak256(""))
        );
        ledger.statusOfLogisticUnit(CASE, none());
    }

    function test_GivenNothingIsWrong() external view {
        assertEq(uint256(ledger.statusOfLogisticUnit(CASE, contents)), uint256(EffectiveStatus.Active), "status");
    }

    function test_GivenItIsInTransit() external {
        ship(CASE, contents, WHOLESALER);
        assertEq(uint256(ledger.statusOfLogisticUnit(CASE, contents)), uint256(EffectiveStatus.InTransit), "status");
    }

    function test_GivenOneLotHasExpiredInTransit() external {
        ship(CASE, contents, WHOLESALER);
        vm.warp(uint256(EXPIRES_AT) + 1);
        assertEq(uint256(ledger.statusOfLogisticUnit(CASE, contents)), uint256(EffectiveStatus.Expired), "status");
    }

    function test_GivenOneOfSeveralLotsIsRecalled() external {
        LotDetails memory other = otherLot;
        PackItem[] memory items = new PackItem[](2);
        items[0] = PackItem(other, 0, 5);
        items[1] = PackItem(lot, 10, 5);
        vm.prank(users.mah);
        Content[] memory mixed = ledger.pack(OTHER_CASE, items);
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        assertEq(uint256(ledger.statusOfLogisticUnit(OTHER_CASE, mixed)), uint256(EffectiveStatus.Recalled), "mixed");
        assertEq(uint256(ledger.statusOfLot(other)), uint256(EffectiveStatus.Active), "other lot");
    }

    function test_GivenThePalletAroundItIsMarked() external {
        Child memory child = Child(CASE, contents);
        aggregate(PALLET, none(), only(child));
        markAs(PALLET, Mark.Excursion);
        assertEq(uint256(ledger.statusOfLogisticUnit(CASE, contents)), uint256(EffectiveStatus.ExcursionHold), "inside");
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.I, MAH, REASON);
        assertEq(uint256(ledger.statusOfLogisticUnit(CASE, contents)), uint256(EffectiveStatus.Recalled), "recalled");
        assertEq(
            uint256(ledger.statusOfLogisticUnit(PALLET, scattered(lot, 10))),
            uint256(EffectiveStatus.Recalled),
            "and so the pallet"
        );
    }
}
