// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../contracts/interfaces/IDisputeCourt.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {CourtModels, CourtOracle, CourtProofs, SumExecutor, UptimeFeed} from "../../contracts/mocks/CourtMocks.sol";
import {ConfigDigest, ConsentId, ModelId, RequestId} from "../../contracts/types/Identifiers.sol";
import {
    InferenceReport,
    InferenceRequest,
    MODEL_PRIVATE_INPUT,
    Mode,
    NOT_ABOUT_A_PERSON,
    Provenance
} from "../../contracts/types/Inference.sol";
import {Eip712} from "./Eip712.sol";
import {OperatorFixture} from "./OperatorFixture.sol";

/// @title The court with the operators of OperatorFixture, a public and a private model, and an oracle that proposes
/// what a test tells it to
abstract contract CourtFixture is OperatorFixture {
    uint40 internal constant CHALLENGE_WINDOW = 6 hours;
    uint40 internal constant DEFENCE_WINDOW = 12 hours;
    uint96 internal constant CHALLENGE_BOND = 0.5 ether;
    uint256 internal constant START_BLOCK = 20_000_000;
    uint32 internal constant FIRST_TWO = 3;
    bytes32 internal constant SALT = keccak256("salt");
    bytes32 internal constant SECRET = keccak256("secret");
    bytes32 internal constant NO_COMMITMENT = 0;
    bytes32 internal constant NO_TRACE = 0;
    bytes internal constant INPUT = hex"03ff040003fd"; // 0, 1, -2
    bytes internal constant RIGHT = hex"fffffff6"; // 3 * (0 + 1 - 2) - 7
    bytes internal constant WRONG = hex"00002328";
    bytes internal constant PRIVATE_OUTPUT = hex"11ce7311ce7311ce7311ce7311ce7311ce7311ce7311ce7311ce7311ce7311ce";

    IDisputeCourt internal bench;
    CourtOracle internal oracle;
    CourtModels internal models;
    CourtProofs internal proofs;
    SumExecutor internal executor;
    UptimeFeed internal feed;
    address internal interpreter;
    ModelId internal publicModel = ModelId.wrap(keccak256("public model"));
    ModelId internal privateModel = ModelId.wrap(keccak256("private model"));
    address internal requester;
    address internal watcher;

    function setUp() public virtual override {
        vm.roll(START_BLOCK);
        requester = makeAddr("requester");
        watcher = makeAddr("watcher");
        super.setUp();
        vm.deal(watcher, 10 ether);
    }

    function _newCourt() internal override returns (address) {
        models = CourtModels(deploy("CourtModels", ""));
        proofs = CourtProofs(deploy("CourtProofs", ""));
        executor = SumExecutor(deploy("SumExecutor", ""));
        feed = UptimeFeed(deploy("UptimeFeed", ""));
        interpreter = deploy("NetworkInterpreter", "");
        models.set(publicModel, _model(0, address(executor)));
        models.set(privateModel, _model(MODEL_PRIVATE_INPUT, address(executor)));
        feed.set(0, START - 365 days);
        oracle = CourtOracle(_newOracle());
        bench = IDisputeCourt(
            deploy("DisputeCourt", abi.encode(oracle, interpreter, proofs, CHALLENGE_BOND, DEFENCE_WINDOW))
        );
        return address(bench);
    }

    function _newOracle() internal virtual returns (address) {
        return deploy("CourtOracle", abi.encode(registry, models, CHALLENGE_WINDOW, feed));
    }

    function _model(uint8 flags, address executor_) internal pure returns (IModelRegistry.Model memory model) {
        model.flags = flags;
        model.inputs = 3;
        model.outputs = 1;
        model.executor = executor_;
    }

    // REQUESTS

    function _request(Mode mode) internal view returns (InferenceRequest memory request) {
        request.modelId = publicModel;
        request.payloadHash = keccak256("payload");
        request.inputCommitment = keccak256(abi.encodePacked(keccak256("theriac.input.v1"), INPUT, SALT));
        request.consentId = NOT_ABOUT_A_PERSON;
        request.deadline = START + 1 hours;
        request.fee = 1 gwei;
        request.mode = mode;
        request.provenance = Provenance.REQUESTER;
        request.nonce = 1;
    }

    function _privateRequest() internal view returns (InferenceRequest memory request) {
        request = _request(Mode.OPTIMISTIC);
        request.modelId = privateModel;
        request.consentId = ConsentId.wrap(keccak256("consent"));
        request.inputCommitment = keccak256("a Poseidon commitment");
    }

    function _idOf(InferenceRequest memory request) internal view returns (RequestId) {
        return RequestId.wrap(keccak256(abi.encode(block.chainid, address(oracle), requester, request)));
    }

    // SIGNING

    function _report() internal view returns (InferenceReport memory) {
        return InferenceReport({consentVersion: 0, configDigest: config, observedBlock: uint64(START_BLOCK)});
    }

    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return Eip712.digest("InferenceOracle", block.chainid, address(oracle), structHash);
    }

    function _plainHash(RequestId id, bytes32 outputHash, InferenceReport memory report)
        internal
        pure
        returns (bytes32)
    {
        bytes32 typehash = keccak256(
            "InferenceReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
            "uint64 observedBlock)"
        );
        return keccak256(
            abi.encode(typehash, id, outputHash, report.consentVersion, report.configDigest, report.observedBlock)
        );
    }

    function _tracedHash(RequestId id, bytes32 outputHash, InferenceReport memory report, bytes32 trace)
        internal
        pure
        returns (bytes32)
    {
        bytes32 typehash = keccak256(
            "TracedReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
            "uint64 observedBlock,bytes32 traceCommitment)"
        );
        return keccak256(
            abi.encode(
                typehash, id, outputHash, report.consentVersion, report.configDigest, report.observedBlock, trace
            )
        );
    }

    // BATCHES

    function _leafOf(RequestId id, bytes32 outputHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(id, outputHash, uint40(0)));
    }

    function _pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }

    function _batchHash(bytes32 root, uint16 answers) internal view returns (bytes32) {
        bytes32 typehash =
            keccak256("BatchReport(bytes32 root,uint16 answers,bytes32 configDigest,uint64 observedBlock)");
        return keccak256(abi.encode(typehash, root, answers, config, uint64(START_BLOCK)));
    }

    // ATTESTATIONS

    /// @dev Trace commitment of member i, over the same activations for all.
    function _traceOf(RequestId id, uint256 i, bytes memory activations) internal view returns (bytes32) {
        return keccak256(abi.encode(operators[i], id, SALT, keccak256(activations)));
    }

    function _attest(bytes32 digest, uint32 bitmap) internal view returns (bytes memory attestation) {
        attestation = abi.encodePacked(bitmap);
        for (uint256 i; i < 32; ++i) {
            if (bitmap >> i & 1 == 1) attestation = bytes.concat(attestation, signCompact(signerKeys[i], digest));
        }
    }

    function _attestTraced(RequestId id, bytes32 outputHash, InferenceReport memory report, uint32 bitmap)
        internal
        view
        virtual
        returns (bytes memory attestation)
    {
        attestation = abi.encodePacked(bitmap);
        for (uint256 i; i < 32; ++i) {
            if (bitmap >> i & 1 == 0) continue;
            bytes32 trace = _traceOf(id, i, "activations");
            bytes32 digest = _digest(_tracedHash(id, outputHash, report, trace));
            attestation = bytes.concat(attestation, signCompact(signerKeys[i], digest), trace);
        }
    }

    /// @dev An answer as the members that `bitmap` names would sign it.
    function _answer(InferenceRequest memory request, bytes memory output, uint32 bitmap)
        internal
        view
        returns (IDisputeCourt.SignedAnswer memory answer)
    {
        answer.requester = requester;
        answer.request = request;
        answer.report = _report();
        answer.output = output;
        RequestId id = _idOf(request);
        bytes32 outputHash = request.consentId == NOT_ABOUT_A_PERSON ? keccak256(output) : bytes32(output);
        bool traced = request.mode == Mode.OPTIMISTIC && request.consentId == NOT_ABOUT_A_PERSON
            && ModelId.unwrap(request.modelId) == ModelId.unwrap(publicModel);
        answer.attestation = traced
            ? _attestTraced(id, outputHash, answer.report, bitmap)
            : _attest(_digest(_plainHash(id, outputHash, answer.report)), bitmap);
    }

    /// @dev The same, put on chain.
    function _proposed(InferenceRequest memory request, bytes memory output, uint32 bitmap)
        internal
        returns (IDisputeCourt.SignedAnswer memory answer)
    {
        answer = _answer(request, output, bitmap);
        bytes32 outputHash = request.consentId == NOT_ABOUT_A_PERSON ? keccak256(output) : bytes32(output);
        oracle.propose(_idOf(request), config, outputHash);
    }

    // COMMITMENTS

    function _commitmentOf(address challenger, IDisputeCourt.Finding finding, RequestId id, bytes32 what)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(challenger, finding, id, what, SECRET));
    }

    /// @dev The watcher commits, and a block passes.
    function _commit(IDisputeCourt.Finding finding, RequestId id, bytes32 what) internal {
        vm.prank(watcher);
        bench.commit(_commitmentOf(watcher, finding, id, what));
        vm.roll(vm.getBlockNumber() + 1);
        vm.warp(vm.getBlockTimestamp() + 12);
    }

    function _commitWrongOutput(RequestId id) internal {
        _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(RIGHT));
    }

    /// @dev As the watcher, who has committed.
    function _challenge(IDisputeCourt.SignedAnswer memory answer) internal {
        vm.prank(watcher);
        bench.challenge(answer, INPUT, SALT, SECRET);
    }

    // EXPECTATIONS

    function _assertFate(RequestId id, CourtOracle.Fate expected, string memory label) internal view {
        (CourtOracle.Fate fate,,) = oracle.proposalOf(id);
        assertEq(uint256(fate), uint256(expected), label);
    }

    /// @dev Exactly the operators that `bitmap` names have lost their bonds.
    function _assertSlashed(uint32 bitmap, string memory label) internal view {
        for (uint256 i; i < operators.length; ++i) {
            uint256 expected = bitmap >> i & 1 == 1 ? 0 : MIN_BOND;
            assertEq(uint256(registry.operatorOf(operators[i]).bond), expected, label);
        }
    }
}
