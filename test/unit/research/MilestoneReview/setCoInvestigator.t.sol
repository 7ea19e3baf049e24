// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewSetCoInvestigatorTest is ResearchTest {
    address private _helper;

    function setUp() public override {
        super.setUp();
        _helper = makeAddr("co-investigator");
    }

    function test_RevertWhen_CallerNotInvestigator() external {
        GrantTerms memory terms = defaultTerms();
        _expectNotInvestigator(users.funder);
        vm.prank(users.funder);
        review.setCoInvestigator(terms, users.funder, true);
    }

    function test_RevertWhen_AccountIsReviewerOrArbitrator() external {
        GrantTerms memory terms = defaultTerms();
        address[2] memory judges = [users.reviewers[2], users.arbitrator];
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ReviewerIsParty.selector, judges[i])
            );
            vm.prank(users.investigator);
            review.setCoInvestigator(terms, judges[i], true);
        }
    }

    function test_GivenAccountAllowed() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.expectEmit(address(review));
        emit IMilestoneReview.CoInvestigatorSet(grantIdOf(terms), _helper, true);
        _set(terms, true);
        assertTrue(review.isCoInvestigator(grantIdOf(terms), _helper), "allowed");

        vm.prank(_helper);
        review.submit(terms, 0, EVIDENCE, PACKAGE);
        assertState(terms, 0, MilestoneState.Submitted, "taken");

        _expectNotInvestigator(_helper);
        vm.prank(_helper);
        review.setCoInvestigator(terms, users.mallory, true);

        GrantTerms memory other = defaultTerms();
        other.conditions.salt = keccak256("another grant");
        seal(other);
        activate(other);
        _expectNotInvestigator(_helper);
        vm.prank(_helper);
        review.submit(other, 0, EVIDENCE, PACKAGE);
    }

    function test_GivenThatEnded_NoEvidenceTakenFromIt() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        _set(terms, true);
        _set(terms, false);
        _expectNotInvestigator(_helper);
        vm.prank(_helper);
        review.submit(terms, 0, EVIDENCE, PACKAGE);
    }

    function _set(GrantTerms memory terms, bool allowed) private {
        vm.prank(users.investigator);
        review.setCoInvestigator(terms, _helper, allowed);
    }

    function _expectNotInvestigator(address caller) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotInvestigator.selector, caller, users.investigator
            )
        );
    }
}
