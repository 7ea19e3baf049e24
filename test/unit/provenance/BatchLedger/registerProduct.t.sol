// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln, Gtin} from "../../../../contracts/types/Identifiers.sol";
import {ROLE_MANUFACTURER, ROLE_WHOLESALER} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerRegisterProductTest is ProvenanceFixture {
    Gtin internal constant PUMP = Gtin.wrap(9521234111115);

    function test_RevertWhen_HolderIsNotManufacturer() external {
        ITradingPartners.Product memory theirs = product(ROOM);
        theirs.holder = WHOLESALER;
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
        ledger.registerProduct(PUMP, theirs);
    }

    function test_RevertWhen_CallerIsNotTheHolder() external {
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.mallory, users.mah)
        );
        ledger.registerProduct(PUMP, product(ROOM));
    }

    function test_RevertWhen_ItemNumberHasWrongCheckDigit() external {
        Gtin wrong = Gtin.wrap(9521234111116);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_BadGtin.selector, wrong));
        ledger.registerProduct(wrong, product(ROOM));
    }

    function test_RevertWhen_ProductIsTaken() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_ProductTaken.selector, TABLET, MAH));
        ledger.registerProduct(TABLET, product(REFRIGERATED));
    }

    function test_RevertWhen_ItemNumberCarriesForeignPrefix() external {
        Gtin theirs = Gtin.wrap(9525678000103);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_ForeignPrefix.selector, MAH, PREFIX_DIGITS, Gtin.unwrap(theirs)
            )
        );
        ledger.registerProduct(theirs, product(ROOM));
    }

    function test_RevertGiven_HolderHasNoPrefix() external {
        ledger.setPartner(MAH, users.mah, ROLE_MANUFACTURER, FOREVER, 0);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_ForeignPrefix.selector, MAH, 0, Gtin.unwrap(PUMP))
        );
        ledger.registerProduct(PUMP, product(ROOM));
    }

    function test_WhenManufacturerRegistersNewProduct() external {
        vm.expectEmit(address(ledger));
        emit ITradingPartners.ProductRegistered(PUMP, MAH, ROOM, false);
        vm.prank(users.mah);
        ledger.registerProduct(PUMP, product(ROOM));
        assertEq(uint256(Gln.unwrap(ledger.productOf(PUMP).holder)), Gln.unwrap(MAH), "holder");
        assertTrue(ledger.productOf(PUMP).profile == ROOM, "profile");
        assertEq(ledger.productOf(PUMP).endpointHash, product(ROOM).endpointHash, "endpoint");
    }
}
