// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerHandOverAccountTest is ProvenanceFixture {
    function test_RevertWhen_CallerIsNotTheAccount() external {
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, PHARMACY, users.mallory, users.pharmacy
            )
        );
        ledger.handOverAccount(PHARMACY, users.mallory);
    }

    function test_RevertWhen_NobodyTakesOver() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_NoAccount.selector, PHARMACY));
        ledger.handOverAccount(PHARMACY, address(0));
    }

    function test_RevertWhen_QualityPersonTakesOver() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_SameKey.selector, MAH, users.qualityPerson)
        );
        ledger.handOverAccount(MAH, users.qualityPerson);
    }

    function test_WhenAccountHandsOver() external {
        vm.expectEmit(address(ledger));
        emit ITradingPartners.PartnerAccountHandedOver(PHARMACY, users.pharmacy, users.hospital);
        vm.prank(users.pharmacy);
        ledger.handOverAccount(PHARMACY, users.hospital);
        assertEq(ledger.partnerOf(PHARMACY).account, users.hospital, "new account");
        assertEq(uint256(ledger.partnerOf(PHARMACY).validUntil), FOREVER, "authorisation");
    }
}
