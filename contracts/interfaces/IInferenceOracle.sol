// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConfigDigest, ConsentId, ModelId, RequestId} from "../types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode} from "../types/Inference.sol";
import {IAttesterRegistry} from "./IAttesterRegistry.sol";
import {IConsentRegistry} from "./IConsentRegistry.sol";
import {IModelRegistry} from "./IModelRegistry.sol";
import {IOperatorRegistry} from "./IOperatorRegistry.sol";

/// @title Requests for inference and their answers
/// @notice Operators sign, under EIP-712 (domain "InferenceOracle" version "1" of this contract; ERC-5267):
///
///   InferenceReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,uint64 observedBlock)
///   RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)
///
/// requestId = keccak256(abi.encode(chainid, oracle, requester, request)). outputHash is keccak256 of the output, or for
/// a person the salted commitment itself. Attestation bytes: bytes4 bitmap, then for each set bit in ascending order
/// r (32) and yParityAndS (32, EIP-2098); exactly t signatures, low s only.
interface IInferenceOracle {
    enum Status {
        None,
        Pending,
        Fulfilled,
        /// Fulfilled, but the callback reverted: anyone may retry it.
        CallbackFailed,
        Expired,
        Refused,
        ConsentRevoked
    }

    enum RefusalReason {
        Unspecified,
        NoLiveConsent,
        ConsentDoesNotPermit,
        PayloadUnavailable,
        InputMismatch
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
    event ModelSynced(ModelId indexed modelId, uint40 activeUntil, uint8 flags);
    event Withdrawn(address indexed account, address to, uint256 amount);

    error InferenceOracle_Paused();
    error InferenceOracle_ModeNotOffered(Mode mode);
    error InferenceOracle_ModelNotActive(ModelId modelId);
    error InferenceOracle_ConsentRequired(ModelId modelId);
    error InferenceOracle_ConsentNotLive(ConsentId consentId);
    error InferenceOracle_DeadlineOutOfRange(uint40 deadline, uint256 earliest, uint256 latest);
    error InferenceOracle_FeeMismatch(uint256 sent, uint256 stated);
    error InferenceOracle_FeeTooLow(uint256 fee, uint256 quote);
    error InferenceOracle_FeeNotInGwei(uint256 fee);
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
    /// @notice Delivers a failed callback again, with at least the request's gas; anyone. Reverts if it fails again.
    function retryCallback(address requester, InferenceRequest calldata request, bytes calldata output) external;
    /// @notice Takes a model's flags and date of deprecation over from the model registry; anyone. The first request
    /// for a model does so by itself; call it again when a model was deprecated.
    function syncModel(ModelId modelId) external;
    /// @notice Takes over the operator registry's current config; the one adopted before stays valid for CONFIG_GRACE
    /// from its replacement there on. Anyone.
    function adoptConfig(ConfigDigest digest) external;
    /// @notice Splits a config's fee pot equally among its operators' balances; anyone.
    function distributeFees(ConfigDigest digest) external;
    /// @notice Pays out the caller's balance.
    function withdraw(address payable to) external returns (uint256 amount);

    /// @notice Sets prices for requests that open from now on. Restricted.
    function setFees(uint64 computeFeeGwei, uint64 callbackGasPriceWei, uint64 keeperRewardGwei) external;
    /// @notice Stops or reopens new requests; nothing else. Restricted.
    function setPaused(bool paused) external;

    function MODELS() external view returns (IModelRegistry);
    function OPERATORS() external view returns (IOperatorRegistry);
    function CONSENTS() external view returns (IConsentRegistry);
    function ATTESTERS() external view returns (IAttesterRegistry);
    /// @notice Longest output in bytes: one int32 score for each of the most outputs that a network can have.
    function MAX_OUTPUT() external view returns (uint256);
    function MAX_CALLBACK_GAS() external view returns (uint32);
    function requestIdOf(address requester, InferenceRequest calldata request) external view returns (RequestId id);
    function statusOf(RequestId id) external view returns (Status status);
    /// @notice When a request was opened or settled, and the first 26 bytes of its output hash once there is one.
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
