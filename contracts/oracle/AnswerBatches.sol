// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {BatchCodec} from "../libraries/BatchCodec.sol";
import {MerkleRoot} from "../libraries/MerkleRoot.sol";
import {ConfigRecord} from "../types/ConfigRecord.sol";
import {ConfigDigest, ConsentId, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest, Mode, NOT_ABOUT_A_PERSON, NO_CALLBACK} from "../types/Inference.sol";
import {RequestRecord, packSettled} from "../types/RequestRecord.sol";
import {Settlement} from "./Settlement.sol";

/// @title Many answers by quorum under one signed root
/// @dev Functions are described in IInferenceOracle.
abstract contract AnswerBatches is Settlement {
    bytes32 private constant BATCH_TYPEHASH =
        keccak256("BatchReport(bytes32 root,uint16 answers,bytes32 configDigest,uint64 observedBlock)");

    function fulfilBatch(
        IInferenceOracle.BatchEntry[] calldata entries,
        bytes calldata outputs,
        ConfigDigest configDigest,
        uint64 observedBlock,
        bytes calldata attestation
    ) external returns (uint256 fulfilled) {
        if (entries.length == 0 || entries.length > _MAX_BATCH) {
            revert IInferenceOracle.InferenceOracle_BatchSizeOutOfRange(entries.length, _MAX_BATCH);
        }
        if (observedBlock > block.number) {
            revert IInferenceOracle.InferenceOracle_ObservedBlockInFuture(observedBlock, block.number);
        }
        // Check: t members of one committee vouch for these very answers.
        ConfigRecord config = _liveConfig(configDigest);
        (bytes32[] memory answers, bytes32[] memory leaves) = BatchCodec.read(entries, outputs, _MAX_OUTPUT);
        bytes32 root = MerkleRoot.compute(leaves);
        uint32 bitmap = _checkAttestation(
            keccak256(abi.encode(BATCH_TYPEHASH, root, entries.length, configDigest, observedBlock)),
            config,
            attestation
        );

        // Effect: each settled alone; what they earned together paid once.
        uint256 earnedGwei;
        (fulfilled, earnedGwei) = _settleAll(entries, outputs, answers, configDigest);
        _accrue(configDigest, config, earnedGwei);
        emit IInferenceOracle.BatchFulfilled(root, configDigest, bitmap, fulfilled);
    }

    function _settleAll(
        IInferenceOracle.BatchEntry[] calldata entries,
        bytes calldata outputs,
        bytes32[] memory answers,
        ConfigDigest configDigest
    ) private returns (uint256 fulfilled, uint256 earnedGwei) {
        uint256 position;
        // Cannot overflow: at most 1,024 rounds, sizes that lie in calldata, fees that were paid.
        unchecked {
            for (uint256 i; i < entries.length; ++i) {
                IInferenceOracle.BatchEntry calldata entry = entries[i];
                (RequestId id, bytes32 outputHash) = BatchCodec.pick(answers, i);
                uint256 length = entry.outputSize;
                (bool settled, uint256 earned) = _settleOne(entry, id, outputHash, configDigest);
                if (settled) {
                    ++fulfilled;
                    BatchCodec.emitBatched(id, outputs, position, length);
                }
                earnedGwei += earned;
                position += length;
            }
        }
    }

    /// @return settled False if the answer is skipped or dropped.
    function _settleOne(
        IInferenceOracle.BatchEntry calldata entry,
        RequestId id,
        bytes32 outputHash,
        ConfigDigest configDigest
    ) private returns (bool settled, uint256 earnedGwei) {
        InferenceRequest calldata request = entry.request;
        Slot storage slot = _slotOf(id);
        RequestRecord record = slot.record;
        // Check: waiting for just such an answer.
        if (
            record.statusOf() != uint8(IInferenceOracle.Status.Pending) || block.timestamp > request.deadline
                || request.mode != Mode.QUORUM || outputHash == 0
        ) return (false, 0);
        // Check: the person still agrees, to what the committee saw.
        ConsentId consentId = request.consentId;
        if (consentId != NOT_ABOUT_A_PERSON || entry.consentVersion != 0) {
            (bool live, uint40 version) = _livenessAtAnswer(consentId);
            if (!live) return (false, _drop(id, entry.requester, request, record));
            if (entry.consentVersion != version) return (false, 0);
        }
        if (request.valueAtRisk != 0) {
            if (!_carryExposure(id, configDigest, uint40(block.timestamp) + _CHALLENGE_WINDOW)) return (false, 0);
        }

        // Effect: settled for good; whoever wants the callback delivers it.
        IInferenceOracle.Status status = request.callback == NO_CALLBACK
            ? IInferenceOracle.Status.Fulfilled
            : IInferenceOracle.Status.CallbackFailed;
        slot.record = packSettled(uint8(status), block.timestamp, outputHash);
        return (true, request.fee / 1 gwei);
    }
}
