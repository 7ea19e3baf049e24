// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../interfaces/IDisputeCourt.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {INetworkInterpreter} from "../interfaces/INetworkInterpreter.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {SignedReports} from "../libraries/SignedReports.sol";
import {SignerBlob} from "../libraries/SignerBlob.sol";
import {RequestId} from "../types/Identifiers.sol";
import {Mode} from "../types/Inference.sol";
import {PublicChallenges} from "./PublicChallenges.sol";

/// @title Signers who copied an answer instead of computing it
abstract contract TraceChallenges is PublicChallenges {
    // CONSTANTS

    uint256 private constant BITS = 32;

    // IMMUTABLES

    /// @inheritdoc IDisputeCourt
    INetworkInterpreter public immutable INTERPRETER;

    constructor(INetworkInterpreter interpreter) {
        INTERPRETER = interpreter;
    }

    // TRACES

    /// @inheritdoc IDisputeCourt
    function challengeTrace(
        SignedAnswer calldata answer,
        uint256 member,
        bytes calldata input,
        bytes32 salt,
        bytes calldata networkFile,
        bytes32 secret
    ) external {
        // Check: the member signed a trace with this answer, and the network gives another one.
        RequestId id = ORACLE.requestIdOf(answer.requester, answer.request);
        if (answer.request.mode != Mode.OPTIMISTIC) revert DisputeCourt_WrongMode(id, answer.request.mode);
        bytes32 outputHash = keccak256(answer.output);
        uint32 accused = _signersOfAnswer(id, outputHash, answer);
        if (member >= BITS || accused >> member & 1 == 0) revert DisputeCourt_NotAccused(id, member);
        bytes32 activations = _retrace(id, answer, input, salt, networkFile);
        (address operator, address signer) = _memberOf(answer, member);
        bytes32 expected = keccak256(abi.encode(operator, id, salt, activations));
        if (SignedReports.traceOf(answer.attestation, member) == expected) {
            revert DisputeCourt_TraceIsRight(id, signer);
        }

        // Effect: that one is convicted and slashed; the answer stays.
        _reveal(Finding.WrongTrace, id, bytes32(uint256(uint160(signer))), secret);
        uint32 convicted =
            _convict(Finding.WrongTrace, id, outputHash, answer.report.configDigest, uint32(1 << member), msg.sender);
        if (convicted == 0) revert DisputeCourt_AlreadyJudged(id);
        emit AnswerChallenged(id, msg.sender, Finding.WrongTrace, convicted, false);
    }

    function _retrace(
        RequestId id,
        SignedAnswer calldata answer,
        bytes calldata input,
        bytes32 salt,
        bytes calldata networkFile
    ) private view returns (bytes32 activations) {
        IModelRegistry.Model memory model = _publicModel(id, answer.request, input, salt);
        bytes32 networkHash = keccak256(networkFile);
        if (networkHash != model.networkHash) {
            revert DisputeCourt_OtherNetwork(answer.request.modelId, networkHash, model.networkHash);
        }
        (bytes memory hidden,) = INTERPRETER.trace(networkFile, input);
        return keccak256(hidden);
    }

    function _memberOf(SignedAnswer calldata answer, uint256 member)
        private
        view
        returns (address operator, address signer)
    {
        IOperatorRegistry.Config memory config = _committee(answer.report.configDigest);
        signer = SignerBlob.pick(SignerBlob.load(config.signers, member, 1), 0);
        operator = SignerBlob.pick(SignerBlob.load(config.signers, config.n + member, 1), 0);
    }
}
