// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {HostileConsumer} from "../../../../contracts/mocks/HostileConsumer.sol";
import {ConfigDigest, ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, MAX_OUTAGE, Mode} from "../../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../../utils/ModesFixture.sol";

contract InferenceOracleFinaliseTest is ModesFixture {
    uint40 private constant FINAL_AT = START + CHALLENGE_WINDOW;

    function test_RevertGiven_NothingProposed() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        RequestId id = _open(request);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_NotProposed.selector, id, IInferenceOracle.Status.Pending
            )
        );
        _finalise(request, SCORE);
    }

    function test_RevertGiven_AnswerByQuorum() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        _fulfil(request);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_NotProposed.selector, id, IInferenceOracle.Status.Fulfilled
            )
        );
        oracle.finalise(users.requester, request, config, OUTPUT);
    }

    function test_RevertWhen_OutputAnotherThanProposed() external {
        InferenceRequest memory request = _proposed();
        vm.warp(FINAL_AT + 1);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_OtherProposal.selector);
        _finalise(request, WRONG_SCORE);
    }

    function test_RevertWhen_ConfigAnotherThanProposed() external {
        InferenceRequest memory request = _proposed();
        vm.warp(FINAL_AT + 1);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_OtherProposal.selector);
        oracle.finalise(users.requester, request, ConfigDigest.wrap(keccak256("another")), SCORE);
    }

    function test_RevertGiven_WindowStillOpen_InItsLastSecond() external {
        InferenceRequest memory request = _proposed();
        vm.warp(FINAL_AT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_StillOpenToChallenge.selector, _idOf(request), FINAL_AT
            )
        );
        _finalise(request, SCORE);
    }

    function test_RevertGiven_Disputed() external {
        InferenceRequest memory request = _proposed();
        vm.prank(court);
        oracle.dispute(users.requester, request, config, keccak256(SCORE));
        vm.warp(FINAL_AT + 30 days);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotProposed.selector);
        _finalise(request, SCORE);
    }

    function test_RevertGiven_SequencerDown() external {
        InferenceRequest memory request = _proposed();
        feed.set(1, START + 60);
        vm.warp(FINAL_AT + 1);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_SequencerDown.selector, START + 60));
        _finalise(request, SCORE);
        _assertStatus(_idOf(request), IInferenceOracle.Status.Proposed, "nothing is lost");
    }

    function test_GivenSequencerCameUpAgain_WindowBeginsAnew() external {
        InferenceRequest memory request = _proposed();
        uint40 upAgain = START + 2 days;
        feed.set(0, upAgain);
        vm.warp(upAgain + CHALLENGE_WINDOW);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_StillOpenToChallenge.selector,
                _idOf(request),
                upAgain + CHALLENGE_WINDOW
            )
        );
        _finalise(request, SCORE);
        vm.warp(upAgain + CHALLENGE_WINDOW + 1);
        _finalise(request, SCORE);
        _assertStatus(_idOf(request), IInferenceOracle.Status.Fulfilled, "final");
    }

    function test_GivenFeedSaysDownForever_HoldsAnswerForLongestOutageOnly() external {
        InferenceRequest memory request = _proposed();
        feed.set(1, START + 60);
        vm.warp(FINAL_AT + MAX_OUTAGE);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_SequencerDown.selector, START + 60));
        _finalise(request, SCORE);
        vm.warp(FINAL_AT + MAX_OUTAGE + 1);
        _finalise(request, SCORE);
        _assertStatus(_idOf(request), IInferenceOracle.Status.Fulfilled, "not for ever");
    }

    function test_GivenFeedBroken_TimeRunsFromProposal() external {
        InferenceRequest memory request = _proposed();
        feed.setBroken(true);
        vm.warp(FINAL_AT + 1);
        _finalise(request, SCORE);
        _assertStatus(_idOf(request), IInferenceOracle.Status.Fulfilled, "a dead feed holds nobody's fee");
    }

    function test_GivenConsentEndedSince_DropsAnswerTellsNobodyPaysWork() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _heard(_privateRequest(Mode.OPTIMISTIC, consentId));
        RequestId id = _open(request);
        _propose(request, COMMITMENT);
        vm.prank(users.patient);
        consents.revoke(consentId);
        vm.warp(FINAL_AT + 1);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceDropped(id, consentId, 0);
        _finalise(request, COMMITMENT);
        _assertStatus(id, IInferenceOracle.Status.ConsentRevoked, "dropped");
        assertEq(consumer.deliveries(), 1, "told once, of the proposal");
        assertEq(_accountedFor(), request.fee, "every wei");
        (,, bytes26 digest) = oracle.recordOf(id);
        assertEq(bytes32(digest), bytes32(0), "no output on record");
    }

    function test_GivenConfigReplacedSince_PaysCommitteeThatAnswered() external {
        InferenceRequest memory request = _proposed();
        oracle.adoptConfig(_setConfig(3, N, F, T));
        vm.warp(START + 3 days); // past its grace too
        _finalise(request, SCORE);
        assertGt(_pot(), 0, "paid");
        assertEq(_accountedFor(), request.fee, "every wei");
    }

    function test_GivenPricesChangedSince_RewardIsTheOneAgreed() external {
        InferenceRequest memory request = _proposed();
        vm.prank(users.admin);
        oracle.setFees(1_000_000_000, 0, 900_000_000);
        vm.warp(FINAL_AT + 1);
        _finalise(request, SCORE);
        uint256 reward = oracle.balanceOf(users.keeper);
        assertLe(reward, KEEPER_REWARD, "rounded down");
        assertGt(reward, KEEPER_REWARD * 99 / 100, "to a 4,096th of the fee");
    }

    function test_WhenConsumerFails_FinalAllTheSameAndRetryable() external {
        InferenceRequest memory request = _heard(_publicRequest(Mode.OPTIMISTIC));
        RequestId id = _open(request);
        _propose(request, SCORE);
        consumer.setMood(HostileConsumer.Mood.GasBurning);
        vm.warp(FINAL_AT + 1);
        _finalise(request, SCORE);
        _assertStatus(id, IInferenceOracle.Status.CallbackFailed, "failed");
        assertEq(_accountedFor(), request.fee, "paid all the same");
        consumer.setMood(HostileConsumer.Mood.Friendly);
        oracle.retryCallback(users.requester, request, SCORE);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "delivered");
        assertTrue(consumer.lastAnswer().isFinal, "final");
    }

    function test_WhenWindowOver_SettlesPaysKeeperAndCommitteeTellsFinal() external {
        InferenceRequest memory request = _heard(_publicRequest(Mode.OPTIMISTIC));
        RequestId id = _open(request);
        _propose(request, SCORE);
        vm.warp(FINAL_AT + 1);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceFinalised(id);
        _finalise(request, SCORE);

        (IInferenceOracle.Status status,, bytes26 digest) = oracle.recordOf(id);
        assertEq(uint256(status), uint256(IInferenceOracle.Status.Fulfilled), "status");
        assertEq(bytes32(digest), bytes32(bytes26(keccak256(SCORE))), "output");
        assertGt(oracle.balanceOf(users.keeper), 0, "keeper");
        assertEq(_pot() + oracle.balanceOf(users.keeper), request.fee, "committee has the rest");
        assertEq(consumer.deliveries(), 2, "told twice");
        assertTrue(consumer.lastAnswer().isFinal, "final now");
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotProposed.selector);
        _finalise(request, SCORE);
    }

    function _proposed() private returns (InferenceRequest memory request) {
        request = _publicRequest(Mode.OPTIMISTIC);
        _open(request);
        _propose(request, SCORE);
    }
}
