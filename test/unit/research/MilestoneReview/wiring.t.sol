// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

interface IWiredReview {
    function REVIEW_DESK() external view returns (address);
    function WIRING() external view returns (bytes32);
    function ESCROW() external view returns (address);
    function ORACLE() external view returns (address);
    function REVIEWERS() external view returns (address);
}

contract MilestoneReviewWiringTest is ResearchTest {
    function test_RevertWhen_DeskHasNoCode() external {
        _expectOther(0);
        this.deployReview(_wiring(), users.mallory);
    }

    function test_RevertWhen_DeskMadeForOtherContracts() external {
        IMilestoneReview.Wiring memory other = _wiring();
        other.sequencerUptimeFeed = users.mallory;
        address desk = deploy("ReviewDesk", abi.encode(other));
        _expectOther(keccak256(abi.encode(other)));
        this.deployReview(_wiring(), desk);
    }

    function test_RevertWhen_DeskCalledByItself() external {
        GrantTerms memory terms = defaultTerms();
        IMilestoneReview desk = IMilestoneReview(IWiredReview(address(review)).REVIEW_DESK());
        vm.expectRevert(IMilestoneReview.MilestoneReview_NotDelegated.selector);
        desk.expire(terms, 0);
    }

    function test_WhenBothMadeForSameContracts() external view {
        IWiredReview wired = IWiredReview(address(review));
        assertEq(wired.WIRING(), keccak256(abi.encode(_wiring())), "wiring");
        assertEq(IWiredReview(wired.REVIEW_DESK()).WIRING(), wired.WIRING(), "of both");
        assertEq(wired.ESCROW(), address(escrow), "escrow");
        assertEq(wired.ORACLE(), address(oracle), "oracle");
        assertEq(wired.REVIEWERS(), address(reviewerRegistry), "reviewers");
    }

    function deployReview(IMilestoneReview.Wiring calldata wiring, address desk) external returns (address) {
        return deploy("MilestoneReview", abi.encode(wiring, desk));
    }

    function _wiring() private view returns (IMilestoneReview.Wiring memory wiring) {
        wiring.escrow = escrow;
        wiring.oracle = IInferenceOracle(address(oracle));
        wiring.reviewers = reviewerRegistry;
    }

    function _expectOther(bytes32 actual) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_OtherWiring.selector, actual, keccak256(abi.encode(_wiring()))
            )
        );
    }
}
