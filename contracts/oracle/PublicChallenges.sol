// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IDisputeCourt} from "../interfaces/IDisputeCourt.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {Attestation} from "../libraries/Attestation.sol";
import {NetworkExecutor} from "../libraries/NetworkExecutor.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {SignedReports} from "../libraries/SignedReports.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest, MODEL_PRIVATE_INPUT, Mode, NOT_ABOUT_A_PERSON} from "../types/Inference.sol";
import {CourtBench} from "./CourtBench.sol";

/// @title Outputs for public inputs, checked by running the network
abstract contract PublicChallenges is CourtBench {
    // CONSTANTS

    bytes32 private constant INPUT_DOMAIN = keccak256("theriac.input.v1");
    /// @dev One false signature is enough.
    uint256 internal constant ONE = 1;

    struct Case {
        RequestId id;
        bytes32 outputHash;
        ConfigDigest configDigest;
        uint32 accused;
    }

    // CHALLENGES

    /// @inheritdoc IDisputeCourt
    function challenge(SignedAnswer calldata answer, bytes calldata input, bytes32 salt, bytes32 secret) external {
        // Check: members of a committee signed this output.
        RequestId id = ORACLE.requestIdOf(answer.requester, answer.request);
        bytes32 outputHash = keccak256(answer.output);
        uint32 accused = _signersOfAnswer(id, outputHash, answer);

        Case memory wrong = Case(id, outputHash, answer.report.configDigest, accused);
        _judge(wrong, answer.requester, answer.request, answer.output, _rerun(id, answer.request, input, salt), secret);
    }

    /// @inheritdoc IDisputeCourt
    function challengeBatched(
        BatchedAnswer calldata answer,
        SignedRoot calldata signed,
        bytes calldata input,
        bytes32 salt,
        bytes32 secret
    ) external {
        // Check: the output lies under the root, and members of a committee signed that.
        RequestId id = ORACLE.requestIdOf(answer.requester, answer.request);
        bytes32 outputHash = keccak256(answer.output);
        bytes32 leaf = RequestCodec.leafOf(id, outputHash, answer.consentVersion);
        if (!MerkleProof.verifyCalldata(answer.proof, signed.root, leaf)) {
            revert DisputeCourt_NotUnderRoot(id, signed.root);
        }
        bytes32 structHash =
            SignedReports.batchHash(signed.root, signed.answers, signed.configDigest, signed.observedBlock);
        uint32 accused = _signersOf(id, structHash, signed.attestation, _committee(signed.configDigest), ONE);

        Case memory wrong = Case(id, outputHash, signed.configDigest, accused);
        _judge(wrong, answer.requester, answer.request, answer.output, _rerun(id, answer.request, input, salt), secret);
    }

    /// @dev With a commitment everybody accused is slashed, with or without one a proposed answer is taken back.
    function _judge(
        Case memory wrong,
        address requester,
        InferenceRequest calldata request,
        bytes calldata output,
        bytes32 correctHash,
        bytes32 secret
    ) private {
        // Check: the network gives something else.
        if (correctHash == wrong.outputHash) revert DisputeCourt_AnswerIsRight(wrong.id);

        // Effect: convicted and slashed, for who found out.
        uint32 convicted;
        if (secret != NO_COMMITMENT) {
            _reveal(Finding.WrongOutput, wrong.id, correctHash, secret);
            convicted = _convict(
                Finding.WrongOutput, wrong.id, wrong.outputHash, wrong.configDigest, wrong.accused, msg.sender
            );
        }

        // Interaction: take the answer back, and tell its consumer.
        bool overturned = ORACLE.overturn(requester, request, wrong.configDigest, output);
        if (convicted == 0 && !overturned) revert DisputeCourt_AlreadyJudged(wrong.id);
        emit AnswerChallenged(wrong.id, msg.sender, Finding.WrongOutput, convicted, overturned);
    }

    // WHO SIGNED

    /// @dev A public OPTIMISTIC answer is signed with traces, every other one without.
    function _signersOfAnswer(RequestId id, bytes32 outputHash, SignedAnswer calldata answer)
        internal
        view
        returns (uint32 accused)
    {
        IOperatorRegistry.Config memory config = _committee(answer.report.configDigest);
        if (answer.request.mode != Mode.OPTIMISTIC) {
            bytes32 structHash = RequestCodec.reportHash(id, outputHash, answer.report);
            return _signersOf(id, structHash, answer.attestation, config, ONE);
        }
        uint256 count;
        (accused, count) = SignedReports.claimed(answer.attestation);
        if (count < ONE) revert DisputeCourt_TooFewAccused(id, count, ONE);
        bytes memory statement = RequestCodec.tracedStatement(id, outputHash, answer.report);
        bytes32 domain = SignedReports.domainOf(address(ORACLE));
        Attestation.verifyTraced(domain, statement, answer.attestation, config.signers, config.n, count);
    }

    // RUN

    /// @return correctHash keccak256 of what the network gives for the input that the request committed to.
    function _rerun(RequestId id, InferenceRequest calldata request, bytes calldata input, bytes32 salt)
        private
        view
        returns (bytes32 correctHash)
    {
        IModelRegistry.Model memory model = _publicModel(id, request, input, salt);
        return keccak256(NetworkExecutor.run(model.executor, input, model.outputs));
    }

    /// @dev The request's model, if its input may be published and this is the one.
    function _publicModel(RequestId id, InferenceRequest calldata request, bytes calldata input, bytes32 salt)
        internal
        view
        returns (IModelRegistry.Model memory model)
    {
        model = MODELS.modelOf(request.modelId);
        if (model.flags & MODEL_PRIVATE_INPUT != 0 || request.consentId != NOT_ABOUT_A_PERSON) {
            revert DisputeCourt_PublicReexecutionForbidden(request.modelId, request.consentId);
        }
        bytes32 commitment = keccak256(abi.encodePacked(INPUT_DOMAIN, input, salt));
        if (commitment != request.inputCommitment) {
            revert DisputeCourt_OtherInput(id, commitment, request.inputCommitment);
        }
    }
}
