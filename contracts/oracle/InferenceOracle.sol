// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {Attestation} from "../libraries/Attestation.sol";
import {Delegation} from "../libraries/Delegation.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConfigRecord} from "../types/ConfigRecord.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode, NOT_ABOUT_A_PERSON, NO_CALLBACK} from "../types/Inference.sol";
import {RequestRecord, packPending, packProposed, packSettled} from "../types/RequestRecord.sol";
import {Settlement} from "./Settlement.sol";

/// @dev What this contract asks of the code it runs on its own storage.
interface IAnswerModes {
    function WIRING() external view returns (bytes32);
}

/// @title InferenceOracle
/// @dev Nobody can keep a fee from being settled or refunded: only new requests can be paused. What every request goes
/// through is here; everything else that IInferenceOracle describes is code at a fixed address, run on this contract's
/// storage (docs/adr/0005). Fewer functions here make each of them cheaper to find.
contract InferenceOracle is Settlement {
    // IMMUTABLES

    /// @dev Code of the other functions. Fixed for good.
    address public immutable ANSWER_MODES;

    // STORAGE

    /// @dev Where AccessManaged of AnswerModes looks for it: right behind the storage that both share.
    address private _authority;

    constructor(
        address authority,
        IInferenceOracle.Wiring memory wiring,
        IInferenceOracle.FeeSchedule memory schedule,
        address answerModes
    ) Settlement(wiring) {
        // Check: code made for the very same contracts.
        bytes32 theirs = IAnswerModes(answerModes).WIRING();
        if (theirs != _WIRING) revert IInferenceOracle.InferenceOracle_OtherWiring(theirs, _WIRING);

        ANSWER_MODES = answerModes;
        _authority = authority;
        emit IAccessManaged.AuthorityUpdated(authority);
        _setSchedule(schedule);
    }

    // REQUEST

    function requestInference(InferenceRequest calldata request, bytes calldata provenanceProof)
        external
        payable
        returns (RequestId id)
    {
        (bool paused, uint64 computeFeeGwei, uint64 callbackGasPriceWei, uint64 keeperRewardGwei) = _terms();
        uint32 callbackGasLimit = request.callbackGasLimit;
        // Check: offered, paid for, and answerable in time.
        if (paused) revert IInferenceOracle.InferenceOracle_Paused();
        _checkDeadline(request.deadline);
        _checkCallback(request.callback, callbackGasLimit);
        _checkFee(request.fee, _quoteUp(computeFeeGwei, callbackGasPriceWei, callbackGasLimit));
        // Check: what the model, the person and the source of the input demand.
        _checkModel(request);
        _checkProvenance(request, provenanceProof);
        if (request.consentId != NOT_ABOUT_A_PERSON) _checkLive(request.consentId);
        // Check: this very request was never made before.
        uint256 copy;
        (id, copy) = RequestCodec.idAndCopyOf(msg.sender, request);
        Slot storage slot = _slotOf(id);
        if (!slot.record.isNew()) {
            revert IInferenceOracle.InferenceOracle_AlreadyOpened(id, IInferenceOracle.Status(slot.record.statusOf()));
        }

        // Effect: pending, on today's terms, and what is at stake counted.
        slot.record =
            packPending(uint8(IInferenceOracle.Status.Pending), block.timestamp, computeFeeGwei, keeperRewardGwei);
        RequestCodec.emitRequested(id, msg.sender, copy);
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
        Slot storage slot = _pending(id, request.deadline);
        // Check: t members of one committee vouch for this very answer.
        bytes32 outputHash = _outputHash(request.consentId, output);
        ConfigRecord config = _liveConfig(report.configDigest);
        if (report.observedBlock > block.number) {
            revert IInferenceOracle.InferenceOracle_ObservedBlockInFuture(report.observedBlock, block.number);
        }
        uint32 bitmap = !RequestCodec.isPlain(request) && _isTraced(id, request)
            ? _checkTraced(id, outputHash, report, config, attestation)
            : _checkAttestation(RequestCodec.reportHash(id, outputHash, report), config, attestation);

        // Check: the person still agrees, to what the committee saw.
        if (!_agrees(request, report)) {
            _accrue(report.configDigest, config, _drop(id, requester, request, slot.record));
            return;
        }
        if (!RequestCodec.isPlain(request)) {
            if (request.valueAtRisk != 0) _carry(id, request, report.configDigest);
            if (request.mode != Mode.QUORUM) {
                _propose(id, outputHash, requester, request, report.configDigest, bitmap, output);
                return;
            }
        }

        // Effect: settled for good, and the whole fee earned.
        slot.record = packSettled(uint8(IInferenceOracle.Status.Fulfilled), block.timestamp, outputHash);
        _accrue(report.configDigest, config, request.fee / 1 gwei);
        emit IInferenceOracle.InferenceFulfilled(id, report.configDigest, bitmap, output);

        // Interaction: tell the consumer, who cannot undo any of it.
        if (request.callback != NO_CALLBACK) _deliver(id, requester, request, output);
    }

    function _propose(
        RequestId id,
        bytes32 outputHash,
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        uint32 bitmap,
        bytes calldata output
    ) private {
        // Effect: open to challenge, and nobody paid yet.
        bytes32 proposal = _proposalOf(outputHash, configDigest);
        _write(
            id,
            packProposed(
                uint8(IInferenceOracle.Status.Proposed), _recordOf(id), block.timestamp, request.fee / 1 gwei, proposal
            )
        );
        emit IInferenceOracle.InferenceProposed(
            id, configDigest, bitmap, uint40(block.timestamp) + _CHALLENGE_WINDOW, output
        );

        // Interaction: tell the consumer, who may act in the safe direction.
        _deliverProposal(id, requester, request, output);
    }

    function _agrees(InferenceRequest calldata request, InferenceReport calldata report) private view returns (bool) {
        return _checkConsentAtAnswer(request.consentId, report.consentVersion);
    }

    /// @dev An answer by quorum stays at risk for as long as one that may be challenged.
    function _carry(RequestId id, InferenceRequest calldata request, ConfigDigest configDigest) private {
        uint40 closableAt = request.mode == Mode.QUORUM ? uint40(block.timestamp) + _CHALLENGE_WINDOW : 0;
        _requireCarried(id, request.valueAtRisk, configDigest, closableAt);
    }

    /// @dev Answers about public inputs that may be challenged.
    function _isTraced(RequestId id, InferenceRequest calldata request) private view returns (bool) {
        if (request.mode == Mode.QUORUM) return false;
        if (request.mode != Mode.OPTIMISTIC) revert IInferenceOracle.InferenceOracle_WrongMode(id, request.mode);
        return !_isPrivate(request.modelId);
    }

    /// @dev Each signs its own digest with the trace of its own run.
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

    // EVERYTHING ELSE (AnswerModes)

    fallback() external payable {
        Delegation.forward(ANSWER_MODES);
    }

    receive() external payable {
        revert IInferenceOracle.InferenceOracle_UnexpectedEther(msg.value);
    }
}
