// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../../contracts/interfaces/IDisputeCourt.sol";
import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {NetworkExecutor} from "../../../../contracts/libraries/NetworkExecutor.sol";
import {CourtOracle, SumExecutor} from "../../../../contracts/mocks/CourtMocks.sol";
import {ConfigDigest, ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../../contracts/types/Inference.sol";
import {Eip712} from "../../../utils/Eip712.sol";
import {CourtFixture} from "../../../utils/CourtFixture.sol";

contract DisputeCourtChallengeTest is CourtFixture {
    RequestId private id;

    function setUp() public override {
        super.setUp();
        id = _idOf(_request(Mode.QUORUM));
    }

    function test_RevertGiven_ModelPrivate() external {
        InferenceRequest memory request = _request(Mode.QUORUM);
        request.modelId = privateModel;
        _expectForbidden(request);
    }

    function test_RevertGiven_RequestNamesConsent() external {
        InferenceRequest memory request = _request(Mode.QUORUM);
        request.consentId = ConsentId.wrap(keccak256("consent"));
        _expectForbidden(request);
    }

    function test_RevertWhen_InputNotTheOneCommittedTo() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        bytes memory other = hex"03ff040003fe";
        bytes32 commitment = keccak256(abi.encodePacked(keccak256("theriac.input.v1"), other, SALT));
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputeCourt.DisputeCourt_OtherInput.selector, id, commitment, answer.request.inputCommitment
            )
        );
        bench.challenge(answer, other, SALT, SECRET);
    }

    function test_RevertWhen_CommitteeUnknown() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        answer.report.configDigest = ConfigDigest.wrap(keccak256("nobody's"));
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_UnknownConfig.selector, answer.report.configDigest)
        );
        _challenge(answer);
    }

    function test_RevertWhen_NobodyAccused() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, 0);
        vm.expectRevert(_tooFew(id));
        _challenge(answer);
        answer.attestation = "";
        vm.expectRevert(_tooFew(id));
        _challenge(answer);
        answer = _answer(_request(Mode.OPTIMISTIC), WRONG, 0);
        vm.expectRevert(_tooFew(_idOf(answer.request)));
        _challenge(answer);
    }

    function test_RevertWhen_SignatureNotMembers() external {
        signerKeys[1] = 7;
        IDisputeCourt.SignedAnswer memory plain = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        IDisputeCourt.SignedAnswer memory traced = _answer(_request(Mode.OPTIMISTIC), WRONG, FIRST_TWO);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        _challenge(plain);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        _challenge(traced);
        traced.attestation = bytes.concat(traced.attestation, hex"00");
        vm.expectPartialRevert(Attestation.Attestation_WrongLength.selector);
        _challenge(traced);
        plain = _answer(_request(Mode.QUORUM), WRONG, 1 << 6); // an operator, of no committee
        vm.expectPartialRevert(Attestation.Attestation_BitOutOfRange.selector);
        _challenge(plain);
        traced = _answer(_request(Mode.OPTIMISTIC), WRONG, 1 << 6);
        vm.expectPartialRevert(Attestation.Attestation_BitOutOfRange.selector);
        _challenge(traced);
    }

    function test_RevertWhen_ReplayedSignatureForAnotherChainOracleOrRequest() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        bytes32 structHash = _plainHash(id, keccak256(WRONG), answer.report);
        _commitWrongOutput(id);
        answer.attestation = _attest(Eip712.digest("InferenceOracle", 1, address(oracle), structHash), FIRST_TWO);
        _expectWrongSigner(answer);
        answer.attestation =
            _attest(Eip712.digest("InferenceOracle", block.chainid, address(registry), structHash), FIRST_TWO);
        _expectWrongSigner(answer);
        RequestId other = RequestId.wrap(keccak256("another request"));
        answer.attestation = _attest(_digest(_plainHash(other, keccak256(WRONG), answer.report)), FIRST_TWO);
        _expectWrongSigner(answer);
        answer.attestation = _attest(_digest(_plainHash(id, keccak256(RIGHT), answer.report)), FIRST_TWO);
        _expectWrongSigner(answer);
        _assertSlashed(0, "nobody");
    }

    function test_RevertWhen_AnswerRight() external {
        InferenceRequest memory request = _request(Mode.QUORUM);
        IDisputeCourt.SignedAnswer memory quorum = _answer(request, RIGHT, FIRST_TWO);
        IDisputeCourt.SignedAnswer memory optimistic = _proposed(_request(Mode.OPTIMISTIC), RIGHT, FIRST_TWO);
        _commitWrongOutput(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AnswerIsRight.selector, id));
        _challenge(quorum);
        vm.expectPartialRevert(IDisputeCourt.DisputeCourt_AnswerIsRight.selector);
        bench.challenge(optimistic, INPUT, SALT, NO_COMMITMENT);
        _assertSlashed(0, "nobody");
    }

    function test_RevertWhen_InnerCallFailsOrReturnsAnotherSize_SlashesNobody() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), RIGHT, FIRST_TWO);
        _commitWrongOutput(id);
        executor.setMood(SumExecutor.Mood.Reverting);
        vm.expectPartialRevert(NetworkExecutor.NetworkExecutor_CallFailed.selector);
        _challenge(answer);
        executor.setMood(SumExecutor.Mood.ShortReturn);
        vm.expectPartialRevert(NetworkExecutor.NetworkExecutor_WrongReturnSize.selector);
        _challenge(answer);
        executor.setMood(SumExecutor.Mood.LongReturn);
        vm.expectPartialRevert(NetworkExecutor.NetworkExecutor_WrongReturnSize.selector);
        _challenge(answer);
        models.set(publicModel, _model(0, users.mallory));
        vm.expectPartialRevert(NetworkExecutor.NetworkExecutor_NoCode.selector);
        _challenge(answer);
        _assertSlashed(0, "nobody");
    }

    function test_RevertWhen_InnerCallStarvedOfGas_OrFindsTruth() external {
        executor.setMood(SumExecutor.Mood.Laborious);
        IDisputeCourt.SignedAnswer memory right = _answer(_request(Mode.QUORUM), RIGHT, FIRST_TWO);
        IDisputeCourt.SignedAnswer memory wrong = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        _commitWrongOutput(id);
        uint256 truths;
        for (uint256 gasLimit = 60_000; gasLimit < 2_000_000; gasLimit += 20_000) {
            vm.prank(watcher);
            try bench.challenge{gas: gasLimit}(right, INPUT, SALT, SECRET) {
                fail("a right answer was convicted");
            } catch {}
            _assertSlashed(0, "nobody");
            uint256 snapshot = vm.snapshotState();
            vm.prank(watcher);
            try bench.challenge{gas: gasLimit}(wrong, INPUT, SALT, SECRET) {
                ++truths;
                _assertSlashed(FIRST_TWO, "all signers, whatever the gas");
            } catch {
                _assertSlashed(0, "nobody by halves");
            }
            vm.revertToState(snapshot);
            if (truths == 3) return;
        }
        fail("never enough gas");
    }

    function test_GivenQuorumAnswer_SlashesSignersLeavesAnswerFinal() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        _commitWrongOutput(id);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(id, watcher, IDisputeCourt.Finding.WrongOutput, FIRST_TWO, false);
        _challenge(answer);
        _assertSlashed(FIRST_TWO, "both");
        assertEq(
            uint256(bench.convictedOf(IDisputeCourt.Finding.WrongOutput, id, keccak256(WRONG), config)),
            FIRST_TWO,
            "on record"
        );
    }

    function test_GivenAnswerNeverPutOnChain_SlashesSigners() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.OPTIMISTIC), WRONG, 14);
        _commitWrongOutput(_idOf(answer.request));
        _challenge(answer);
        _assertSlashed(14, "three");
    }

    function test_GivenProposedAnswer_SlashesSignersOverturnsItPaysHalfToChallenger() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_request(Mode.OPTIMISTIC), WRONG, FIRST_TWO);
        id = _idOf(answer.request);
        _commitWrongOutput(id);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(id, watcher, IDisputeCourt.Finding.WrongOutput, FIRST_TWO, true);
        _challenge(answer);
        _assertFate(id, CourtOracle.Fate.Overturned, "overturned");
        _assertSlashed(FIRST_TWO, "both");
        assertEq(registry.rewardOf(watcher), MIN_BOND, "half of two bonds");
        assertEq(BURNT.balance, MIN_BOND, "the other half");
    }

    function test_GivenOnlyOneMemberSigned_SlashesThatOne() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, 8);
        _commitWrongOutput(id);
        _challenge(answer);
        _assertSlashed(8, "the last member");
    }

    function test_GivenWindowOver_SlashesAndDoesNotOverturn() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_request(Mode.OPTIMISTIC), WRONG, FIRST_TWO);
        id = _idOf(answer.request);
        vm.warp(START + CHALLENGE_WINDOW + 1);
        _commitWrongOutput(id);
        _challenge(answer);
        _assertSlashed(FIRST_TWO, "both");
        _assertFate(id, CourtOracle.Fate.Proposed, "too late for the answer");
    }

    function test_RevertGiven_ChallengerSpamAgainstSameAnswer_OnceAllConvicted() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_request(Mode.OPTIMISTIC), WRONG, FIRST_TWO);
        id = _idOf(answer.request);
        _commitWrongOutput(id);
        _challenge(answer);
        _commitWrongOutput(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AlreadyJudged.selector, id));
        _challenge(answer);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AlreadyJudged.selector, id));
        bench.challenge(answer, INPUT, SALT, NO_COMMITMENT);
    }

    function test_GivenSecondChallengeNamesMoreSigners_SlashesRest() external {
        IDisputeCourt.SignedAnswer memory few = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        IDisputeCourt.SignedAnswer memory more = _answer(_request(Mode.QUORUM), WRONG, 7);
        _commitWrongOutput(id);
        _challenge(few);
        _commitWrongOutput(id);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(id, watcher, IDisputeCourt.Finding.WrongOutput, 4, false);
        _challenge(more);
        _assertSlashed(7, "three");
    }

    function test_GivenSlashedOperatorBondsAgain_NotSlashedForSameAnswer() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, 1);
        _commitWrongOutput(id);
        _challenge(answer);
        vm.deal(operators[0], MIN_BOND);
        vm.prank(operators[0]);
        registry.addBond{value: MIN_BOND}();
        _commitWrongOutput(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AlreadyJudged.selector, id));
        _challenge(answer);
        _assertSlashed(0, "the new bond stays");
    }

    function test_GivenOperatorSlashedForAnotherAnswer_StillSlashesRest() external {
        InferenceRequest memory another = _request(Mode.QUORUM);
        another.nonce = 2;
        IDisputeCourt.SignedAnswer memory first = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        IDisputeCourt.SignedAnswer memory second = _answer(another, WRONG, 6);
        _commitWrongOutput(id);
        _challenge(first);
        _commitWrongOutput(_idOf(another));
        _challenge(second);
        _assertSlashed(7, "all three");
        assertEq(registry.rewardOf(watcher), 3 * (MIN_BOND / 2), "each bond once");
    }

    function test_GivenOperatorRotatedKeyAfterSigning_SlashesIt() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        (address next, uint256 key) = makeAddrAndKey("the next signer");
        bytes memory proof = _rotationProof(operators[0], next, keccak256("x"), START, key);
        vm.prank(operators[0]);
        registry.rotateKeys(next, keccak256("x"), START, proof);
        _setConfig(0, N, F, T);
        _commitWrongOutput(id);
        _challenge(answer);
        _assertSlashed(FIRST_TWO, "the one with the new key too");
    }

    function test_GivenOperatorUnbonding_SlashesIt() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        _setConfig(2, N, F, T);
        vm.warp(START + GRACE + 1);
        vm.prank(operators[0]);
        registry.requestUnbond();
        vm.warp(START + GRACE + 1 + UNBONDING_DELAY - 12);
        _commitWrongOutput(id);
        _challenge(answer);
        _assertSlashed(FIRST_TWO, "at the last second");
    }

    function test_GivenSelfChallengeLaundersSlash_LosesAtLeastHalfOfBond() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, 1);
        watcher = operators[0];
        _commitWrongOutput(id);
        _challenge(answer);
        vm.prank(operators[0]);
        uint256 back = registry.withdrawReward(payable(operators[0]));
        assertLe(back, MIN_BOND / 2, "at most half");
        assertGe(BURNT.balance, MIN_BOND / 2, "the rest is gone");
    }

    function test_RevertWhen_NoCommitmentAndNothingToOverturn() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AlreadyJudged.selector, id));
        bench.challenge(answer, INPUT, SALT, NO_COMMITMENT);
    }

    function _expectForbidden(InferenceRequest memory request) private {
        IDisputeCourt.SignedAnswer memory answer = _answer(request, WRONG, FIRST_TWO);
        bytes32 outputHash = keccak256(WRONG);
        answer.attestation = _attest(_digest(_plainHash(_idOf(request), outputHash, answer.report)), FIRST_TWO);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputeCourt.DisputeCourt_PublicReexecutionForbidden.selector, request.modelId, request.consentId
            )
        );
        _challenge(answer);
    }

    function _expectWrongSigner(IDisputeCourt.SignedAnswer memory answer) private {
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        _challenge(answer);
    }

    function _tooFew(RequestId request) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_TooFewAccused.selector, request, uint256(0), uint256(1));
    }
}
