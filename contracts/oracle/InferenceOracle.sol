// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {Attestation} from "../libraries/Attestation.sol";
import {Delegation} from "../libraries/Delegation.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConfigRecord} from "../types/ConfigRecord.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode, NOT_ABOUT_A_PERSON, NO_CALLBACK} from "../types/Inference.sol";
import {RequestRecord, packPending, packProposed} from "../types/RequestRecord.sol";
import {Settlement} from "./Settlement.sol";

/// @dev What this contract asks of the code it runs on its own storage.
interface IAnswerModes {
    function WIRING() external view returns (bytes32);
}

/// @title InferenceOracle
/// @dev Nobody can keep a fee from being settled or refunded: only new requests can be paused. What every request goes
/// through is here; everything else that IInferenceOracle describes is code at a fixed address, run on this contract's
/// storage (docs/adr/0004). Fewer functions here make each of them cheaper to find.
contract InferenceOracle is Settlement {
    // CONSTANTS

    bytes32 private constant REFUSAL_TYPEHASH =
        keccak256("RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)");

    // IMMUTABLES

    /// @dev Code of the other functions. Fixed for good.
    address public immutable ANSWER_MODES;

    constructor(
        address authority,
        IInferenceOracle.Wiring memory wiring,
        IInferenceOracle.FeeSchedule memory schedule,
        address answerModes
    ) Settlement(authority, wiring) {
        // Check: code made for the very same contracts.
        bytes32 theirs = IAnswerModes(answerModes).WIRING();
        if (theirs != _WIRING) revert IInferenceOracle.InferenceOracle_OtherWiring(theirs, _WIRING);

        ANSWER_MODES = answerModes;
        _setSchedule(schedule);
    }

    // REQUEST

    function requestInference(InferenceRequest calldata request, bytes calldata provenanceProof)
        external
        payable
        returns (RequestId id)
    {
        IInferenceOracle.FeeSchedule memory schedule = _prices();
        uint32 callbackGasLimit = request.callbackGasLimit;
        // Check: offered, paid for, and answerable in time.
        if (schedule.paused) revert IInferenceOracle.InferenceOracle_Paused();
        _checkDeadline(request.deadline);
        _checkCallback(request.callback, callbackGasLimit);
        _checkFee(request.fee, _quoteUp(schedule, callbackGasLimit));
        // Check: what the model, the person and the source of the input demand.
        _checkModel(request);
        _checkProvenance(request, provenanceProof);
        if (request.consentId != NOT_ABOUT_A_PERSON) _checkLive(request.consentId);
        // Check: this very request was never made before.
        id = RequestCodec.idOf(msg.sender, request);
        RequestRecord record = _recordOf(id);
        if (!record.isNew()) {
            revert IInferenceOracle.InferenceOracle_AlreadyOpened(id, IInferenceOracle.Status(record.statusOf()));
        }

        // Effect: pending, on today's terms, and what is at stake counted.
        _write(
            id,
            packPending(
                uint8(IInferenceOracle.Status.Pending),
                block.timestamp,
                schedule.computeFeeGwei,
                schedule.keeperRewardGwei
            )
        );
        RequestCodec.emitRequested(id, msg.sender, request);
        if (request.valueAtRisk != 0 && request.mode <= Mode.OPTIMISTIC) _openExposure(id, request.valueAtRisk);
    }

    // FULFIL

    function fulfil(
        address requester,
        InferenceRequest calldata request,
        InferenceReport calldata report,
        bytes calldata output,
        bytes calldata attestation
    ) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _pending(id, request.deadline);
        // Check: t members of one committee vouch for this very answer.
        bytes32 outputHash = _outputHash(request.consentId, output);
        ConfigRecord config = _liveConfig(report.configDigest);
        uint32 bitmap = _checkReport(id, outputHash, request, report, config, attestation);

        // Check: the person still agrees, to what the committee saw.
        if (!_checkConsentAtAnswer(request.consentId, report.consentVersion)) {
            _accrue(report.configDigest, config, _drop(id, requester, request, record));
            return;
        }
        if (request.valueAtRisk != 0) _carry(id, request, report.configDigest);
        if (request.mode == Mode.OPTIMISTIC) {
            _propose(id, requester, request, report.configDigest, bitmap, record, output);
            return;
        }

        // Effect: settled for good, and the whole fee earned.
        _settle(id, IInferenceOracle.Status.Fulfilled, outputHash);
        _accrue(report.configDigest, config, request.fee / 1 gwei);
        emit IInferenceOracle.InferenceFulfilled(id, report.configDigest, bitmap, output);

        // Interaction: tell the consumer, who cannot undo any of it.
        if (request.callback != NO_CALLBACK) _deliver(id, requester, request, output);
    }

    function _propose(
        RequestId id,
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        uint32 bitmap,
        RequestRecord record,
        bytes calldata output
    ) private {
        // Effect: open to challenge, and nobody paid yet.
        bytes32 proposal = _proposalOf(_outputHash(request.consentId, output), configDigest);
        _write(
            id,
            packProposed(
                uint8(IInferenceOracle.Status.Proposed), record, block.timestamp, request.fee / 1 gwei, proposal
            )
        );
        emit IInferenceOracle.InferenceProposed(
            id, configDigest, bitmap, uint40(block.timestamp) + _CHALLENGE_WINDOW, output
        );

        // Interaction: tell the consumer, who may act in the safe direction.
        _deliverProposal(id, requester, request, output);
    }

    /// @dev An answer by quorum stays at risk for as long as one that may be challenged.
    function _carry(RequestId id, InferenceRequest calldata request, ConfigDigest configDigest) private {
        uint40 closableAt = request.mode == Mode.QUORUM ? uint40(block.timestamp) + _CHALLENGE_WINDOW : 0;
        _requireCarried(id, request.valueAtRisk, configDigest, closableAt);
    }

    function _checkReport(
        RequestId id,
        bytes32 outputHash,
        InferenceRequest calldata request,
        InferenceReport calldata report,
        ConfigRecord config,
        bytes calldata attestation
    ) private view returns (uint32 bitmap) {
        if (report.observedBlock > block.number) {
            revert IInferenceOracle.InferenceOracle_ObservedBlockInFuture(report.observedBlock, block.number);
        }
        Mode mode = request.mode;
        if (mode != Mode.QUORUM) {
            if (mode != Mode.OPTIMISTIC) revert IInferenceOracle.InferenceOracle_WrongMode(id, mode);
            if (!_isPrivate(request.modelId)) return _checkTraced(id, outputHash, report, config, attestation);
        }
        return _checkAttestation(RequestCodec.reportHash(id, outputHash, report), config, attestation);
    }

    /// @dev Each signs its own digest, with the trace of its own run.
    function _checkTraced(
        RequestId id,
        bytes32 outputHash,
        InferenceReport calldata report,
        ConfigRecord config,
        bytes calldata attestation
    ) private view returns (uint32 bitmap) {
        return Attestation.verifyTraced(
            _domainSeparatorV4(),
            RequestCodec.tracedStatement(id, outputHash, report),
            attestation,
            config.signersOf(),
            config.sizeOf(),
            config.thresholdOf()
        );
    }

    // REFUSE AND EXPIRE

    function refuse(
        address requester,
        InferenceRequest calldata request,
        IInferenceOracle.RefusalReason reason,
        ConfigDigest configDigest,
        bytes calldata attestation
    ) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _pending(id, request.deadline);
        // Check: t members of one committee refuse, for a reason that is not plainly false.
        _checkReason(id, request.consentId, reason);
        bytes32 structHash = keccak256(abi.encode(REFUSAL_TYPEHASH, id, reason, configDigest));
        uint32 bitmap = _checkAttestation(structHash, _liveConfig(configDigest), attestation);

        // Effect: settled and refunded.
        _refund(id, IInferenceOracle.Status.Refused, requester, request, record);
        emit IInferenceOracle.InferenceRefused(id, reason, configDigest, bitmap);
    }

    function expire(address requester, InferenceRequest calldata request) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _recordOf(id);
        // Check: unanswered, and too late for an answer.
        IInferenceOracle.Status status = IInferenceOracle.Status(record.statusOf());
        if (status != IInferenceOracle.Status.Pending) revert IInferenceOracle.InferenceOracle_NotPending(id, status);
        if (block.timestamp <= request.deadline) {
            revert IInferenceOracle.InferenceOracle_DeadlineNotPassed(id, request.deadline);
        }

        // Effect: settled and refunded.
        (uint256 refund, uint256 reward) = _refund(id, IInferenceOracle.Status.Expired, requester, request, record);
        emit IInferenceOracle.InferenceExpired(id, msg.sender, refund, reward);
    }

    // EVERYTHING ELSE (AnswerModes)

    fallback() external payable {
        Delegation.forward(ANSWER_MODES);
    }

    receive() external payable {
        revert IInferenceOracle.InferenceOracle_UnexpectedEther(msg.value);
    }
}
