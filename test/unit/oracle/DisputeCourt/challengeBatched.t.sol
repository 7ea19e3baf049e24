// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../../contracts/interfaces/IDisputeCourt.sol";
import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../../contracts/types/Inference.sol";
import {CourtFixture} from "../../../utils/CourtFixture.sol";

contract DisputeCourtChallengeBatchedTest is CourtFixture {
    bytes32 private constant SIBLING = keccak256("another leaf");

    RequestId private id;

    function setUp() public override {
        super.setUp();
        id = _idOf(_request(Mode.QUORUM));
        _commitWrongOutput(id);
    }

    function test_RevertWhen_AnswerNotUnderRoot() external {
        IDisputeCourt.SignedRoot memory signed = _signed(RIGHT, FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotUnderRoot.selector, id, signed.root));
        _challengeBatched(_batchAnswer(WRONG), signed);
    }

    function test_RevertWhen_MemberDidNotSignRoot() external {
        IDisputeCourt.SignedRoot memory signed = _signed(WRONG, FIRST_TWO);
        signed.observedBlock += 1;
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        _challengeBatched(_batchAnswer(WRONG), signed);
    }

    function test_RevertWhen_AnswerRight() external {
        IDisputeCourt.SignedRoot memory signed = _signed(RIGHT, FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AnswerIsRight.selector, id));
        _challengeBatched(_batchAnswer(RIGHT), signed);
    }

    function test_RevertGiven_ModelPrivate() external {
        IDisputeCourt.BatchedAnswer memory answer = _batchAnswer(WRONG);
        answer.request.modelId = privateModel;
        id = _idOf(answer.request);
        IDisputeCourt.SignedRoot memory signed = _signed(WRONG, FIRST_TWO);
        vm.expectPartialRevert(IDisputeCourt.DisputeCourt_PublicReexecutionForbidden.selector);
        _challengeBatched(answer, signed);
    }

    function test_GivenWrongAnswerUnderSignedRoot_SlashesSignersOfRoot() external {
        IDisputeCourt.SignedRoot memory signed = _signed(WRONG, FIRST_TWO);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(id, watcher, IDisputeCourt.Finding.WrongOutput, FIRST_TWO, false);
        _challengeBatched(_batchAnswer(WRONG), signed);
        _assertSlashed(FIRST_TWO, "both");
    }

    function test_GivenAnotherAnswerUnderSameRootWrongToo_ConvictsOfThatOneAsWell() external {
        InferenceRequest memory another = _request(Mode.QUORUM);
        another.nonce = 2;
        IDisputeCourt.BatchedAnswer memory second = _batchAnswer(WRONG);
        second.proof[0] = _leafOf(_idOf(another), keccak256(WRONG));
        IDisputeCourt.BatchedAnswer memory first = _batchAnswer(WRONG);
        first.request = another;
        first.proof[0] = _leafOf(id, keccak256(WRONG));
        IDisputeCourt.SignedRoot memory signed = _signed(WRONG, FIRST_TWO);
        signed.root = _pair(second.proof[0], first.proof[0]);
        signed.attestation = _attest(_digest(_batchHash(signed.root, 2)), FIRST_TWO);
        _challengeBatched(second, signed);

        _commitWrongOutput(_idOf(another));
        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(
            _idOf(another), watcher, IDisputeCourt.Finding.WrongOutput, FIRST_TWO, false
        );
        _challengeBatched(first, signed);
    }

    function test_RevertGiven_SameAnswerAlsoSignedByItself_NotConvictedTwice() external {
        _challengeBatched(_batchAnswer(WRONG), _signed(WRONG, FIRST_TWO));
        _commitWrongOutput(id);
        IDisputeCourt.SignedAnswer memory single = _answer(_request(Mode.QUORUM), WRONG, FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AlreadyJudged.selector, id));
        _challenge(single);
    }

    /// @dev The second of two answers.
    function _batchAnswer(bytes memory output) private view returns (IDisputeCourt.BatchedAnswer memory answer) {
        answer.requester = requester;
        answer.request = _request(Mode.QUORUM);
        answer.output = output;
        answer.proof = new bytes32[](1);
        answer.proof[0] = SIBLING;
    }

    function _signed(bytes memory output, uint32 bitmap) private view returns (IDisputeCourt.SignedRoot memory signed) {
        signed.root = _pair(SIBLING, _leafOf(id, keccak256(output)));
        signed.answers = 2;
        signed.configDigest = config;
        signed.observedBlock = uint64(START_BLOCK);
        signed.attestation = _attest(_digest(_batchHash(signed.root, 2)), bitmap);
    }

    function _challengeBatched(IDisputeCourt.BatchedAnswer memory answer, IDisputeCourt.SignedRoot memory signed)
        private
    {
        vm.prank(watcher);
        bench.challengeBatched(answer, signed, INPUT, SALT, SECRET);
    }
}
