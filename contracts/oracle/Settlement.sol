// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {Attestation} from "../libraries/Attestation.sol";
import {BoundedCalls} from "../libraries/BoundedCalls.sol";
import {ConfigRecord} from "../types/ConfigRecord.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer, InferenceRequest, MAX_CHALLENGE_WINDOW, NO_CALLBACK} from "../types/Inference.sol";
import {RequestRecord, UNTOLD, packSettled} from "../types/RequestRecord.sol";
import {ExposureLedger} from "./ExposureLedger.sol";
import {FeeBook} from "./FeeBook.sol";
import {RequestRules} from "./RequestRules.sol";

/// @title Requests on record, and how they end
/// @dev All storage of the oracle is in this contract and those it builds on, which the code of InferenceOracle and that
/// of AnswerModes share: one word a request, and a settled one keeps it, so that an id opens once.
abstract contract Settlement is RequestRules, ExposureLedger, EIP712 {
    // CONSTANTS

    uint256 internal constant _MAX_BATCH = 1_024;
    bytes32 internal constant NO_OUTPUT = 0;

    // IMMUTABLES

    uint40 internal immutable _CHALLENGE_WINDOW;
    address internal immutable _SEQUENCER_UPTIME_FEED;
    bytes32 internal immutable _WIRING;
    address private immutable _CODE;

    // STORAGE

    /// @dev A record in a place that can be pointed at: its slot is worked out once.
    struct Slot {
        RequestRecord record;
    }

    mapping(RequestId id => Slot) private _requests;
    address private _court;

    constructor(IInferenceOracle.Wiring memory wiring)
        EIP712("InferenceOracle", "1")
        FeeBook(wiring.operators)
        RequestRules(wiring.models, wiring.consents, wiring.attesters, wiring.proofs)
    {
        if (wiring.challengeWindow == 0 || wiring.challengeWindow > MAX_CHALLENGE_WINDOW) {
            revert IInferenceOracle.InferenceOracle_ChallengeWindowOutOfRange(
                wiring.challengeWindow, MAX_CHALLENGE_WINDOW
            );
        }
        _CHALLENGE_WINDOW = wiring.challengeWindow;
        _SEQUENCER_UPTIME_FEED = wiring.sequencerUptimeFeed;
        _WIRING = keccak256(abi.encode(wiring));
        _CODE = address(this);
    }

    /// @dev Code that is called by itself has no storage of anybody, and ether sent to it would be lost.
    modifier onlyDelegated() {
        if (address(this) == _CODE) revert IInferenceOracle.InferenceOracle_NotDelegated();
        _;
    }

    // RECORDS

    function _recordOf(RequestId id) internal view returns (RequestRecord record) {
        return _requests[id].record;
    }

    function _slotOf(RequestId id) internal view returns (Slot storage slot) {
        return _requests[id];
    }

    function _write(RequestId id, RequestRecord record) internal {
        _requests[id].record = record;
    }

    function _pending(RequestId id, uint40 deadline) internal view returns (Slot storage slot) {
        slot = _requests[id];
        RequestRecord record = slot.record;
        if (record.statusOf() != uint8(IInferenceOracle.Status.Pending)) {
            revert IInferenceOracle.InferenceOracle_NotPending(id, IInferenceOracle.Status(record.statusOf()));
        }
        if (block.timestamp > deadline) revert IInferenceOracle.InferenceOracle_DeadlinePassed(id, deadline);
    }

    function _settle(RequestId id, IInferenceOracle.Status status, bytes32 outputHash) internal {
        _requests[id].record = packSettled(uint8(status), block.timestamp, outputHash);
    }

    function _courtOf() internal view returns (address) {
        return _court;
    }

    function _setCourt(address court) internal {
        _court = court;
    }

    // MONEY

    /// @dev The reward is the one agreed when the request opened, and no greater than its compute fee.
    function _refund(
        RequestId id,
        IInferenceOracle.Status status,
        address requester,
        InferenceRequest calldata request,
        RequestRecord record
    ) internal returns (uint256 refund, uint256 reward) {
        reward = uint256(record.keeperRewardGweiOf()) * 1 gwei;
        refund = request.fee - reward;
        _settle(id, status, NO_OUTPUT);
        if (request.valueAtRisk != 0) _closeExposure(id);
        _credit(msg.sender, reward);
        _credit(requester, refund);
    }

    /// @dev The answer is nowhere, the work is to be paid by the caller of this function, the rest goes back.
    function _drop(RequestId id, address requester, InferenceRequest calldata request, RequestRecord record)
        internal
        returns (uint256 computeFeeGwei)
    {
        computeFeeGwei = record.computeFeeGweiOf();
        uint256 refund = request.fee - computeFeeGwei * 1 gwei;
        _settle(id, IInferenceOracle.Status.ConsentRevoked, NO_OUTPUT);
        if (request.valueAtRisk != 0) _closeExposure(id);
        _credit(requester, refund);
        emit IInferenceOracle.InferenceDropped(id, request.consentId, refund);
    }

    // SIGNATURES

    function _checkAttestation(bytes32 structHash, ConfigRecord config, bytes calldata attestation)
        internal
        view
        returns (uint32 bitmap)
    {
        return Attestation.verify(
            _hashTypedDataV4(structHash), attestation, config.signersOf(), config.sizeOf(), config.thresholdOf()
        );
    }

    /// @dev What the record of a proposed answer keeps.
    function _proposalOf(bytes32 outputHash, ConfigDigest configDigest) internal pure returns (bytes32 digest) {
        return keccak256(abi.encode(outputHash, configDigest));
    }

    // CALLBACK

    /// @dev Tells the final answer. Nothing changes a settled record meanwhile.
    function _deliver(RequestId id, address requester, InferenceRequest calldata request, bytes memory output)
        internal
    {
        if (request.callback == NO_CALLBACK) return;
        bytes memory message =
            abi.encodeCall(IInferenceConsumer.onInference, (id, _answer(requester, request, true, output)));
        // Effect: anyone may try again.
        if (!_tell(id, request, message)) {
            _requests[id].record = _requests[id].record.withStatus(uint8(IInferenceOracle.Status.CallbackFailed));
        }
    }

    /// @dev Tells an answer that may be overturned. Failing, it waits for the final one: nobody can deliver it again.
    function _deliverProposal(RequestId id, address requester, InferenceRequest calldata request, bytes memory output)
        internal
    {
        if (request.callback == NO_CALLBACK) return;
        _tell(
            id,
            request,
            abi.encodeCall(IInferenceConsumer.onInference, (id, _answer(requester, request, false, output)))
        );
    }

    /// @dev Takes back an answer that was told.
    function _deliverOverturn(RequestId id, address requester, InferenceRequest calldata request, bytes memory output)
        internal
    {
        if (request.callback == NO_CALLBACK) return;
        bytes memory message =
            abi.encodeCall(IInferenceConsumer.onOverturned, (id, _answer(requester, request, false, output)));
        // Effect: anyone may try again.
        if (!_tell(id, request, message)) _requests[id].record = _requests[id].record.withNote(UNTOLD);
    }

    function _tell(RequestId id, InferenceRequest calldata request, bytes memory message)
        private
        returns (bool delivered)
    {
        bytes memory reason;
        (delivered, reason) = BoundedCalls.callExact(request.callback, request.callbackGasLimit, message);
        if (delivered) emit IInferenceOracle.CallbackDelivered(id);
        else emit IInferenceOracle.CallbackReverted(id, reason);
    }

    function _answer(address requester, InferenceRequest calldata request, bool isFinal, bytes memory output)
        internal
        pure
        returns (InferenceAnswer memory answer)
    {
        return InferenceAnswer({
            requester: requester,
            modelId: request.modelId,
            payloadHash: request.payloadHash,
            inputCommitment: request.inputCommitment,
            consentId: request.consentId,
            provenance: request.provenance,
            mode: request.mode,
            isFinal: isFinal,
            valueAtRisk: request.valueAtRisk,
            nonce: request.nonce,
            output: output
        });
    }
}
