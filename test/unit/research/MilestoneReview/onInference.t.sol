// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceConsumer} from "../../../../contracts/interfaces/IInferenceConsumer.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneId, ModelId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceAnswer, Mode, Provenance} from "../../../../contracts/types/Inference.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewOnInferenceTest is ResearchTest {
    GrantTerms private _terms;
    MilestoneId private _id;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultTerms());
        _id = milestoneIdOf(_terms, 0);
        activate(_terms);
        submit(_terms, 0);
    }

    function test_RevertWhen_CallerNotOracle() external {
        InferenceAnswer memory answer = answerFor(_terms, 0, GOOD_SCORE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceConsumer.InferenceConsumer_NotOracle.selector, users.investigator, address(oracle)
            )
        );
        vm.prank(users.investigator);
        review.onInference(REQUEST, answer);
    }

    function test_RevertWhen_NonceIsNoSubmittedMilestone() external {
        InferenceAnswer memory answer = answerFor(_terms, 1, GOOD_SCORE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(_terms, 1), MilestoneState.Pending
            )
        );
        oracle.deliver(review, REQUEST, answer);
    }

    function test_RevertGiven_MilestoneHasScoreAlready() external {
        score(_terms, 0, POOR_SCORE);
        _expectWrongState(MilestoneState.Scored);
    }

    function test_RevertGiven_ScoreSkipped() external {
        skip(_terms, 0);
        _expectWrongState(MilestoneState.Unscored);
    }

    function test_RevertWhen_ModelIsAnother() external {
        InferenceAnswer memory answer = answerFor(_terms, 0, GOOD_SCORE);
        answer.modelId = ModelId.wrap(keccak256("a kinder model"));
        _expectOther(answer);
    }

    function test_RevertWhen_PayloadIsAnother() external {
        InferenceAnswer memory answer = answerFor(_terms, 0, GOOD_SCORE);
        answer.payloadHash = keccak256("a better package");
        _expectOther(answer);
    }

    function test_RevertWhen_ProvenanceIsAnother() external {
        InferenceAnswer memory answer = answerFor(_terms, 0, GOOD_SCORE);
        for (uint256 i; i < uint256(Provenance.COMMITTEE_EXTRACTED); ++i) {
            answer.provenance = Provenance(i);
            _expectOther(answer);
        }
    }

    function test_RevertWhen_ModeIsOneThatNobodyCouldHaveChallenged() external {
        InferenceAnswer memory answer = confirmedFor(_terms, 0, GOOD_SCORE);
        Mode[2] memory others = [Mode.QUORUM, Mode.PROVEN];
        for (uint256 i; i < others.length; ++i) {
            answer.mode = others[i];
            vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_OtherMode.selector, _id, others[i]));
            oracle.deliver(review, REQUEST, answer);
        }
    }

    function test_RevertWhen_TooLittleValueAtRisk() external {
        for (uint256 i; i < 2; ++i) {
            InferenceAnswer memory answer = confirmedFor(_terms, 0, GOOD_SCORE);
            answer.isFinal = i == 0;
            answer.valueAtRisk = MIN_VALUE_AT_RISK - 1;
            vm.expectRevert(
                abi.encodeWithSelector(
                    IMilestoneReview.MilestoneReview_ValueAtRiskTooLow.selector,
                    _id,
                    MIN_VALUE_AT_RISK - 1,
                    MIN_VALUE_AT_RISK
                )
            );
            oracle.deliver(review, REQUEST, answer);
        }
    }

    /// @dev At any second the score is taken, or may be passed over, and never both.
    function test_RevertGiven_ScoreWindowOver() external {
        uint40 end = START + SCORE_WINDOW;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_TooEarly.selector, _id, end, end));
        review.skipScore(_terms, 0);
        InferenceAnswer memory answer = answerFor(_terms, 0, GOOD_SCORE);
        vm.warp(end + 1);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_TooLate.selector, _id, end, end + 1));
        oracle.deliver(review, REQUEST, answer);
        vm.warp(end);
        score(_terms, 0, GOOD_SCORE);
        assertState(_terms, 0, MilestoneState.Scored, "its last second");
    }

    function test_RevertWhen_OutputNotOneScore() external {
        InferenceAnswer memory answer = answerFor(_terms, 0, GOOD_SCORE);
        bytes[4] memory outputs = [bytes(""), hex"002008", hex"0000002008", hex"0000200800002008"];
        for (uint256 i; i < outputs.length; ++i) {
            answer.output = outputs[i];
            vm.expectRevert(
                abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotOneScore.selector, outputs[i].length)
            );
            oracle.deliver(review, REQUEST, answer);
        }
    }

    function test_RevertGiven_EvidenceReplacedSinceRequest() external {
        InferenceAnswer memory late = answerFor(_terms, 0, GOOD_SCORE);
        score(_terms, 0, POOR_SCORE);
        reject(_terms, 0);
        vm.prank(users.investigator);
        review.submit(_terms, 0, keccak256("evidence root 2"), keccak256("package 2"));
        _expectOther(late);
    }

    function test_RevertGiven_OracleRecordedAnswerBeforeEvidence() external {
        for (uint256 i; i < 2; ++i) {
            InferenceAnswer memory answer = confirmedFor(_terms, 0, GOOD_SCORE);
            answer.isFinal = i == 0;
            oracle.setRecordedAt(REQUEST, START - 1);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IMilestoneReview.MilestoneReview_ScoreBeforeEvidence.selector, _id, START - 1, START
                )
            );
            oracle.deliver(review, REQUEST, answer);
        }
        vm.warp(START + 1 days);
        oracle.setRecordedAt(REQUEST, START);
        score(_terms, 0, GOOD_SCORE);
        assertState(_terms, 0, MilestoneState.Scored, "recorded in the second of the evidence, told later");
    }

    function test_WhenAnswerShowsWhatWasAskedFor() external {
        vm.warp(START + 1 days);
        InferenceAnswer memory answer = answerFor(_terms, 0, -123_456);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneScored(_id, REQUEST, 1, -123_456, true);
        oracle.deliver(review, REQUEST, answer);

        Milestone memory milestone = milestoneOf(_terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Scored), "state");
        assertTrue(milestone.hasScore, "has a score");
        assertEq(int256(milestone.score), -123_456, "score");
        assertEq(milestone.deadline, START + 1 days + REVIEW_WINDOW, "the panel's time");
    }

    function test_WhenAnswerNotFinal() external {
        InferenceAnswer memory answer = provisionalFor(_terms, 0, GOOD_SCORE);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneScored(_id, REQUEST, 1, GOOD_SCORE, false);
        oracle.deliver(review, REQUEST, answer);

        assertState(_terms, 0, MilestoneState.Scored, "state");
        assertEq(
            milestoneOf(_terms, 0).deadline,
            START + oracle.CHALLENGE_WINDOW() + REVIEW_WINDOW,
            "the panel's time, whole after the oracle's"
        );
        IMilestoneReview.ProvisionalScore memory provisional = review.provisionalScoreOf(_id);
        assertEq(RequestId.unwrap(provisional.requestId), RequestId.unwrap(REQUEST), "request");
        assertEq(provisional.scoreWindow, SCORE_WINDOW, "score window");
    }

    function test_WhenOptimisticAnswerFinalAtOnce() external {
        oracle.deliver(review, REQUEST, confirmedFor(_terms, 0, GOOD_SCORE));
        assertState(_terms, 0, MilestoneState.Scored, "state");
        assertEq(milestoneOf(_terms, 0).deadline, START + REVIEW_WINDOW, "the panel's time");
        assertEq(RequestId.unwrap(review.provisionalScoreOf(_id).requestId), 0, "nothing provisional");
    }

    function test_WhenProvisionalScoreBecomesFinalEarly() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        vm.warp(START + 1 days);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneScoreConfirmed(_id, REQUEST, 1);
        _confirm();

        assertState(_terms, 0, MilestoneState.Scored, "state");
        assertEq(milestoneOf(_terms, 0).deadline, START + 1 days + REVIEW_WINDOW, "the panel's time");
        assertEq(RequestId.unwrap(review.provisionalScoreOf(_id).requestId), 0, "nothing provisional");
        approve(_terms, 0);
        assertState(_terms, 0, MilestoneState.Approved, "the panel decides");
    }

    function test_WhenProvisionalScoreBecomesFinalLate() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        uint40 deadline = milestoneOf(_terms, 0).deadline;
        vm.warp(deadline - 1);
        _confirm();
        assertEq(milestoneOf(_terms, 0).deadline, deadline, "as announced");
    }

    function test_RevertWhen_AnotherFinalAnswerComesWhileScoreProvisional() external {
        scoreProvisionally(_terms, 0, POOR_SCORE);
        InferenceAnswer memory answer = answerFor(_terms, 0, GOOD_SCORE);
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_WrongState.selector, _id, MilestoneState.Scored)
        );
        oracle.deliver(review, RequestId.wrap(keccak256("another request")), answer);
    }

    function test_WhenScoreBecomesFinalWithArbitrator() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        dispute(_terms, 0, users.funder);
        uint40 deadline = milestoneOf(_terms, 0).deadline;
        vm.warp(START + 3 days);
        _confirm();
        assertState(_terms, 0, MilestoneState.Disputed, "with the arbitrator");
        assertEq(milestoneOf(_terms, 0).deadline, deadline, "on the arbitrator's time");
    }

    function test_RevertWhen_ConfirmedScoreToldAgain() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        _confirm();
        _expectWrongState(MilestoneState.Scored);
    }

    function _confirm() private {
        oracle.deliver(review, REQUEST, confirmedFor(_terms, 0, GOOD_SCORE));
    }

    function _expectOther(InferenceAnswer memory answer) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_OtherAnswer.selector,
                _id,
                answer.payloadHash,
                answer.modelId,
                answer.provenance,
                review.expectationOf(_id)
            )
        );
        oracle.deliver(review, REQUEST, answer);
    }

    function _expectWrongState(MilestoneState state) private {
        InferenceAnswer memory answer = answerFor(_terms, 0, GOOD_SCORE);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_WrongState.selector, _id, state));
        oracle.deliver(review, REQUEST, answer);
    }
}
