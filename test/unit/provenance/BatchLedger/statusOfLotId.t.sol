// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {LotId} from "../../../../contracts/types/Identifiers.sol";
import {EffectiveStatus, LotDetails} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerStatusOfLotIdTest is ProvenanceFixture {
    function test_RevertWhen_LotIsUnknown() external {
        LotId unknown = LotId.wrap(REASON);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_UnknownLot.selector, unknown));
        ledger.statusOfLotId(unknown, EXPIRES_AT);
    }

    function test_WhenLotIsKnown() external {
        LotDetails memory lot = commissionOnly(TABLET, "LOT26C01");
        _expect(lot, EffectiveStatus.Unreleased);
        release(lot);
        _expect(lot, EffectiveStatus.Active);
        vm.warp(EXPIRES_AT);
        _expect(lot, EffectiveStatus.Active);
        vm.warp(uint256(EXPIRES_AT) + 1);
        _expect(lot, EffectiveStatus.Expired);
    }

    function _expect(LotDetails memory lot, EffectiveStatus status) private view {
        assertEq(uint256(ledger.statusOfLotId(lotIdOf(lot), EXPIRES_AT)), uint256(status), "by id");
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(status), "by details");
    }
}
