// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln, Gtin} from "../../../../contracts/types/Identifiers.sol";
import {ROLE_MANUFACTURER, ROLE_WHOLESALER} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerRegisterProductTest is ProvenanceFixture {
    Gtin internal constant PUMP = Gtin.wrap(9521234111115);

    function test_RevertWhen_HolderIsNotManufacturer() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                WHOLESALER,
                ROLE_MANUFACTURER,
                ROLE_WHOLESALER,
                FOREVER
            )
        );
        ledger.registerProduct(PUMP, WHOLESALER, ROOM);
    }

    function test_RevertWhen_CallerIsNotTheHolder() external {
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.mallory, users.mah)
        );
        ledger.registerProduct(PUMP, MAH, ROOM);
    }

    function test_RevertWhen_ItemNumberHasWrongCheckDigit() external {
        Gtin wrong = Gtin.wrap(9521234111116);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_BadGtin.selector, wrong));
        ledger.registerProduct(wrong, MAH, ROOM);
    }

    function test_RevertWhen_ProductIsTaken() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_ProductTaken.selector, TABLET, MAH));
        ledger.registerProduct(TABLET, MAH, REFRIGERATED);
    }

    function test_WhenManufacturerRegistersNewProduct() external {
        vm.expectEmit(address(ledger));
        emit ITradingPartners.ProductRegistered(PUMP, MAH, ROOM);
        vm.prank(users.mah);
        ledger.registerProduct(PUMP, MAH, ROOM);
        assertEq(uint256(Gln.unwrap(ledger.productOf(PUMP).holder)), Gln.unwrap(MAH), "holder");
        assertTrue(ledger.productOf(PUMP).profile == ROOM, "profile");
    }
}
