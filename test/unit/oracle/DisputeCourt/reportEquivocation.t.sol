// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../../contracts/interfaces/IDisputeCourt.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {Mode} from "../../../../contracts/types/Inference.sol";
import {Eip712} from "../../../utils/Eip712.sol";
import {CourtFixture} from "../../../utils/CourtFixture.sol";

contract DisputeCourtReportEquivocationTest is CourtFixture {
    bytes32 private constant ONE = keccak256("one output");
    bytes32 private constant OTHER = keccak256("another output");

    RequestId private id;

    function setUp() public override {
        super.setUp();
        id = _idOf(_request(Mode.QUORUM));
    }

    function test_RevertWhen_BothOutputsSame() external {
        IDisputeCourt.SignedReport memory first = _plain(0, ONE);
        IDisputeCourt.SignedReport memory second = _traced(0, ONE, "activations");
        _expect(first, second, abi.encodeWithSelector(IDisputeCourt.DisputeCourt_SameOutput.selector, id));
    }

    function test_RevertWhen_SignaturesSignerUnknown() external {
        IDisputeCourt.SignedReport memory second = _plain(0, OTHER);
        second.signature = signCompact(7, keccak256("x"));
        vm.prank(watcher);
        vm.expectPartialRevert(IDisputeCourt.DisputeCourt_UnknownSigner.selector);
        bench.reportEquivocation(id, _plain(0, ONE), second, SECRET);
        second.signature = "";
        _expect(
            _plain(0, ONE),
            second,
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_UnknownSigner.selector, address(0))
        );
    }

    function test_RevertWhen_ReplayedSignatureForAnotherRequestOrChain() external {
        IDisputeCourt.SignedReport memory second = _plain(0, OTHER);
        RequestId another = RequestId.wrap(keccak256("another request"));
        second.signature = signCompact(signerKeys[0], _digest(_plainHash(another, OTHER, second.report)));
        _expectUnknown(second);
        bytes32 structHash = _plainHash(id, OTHER, second.report);
        second.signature = signCompact(signerKeys[0], Eip712.digest("InferenceOracle", 1, address(oracle), structHash));
        _expectUnknown(second);
    }

    function test_RevertWhen_TwoOperatorsSigned() external {
        _expect(
            _plain(0, ONE),
            _plain(1, OTHER),
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_TwoOperators.selector, operators[0], operators[1])
        );
    }

    function test_RevertWhen_NobodyCommittedToIt() external {
        bytes32 commitment = _commitmentOf(
            watcher, IDisputeCourt.Finding.Equivocation, id, bytes32(uint256(uint160(vm.addr(signerKeys[0]))))
        );
        _expect(
            _plain(0, ONE),
            _plain(0, OTHER),
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotCommitted.selector, commitment)
        );
    }

    function test_GivenTwoPlainReports_SlashesOperatorAlonePaysHalfToChallenger() external {
        _commitTo(0);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.EquivocationReported(id, watcher, operators[0]);
        _reportBy(_plain(0, ONE), _plain(0, OTHER));
        _assertSlashed(1, "that one");
        assertEq(registry.rewardOf(watcher), MIN_BOND / 2, "half");
        assertTrue(bench.hasEquivocated(id, operators[0]), "on record");
    }

    function test_GivenTwoTracedReports_SlashesOperator() external {
        _commitTo(2);
        _reportBy(_traced(2, ONE, "some"), _traced(2, OTHER, "others"));
        _assertSlashed(4, "that one");
    }

    function test_GivenPlainAndTracedReport_SlashesOperator() external {
        _commitTo(3);
        _reportBy(_plain(3, ONE), _traced(3, OTHER, "some"));
        _assertSlashed(8, "that one");
    }

    function test_GivenOperatorRotatedKeyBetweenThem_SlashesOperator() external {
        IDisputeCourt.SignedReport memory first = _plain(0, ONE);
        _commitTo(0);
        (address next, uint256 key) = makeAddrAndKey("the next signer");
        uint40 now_ = uint40(vm.getBlockTimestamp());
        bytes memory proof = _rotationProof(operators[0], next, keccak256("x"), now_, key);
        vm.prank(operators[0]);
        registry.rotateKeys(next, keccak256("x"), now_, proof);
        signerKeys[0] = key;
        config = _setConfig(0, N, F, T);
        _reportBy(first, _plain(0, OTHER));
        _assertSlashed(1, "two keys, one operator");
    }

    function test_GivenAnswerOfBatchAndSingleOne_SlashesOperator() external {
        _commitTo(0);
        _reportBy(_batched(0, ONE), _plain(0, OTHER));
        _assertSlashed(1, "that one");
    }

    function test_RevertGiven_AnswerNotUnderBatchsRoot() external {
        IDisputeCourt.SignedReport memory batched = _batched(0, ONE);
        batched.outputHash = keccak256("never signed");
        _expect(
            batched,
            _plain(0, OTHER),
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotUnderRoot.selector, id, batched.root)
        );
    }

    function test_GivenOperatorUnbonding_SlashesOperator() external {
        vm.prank(operators[5]);
        registry.requestUnbond();
        _commitTo(5);
        _reportBy(_plain(5, ONE), _plain(5, OTHER));
        _assertSlashed(32, "no member of any committee, but an operator");
    }

    function test_RevertGiven_ReportedAlready() external {
        _commitTo(0);
        _reportBy(_plain(0, ONE), _plain(0, OTHER));
        _commitTo(0);
        _expect(
            _plain(0, OTHER),
            _plain(0, ONE),
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AlreadyJudged.selector, id)
        );
    }

    function _plain(uint256 i, bytes32 outputHash) private view returns (IDisputeCourt.SignedReport memory signed) {
        signed.report = _report();
        signed.outputHash = outputHash;
        signed.signature = signCompact(signerKeys[i], _digest(_plainHash(id, outputHash, signed.report)));
    }

    function _traced(uint256 i, bytes32 outputHash, bytes memory activations)
        private
        view
        returns (IDisputeCourt.SignedReport memory signed)
    {
        signed.report = _report();
        signed.outputHash = outputHash;
        signed.kind = IDisputeCourt.ReportKind.TracedReport;
        signed.traceCommitment = _traceOf(id, i, activations);
        bytes32 structHash = _tracedHash(id, outputHash, signed.report, signed.traceCommitment);
        signed.signature = signCompact(signerKeys[i], _digest(structHash));
    }

    /// @dev The second of two answers under one root.
    function _batched(uint256 i, bytes32 outputHash) private view returns (IDisputeCourt.SignedReport memory signed) {
        signed.report = _report();
        signed.outputHash = outputHash;
        signed.kind = IDisputeCourt.ReportKind.BatchReport;
        signed.answers = 2;
        signed.proof = new bytes32[](1);
        signed.proof[0] = keccak256("another leaf");
        signed.root = _pair(signed.proof[0], _leafOf(id, outputHash));
        signed.signature = signCompact(signerKeys[i], _digest(_batchHash(signed.root, 2)));
    }

    function _commitTo(uint256 i) private {
        _commit(IDisputeCourt.Finding.Equivocation, id, bytes32(uint256(uint160(vm.addr(signerKeys[i])))));
    }

    function _reportBy(IDisputeCourt.SignedReport memory first, IDisputeCourt.SignedReport memory second) private {
        vm.prank(watcher);
        bench.reportEquivocation(id, first, second, SECRET);
    }

    function _expect(
        IDisputeCourt.SignedReport memory first,
        IDisputeCourt.SignedReport memory second,
        bytes memory reason
    ) private {
        vm.prank(watcher);
        vm.expectRevert(reason);
        bench.reportEquivocation(id, first, second, SECRET);
    }

    function _expectUnknown(IDisputeCourt.SignedReport memory second) private {
        IDisputeCourt.SignedReport memory first = _plain(0, ONE);
        vm.prank(watcher);
        vm.expectPartialRevert(IDisputeCourt.DisputeCourt_UnknownSigner.selector);
        bench.reportEquivocation(id, first, second, SECRET);
    }
}
