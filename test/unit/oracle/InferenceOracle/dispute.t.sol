// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode, NOT_ABOUT_A_PERSON} from "../../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../../utils/ModesFixture.sol";

contract InferenceOracleDisputeTest is ModesFixture {
    function test_RevertWhen_DisputerNotCourt() external {
        InferenceRequest memory request = _proposed();
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotCourt.selector);
        oracle.dispute(users.requester, request, config, keccak256(SCORE));
    }

    function test_RevertGiven_NothingProposed() external {
        InferenceRequest memory request = _privateRequest(Mode.OPTIMISTIC, NOT_ABOUT_A_PERSON);
        _open(request);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotProposed.selector);
        _dispute(request, SCORE);
    }

    function test_RevertWhen_AnotherAnswerDisputed() external {
        InferenceRequest memory request = _proposed();
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_OtherProposal.selector);
        _dispute(request, WRONG_SCORE);
    }

    function test_RevertGiven_WindowOver() external {
        InferenceRequest memory request = _proposed();
        vm.warp(START + CHALLENGE_WINDOW + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_ChallengeWindowOver.selector, _idOf(request), START + CHALLENGE_WINDOW
            )
        );
        _dispute(request, SCORE);
    }

    function test_WhenInTime_HoldsFinalityUp() external {
        InferenceRequest memory request = _proposed();
        vm.warp(START + CHALLENGE_WINDOW);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceDisputed(_idOf(request));
        _dispute(request, SCORE);
        _assertStatus(_idOf(request), IInferenceOracle.Status.Disputed, "status");
    }

    function test_RevertWhen_UpholderNotCourt() external {
        InferenceRequest memory request = _proposed();
        _dispute(request, SCORE);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotCourt.selector);
        oracle.uphold(users.requester, request, config, SCORE);
    }

    function test_RevertGiven_UpheldWithoutDispute() external {
        InferenceRequest memory request = _proposed();
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_NotDisputed.selector, _idOf(request), IInferenceOracle.Status.Proposed
            )
        );
        _uphold(request, SCORE);
    }

    function test_RevertWhen_AnotherAnswerUpheld() external {
        InferenceRequest memory request = _proposed();
        _dispute(request, SCORE);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_OtherProposal.selector);
        _uphold(request, WRONG_SCORE);
    }

    function test_WhenUpheld_FinalAtOncePaidAndTold() external {
        InferenceRequest memory request = _heard(_privateRequest(Mode.OPTIMISTIC, NOT_ABOUT_A_PERSON));
        RequestId id = _open(request);
        _propose(request, SCORE);
        _dispute(request, SCORE);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceUpheld(id);
        _uphold(request, SCORE);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "final at once");
        assertEq(_pot(), request.fee, "whole fee to the committee");
        assertTrue(consumer.lastAnswer().isFinal, "told");
        assertFalse(_overturn(request, SCORE), "and open to no other challenge");
    }

    function _proposed() private returns (InferenceRequest memory request) {
        request = _privateRequest(Mode.OPTIMISTIC, NOT_ABOUT_A_PERSON);
        _open(request);
        _propose(request, SCORE);
    }

    function _dispute(InferenceRequest memory request, bytes memory output) private {
        vm.prank(court);
        oracle.dispute(users.requester, request, config, keccak256(output));
    }

    function _uphold(InferenceRequest memory request, bytes memory output) private {
        vm.prank(court);
        oracle.uphold(users.requester, request, config, output);
    }
}
