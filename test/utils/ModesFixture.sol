// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../contracts/interfaces/IInferenceOracle.sol";
import {INetworkAssembler} from "../../contracts/interfaces/INetworkAssembler.sol";
import {IProofVerifier} from "../../contracts/interfaces/IProofVerifier.sol";
import {ProofBook} from "../../contracts/mocks/ProofBook.sol";
import {SumExecutor, UptimeFeed} from "../../contracts/mocks/CourtMocks.sol";
import {ConfigDigest, ConsentId, ModelId, RequestId} from "../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest, MODEL_PRIVATE_INPUT, Mode} from "../../contracts/types/Inference.sol";
import {Eip712} from "./Eip712.sol";
import {NetworkFiles} from "./NetworkFiles.sol";
import {OracleFixture} from "./OracleFixture.sol";

/// @title The oracle with a public model that can be run, a private one that can be proved, a court and a sequencer
abstract contract ModesFixture is OracleFixture {
    // DEFAULTS

    /// @dev Packed x = (-1023, 0, 1023) and its score by SumExecutor, 3 * 0 - 7.
    bytes internal constant INPUT = hex"000003ff07fe";
    bytes internal constant SCORE = hex"fffffff9";
    bytes internal constant WRONG_SCORE = hex"00000bb8";
    bytes32 internal constant SALT = keccak256("salt");
    bytes32 internal constant PROVEN_OUTPUT = keccak256("a Poseidon commitment");
    bytes internal constant NO_EXTRACTION = "";

    ModelId internal publicModel;
    ModelId internal privateModel;
    SumExecutor internal executor;
    ProofBook internal proofs;
    UptimeFeed internal feed;
    address internal court;

    // SET-UP

    function setUp() public virtual override {
        proofs = ProofBook(deploy("ProofBook", ""));
        feed = UptimeFeed(deploy("UptimeFeed", ""));
        feed.set(0, START - 30 days);
        executor = SumExecutor(deploy("SumExecutor", ""));
        super.setUp();
        court = makeAddr("court");
        vm.startPrank(users.admin);
        oracle.bindCourt(court);
        publicModel = models.register(NetworkFiles.valid(), keccak256("public manifest"), 0);
        privateModel = models.register(NetworkFiles.valid(), keccak256("private manifest"), MODEL_PRIVATE_INPUT);
        vm.stopPrank();
        vm.warp(START - CHALLENGE_DELAY);
        _submitCard(models, publicModel);
        _submitCard(models, privateModel);
        vm.warp(START);
        models.activate(publicModel);
        models.activate(privateModel);
        models.attachExecutor(publicModel);
        oracle.syncModel(publicModel);
        oracle.syncModel(privateModel);
        proofs.setReady(privateModel, true);
    }

    function _newAssembler() internal override returns (address assembler) {
        assembler = makeAddr("assembler");
        bytes32 networkHash = keccak256(NetworkFiles.valid());
        vm.mockCall(assembler, abi.encodeCall(INetworkAssembler.executorOf, (networkHash)), abi.encode(executor));
    }

    function _wiring() internal virtual override returns (IInferenceOracle.Wiring memory wiring) {
        wiring = super._wiring();
        wiring.proofs = IProofVerifier(address(proofs));
        wiring.sequencerUptimeFeed = address(feed);
    }

    // REQUESTS

    /// @dev About INPUT, without anybody who pays attention.
    function _publicRequest(Mode mode) internal view returns (InferenceRequest memory request) {
        request = _request();
        request.modelId = publicModel;
        request.inputCommitment = _commitmentOf(INPUT);
        request.mode = mode;
    }

    function _heard(InferenceRequest memory request) internal view returns (InferenceRequest memory) {
        request.callback = address(consumer);
        request.callbackGasLimit = CALLBACK_GAS;
        request.fee = oracle.quoteFee(request.modelId, CALLBACK_GAS);
        return request;
    }

    function _privateRequest(Mode mode, ConsentId consentId) internal view returns (InferenceRequest memory request) {
        request = _request();
        request.modelId = privateModel;
        request.consentId = consentId;
        request.mode = mode;
    }

    function _commitmentOf(bytes memory input) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(keccak256("theriac.input.v1"), input, SALT));
    }

    // ANSWERS

    /// @dev Proposed by the first two operators, whatever is true.
    function _propose(InferenceRequest memory request, bytes memory output) internal {
        InferenceReport memory report = _reportFor(request);
        RequestId id = _idOf(request);
        bytes memory attestation = request.modelId == privateModel
            ? _attest(_reportDigest(id, report, _hashOf(request, output)), FIRST_TWO)
            : _traced(id, report, keccak256(output), FIRST_TWO);
        vm.prank(users.relayer);
        oracle.fulfil(users.requester, request, report, output, attestation);
    }

    function _finalise(InferenceRequest memory request, bytes memory output) internal {
        vm.prank(users.keeper);
        oracle.finalise(users.requester, request, config, output);
    }

    function _overturn(InferenceRequest memory request, bytes memory output) internal returns (bool) {
        vm.prank(court);
        return oracle.overturn(users.requester, request, config, output);
    }

    function _answerOnChain(InferenceRequest memory request, bytes memory input) internal returns (bytes memory) {
        vm.prank(users.mallory); // anyone may answer
        return oracle.answerOnChain(users.requester, request, input, SALT, NO_EXTRACTION);
    }

    function _hashOf(InferenceRequest memory request, bytes memory output) internal pure returns (bytes32) {
        return ConsentId.unwrap(request.consentId) == 0 ? keccak256(output) : bytes32(output);
    }

    // SIGNING

    function _traceOf(uint256 signer) internal pure returns (bytes32) {
        return keccak256(abi.encode("trace", signer));
    }

    /// @dev Each signs its own digest.
    function _traced(RequestId id, InferenceReport memory report, bytes32 outputHash, uint32 bitmap)
        internal
        view
        returns (bytes memory attestation)
    {
        attestation = abi.encodePacked(bitmap);
        for (uint256 i; i < N; ++i) {
            if (bitmap >> i & 1 == 0) continue;
            bytes32 digest = _tracedDigest(id, report, outputHash, _traceOf(i));
            attestation = bytes.concat(attestation, signCompact(signerKeys[i], digest), _traceOf(i));
        }
    }

    function _tracedDigest(RequestId id, InferenceReport memory report, bytes32 outputHash, bytes32 trace)
        internal
        view
        returns (bytes32)
    {
        bytes32 typehash = keccak256(
            "TracedReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
            "uint64 observedBlock,bytes32 traceCommitment)"
        );
        bytes32 structHash = keccak256(
            abi.encode(
                typehash, id, outputHash, report.consentVersion, report.configDigest, report.observedBlock, trace
            )
        );
        return Eip712.digest("InferenceOracle", block.chainid, address(oracle), structHash);
    }

    /// @dev The committee's word that the vector comes from the payload.
    function _extraction(RequestId id) internal view returns (bytes memory) {
        bytes32 typehash = keccak256("ExtractionReport(bytes32 requestId,bytes32 configDigest)");
        bytes32 structHash = keccak256(abi.encode(typehash, id, config));
        bytes32 digest = Eip712.digest("InferenceOracle", block.chainid, address(oracle), structHash);
        return bytes.concat(ConfigDigest.unwrap(config), _attest(digest, FIRST_TWO));
    }

    function _proof(InferenceRequest memory request, address payee) internal view returns (bytes memory) {
        return proofs.proofOf(request.modelId, request.inputCommitment, PROVEN_OUTPUT, _idOf(request), payee);
    }

    // EXPECTATIONS

    /// @dev Where every wei of one request's fee may be.
    function _accountedFor() internal view returns (uint256 total) {
        total = _pot() + oracle.balanceOf(users.requester) + oracle.balanceOf(users.keeper);
        total += oracle.balanceOf(users.relayer) + oracle.balanceOf(users.mallory);
    }
}
