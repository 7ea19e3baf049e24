// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {NO_PARTNER, ROLE_DISPENSER, ROLE_REGULATOR, ROLE_WHOLESALER} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerSetPartnerTest is ProvenanceFixture {
    function test_RevertWhen_CallerIsNotGovernance() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        ledger.setPartner(PHARMACY, users.mallory, ROLE_DISPENSER, FOREVER, PREFIX_DIGITS);
    }

    function test_RevertWhen_LocationNumberHasWrongCheckDigit() external {
        Gln wrong = Gln.wrap(9521234000014);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_BadGln.selector, wrong));
        ledger.setPartner(wrong, users.mallory, ROLE_DISPENSER, FOREVER, PREFIX_DIGITS);
    }

    function test_RevertWhen_LocationNumberIsZero() external {
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_BadGln.selector, NO_PARTNER));
        ledger.setPartner(NO_PARTNER, users.mallory, ROLE_DISPENSER, FOREVER, PREFIX_DIGITS);
    }

    function test_RevertWhen_ThereIsNoAccount() external {
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_NoAccount.selector, PHARMACY));
        ledger.setPartner(PHARMACY, address(0), ROLE_DISPENSER, FOREVER, PREFIX_DIGITS);
    }

    function test_RevertWhen_RolesAreEmptyUnknownOrMixRegulatorAndTrade() external {
        uint16[3] memory refused = [0, 32, ROLE_REGULATOR | ROLE_WHOLESALER];
        for (uint256 i; i < refused.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(ITradingPartners.TradingPartners_RolesRefused.selector, PHARMACY, refused[i])
            );
            ledger.setPartner(PHARMACY, users.pharmacy, refused[i], FOREVER, PREFIX_DIGITS);
        }
    }

    function test_RevertWhen_CompanyPrefixIsTooShortOrTooLong() external {
        uint8[4] memory refused = [1, 3, 13, 255];
        for (uint256 i; i < refused.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(ITradingPartners.TradingPartners_PrefixRefused.selector, PHARMACY, refused[i])
            );
            ledger.setPartner(PHARMACY, users.pharmacy, ROLE_DISPENSER, FOREVER, refused[i]);
        }
    }

    function test_RevertWhen_GovernanceNamesAnotherAccountForKnownPartner() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_AccountIsPartners.selector, PHARMACY, users.pharmacy, users.mallory
            )
        );
        ledger.setPartner(PHARMACY, users.mallory, ROLE_DISPENSER, FOREVER, PREFIX_DIGITS);
    }

    function test_GivenKnownPartnerWithSameAccount() external {
        vm.expectEmit(address(ledger));
        emit ITradingPartners.PartnerSet(PHARMACY, users.pharmacy, ROLE_WHOLESALER, NOW, 0);
        ledger.setPartner(PHARMACY, users.pharmacy, ROLE_WHOLESALER, NOW, 0);
        ITradingPartners.Partner memory partner = ledger.partnerOf(PHARMACY);
        assertEq(partner.account, users.pharmacy, "account");
        assertEq(uint256(partner.roles), ROLE_WHOLESALER, "roles");
        assertEq(uint256(partner.validUntil), NOW, "end");
        assertEq(uint256(partner.companyPrefixDigits), 0, "no prefix");
    }
}
