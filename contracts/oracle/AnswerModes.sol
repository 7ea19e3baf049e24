// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {NetworkExecutor} from "../libraries/NetworkExecutor.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConfigDigest, ConsentId, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest, Mode, NOT_ABOUT_A_PERSON, Provenance} from "../types/Inference.sol";
import {RequestRecord} from "../types/RequestRecord.sol";
import {AnswerBatches} from "./AnswerBatches.sol";
import {CallbackDesk} from "./CallbackDesk.sol";
import {FeeDesk} from "./FeeDesk.sol";
import {Finality} from "./Finality.sol";
import {OracleViews} from "./OracleViews.sol";
import {RefundDesk} from "./RefundDesk.sol";
import {Settlement} from "./Settlement.sol";

/// @title AnswerModes
/// @dev The code of everything in IInferenceOracle that not every request goes through, where functions are described:
/// answers by computing here, by proof, in batches and after challenges, second deliveries, committees, balances, views.
/// It runs on the oracle's storage only (docs/adr/0005); by itself it has nothing and does nothing.
contract AnswerModes is Finality, AnswerBatches, CallbackDesk, RefundDesk, FeeDesk, OracleViews {
    // CONSTANTS

    bytes32 private constant EXTRACTION_TYPEHASH =
        keccak256("ExtractionReport(bytes32 requestId,bytes32 configDigest)");
    bytes32 private constant INPUT_DOMAIN = keccak256("theriac.input.v1");

    constructor(address authority, IInferenceOracle.Wiring memory wiring) Settlement(wiring) AccessManaged(authority) {}

    /// @notice Hash of the contracts that this code works with.
    function WIRING() external view returns (bytes32) {
        return _WIRING;
    }

    // ONCHAIN

    function answerOnChain(
        address requester,
        InferenceRequest calldata request,
        bytes calldata input,
        bytes32 salt,
        bytes calldata extraction
    ) external onlyDelegated returns (bytes memory output) {
        RequestId id = RequestCodec.idOf(requester, request);
        _pending(id, request.deadline);
        // Check: whoever asked for a proof waits for one. Everything else may be answered by trusting less.
        if (request.mode == Mode.PROVEN) revert IInferenceOracle.InferenceOracle_WrongMode(id, request.mode);
        _checkExtraction(id, request.provenance, extraction);
        output = _run(id, request, input, salt);

        // Effect: settled for good, and the whole fee earned by who answered.
        if (request.valueAtRisk != 0) _closeExposure(id);
        _answered(id, requester, request, output);
    }

    function computeOnChain(
        InferenceRequest calldata request,
        bytes calldata provenanceProof,
        bytes calldata input,
        bytes32 salt
    ) external payable onlyDelegated returns (RequestId id, bytes memory output) {
        // Check: as for any request, but for its price.
        if (_prices().paused) revert IInferenceOracle.InferenceOracle_Paused();
        _checkDeadline(request.deadline);
        _checkCallback(request.callback, request.callbackGasLimit);
        if (msg.value != request.fee) revert IInferenceOracle.InferenceOracle_FeeMismatch(msg.value, request.fee);
        _checkModel(request);
        _checkProvenance(request, provenanceProof);
        uint256 copy;
        (id, copy) = RequestCodec.idAndCopyOf(msg.sender, request);
        RequestRecord record = _recordOf(id);
        if (!record.isNew()) {
            revert IInferenceOracle.InferenceOracle_AlreadyOpened(id, IInferenceOracle.Status(record.statusOf()));
        }
        if (request.mode != Mode.ONCHAIN) revert IInferenceOracle.InferenceOracle_WrongMode(id, request.mode);
        // Check: nobody of the committee is asked here.
        _checkExtraction(id, request.provenance, msg.data[:0]);
        output = _run(id, request, input, salt);

        // Effect: opened and settled at once; the fee goes back to who computed.
        RequestCodec.emitRequested(id, msg.sender, copy);
        _answered(id, msg.sender, request, output);
    }

    /// @dev Either the network's own answer to the very input committed to, or everything reverts.
    function _run(RequestId id, InferenceRequest calldata request, bytes calldata input, bytes32 salt)
        private
        view
        returns (bytes memory output)
    {
        ModelTerms storage terms = _termsOf(request.modelId);
        address executor = terms.executor;
        // Check: a network that anyone may run, on the input committed to.
        _checkPublishable(request.modelId, terms.flags, request.consentId);
        if (executor == address(0)) {
            revert IInferenceOracle.InferenceOracle_ModeNotOffered(Mode.ONCHAIN, request.modelId);
        }
        bytes32 commitment = keccak256(abi.encodePacked(INPUT_DOMAIN, input, salt));
        if (commitment != request.inputCommitment) {
            revert IInferenceOracle.InferenceOracle_OtherInput(id, commitment, request.inputCommitment);
        }
        return NetworkExecutor.run(executor, input, terms.outputs);
    }

    function _answered(RequestId id, address requester, InferenceRequest calldata request, bytes memory output)
        private
    {
        _settle(id, IInferenceOracle.Status.Fulfilled, keccak256(output));
        _credit(msg.sender, request.fee);
        emit IInferenceOracle.InferenceComputed(id, msg.sender, output);

        // Interaction: tell the consumer, who cannot undo any of it.
        _deliver(id, requester, request, output);
    }

    // PROVEN

    function fulfilWithProof(
        address requester,
        InferenceRequest calldata request,
        bytes32 outputCommitment,
        address payee,
        bytes calldata proof,
        bytes calldata extraction
    ) external onlyDelegated {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _pending(id, request.deadline).record;
        ConsentId consentId = request.consentId;
        Mode mode = request.mode;
        // Check: a commitment is what the consumer waits for.
        if (mode == Mode.ONCHAIN || (mode != Mode.PROVEN && consentId == NOT_ABOUT_A_PERSON)) {
            revert IInferenceOracle.InferenceOracle_WrongMode(id, mode);
        }
        _checkExtraction(id, request.provenance, extraction);
        // Check: the model gives this output for the input committed to; reverts for a model without a key in force.
        _PROOFS.verify(request.modelId, request.inputCommitment, outputCommitment, id, payee, proof);
        // Check: the person still agrees.
        if (!_isPermitted(consentId)) {
            _credit(payee, _drop(id, requester, request, record) * 1 gwei);
            return;
        }

        // Effect: settled for good, and the whole fee earned by whom the proof names.
        bytes memory output = abi.encodePacked(outputCommitment);
        bool isPersonal = consentId != NOT_ABOUT_A_PERSON;
        _settle(id, IInferenceOracle.Status.Fulfilled, isPersonal ? outputCommitment : keccak256(output));
        if (request.valueAtRisk != 0) _closeExposure(id);
        _credit(payee, request.fee);
        emit IInferenceOracle.InferenceProven(id, payee, outputCommitment);

        // Interaction: tell the consumer, who cannot undo any of it.
        _deliver(id, requester, request, output);
    }

    // PROVENANCE

    /// @dev Neither a run nor a proof shows that the vector comes from the payload: t members of one committee must say
    /// so wherever the request wants it.
    function _checkExtraction(RequestId id, Provenance provenance, bytes calldata extraction) private view {
        if (provenance == Provenance.REQUESTER || provenance == Provenance.ISSUER_SIGNED) {
            if (extraction.length != 0) revert IInferenceOracle.InferenceOracle_ProvenanceProofUnexpected();
            return;
        }
        if (extraction.length < 32) revert IInferenceOracle.InferenceOracle_ExtractionNotAttested(id);
        bytes32 digest = bytes32(extraction);
        _checkAttestation(
            keccak256(abi.encode(EXTRACTION_TYPEHASH, id, digest)),
            _liveConfig(ConfigDigest.wrap(digest)),
            extraction[32:]
        );
    }

    // EXPOSURE

    function closeExposure(RequestId id) external onlyDelegated {
        Exposure memory exposure = _exposure(id);
        // Check: settled by quorum, and nobody can be slashed for less any more.
        if (exposure.closableAt == 0 || block.timestamp <= exposure.closableAt) {
            revert IInferenceOracle.InferenceOracle_ExposureStillOpen(id, exposure.closableAt);
        }

        // Effect: no longer counted.
        _closeExposure(id);
    }
}
