// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {MerkleRoot} from "../libraries/MerkleRoot.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConfigRecord} from "../types/ConfigRecord.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest, Mode, NO_CALLBACK} from "../types/Inference.sol";
import {RequestRecord} from "../types/RequestRecord.sol";
import {Settlement} from "./Settlement.sol";

/// @title Many answers by quorum under one signed root
/// @dev Functions are described in IInferenceOracle.
abstract contract BatchDesk is Settlement {
    bytes32 private constant BATCH_TYPEHASH =
        keccak256("BatchReport(bytes32 root,uint16 answers,bytes32 configDigest,uint64 observedBlock)");

    /// @dev What is worked out of the answers, in their order.
    struct Batch {
        RequestId[] ids;
        /// Zero for an output that cannot be taken.
        bytes32[] outputHashes;
        bytes32 root;
    }

    function fulfilBatch(
        IInferenceOracle.BatchEntry[] calldata answers,
        bytes calldata outputs,
        ConfigDigest configDigest,
        uint64 observedBlock,
        bytes calldata attestation
    ) external returns (uint256 fulfilled) {
        uint256 size = answers.length;
        if (size == 0 || size > _MAX_BATCH) {
            revert IInferenceOracle.InferenceOracle_BatchSizeOutOfRange(size, _MAX_BATCH);
        }
        if (observedBlock > block.number) {
            revert IInferenceOracle.InferenceOracle_ObservedBlockInFuture(observedBlock, block.number);
        }
        // Check: t members of one committee vouch for these very answers in this very order.
        ConfigRecord config = _liveConfig(configDigest);
        Batch memory batch = _read(answers, outputs);
        bytes32 structHash = keccak256(abi.encode(BATCH_TYPEHASH, batch.root, size, configDigest, observedBlock));
        uint32 bitmap = _checkAttestation(structHash, config, attestation);

        // Effect: each settled alone; what they earned together paid once.
        uint256 earnedGwei;
        (fulfilled, earnedGwei) = _settleAll(answers, outputs, batch, configDigest);
        _accrue(configDigest, config, earnedGwei);
        emit IInferenceOracle.BatchFulfilled(batch.root, configDigest, bitmap, fulfilled);
    }

    function _read(IInferenceOracle.BatchEntry[] calldata answers, bytes calldata outputs)
        private
        view
        returns (Batch memory batch)
    {
        uint256 size = answers.length;
        batch.ids = new RequestId[](size);
        batch.outputHashes = new bytes32[](size);
        bytes32[] memory leaves = new bytes32[](size);
        uint256 position;
        for (uint256 i; i < size; ++i) {
            IInferenceOracle.BatchEntry calldata answer = answers[i];
            uint256 end = position + answer.outputSize;
            RequestId id = RequestCodec.idOf(answer.requester, answer.request);
            bytes32 outputHash = _outputHashOrZero(answer.request.consentId, outputs[position:end]);
            leaves[i] = RequestCodec.leafOf(id, outputHash, answer.consentVersion);
            (batch.ids[i], batch.outputHashes[i]) = (id, outputHash);
            position = end;
        }
        batch.root = MerkleRoot.compute(leaves);
    }

    function _settleAll(
        IInferenceOracle.BatchEntry[] calldata answers,
        bytes calldata outputs,
        Batch memory batch,
        ConfigDigest configDigest
    ) private returns (uint256 fulfilled, uint256 earnedGwei) {
        uint256 position;
        for (uint256 i; i < answers.length; ++i) {
            IInferenceOracle.BatchEntry calldata answer = answers[i];
            uint256 end = position + answer.outputSize;
            (bool settled, uint256 earned) =
                _settleOne(answer, batch.ids[i], batch.outputHashes[i], configDigest, outputs[position:end]);
            if (settled) ++fulfilled;
            earnedGwei += earned;
            position = end;
        }
    }

    /// @return settled False if the answer is skipped or dropped.
    function _settleOne(
        IInferenceOracle.BatchEntry calldata answer,
        RequestId id,
        bytes32 outputHash,
        ConfigDigest configDigest,
        bytes calldata output
    ) private returns (bool settled, uint256 earnedGwei) {
        InferenceRequest calldata request = answer.request;
        RequestRecord record = _recordOf(id);
        // Check: waiting for just such an answer.
        if (
            record.statusOf() != uint8(IInferenceOracle.Status.Pending) || block.timestamp > request.deadline
                || request.mode != Mode.QUORUM || outputHash == 0
        ) return (false, 0);
        // Check: the person still agrees, to what the committee saw.
        (bool live, uint40 version) = _livenessAtAnswer(request.consentId);
        if (!live) return (false, _drop(id, answer.requester, request, record));
        if (answer.consentVersion != version) return (false, 0);
        if (request.valueAtRisk != 0) {
            uint40 closableAt = uint40(block.timestamp) + _CHALLENGE_WINDOW;
            if (!_carryExposure(id, configDigest, closableAt)) return (false, 0);
        }

        // Effect: settled for good; whoever wants the callback delivers it.
        bool hasCallback = request.callback != NO_CALLBACK;
        _settle(
            id, hasCallback ? IInferenceOracle.Status.CallbackFailed : IInferenceOracle.Status.Fulfilled, outputHash
        );
        emit IInferenceOracle.InferenceBatched(id, output);
        return (true, request.fee / 1 gwei);
    }
}
