// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {OddFeed} from "../../../../contracts/mocks/OddFeeds.sol";
import {GrantTerms, NO_MODEL, Valuation} from "../../../../contracts/types/Grant.sol";
import {GrantId} from "../../../../contracts/types/Identifiers.sol";
import {PanelTest} from "../../../utils/PanelTest.sol";

contract MilestoneReviewCheckTermsTest is PanelTest {
    uint40 private constant MIN_WINDOW = 1 days;
    uint40 private constant MAX_WINDOW = 90 days;

    function test_RevertWhen_TermsNameAnotherModule() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.review = users.mallory;
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_OtherModule.selector, users.mallory));
    }

    function test_RevertWhen_AmountsAndMilestonesDifferInNumber() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts = new uint128[](3);
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_CountMismatch.selector, 3, 4));
    }

    function test_RevertWhen_FunderAndInvestigatorSame() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.investigator = users.funder;
        _expectNotDistinct(terms);
    }

    function test_RevertWhen_ArbitratorIsParty() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.arbitrator = users.funder;
        _expectNotDistinct(terms);
        terms.conditions.arbitrator = users.investigator;
        _expectNotDistinct(terms);
    }

    function test_RevertWhen_NoArbitrator() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.arbitrator = address(0);
        _expectNotDistinct(terms);
    }

    function test_RevertWhen_NoReviewer() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.reviewers = new address[](0);
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ReviewersOutOfRange.selector, 0, 16));
    }

    function test_RevertWhen_MoreThanSixteenReviewers() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.reviewers = _reviewers(17);
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ReviewersOutOfRange.selector, 17, 16));
        review.checkTerms(termsWithPool(16, 3, 2));
    }

    function test_RevertWhen_ReviewersNotAscending() external {
        GrantTerms memory terms = defaultTerms();
        address first = terms.conditions.policy.reviewers[0];
        terms.conditions.policy.reviewers[1] = first;
        _expect(
            terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ReviewersNotAscending.selector, first, first)
        );
        terms.conditions.policy.reviewers[0] = address(0);
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_ReviewersNotAscending.selector, address(0), address(0)
            )
        );
    }

    function test_RevertWhen_ReviewerIsPartyOrArbitrator() external {
        address[3] memory parties = [users.funder, users.investigator, users.arbitrator];
        for (uint256 i; i < 3; ++i) {
            GrantTerms memory terms = defaultTerms();
            terms.conditions.policy.reviewers = new address[](1);
            terms.conditions.policy.reviewers[0] = parties[i];
            _expect(
                terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ReviewerIsParty.selector, parties[i])
            );
        }
    }

    function test_RevertWhen_ReviewerNotEligible() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.reviewers[2] = address(type(uint160).max); // never declared an affiliation
        _expectNotEligible(terms, 2);
        vm.prank(users.reviewers[0]);
        reviewerRegistry.declareConflict(users.investigator);
        _expectNotEligible(terms, 0);
    }

    function test_RevertWhen_SeatsOutOfRange() external {
        uint8[2] memory seats = [0, 4];
        for (uint256 i; i < seats.length; ++i) {
            GrantTerms memory terms = defaultTerms();
            terms.conditions.policy.seats = seats[i];
            _expect(
                terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_SeatsOutOfRange.selector, seats[i], 3)
            );
        }
    }

    function test_RevertWhen_NumberOfExcludedAffiliationsOutOfRange() external {
        for (uint256 i; i < 2; ++i) {
            uint256 count = i * 9;
            GrantTerms memory terms = defaultTerms();
            terms.conditions.excludedAffiliations = _affiliations(count);
            _expect(
                terms,
                abi.encodeWithSelector(IMilestoneReview.MilestoneReview_AffiliationsOutOfRange.selector, count, 8)
            );
        }
        GrantTerms memory most = defaultTerms();
        most.conditions.excludedAffiliations = _affiliations(8);
        seal(most);
        review.checkTerms(most);
    }

    function test_RevertWhen_ExcludedAffiliationsNotAscending() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.excludedAffiliations = _affiliations(2);
        terms.conditions.excludedAffiliations[1] = bytes32(uint256(1));
        _expectNotAscending(terms, bytes32(uint256(1)), bytes32(uint256(1)));
        terms.conditions.excludedAffiliations[0] = 0;
        _expectNotAscending(terms, 0, 0);
    }

    function test_RevertWhen_ThresholdsOutOfRange() external {
        _expectThresholds(0, 3);
        _expectThresholds(3, 2);
        _expectThresholds(2, 4);
        _expectThresholds(1, 3);
    }

    /// @dev Two quorums of one panel could say different things, and whoever reveals first would decide.
    function test_RevertWhen_QuorumNotMoreThanHalfOfSeats() external {
        GrantTerms memory terms = termsWithPool(6, 4, 2);
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ThresholdsOutOfRange.selector, 2, 4, 4));
        terms.conditions.policy.quorum = 3;
        seal(terms);
        review.checkTerms(terms);
    }

    function test_RevertWhen_AttemptsOutOfRange() external {
        for (uint8 i; i < 2; ++i) {
            uint8 attempts = i == 0 ? 0 : 11;
            GrantTerms memory terms = defaultTerms();
            terms.conditions.policy.maxAttempts = attempts;
            _expect(
                terms,
                abi.encodeWithSelector(IMilestoneReview.MilestoneReview_AttemptsOutOfRange.selector, attempts, 10)
            );
        }
    }

    function test_RevertWhen_WindowOutOfRange() external {
        uint40[2] memory windows = [MIN_WINDOW - 1, MAX_WINDOW + 1];
        for (uint256 i; i < 2; ++i) {
            GrantTerms memory terms = defaultTerms();
            terms.conditions.policy.commitWindow = windows[i];
            _expectWindow(terms, windows[i], MIN_WINDOW);
            terms = defaultTerms();
            terms.conditions.policy.revealWindow = windows[i];
            _expectWindow(terms, windows[i], MIN_WINDOW);
            terms = defaultTerms();
            terms.conditions.policy.challengeWindow = windows[i];
            _expectWindow(terms, windows[i], MIN_WINDOW);
            terms = defaultTerms();
            terms.conditions.policy.arbitrationWindow = windows[i];
            _expectWindow(terms, windows[i], MIN_WINDOW);
        }
        GrantTerms memory scored = defaultTerms();
        scored.conditions.policy.scoreWindow = 1 hours - 1;
        _expectWindow(scored, 1 hours - 1, 1 hours);
        scored.conditions.policy.scoreWindow = MAX_WINDOW + 1;
        _expectWindow(scored, MAX_WINDOW + 1, 1 hours);
    }

    function test_RevertWhen_ScoreWindowDoesNotFitModel() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.scoreWindow = 0;
        _expect(
            terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ModelAndScoreMismatch.selector, MODEL, 0)
        );
        terms = defaultTerms();
        terms.conditions.modelId = NO_MODEL;
        terms.conditions.policy.aiCanVeto = false;
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_ModelAndScoreMismatch.selector, NO_MODEL, SCORE_WINDOW
            )
        );
    }

    function test_RevertWhen_AiDecidesWithoutModel() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.modelId = NO_MODEL;
        terms.conditions.policy.scoreWindow = 0;
        bytes memory reason =
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ModelAndScoreMismatch.selector, NO_MODEL, 0);
        _expect(terms, reason);
        terms.conditions.policy.aiCanVeto = false;
        terms.conditions.policy.aiRequired = true;
        _expect(terms, reason);
    }

    function test_RevertWhen_CapWithoutModel() external {
        GrantTerms memory terms = _termsWithoutModel();
        terms.conditions.policy.autoReleaseCap = 1;
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_CapWithoutModel.selector, 1));
    }

    function test_RevertWhen_CascadeHasNoSequence() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.cascade = true;
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_CascadeWithoutSequence.selector));
        terms.conditions.policy.sequential = true;
        seal(terms);
        review.checkTerms(terms);
    }

    function test_RevertWhen_ValuationOutOfRange() external {
        address feed = deploy("OddFeed", "");
        OddFeed(feed).setDecimals(8);
        // No heartbeat, one too long, no price to fall back on, no feed there, and numbers without a feed.
        _expectValuation(Valuation(feed, 0, 1e8));
        _expectValuation(Valuation(feed, 7 days + 1, 1e8));
        _expectValuation(Valuation(feed, 1 days, 0));
        _expectValuation(Valuation(users.mallory, 1 days, 1e8));
        _expectValuation(Valuation(address(0), 1 days, 0));
        _expectValuation(Valuation(address(0), 0, 1e8));
        OddFeed(feed).setDecimals(19);
        _expectValuation(Valuation(feed, 1 days, 1e8));
    }

    function test_RevertWhen_MilestoneWorthDollarsAndNoFeedOrOtherWay() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.milestones[3].usdAmount = 1e8;
        _expect(
            terms,
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_UsdAmountMismatch.selector, 3, 1e8, address(0))
        );
        terms = _termsInDollars();
        terms.conditions.milestones[1].usdAmount = 0;
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_UsdAmountMismatch.selector, 1, 0, terms.conditions.valuation.feed
            )
        );
    }

    function test_WhenMilestonesWorthDollars() external {
        _assertId(_termsInDollars());
    }

    function test_RevertWhen_DefaultShareOverWhole() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.defaultSplitBps = 10_001;
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ShareOutOfRange.selector, 10_001));
    }

    function test_RevertWhen_BondZero() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.disputeBond = 0;
        _expect(terms, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ZeroBond.selector));
    }

    function test_RevertWhen_GracePeriodEndsOutOfRange() external {
        uint256 latest = uint256(START_BY) + 3650 days;
        // Before the grant must have started, before the evidence is due, and beyond the longest term.
        _expectDates(START_BY - 10 days, START_BY, latest);
        _expectDates(START_BY + 10 days, START_BY + 10 days - 1, latest);
        _expectDates(START_BY + 10 days, uint40(latest) + 1, latest);
    }

    function test_WhenNoModelAndNoAi() external view {
        _assertId(_termsWithoutModel());
    }

    function test_WhenTermsInOrder() external view {
        _assertId(defaultTerms());
    }

    function _termsWithoutModel() private view returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.conditions.modelId = NO_MODEL;
        terms.conditions.policy.scoreWindow = 0;
        terms.conditions.policy.aiCanVeto = false;
        seal(terms);
    }

    function _termsInDollars() private returns (GrantTerms memory terms) {
        terms = defaultTerms();
        address feed = deploy("OddFeed", "");
        OddFeed(feed).setDecimals(8);
        terms.conditions.valuation = Valuation(feed, 7 days, 1e8);
        for (uint256 i; i < 4; ++i) {
            terms.conditions.milestones[i].usdAmount = 1e8;
        }
        seal(terms);
    }

    function _expectValuation(Valuation memory valuation) private {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.valuation = valuation;
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_ValuationOutOfRange.selector,
                valuation.feed,
                valuation.heartbeat,
                valuation.fallbackPrice
            )
        );
    }

    function _expectNotEligible(GrantTerms memory terms, uint256 reviewer) private {
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_ReviewerNotEligible.selector,
                terms.conditions.policy.reviewers[reviewer]
            )
        );
    }

    function _expectNotAscending(GrantTerms memory terms, bytes32 before, bytes32 after_) private {
        _expect(
            terms,
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_AffiliationsNotAscending.selector, before, after_)
        );
    }

    function _affiliations(uint256 count) private pure returns (bytes32[] memory affiliations) {
        affiliations = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            affiliations[i] = bytes32(i + 1);
        }
    }

    function _assertId(GrantTerms memory terms) private view {
        assertEq(GrantId.unwrap(review.checkTerms(terms)), GrantId.unwrap(grantIdOf(terms)), "grant id");
    }

    function _expect(GrantTerms memory terms, bytes memory reason) private {
        seal(terms);
        vm.expectRevert(reason);
        review.checkTerms(terms);
    }

    function _expectNotDistinct(GrantTerms memory terms) private {
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_PartiesNotDistinct.selector,
                terms.account.funder,
                terms.account.investigator,
                terms.conditions.arbitrator
            )
        );
    }

    function _expectThresholds(uint8 quorum, uint8 supermajority) private {
        GrantTerms memory terms = defaultTerms();
        (terms.conditions.policy.quorum, terms.conditions.policy.supermajority) = (quorum, supermajority);
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_ThresholdsOutOfRange.selector, quorum, supermajority, 3
            )
        );
    }

    function _expectWindow(GrantTerms memory terms, uint40 window, uint40 minimum) private {
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WindowOutOfRange.selector, window, minimum, MAX_WINDOW
            )
        );
    }

    function _expectDates(uint40 dueAt, uint40 graceEnd, uint256 latest) private {
        GrantTerms memory terms = defaultTerms();
        (terms.conditions.milestones[2].dueAt, terms.conditions.milestones[2].graceEnd) = (dueAt, graceEnd);
        _expect(
            terms,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_DatesOutOfRange.selector, 2, dueAt, graceEnd, latest
            )
        );
    }

    function _reviewers(uint160 count) private pure returns (address[] memory reviewers) {
        reviewers = new address[](count);
        for (uint160 i; i < count; ++i) {
            reviewers[i] = address(i + 1);
        }
    }
}
