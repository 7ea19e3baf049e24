// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln, Gtin} from "../../../../contracts/types/Identifiers.sol";
import {ROLE_MANUFACTURER} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerDescribeProductTest is ProvenanceFixture {
    bytes32 internal constant MASTER_DATA = keccak256("other master data");
    bytes32 internal constant ENDPOINT = keccak256("https://other.example");

    function test_RevertGiven_ProductIsUnknown() external {
        Gtin pump = Gtin.wrap(9521234111115);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_UnknownProduct.selector, pump));
        ledger.describeProduct(pump, MASTER_DATA, ENDPOINT);
    }

    function test_RevertWhen_CallerIsNotTheHolder() external {
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.mallory, users.mah)
        );
        ledger.describeProduct(TABLET, MASTER_DATA, ENDPOINT);
    }

    function test_RevertGiven_HolderIsNoLongerAuthorised() external {
        ledger.setPartner(MAH, users.mah, ROLE_MANUFACTURER, NOW - 1, PREFIX_DIGITS);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                MAH,
                ROLE_MANUFACTURER,
                ROLE_MANUFACTURER,
                NOW - 1
            )
        );
        ledger.describeProduct(TABLET, MASTER_DATA, ENDPOINT);
    }

    function test_WhenHolderDescribesItAnew() external {
        vm.expectEmit(address(ledger));
        emit ITradingPartners.ProductDescribed(TABLET, MASTER_DATA, ENDPOINT);
        vm.prank(users.mah);
        ledger.describeProduct(TABLET, MASTER_DATA, ENDPOINT);
        ITradingPartners.Product memory described = ledger.productOf(TABLET);
        assertEq(described.masterDataHash, MASTER_DATA, "master data");
        assertEq(described.endpointHash, ENDPOINT, "endpoint");
        assertEq(uint256(Gln.unwrap(described.holder)), Gln.unwrap(MAH), "holder stays");
        assertTrue(described.profile == ROOM, "profile stays");
    }
}
