// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {
    ROLE_MANUFACTURER,
    UNIT_REFUSED,
    UNIT_VERIFIED,
    UnitState,
    VerificationFailure
} from "../../../../contracts/types/Provenance.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerAnswerVerificationTest is UnitFixture {
    function _flags() private view returns (uint256) {
        return units.unitOf(id, 0).flags;
    }

    function test_RevertWhen_CallerIsNotAuthorisationHolder() external {
        returned(0);
        vm.prank(users.wholesaler);
        expectNotInCharge(0, MAH, users.wholesaler);
        units.answerVerification(lot, 0, VerificationFailure.None, QUESTION);
    }

    function test_RevertGiven_HoldersAuthorisationIsOver() external {
        returned(0);
        expelled(MAH, users.mah, ROLE_MANUFACTURER);
        vm.prank(users.mah);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.answerVerification(lot, 0, VerificationFailure.None, QUESTION);
    }

    function test_RevertGiven_NobodyAsks() external {
        vm.prank(users.mah);
        expectIllegal(0, UnitState.Untouched, UnitState.Untouched);
        units.answerVerification(lot, 0, VerificationFailure.None, QUESTION);
    }

    function test_WhenEverythingMatches() external {
        returned(0);
        vm.expectEmit(address(units));
        emit IUnitLedger.VerificationAnswered(id, 0, VerificationFailure.None, MAH, QUESTION);
        answered(0, VerificationFailure.None);
        assertEq(_flags(), uint256(UNIT_VERIFIED), "verified");
        assertUnit(0, UnitState.ReturnPending, PHARMACY);
    }

    function test_WhenExpiryDiffers() external {
        returned(0);
        vm.expectEmit(address(units));
        emit IUnitLedger.VerificationAnswered(id, 0, VerificationFailure.NoMatchGtinSerialExpiry, MAH, QUESTION);
        answered(0, VerificationFailure.NoMatchGtinSerialExpiry);
        assertEq(_flags(), uint256(UNIT_REFUSED), "refused");
    }

    function test_WhenAnsweredTwice_LatestCounts() external {
        marked(0, UnitState.Suspect);
        answered(0, VerificationFailure.None);
        answered(0, VerificationFailure.NoReasonProvided);
        assertEq(_flags(), uint256(UNIT_REFUSED), "refused");
        answered(0, VerificationFailure.None);
        assertEq(_flags(), uint256(UNIT_VERIFIED), "verified");
    }

    function test_GivenStateChanges_AnswerIsOver() external {
        returned(0);
        answered(0, VerificationFailure.None);
        vm.prank(users.pharmacy);
        units.endReturn(lot, 0, PHARMACY, REASON);
        assertEq(_flags(), 0, "nothing is answered");
    }
}
