// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {ModelId} from "../../../../contracts/types/Identifiers.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewAgreementTest is ResearchTest {
    uint128 private constant CAP = uint128(100_000 * UNIT);

    uint256 private _grants;

    function test_WhenPanelDecidesAsScoreWouldHave() external {
        GrantTerms memory terms = _decide(GOOD_SCORE, true, true);
        _decide(POOR_SCORE, false, true);
        _assertAgreement(2, 0, 0);
        assertEq(_capOf(terms), CAP, "the whole cap");
    }

    function test_WhenPanelDecidesOtherwise() external {
        GrantTerms memory terms = _decide(GOOD_SCORE, false, false);
        _assertAgreement(1, 1, 1);
        assertEq(_capOf(terms), CAP / 2, "half the cap");
        _decide(POOR_SCORE, true, false);
        _assertAgreement(2, 2, 3);
        assertEq(_capOf(terms), CAP / 4, "a quarter");
        _decide(GOOD_SCORE, true, true);
        _assertAgreement(3, 2, 6);
        assertEq(_capOf(terms), CAP / 4, "an agreement takes none back at once");
    }

    function test_GivenNoScore_NothingRecorded() external {
        GrantTerms memory terms = _terms();
        activate(terms);
        submit(terms, 0);
        skip(terms, 0);
        commitAll(terms, 0, 0);
        revealBy(terms, 0, 0, false);
        revealBy(terms, 0, 1, false);
        assertState(terms, 0, MilestoneState.Rejected, "decided");
        _assertAgreement(0, 0, 0);
    }

    function test_GivenDisagreementAfterDisagreement() external {
        for (uint256 i; i < 32; ++i) {
            _decide(GOOD_SCORE, false, false);
        }
        _assertAgreement(32, 32, type(uint32).max);
        assertEq(review.autoReleaseCapOf(users.funder, MODEL, type(uint32).max), 0, "nothing");
        assertEq(review.autoReleaseCapOf(users.funder, MODEL, type(uint128).max), type(uint128).max >> 32, "32 times");
    }

    function test_GivenThirtyTwoAgreementsAfterDisagreement() external {
        _decide(GOOD_SCORE, false, false);
        for (uint256 i; i < 31; ++i) {
            _decide(POOR_SCORE, false, true);
        }
        assertEq(review.autoReleaseCapOf(users.funder, MODEL, CAP), CAP / 2, "still remembered");
        GrantTerms memory terms = _decide(GOOD_SCORE, true, true);
        assertEq(_capOf(terms), CAP, "the whole cap again");
        _assertAgreement(33, 1, 0);
    }

    function test_GivenAnotherFunderOrModel() external {
        _decide(GOOD_SCORE, false, false);
        assertEq(review.autoReleaseCapOf(users.mallory, MODEL, CAP), CAP, "funder");
        assertEq(review.autoReleaseCapOf(users.funder, ModelId.wrap(keccak256("other")), CAP), CAP, "model");
    }

    /// @dev A new grant of small amounts, scored and decided at once.
    function _decide(int32 value, bool inFavour, bool agrees) private returns (GrantTerms memory terms) {
        terms = _terms();
        IMilestoneReview.Agreement memory before = review.agreementOf(users.funder, MODEL);
        toScored(terms, 0, value);
        commitAll(terms, 0, inFavour ? 7 : 0);
        revealBy(terms, 0, 0, inFavour);
        if (inFavour && value < MIN_SCORE) revealBy(terms, 0, 1, inFavour);
        vm.expectEmit(address(review));
        emit IMilestoneReview.AiAgreementRecorded(
            users.funder, MODEL, milestoneIdOf(terms, 0), agrees, before.recent << 1 | (agrees ? 0 : 1)
        );
        revealBy(terms, 0, 2, inFavour);
    }

    function _terms() private returns (GrantTerms memory terms) {
        terms = defaultTerms();
        for (uint256 i; i < 4; ++i) {
            terms.account.amounts[i] = 1;
        }
        terms.conditions.policy.autoReleaseCap = CAP;
        terms.conditions.salt = bytes32(++_grants);
        seal(terms);
    }

    function _capOf(GrantTerms memory terms) private view returns (uint256) {
        return
            review.autoReleaseCapOf(
                terms.account.funder, terms.conditions.modelId, terms.conditions.policy.autoReleaseCap
            );
    }

    function _assertAgreement(uint32 decisions, uint32 disagreements, uint32 recent) private view {
        IMilestoneReview.Agreement memory agreement = review.agreementOf(users.funder, MODEL);
        assertEq(agreement.decisions, decisions, "decisions");
        assertEq(agreement.disagreements, disagreements, "disagreements");
        assertEq(agreement.recent, recent, "recent");
    }
}
