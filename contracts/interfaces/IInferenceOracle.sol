// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConfigDigest, ConsentId, ModelId, RequestId} from "../types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode} from "../types/Inference.sol";
import {IAttesterRegistry} from "./IAttesterRegistry.sol";
import {IConsentRegistry} from "./IConsentRegistry.sol";
import {IModelRegistry} from "./IModelRegistry.sol";
import {IOperatorRegistry} from "./IOperatorRegistry.sol";
import {IOracleWiring} from "./IOracleWiring.sol";
import {IProofVerifier} from "./IProofVerifier.sol";

/// @title Requests for inference and their answers
/// @notice Operators sign, under EIP-712 (domain "InferenceOracle" version "1" of this contract; ERC-5267):
///
///   InferenceReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,uint64 observedBlock)
///   TracedReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,uint64 observedBlock,bytes32 traceCommitment)
///   BatchReport(bytes32 root,uint16 answers,bytes32 configDigest,uint64 observedBlock)
///   ExtractionReport(bytes32 requestId,bytes32 configDigest)
///   RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)
///
/// An OPTIMISTIC answer of a public model takes TracedReports: each signer signs its own digest, with
/// traceCommitment = keccak256(abi.encode(operator, requestId, salt, keccak256(activations))) over the hidden
/// activations that only running the network gives; salt is the one of the input commitment. Everything else takes
/// InferenceReports.
///
/// requestId = keccak256(abi.encode(chainid, oracle, requester, request)). outputHash is keccak256 of the output, or for
/// a person the salted commitment itself. Attestation bytes: bytes4 bitmap, then for each set bit in ascending order
/// r (32) and yParityAndS (32, EIP-2098), and with a TracedReport its traceCommitment (32); exactly t signatures, low s
/// only.
interface IInferenceOracle is IOracleWiring {
    enum Status {
        None,
        Pending,
        Fulfilled,
        /// Fulfilled, but the callback reverted: anyone may retry it.
        CallbackFailed,
        Expired,
        Refused,
        ConsentRevoked,
        /// Answered under OPTIMISTIC, and open to challenge.
        Proposed,
        /// A private OPTIMISTIC answer under challenge: its signers owe a proof.
        Disputed,
        /// Shown to be wrong: refunded, and its signers lost their bonds.
        Overturned
    }

    enum RefusalReason {
        Unspecified,
        NoLiveConsent,
        ConsentDoesNotPermit,
        PayloadUnavailable,
        InputMismatch
    }

    /// @dev One of many answers under one signed root. Leaf: keccak256(abi.encode(requestId, outputHash,
    /// consentVersion)); the tree is the one of MerkleRoot, over the answers in the order given.
    struct BatchedAnswer {
        address requester;
        InferenceRequest request;
        uint40 consentVersion;
        bytes output;
    }

    /// @dev The same as `fulfilBatch` takes it: all outputs follow one another in bytes of their own.
    struct BatchEntry {
        address requester;
        uint40 consentVersion;
        uint16 outputSize;
        InferenceRequest request;
    }

    /// @dev Whom the oracle works with, for good.
    struct Wiring {
        IModelRegistry models;
        IOperatorRegistry operators;
        IConsentRegistry consents;
        IAttesterRegistry attesters;
        /// Zero where no proofs are taken.
        IProofVerifier proofs;
        /// Chainlink L2 sequencer uptime feed, zero on a layer 1.
        address sequencerUptimeFeed;
        uint40 challengeWindow;
    }

    /// @dev Wei amounts are kept in gwei so that prices and the pause switch share a slot.
    struct FeeSchedule {
        /// Paid for an answer, whatever the callback.
        uint64 computeFeeGwei;
        /// Paid for each unit of callback gas.
        uint64 callbackGasPriceWei;
        /// Paid out of the request's own deposit to whoever expires it or brings a refusal.
        uint64 keeperRewardGwei;
        /// New requests are refused; answers, refunds and withdrawals go on.
        bool paused;
    }

    event InferenceRequested(RequestId indexed id, address indexed requester, InferenceRequest request);
    event InferenceFulfilled(RequestId indexed id, ConfigDigest configDigest, uint32 signerBitmap, bytes output);
    /// @dev An OPTIMISTIC answer. It is final once nobody can challenge it any more, at `finalAt` or, after an outage of
    /// the sequencer, later.
    event InferenceProposed(
        RequestId indexed id, ConfigDigest configDigest, uint32 signerBitmap, uint40 finalAt, bytes output
    );
    event InferenceFinalised(RequestId indexed id);
    /// @dev The private answer is under challenge, or was defended and is open to no other challenge.
    event InferenceDisputed(RequestId indexed id);
    event InferenceUpheld(RequestId indexed id);
    event InferenceOverturned(RequestId indexed id, uint256 refund);
    /// @dev The contract ran the network itself.
    event InferenceComputed(RequestId indexed id, address indexed answerer, bytes output);
    event InferenceProven(RequestId indexed id, address indexed payee, bytes32 outputCommitment);
    /// @dev One answer of a batch; BatchFulfilled, at the end of the transaction, says who signed.
    event InferenceBatched(RequestId indexed id, bytes output);
    event BatchFulfilled(bytes32 indexed root, ConfigDigest configDigest, uint32 signerBitmap, uint256 fulfilled);
    event ExposureOpened(RequestId indexed id, ConfigDigest indexed configDigest, uint256 value);
    event ExposureClosed(RequestId indexed id, ConfigDigest indexed configDigest, uint256 value);
    /// @dev The court, once and for good.
    event CourtBound(address court);
    event InferenceRefused(RequestId indexed id, RefusalReason reason, ConfigDigest configDigest, uint32 signerBitmap);
    /// @dev An answer came after the consent had ended: dropped, compute fee paid, rest refunded.
    event InferenceDropped(RequestId indexed id, ConsentId indexed consentId, uint256 refund);
    event InferenceExpired(RequestId indexed id, address indexed keeper, uint256 refund, uint256 reward);
    event CallbackDelivered(RequestId indexed id);
    event CallbackReverted(RequestId indexed id, bytes reason);
    event ConfigAdopted(ConfigDigest indexed digest, ConfigDigest indexed previous, uint40 previousExpiresAt);
    event FeesDistributed(ConfigDigest indexed digest, uint256 amount, uint256 share);
    /// @dev Also whenever new requests are paused or taken again.
    event FeeScheduleSet(FeeSchedule schedule);
    event ModelSynced(ModelId indexed modelId, address executor, uint40 activeUntil, uint8 flags);
    event Withdrawn(address indexed account, address to, uint256 amount);

    error InferenceOracle_Paused();
    /// @notice Thrown when a request asks for a mode that its model has not: ONCHAIN and public OPTIMISTIC need an
    /// executor, PROVEN and private OPTIMISTIC an active verification key.
    error InferenceOracle_ModeNotOffered(Mode mode, ModelId modelId);
    /// @notice Thrown when a request is answered in another way than its mode has.
    error InferenceOracle_WrongMode(RequestId id, Mode mode);
    /// @notice Thrown when a private model, or a request that names a consent, would have its input published.
    error InferenceOracle_PublicReexecutionForbidden(ModelId modelId, ConsentId consentId);
    /// @notice Thrown when the vector supplied is not the one committed to.
    error InferenceOracle_OtherInput(RequestId id, bytes32 commitment, bytes32 expected);
    /// @notice Thrown when a computation on chain lacks the committee's word that the vector comes from the payload.
    error InferenceOracle_ExtractionNotAttested(RequestId id);
    error InferenceOracle_ValueNotCovered(uint256 value, uint256 maximum);
    error InferenceOracle_ExposureFull(ConfigDigest configDigest, uint256 open, uint256 value, uint256 maximum);
    error InferenceOracle_NotProposed(RequestId id, Status status);
    error InferenceOracle_OtherProposal(RequestId id, bytes32 outputHash, ConfigDigest configDigest);
    error InferenceOracle_NotDisputed(RequestId id, Status status);
    error InferenceOracle_StillOpenToChallenge(RequestId id, uint256 finalAt);
    error InferenceOracle_ChallengeWindowOver(RequestId id, uint256 finalAt);
    error InferenceOracle_SequencerDown(uint256 since);
    error InferenceOracle_ChallengeWindowOutOfRange(uint40 window, uint40 maximum);
    error InferenceOracle_ExposureStillOpen(RequestId id, uint40 closableAt);
    /// @notice Thrown when the code of the answer modes was made for other contracts than this one works with.
    error InferenceOracle_OtherWiring(bytes32 wiring, bytes32 expected);
    /// @notice Thrown when the code of the answer modes is called by itself.
    error InferenceOracle_NotDelegated();
    error InferenceOracle_NotCourt(address caller, address court);
    error InferenceOracle_CourtAlreadyBound(address court);
    error InferenceOracle_BatchSizeOutOfRange(uint256 answers, uint256 maximum);
    error InferenceOracle_ModelNotActive(ModelId modelId);
    error InferenceOracle_ConsentRequired(ModelId modelId);
    error InferenceOracle_ConsentNotLive(ConsentId consentId);
    error InferenceOracle_DeadlineOutOfRange(uint40 deadline, uint256 earliest, uint256 latest);
    error InferenceOracle_FeeMismatch(uint256 sent, uint256 stated);
    error InferenceOracle_FeeTooLow(uint256 fee, uint256 quote);
    error InferenceOracle_FeeNotInGwei(uint256 fee);
    error InferenceOracle_FeeTooHigh(uint256 fee, uint256 maximum);
    error InferenceOracle_CallbackGasOutOfRange(uint32 gasLimit, uint32 maximum);
    error InferenceOracle_ProvenanceProofUnexpected();
    error InferenceOracle_NotPending(RequestId id, Status status);
    error InferenceOracle_AlreadyOpened(RequestId id, Status status);
    error InferenceOracle_DeadlinePassed(RequestId id, uint40 deadline);
    error InferenceOracle_DeadlineNotPassed(RequestId id, uint40 deadline);
    error InferenceOracle_UnknownConfig(ConfigDigest digest);
    error InferenceOracle_ConfigNotCurrent(ConfigDigest digest, ConfigDigest current);
    error InferenceOracle_NothingToDistribute(ConfigDigest digest);
    error InferenceOracle_ConfigExpired(ConfigDigest digest, uint40 expiredAt);
    error InferenceOracle_ConfigAlreadyAdopted(ConfigDigest digest);
    error InferenceOracle_ObservedBlockInFuture(uint64 observedBlock, uint256 current);
    error InferenceOracle_ConsentVersionMismatch(uint40 reported, uint40 current);
    error InferenceOracle_OutputSizeOutOfRange(uint256 size, uint256 maximum);
    error InferenceOracle_NotACommitment(uint256 size);
    /// @notice Thrown when a refusal does not say why.
    error InferenceOracle_ReasonUnspecified(RequestId id);
    /// @notice Thrown when a refusal speaks of a consent and the request names none.
    error InferenceOracle_NoConsentToMiss(RequestId id);
    /// @notice Thrown when a refusal says that a consent is over which is in force.
    error InferenceOracle_ConsentInForce(ConsentId consentId);
    error InferenceOracle_NoFailedCallback(RequestId id, Status status);
    error InferenceOracle_OtherOutput(RequestId id);
    error InferenceOracle_CallbackFailedAgain(RequestId id, bytes reason);
    /// @notice Thrown when ether comes without a request.
    error InferenceOracle_UnexpectedEther(uint256 amount);
    error InferenceOracle_NothingToWithdraw(address account);
    error InferenceOracle_TransferFailed(address to, uint256 amount);
    error InferenceOracle_KeeperRewardTooHigh(uint256 rewardGwei, uint256 computeFeeGwei);

    /// @notice Least fee for a request, in wei: compute fee + callback gas x price, a whole number of gwei.
    function quoteFee(ModelId modelId, uint32 callbackGasLimit) external view returns (uint96 fee);
    /// @notice Opens a request. `msg.value` is `request.fee`; a consent it names must be live.
    /// @param provenanceProof As IAttesterRegistry.verify takes it, empty for REQUESTER and COMMITTEE_EXTRACTED.
    function requestInference(InferenceRequest calldata request, bytes calldata provenanceProof)
        external
        payable
        returns (RequestId id);
    /// @notice Settles a request with t signatures; anyone may submit. If the request names a consent that is no longer
    /// live, the answer is dropped, the compute fee paid and the rest refunded.
    /// @param output Packed big-endian int32 scores; for a request that names a consent, the 32-byte commitment.
    function fulfil(
        address requester,
        InferenceRequest calldata request,
        InferenceReport calldata report,
        bytes calldata output,
        bytes calldata attestation
    ) external;
    /// @notice Makes an OPTIMISTIC answer final after its window; anyone, for the request's keeper reward. The committee
    /// is paid only now, and the consumer told again.
    /// @dev `configDigest` and `output` must be the proposed ones; the record holds their hash.
    function finalise(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output
    ) external;
    /// @notice Answers a pending request on a public model by running the network here; anyone, for the fee. Final at
    /// once. Also takes over a pending QUORUM or OPTIMISTIC request.
    /// @param input Packed input: each x as big-endian uint16 of x + 1023.
    /// @param salt Salt of the input commitment.
    /// @param extraction Empty unless the request demands DEVICE_SIGNED or COMMITTEE_EXTRACTED: then a config digest
    /// followed by its attestation over an ExtractionReport, for the vector must come from the payload.
    function answerOnChain(
        address requester,
        InferenceRequest calldata request,
        bytes calldata input,
        bytes32 salt,
        bytes calldata extraction
    ) external returns (bytes memory output);
    /// @notice Opens an ONCHAIN request and answers it in the same transaction. Its fee may be zero.
    function computeOnChain(
        InferenceRequest calldata request,
        bytes calldata provenanceProof,
        bytes calldata input,
        bytes32 salt
    ) external payable returns (RequestId id, bytes memory output);
    /// @notice Answers a PROVEN request, or takes over a pending private QUORUM or OPTIMISTIC one that names a consent
    /// (without one its consumer waits for scores, not for a commitment); anyone, for the fee of `payee`, whom the proof
    /// names. Final at once.
    /// @param outputCommitment As IProofVerifier takes it; it is the answer's output.
    /// @param extraction As `answerOnChain` takes it.
    function fulfilWithProof(
        address requester,
        InferenceRequest calldata request,
        bytes32 outputCommitment,
        address payee,
        bytes calldata proof,
        bytes calldata extraction
    ) external;
    /// @notice Settles up to MAX_BATCH QUORUM requests under one signed root; anyone may submit. An answer that cannot
    /// be taken (not pending, past its deadline, another mode, another consent version) is skipped and harms no other.
    /// No callback runs here: an answer that has one is
    /// left CallbackFailed, for anyone to deliver with `retryCallback`.
    function fulfilBatch(
        BatchEntry[] calldata entries,
        bytes calldata outputs,
        ConfigDigest configDigest,
        uint64 observedBlock,
        bytes calldata attestation
    ) external returns (uint256 fulfilled);
    /// @notice Lets go of the value at risk of a settled QUORUM request once its challenge window is over; anyone.
    function closeExposure(RequestId id) external;
    /// @notice Names the court, once. Restricted.
    function bindCourt(address court) external;
    /// @notice Takes back a proposed answer that the court found wrong: refunds the requester and tells the consumer.
    /// Court only.
    /// @return overturned False, and nothing happens, if this answer is not the one proposed or its window is over.
    function overturn(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output
    ) external returns (bool overturned);
    /// @notice Holds up the finality of a private OPTIMISTIC answer within its window. Court only.
    function dispute(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes32 outputHash
    ) external;
    /// @notice A disputed answer was proved right: final at once. Court only.
    function uphold(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output
    ) external;
    /// @notice Ends a request with t signed refusals and refunds it. NoLiveConsent is also checked against the registry.
    function refuse(
        address requester,
        InferenceRequest calldata request,
        RefusalReason reason,
        ConfigDigest configDigest,
        bytes calldata attestation
    ) external;
    /// @notice Ends an unanswered request after its deadline and refunds it; anyone, for a capped reward.
    function expire(address requester, InferenceRequest calldata request) external;
    /// @notice Delivers a failed callback again, be it of a final answer or of an overturned one, with at least the
    /// request's gas; anyone. Reverts if it fails again.
    function retryCallback(address requester, InferenceRequest calldata request, bytes calldata output) external;
    /// @notice Takes a model's executor, flags and date of deprecation over from the model registry; anyone. The first
    /// request for a model does so by itself; call it again when a model got its executor or was deprecated.
    function syncModel(ModelId modelId) external;
    /// @notice Takes over the operator registry's current config; the one adopted before stays valid for CONFIG_GRACE
    /// from its replacement there on. Anyone. Zero is the registry's current config after a retirement, and is adopted
    /// likewise: no committee, until governance forms one.
    function adoptConfig(ConfigDigest digest) external;
    /// @notice Splits a config's fee pot equally among its operators' balances; anyone.
    function distributeFees(ConfigDigest digest) external;
    /// @notice Pays out the caller's balance.
    function withdraw(address payable to) external returns (uint256 amount);

    /// @notice Sets prices for requests that open from now on. Restricted.
    function setFees(uint64 computeFeeGwei, uint64 callbackGasPriceWei, uint64 keeperRewardGwei) external;
    /// @notice Stops or reopens new requests; nothing else. Restricted.
    function setPaused(bool paused) external;

    /// @notice Who may overturn answers; zero until bound.
    function court() external view returns (address);
    /// @notice Value at risk of a request still counted, and the committee it is counted against.
    function exposureOf(RequestId id) external view returns (ConfigDigest configDigest, uint96 value, uint40 closableAt);
    /// @notice Value at risk of all open requests of a committee.
    function openExposureOf(ConfigDigest digest) external view returns (uint256 value);
    function requestIdOf(address requester, InferenceRequest calldata request) external view returns (RequestId id);
    function statusOf(RequestId id) external view returns (Status status);
    /// @notice When a request was opened, proposed or settled, and the first 26 bytes of its output hash once there is
    /// one; of a proposed or disputed answer, of keccak256(abi.encode(outputHash, configDigest)).
    function recordOf(RequestId id) external view returns (Status status, uint40 recordedAt, bytes26 outputDigest);
    /// @notice A committee as this contract knows it.
    function configOf(ConfigDigest digest)
        external
        view
        returns (address signers, uint8 n, uint8 t, uint40 expiresAt, uint256 pot);
    /// @notice The config adopted last.
    function currentConfig() external view returns (ConfigDigest digest);
    function balanceOf(address account) external view returns (uint256);
    function feeSchedule() external view returns (FeeSchedule memory);
}
