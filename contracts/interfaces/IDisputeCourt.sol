// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConfigDigest, ConsentId, ModelId, RequestId} from "../types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode} from "../types/Inference.sol";
import {IInferenceOracle} from "./IInferenceOracle.sol";
import {IModelRegistry} from "./IModelRegistry.sol";
import {INetworkInterpreter} from "./INetworkInterpreter.sol";
import {IOperatorRegistry} from "./IOperatorRegistry.sol";
import {IProofVerifier} from "./IProofVerifier.sol";

/// @title Where wrong answers are shown to be wrong
/// @notice Three accusations need no deposit and are decided in the same transaction:
///
///   challenge           the signed output is not what the network gives: all its signers lose their bonds
///   challengeTrace      one signer's trace is not what the network gives: it copied, and loses its bond
///   reportEquivocation  one operator, one request, two outputs: it loses its bond
///
/// The fourth, about a private input, is decided by clocks and a proof (challengePrivate). A reward goes only to who
/// committed to the right finding a block before, so nobody can copy a challenge out of the public queue:
///
///   commitment = keccak256(abi.encode(challenger, finding, requestId, what, secret)), where `what` is
///     WrongOutput   keccak256(correct output)
///     WrongTrace    the accused signer
///     Equivocation  the signer of the first report
///
/// and `secret` is any word but zero. An answer is challenged whether it was put on chain or not, is final or not: its
/// signers are slashed as long as they are bonded. That a committee extracted the wrong vector from a payload is not
/// decided here: no contract reads documents.
interface IDisputeCourt {
    /// @dev An answer somebody signed. `attestation` is what IInferenceOracle takes, with traces for a public OPTIMISTIC
    /// request, but of any number of members, and at least t for a private challenge.
    struct SignedAnswer {
        address requester;
        InferenceRequest request;
        InferenceReport report;
        bytes output;
        bytes attestation;
    }

    /// @dev One answer of many, and the root it lies under.
    struct BatchedAnswer {
        address requester;
        InferenceRequest request;
        uint40 consentVersion;
        bytes output;
        /// From the answer's neighbour up to the root, as in MerkleRoot.
        bytes32[] proof;
    }

    /// @dev A root as operators sign it for IInferenceOracle.fulfilBatch.
    struct SignedRoot {
        bytes32 root;
        uint16 answers;
        ConfigDigest configDigest;
        uint64 observedBlock;
        bytes attestation;
    }

    /// @dev One signature of one signer over one report, for equivocation.
    struct SignedReport {
        InferenceReport report;
        bytes32 outputHash;
        ReportKind kind;
        /// Of a TracedReport.
        bytes32 traceCommitment;
        /// Of a BatchReport that the answer lies under; observedBlock and configDigest of `report` are the batch's.
        bytes32 root;
        uint16 answers;
        bytes32[] proof;
        /// r and yParityAndS (EIP-2098).
        bytes signature;
    }

    enum ReportKind {
        InferenceReport,
        TracedReport,
        BatchReport
    }

    enum Finding {
        None,
        WrongOutput,
        WrongTrace,
        Equivocation,
        NotDefended
    }

    /// @dev A challenge of a private answer.
    struct PrivateChallenge {
        // slot 0
        address challenger; // nobody once it is over
        uint40 defendBy; // later after an outage of the sequencer
        uint32 accused;
        // slot 1
        bytes32 answerHash; // keccak256(abi.encode(config digest, output hash))
    }

    event Committed(address indexed challenger, bytes32 indexed commitment);
    /// @dev `accused` are bits of the committee, of those convicted now; none if it was overturned without a commitment.
    event AnswerChallenged(
        RequestId indexed id, address indexed challenger, Finding finding, uint32 accused, bool overturned
    );
    event EquivocationReported(RequestId indexed id, address indexed challenger, address indexed operator);
    event PrivateChallengeOpened(RequestId indexed id, address indexed challenger, uint32 accused, uint40 defendBy);
    event PrivateChallengeDefended(RequestId indexed id, address indexed payee, uint96 bond);
    /// @dev No proof could be checked any more: nobody is slashed, the answer falls, the bond goes back.
    event PrivateChallengeVoided(RequestId indexed id, address indexed challenger);
    event BondPaid(address indexed account, address to, uint256 amount);

    error DisputeCourt_WindowOutOfRange(uint40 window, uint40 maximum);
    error DisputeCourt_AlreadyCommitted(bytes32 commitment);
    error DisputeCourt_NotCommitted(bytes32 commitment);
    /// @notice Thrown when commitment and finding come in the same block.
    error DisputeCourt_CommittedThisBlock(bytes32 commitment);
    error DisputeCourt_CommitmentExpired(bytes32 commitment, uint256 expiredAt);
    /// @notice Thrown when a private model, or a request that names a consent, would have its input published.
    error DisputeCourt_PublicReexecutionForbidden(ModelId modelId, ConsentId consentId);
    error DisputeCourt_OtherInput(RequestId id, bytes32 commitment, bytes32 expected);
    error DisputeCourt_OtherNetwork(ModelId modelId, bytes32 networkHash, bytes32 expected);
    error DisputeCourt_WrongMode(RequestId id, Mode mode);
    error DisputeCourt_UnknownConfig(ConfigDigest digest);
    error DisputeCourt_TooFewAccused(RequestId id, uint256 accused, uint256 needed);
    error DisputeCourt_NotUnderRoot(RequestId id, bytes32 root);
    error DisputeCourt_AnswerIsRight(RequestId id);
    error DisputeCourt_TraceIsRight(RequestId id, address signer);
    error DisputeCourt_NotAccused(RequestId id, uint256 member);
    /// @notice Thrown when everybody accused was convicted of it before and nothing is left to overturn.
    error DisputeCourt_AlreadyJudged(RequestId id);
    error DisputeCourt_SameOutput(RequestId id);
    error DisputeCourt_UnknownSigner(address signer);
    error DisputeCourt_TwoOperators(address first, address second);
    error DisputeCourt_ModelNotPrivate(ModelId modelId);
    error DisputeCourt_WrongBond(uint256 sent, uint256 bond);
    error DisputeCourt_ChallengerSigned(address challenger);
    error DisputeCourt_NotACommitment(uint256 size);
    error DisputeCourt_NoOpenChallenge(RequestId id);
    error DisputeCourt_OtherAnswer(RequestId id);
    error DisputeCourt_DefenceStillPossible(RequestId id, uint256 until);
    error DisputeCourt_NothingToWithdraw(address account);
    error DisputeCourt_TransferFailed(address to, uint256 amount);

    // COMMIT

    /// @notice Puts a commitment on record, for use from the next block on and within COMMITMENT_LIFETIME. It can be put
    /// there again only when it has expired or was used.
    function commit(bytes32 commitment) external;

    // PUBLIC

    /// @notice Shows by running the network that an answer about a public input is wrong. Its signers are slashed, for
    /// the caller's reward; a proposed answer is overturned.
    /// @dev Every failure of the inner call reverts, so that lack of gas never reads as a difference.
    /// @param input Packed input: each x as big-endian uint16 of x + 1023.
    /// @param salt Salt of the input commitment.
    /// @param secret Of the caller's commitment. Zero if there is none: then the answer is overturned, but nobody is
    /// slashed and nothing paid, so that whoever has committed loses nothing by it.
    function challenge(SignedAnswer calldata answer, bytes calldata input, bytes32 salt, bytes32 secret) external;
    /// @notice The same for one answer of many under a signed root.
    function challengeBatched(
        BatchedAnswer calldata answer,
        SignedRoot calldata signed,
        bytes calldata input,
        bytes32 salt,
        bytes32 secret
    ) external;
    /// @notice Shows by running the network that one signer of a public OPTIMISTIC answer committed to other activations
    /// than the network gives: it did not compute. Only that signer is slashed, and the answer stays.
    /// @param member Position of the signer in the committee.
    /// @param networkFile The model's network file, keccak256 of which the model names.
    function challengeTrace(
        SignedAnswer calldata answer,
        uint256 member,
        bytes calldata input,
        bytes32 salt,
        bytes calldata networkFile,
        bytes32 secret
    ) external;
    /// @notice Shows two signatures of one operator, with keys of today or earlier, over two outputs of one request.
    function reportEquivocation(RequestId id, SignedReport calldata first, SignedReport calldata second, bytes32 secret)
        external;

    // PRIVATE

    /// @notice Demands the proof of a private OPTIMISTIC answer within its challenge window, against CHALLENGE_BOND; open
    /// to anyone but its signers. Holds up its finality.
    function challengePrivate(SignedAnswer calldata answer) external payable;
    /// @notice Brings the proof that a challenged answer is right; anyone, until the challenge is resolved. The bond goes
    /// to the payee whom the proof names, and the answer is final.
    function defend(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output,
        address payee,
        bytes calldata proof
    ) external;
    /// @notice Ends a challenge that nobody defended in time; anyone. The signers are slashed for the challenger, whose
    /// bond goes back, and the answer is overturned. If the model has no key under which to prove anything any more,
    /// nobody is slashed.
    function resolveByTimeout(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output
    ) external;
    /// @notice Pays out the caller's balance of bonds. Rewards are withdrawn from IOperatorRegistry.
    function withdraw(address payable to) external returns (uint256 amount);

    // VIEWS

    function ORACLE() external view returns (IInferenceOracle);
    function OPERATORS() external view returns (IOperatorRegistry);
    function MODELS() external view returns (IModelRegistry);
    function INTERPRETER() external view returns (INetworkInterpreter);
    function PROOFS() external view returns (IProofVerifier);
    /// @notice Bond of a private challenge in wei.
    function CHALLENGE_BOND() external view returns (uint96);
    /// @notice Seconds in which a private answer must be defended.
    function DEFENCE_WINDOW() external view returns (uint40);
    /// @notice Seconds after which an unused commitment is worth nothing.
    function COMMITMENT_LIFETIME() external view returns (uint40);
    /// @notice When a commitment was made, zero if there is none.
    function commitmentOf(bytes32 commitment) external view returns (uint64 blockNumber, uint40 committedAt);
    function privateChallengeOf(RequestId id) external view returns (PrivateChallenge memory);
    /// @notice Last second at which an open challenge cannot be resolved by timeout; the latest there may be while the
    /// sequencer is down.
    function defendableUntil(RequestId id) external view returns (uint256 until);
    /// @notice Members of a committee convicted of one finding about one answer.
    function convictedOf(Finding finding, RequestId id, bytes32 outputHash, ConfigDigest configDigest)
        external
        view
        returns (uint32 members);
    /// @notice Whether an operator was convicted of two outputs for a request.
    function hasEquivocated(RequestId id, address operator) external view returns (bool);
    function balanceOf(address account) external view returns (uint256);
}
