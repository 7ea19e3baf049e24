// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gs1} from "../../../../contracts/libraries/Gs1.sol";
import {Gtin, LotId} from "../../../../contracts/types/Identifiers.sol";
import {
    EffectiveStatus,
    LotDetails,
    LotFacts,
    LotState,
    ROLE_MANUFACTURER
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerCommissionTest is ProvenanceFixture {
    function test_RevertWhen_ProductIsUnknown() external {
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        details.gtin = Gtin.wrap(9521234111115);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_UnknownProduct.selector, details.gtin));
        ledger.commission(details);
    }

    function test_RevertWhen_CallerDoesNotHoldAuthorisation() external {
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.wholesaler, users.mah
            )
        );
        ledger.commission(details);
    }

    function test_RevertGiven_HolderIsNoLongerAuthorised() external {
        ledger.setPartner(MAH, users.mah, ROLE_MANUFACTURER, NOW - 1, PREFIX_DIGITS);
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
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
        ledger.commission(details);
    }

    function test_RevertGiven_LotExists() external {
        commission(TABLET, "LOT26C01");
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_LotExists.selector, lotIdOf(details)));
        ledger.commission(details);
    }

    function test_RevertWhen_LotHasNoUnits() external {
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        details.unitCount = 0;
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_EmptyLot.selector, lotIdOf(details)));
        ledger.commission(details);
    }

    function test_RevertWhen_LotHasNoRoot() external {
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        details.unitsRoot = 0;
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_EmptyLot.selector, lotIdOf(details)));
        ledger.commission(details);
    }

    function test_RevertWhen_DateDoesNotExist() external {
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        details.expiry = 280_431;
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(Gs1.Gs1_BadDate.selector, details.expiry));
        ledger.commission(details);
    }

    function test_RevertWhen_StatedExpiryIsNotEndOfTheDay() external {
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        details.expiresAt = EXPIRES_AT + 1;
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILots.BatchLedger_ExpiryMismatch.selector, EXPIRY, EXPIRES_AT + 1, EXPIRES_AT)
        );
        ledger.commission(details);
    }

    function test_RevertWhen_LotHasExpiredAlready() external {
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        vm.warp(uint256(EXPIRES_AT) + 1);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_AlreadyExpired.selector, lotIdOf(details), EXPIRES_AT));
        ledger.commission(details);
    }

    function test_WhenEverythingIsInOrder() external {
        LotDetails memory details = lotOf(TABLET, "LOT26C01", UNITS);
        LotFacts facts = LotFacts.wrap(uint128(9521234543213) << 64 | uint128(280_331) << 32 | 120);
        vm.expectEmit(address(ledger));
        emit ILots.LotCommissioned(lotIdOf(details), details.lotHash, details.unitsRoot, facts);
        vm.prank(users.mah);
        LotId id = ledger.commission(details);
        assertEq(LotId.unwrap(id), LotId.unwrap(lotIdOf(details)), "id");
        assertEq(LotId.unwrap(ledger.lotIdOf(details)), LotId.unwrap(id), "id by view");
        ILots.LotRecord memory record = ledger.lotOf(id);
        assertEq(bytes32(record.commitment), bytes32(bytes25(keccak256(abi.encode(details)))), "commitment");
        assertEq(uint256(record.packedUpTo), 0, "nothing packed");
        assertEq(uint256(record.state), uint256(LotState.Commissioned), "state");
        assertEq(uint256(ledger.statusOfLot(details)), uint256(EffectiveStatus.Unreleased), "status");
    }
}
