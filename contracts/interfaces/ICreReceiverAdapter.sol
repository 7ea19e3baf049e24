// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId, RequestId} from "../types/Identifiers.sol";
import {InferenceReport, InferenceRequest} from "../types/Inference.sol";
import {WorkflowId} from "../types/Workflow.sol";
import {IInferenceOracle} from "./IInferenceOracle.sol";
import {IModelRegistry} from "./IModelRegistry.sol";
import {IReceiver} from "./IReceiver.sol";

/// @title Lets a Chainlink DON deliver answers
/// @notice A CRE workflow writes to a chain only through a forwarder, which checks the DON's signatures over a report
/// and calls this contract. Two things may be in a report:
///
///   RELAYED   an answer that our committee signed. The oracle checks it as if anybody had brought it, so nothing is
///             added to what is trusted: the DON is only a way to the chain.
///   ATTESTED  an output that the DON itself vouches for. It is kept here, apart, for consumers who accept that trust,
///             and never settles anything in the oracle: a request's own mode is not weakened.
///
/// The forwarder's signatures bind neither chain nor receiver, so a report says for which chain, adapter and oracle it
/// is, and by the request id for which request and model. It is abi.encode(DonReport).
///
/// What a DON vouches for stays open to proof: anyone runs the network here with the input (`recompute`), and the
/// EVM's own result takes the place of the DON's.
/// @dev Warning: an ATTESTED output is as good as a DON's honest majority and the workflow that governance admitted. Act
/// on it in the safe direction only, or once it is CONFIRMED or CORRECTED. Where the oracle has an answer, it counts.
interface ICreReceiverAdapter is IReceiver {
    enum Delivery {
        Relayed,
        Attested
    }

    enum Standing {
        None,
        /// The DON says so.
        Attested,
        /// The network, run on this chain with the input committed to, says the same.
        Confirmed,
        /// It says something else, which is what is kept now.
        Corrected
    }

    /// @dev What a workflow reports.
    struct DonReport {
        Delivery delivery;
        uint256 chainId;
        address receiver;
        address oracle;
        RequestId requestId;
        address requester;
        InferenceRequest request;
        /// Only of a relayed answer; all zero else.
        InferenceReport signedReport;
        bytes output;
        /// Only of a relayed answer; empty else.
        bytes attestation;
    }

    struct Workflow {
        // slot 0
        address owner;
        bytes10 name;
        bool isAdmitted;
    }

    struct DonAnswer {
        // slot 0
        Standing standing;
        uint40 deliveredAt;
        // slot 1: who reported it; governance may have dismissed it since
        WorkflowId workflow;
        // slot 2
        ModelId modelId;
        // slot 3: packed big-endian int32 scores, in one word up to seven of them
        bytes output;
    }

    event WorkflowAdmitted(WorkflowId indexed id, address indexed owner, bytes10 name);
    event WorkflowDismissed(WorkflowId indexed id);
    event AnswerRelayed(RequestId indexed id, WorkflowId indexed workflow);
    event AnswerAttested(RequestId indexed id, WorkflowId indexed workflow, ModelId indexed modelId, bytes output);
    event AnswerConfirmed(RequestId indexed id, address indexed by);
    event AnswerCorrected(RequestId indexed id, address indexed by, bytes attested, bytes computed);

    error CreReceiverAdapter_NotAContract(address account);
    error CreReceiverAdapter_NotForwarder(address caller, address forwarder);
    /// @notice Thrown when metadata are not workflow id (32), name (10) and owner (20), with or without report id (2).
    error CreReceiverAdapter_MetadataSize(uint256 size);
    error CreReceiverAdapter_WorkflowNotAdmitted(WorkflowId id);
    /// @notice Thrown when a workflow reports under another owner or name than it was admitted with.
    error CreReceiverAdapter_OtherWorkflow(WorkflowId id, address owner, bytes10 name);
    error CreReceiverAdapter_WorkflowUnowned(WorkflowId id);
    error CreReceiverAdapter_WorkflowAlreadyAdmitted(WorkflowId id);
    error CreReceiverAdapter_ReportTooShort(uint256 size, uint256 minimum);
    error CreReceiverAdapter_OtherChain(uint256 reported, uint256 chainId);
    error CreReceiverAdapter_OtherReceiver(address reported);
    error CreReceiverAdapter_OtherOracle(address reported, address oracle);
    /// @notice Thrown when the request in a report does not lead to the id in it.
    error CreReceiverAdapter_OtherRequest(RequestId reported, RequestId actual);
    error CreReceiverAdapter_DeadlinePassed(RequestId id, uint40 deadline);
    /// @notice Thrown when a DON would vouch for a private model or one about people, whose inputs it must never see, or
    /// for a request that names a consent.
    error CreReceiverAdapter_NotPublic(RequestId id, ModelId modelId, uint8 flags);
    error CreReceiverAdapter_ModelNotActive(ModelId modelId);
    /// @notice Thrown when a request wants somebody else's word on where its input comes from.
    error CreReceiverAdapter_ProvenanceNotOffered(RequestId id);
    /// @notice Thrown when the oracle has an answer, a refusal or a challenge of its own: that counts.
    error CreReceiverAdapter_SettledByOracle(RequestId id, IInferenceOracle.Status status);
    error CreReceiverAdapter_AttestationUnexpected(RequestId id);
    error CreReceiverAdapter_OutputSize(uint256 size, uint256 expected);
    error CreReceiverAdapter_AnsweredAlready(RequestId id, Standing standing);
    error CreReceiverAdapter_NothingToRecompute(RequestId id, Standing standing);
    error CreReceiverAdapter_NoExecutor(ModelId modelId);
    error CreReceiverAdapter_OtherInput(RequestId id, bytes32 commitment, bytes32 expected);

    /// @notice Lets a workflow report, under this owner and name and no other. Restricted.
    function admitWorkflow(WorkflowId id, address owner, bytes10 name) external;
    /// @notice Takes no further report of a workflow; what it reported stays, with its id. Restricted.
    function dismissWorkflow(WorkflowId id) external;
    /// @notice Runs the network with the input committed to, and keeps what it says; anyone, without a bond.
    /// @param input Packed input: each x as big-endian uint16 of x + 1023.
    /// @param salt Salt of the input commitment.
    function recompute(address requester, InferenceRequest calldata request, bytes calldata input, bytes32 salt)
        external
        returns (Standing standing);

    function FORWARDER() external view returns (address);
    function ORACLE() external view returns (IInferenceOracle);
    function MODELS() external view returns (IModelRegistry);
    function workflowOf(WorkflowId id) external view returns (Workflow memory);
    /// @notice What a DON vouched for and what became of it. Nothing relayed is here: ask the oracle.
    function donAnswerOf(RequestId id) external view returns (DonAnswer memory);
}
