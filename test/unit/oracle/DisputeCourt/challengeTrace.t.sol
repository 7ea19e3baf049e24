// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../../contracts/interfaces/IDisputeCourt.sol";
import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {CourtOracle} from "../../../../contracts/mocks/CourtMocks.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest, MODEL_PRIVATE_INPUT, Mode} from "../../../../contracts/types/Inference.sol";
import {CourtFixture} from "../../../utils/CourtFixture.sol";

/// @dev A network 3-2-1. For the input 0, 1, -2 its hidden sums are 130 and 67; rounded by a shift of 2 they are 33 and
/// 17, and the score is 3 * 33 - 17 + 2 = 84. Members 0 and 1 sign, and each says what its activations were.
contract DisputeCourtChallengeTraceTest is CourtFixture {
    /// @dev 3-2-1, shift 2; weights [in][out] 1 2, 5 7, 10 -2 with biases 145 and 56; weights 3 and -1 with bias 2.
    bytes private constant FILE = hex"5138503201020003000200010201020507" hex"0afe000000910000003803ff00000002";
    bytes private constant TRUE_ACTIVATIONS = hex"2111";
    bytes private constant TRUE_OUTPUT = hex"00000054";

    RequestId private id;
    bytes[2] private claims;
    uint256 private copiedFrom;

    function setUp() public override {
        super.setUp();
        IModelRegistry.Model memory model = _model(0, address(executor));
        model.networkHash = keccak256(FILE);
        models.set(publicModel, model);
        id = _idOf(_request(Mode.OPTIMISTIC));
        claims = [TRUE_ACTIVATIONS, bytes(hex"2112")]; // the second one guesses
        copiedFrom = 1;
    }

    function test_RevertGiven_ModeQuorum() external {
        IDisputeCourt.SignedAnswer memory answer = _answer(_request(Mode.QUORUM), TRUE_OUTPUT, FIRST_TWO);
        _expect(
            answer,
            1,
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_WrongMode.selector, _idOf(answer.request), Mode.QUORUM)
        );
    }

    function test_RevertGiven_ModelPrivate() external {
        IModelRegistry.Model memory model = _model(MODEL_PRIVATE_INPUT, address(executor));
        models.set(publicModel, model);
        IDisputeCourt.SignedAnswer memory answer = _signed();
        vm.expectPartialRevert(IDisputeCourt.DisputeCourt_PublicReexecutionForbidden.selector);
        _challengeTrace(answer, 1);
    }

    function test_RevertWhen_InputNotTheOneCommittedTo() external {
        IDisputeCourt.SignedAnswer memory answer = _signed();
        vm.expectPartialRevert(IDisputeCourt.DisputeCourt_OtherInput.selector);
        bench.challengeTrace(answer, 1, hex"03ff040003fe", SALT, FILE, SECRET);
    }

    function test_RevertWhen_NetworkFileAnother() external {
        IDisputeCourt.SignedAnswer memory answer = _signed();
        bytes memory other = bytes.concat(FILE, hex"00");
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputeCourt.DisputeCourt_OtherNetwork.selector, publicModel, keccak256(other), keccak256(FILE)
            )
        );
        bench.challengeTrace(answer, 1, INPUT, SALT, other, SECRET);
    }

    function test_RevertWhen_MemberDidNotSign() external {
        IDisputeCourt.SignedAnswer memory answer = _signed();
        _expect(answer, 2, abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotAccused.selector, id, uint256(2)));
        _expect(answer, 32, abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotAccused.selector, id, uint256(32)));
    }

    function test_RevertGiven_MemberComputed() external {
        _commitTo(0);
        _expect(
            _signed(),
            0,
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_TraceIsRight.selector, id, vm.addr(signerKeys[0]))
        );
    }

    function test_RevertWhen_NobodyCommittedToIt() external {
        IDisputeCourt.SignedAnswer memory answer = _signed();
        vm.expectPartialRevert(IDisputeCourt.DisputeCourt_NotCommitted.selector);
        _challengeTrace(answer, 1);
    }

    function test_GivenMemberCopiedAnswerAndMadeTraceUp_SlashesThatMemberAloneLeavesAnswer() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_request(Mode.OPTIMISTIC), TRUE_OUTPUT, FIRST_TWO);
        _commitTo(1);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(id, watcher, IDisputeCourt.Finding.WrongTrace, 2, false);
        _challengeTrace(answer, 1);
        _assertSlashed(2, "the second alone");
        _assertFate(id, CourtOracle.Fate.Proposed, "stays");
        assertEq(registry.rewardOf(watcher), MIN_BOND / 2, "half");
    }

    function test_GivenMemberCopiedAnotherMembersTrace_SlashesThatMemberAlone() external {
        claims[1] = TRUE_ACTIVATIONS;
        copiedFrom = 0; // over the first one's name
        _commitTo(1);
        _challengeTrace(_signed(), 1);
        _assertSlashed(2, "the second alone");
    }

    function test_RevertGiven_MemberConvictedAlready() external {
        _commitTo(1);
        _challengeTrace(_signed(), 1);
        _commitTo(1);
        _expect(_signed(), 1, abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AlreadyJudged.selector, id));
    }

    function _attestTraced(RequestId request, bytes32 outputHash, InferenceReport memory report, uint32 bitmap)
        internal
        view
        override
        returns (bytes memory attestation)
    {
        attestation = abi.encodePacked(bitmap);
        for (uint256 i; i < 2; ++i) {
            bytes32 trace = _traceOf(request, i == 1 ? copiedFrom : 0, claims[i]);
            bytes32 digest = _digest(_tracedHash(request, outputHash, report, trace));
            attestation = bytes.concat(attestation, signCompact(signerKeys[i], digest), trace);
        }
    }

    function _signed() private view returns (IDisputeCourt.SignedAnswer memory) {
        return _answer(_request(Mode.OPTIMISTIC), TRUE_OUTPUT, FIRST_TWO);
    }

    function _commitTo(uint256 i) private {
        _commit(IDisputeCourt.Finding.WrongTrace, id, bytes32(uint256(uint160(vm.addr(signerKeys[i])))));
    }

    function _challengeTrace(IDisputeCourt.SignedAnswer memory answer, uint256 member) private {
        vm.prank(watcher);
        bench.challengeTrace(answer, member, INPUT, SALT, FILE, SECRET);
    }

    function _expect(IDisputeCourt.SignedAnswer memory answer, uint256 member, bytes memory reason) private {
        vm.expectRevert(reason);
        _challengeTrace(answer, member);
    }
}
