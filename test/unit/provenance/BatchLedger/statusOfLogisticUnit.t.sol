// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../../contracts/interfaces/IBatchLedger.sol";
import {Content, EffectiveStatus, LotDetails, PackItem, RecallClass} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerStatusOfLogisticUnitTest is ProvenanceFixture {
    LotDetails internal lot;
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        bytes32 hash = ledger.logisticUnitOf(CASE).contentsHash;
        vm.expectRevert(
            abi.encodeWithSelector(IBatchLedger.BatchLedger_OtherContents.selector, CASE, hash, keccak256(""))
        );
        ledger.statusOfLogisticUnit(CASE, new Content[](0));
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
        LotDetails memory other = commission(TABLET, "LOT26C02");
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
}
