// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {
    EffectiveStatus,
    LotDetails,
    LotState,
    RecallClass,
    ROLE_MANUFACTURER
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerReleaseTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        lot = commissionOnly(TABLET, "LOT26C01");
    }

    function test_RevertWhen_CallerIsTheKeyThatMadeIt() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotQualityPerson.selector, MAH, users.mah, users.qualityPerson
            )
        );
        ledger.release(lot, CERTIFICATE);
    }

    function test_RevertGiven_HolderHasNoQualityPerson() external {
        ledger.setQualityPerson(MAH, address(0));
        vm.prank(users.qualityPerson);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotQualityPerson.selector, MAH, users.qualityPerson, address(0)
            )
        );
        ledger.release(lot, CERTIFICATE);
    }

    function test_RevertGiven_HolderIsNoLongerAuthorised() external {
        ledger.setPartner(MAH, users.mah, ROLE_MANUFACTURER, NOW - 1, PREFIX_DIGITS);
        vm.prank(users.qualityPerson);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                MAH,
                ROLE_MANUFACTURER,
                ROLE_MANUFACTURER,
                NOW - 1
            )
        );
        ledger.release(lot, CERTIFICATE);
    }

    function test_RevertWhen_ThereIsNoCertificate() external {
        vm.prank(users.qualityPerson);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.release(lot, 0);
    }

    function test_RevertGiven_LotIsReleased() external {
        release(lot);
        vm.prank(users.qualityPerson);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_IllegalLotState.selector, lotIdOf(lot), LotState.Released, LotState.Released
            )
        );
        ledger.release(lot, CERTIFICATE);
    }

    function test_RevertGiven_LotIsQuarantinedRecalledOrExpired() external {
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        _expectNotActive(EffectiveStatus.Quarantined);
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        _expectNotActive(EffectiveStatus.Recalled);
        lot = commissionOnly(PEN, "LOT26C02");
        vm.warp(uint256(EXPIRES_AT) + 1);
        _expectNotActive(EffectiveStatus.Expired);
    }

    function test_WhenQualityPersonReleases() external {
        vm.expectEmit(address(ledger));
        emit ILots.LotReleased(lotIdOf(lot), MAH, users.qualityPerson, CERTIFICATE);
        vm.prank(users.qualityPerson);
        ledger.release(lot, CERTIFICATE);
        assertEq(uint256(ledger.lotOf(lotIdOf(lot)).state), uint256(LotState.Released), "state");
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "status");
    }

    function _expectNotActive(EffectiveStatus status) private {
        vm.prank(users.qualityPerson);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_NotActive.selector, lotIdOf(lot), status));
        ledger.release(lot, CERTIFICATE);
    }
}
