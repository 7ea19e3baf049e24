// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {
    EffectiveStatus,
    LotDetails,
    RecallClass,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerRecallTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
    }

    function test_RevertWhen_CallerIsNotInCharge() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                WHOLESALER,
                ROLE_MANUFACTURER | ROLE_REGULATOR,
                ROLE_WHOLESALER,
                FOREVER
            )
        );
        ledger.recall(lot, RecallClass.I, WHOLESALER, REASON);
    }

    function test_RevertWhen_GovernanceCalls() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, REGULATOR, address(this), users.regulator
            )
        );
        ledger.recall(lot, RecallClass.I, REGULATOR, REASON);
    }

    function test_RevertWhen_NoClassIsGiven() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_AlreadyRecalled.selector, lotIdOf(lot), RecallClass.None, RecallClass.None
            )
        );
        ledger.recall(lot, RecallClass.None, MAH, REASON);
    }

    function test_RevertGiven_RecallOfSameOrGraverClass() external {
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_AlreadyRecalled.selector, lotIdOf(lot), RecallClass.II, RecallClass.II
            )
        );
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_AlreadyRecalled.selector, lotIdOf(lot), RecallClass.II, RecallClass.III
            )
        );
        ledger.recall(lot, RecallClass.III, MAH, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.recall(lot, RecallClass.I, MAH, 0);
    }

    function test_GivenRecallOfMilderClass() external {
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        vm.prank(users.regulator);
        ledger.recall(lot, RecallClass.I, REGULATOR, REASON);
        assertEq(uint256(ledger.lotOf(lotIdOf(lot)).recall), uint256(RecallClass.I), "class");
    }

    function test_WhenAuthorisationHolderRecalls() external {
        vm.expectEmit(address(ledger));
        emit ILots.LotRecalled(lotIdOf(lot), RecallClass.II, MAH, REASON);
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Recalled), "status");
    }

    function test_GivenLotIsQuarantinedAndExpiredToo() external {
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        vm.warp(uint256(EXPIRES_AT) + 1);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Recalled), "status");
    }
}
