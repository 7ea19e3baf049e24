// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {ICreReceiverAdapter} from "../interfaces/ICreReceiverAdapter.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IReceiver} from "../interfaces/IReceiver.sol";
import {NetworkExecutor} from "../libraries/NetworkExecutor.sol";
import {ModelId, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest, NOT_ABOUT_A_PERSON, Provenance} from "../types/Inference.sol";
import {WorkflowId} from "../types/Workflow.sol";

/// @title Lets a Chainlink DON deliver answers
/// @dev Holds no money and calls nobody but oracle, model registry and executors.
contract CreReceiverAdapter is ICreReceiverAdapter, IERC165, AccessManaged {
    // CONSTANTS

    bytes32 private constant INPUT_DOMAIN = keccak256("theriac.input.v1");
    uint256 private constant SCORE_BYTES = 4;
    /// @dev Where workflow id, name and owner end in the metadata, which a report id of two bytes may follow.
    uint256 private constant ID_END = 32;
    uint256 private constant NAME_END = 42;
    uint256 private constant OWNER_END = 62;
    uint256 private constant REPORT_ID_END = 64;
    /// @dev A DonReport with empty output and attestation.
    uint256 private constant LEAST_REPORT = 26 * 32;
    uint8 private constant PUBLIC = 0;

    // IMMUTABLES

    /// @inheritdoc ICreReceiverAdapter
    address public immutable FORWARDER;
    /// @inheritdoc ICreReceiverAdapter
    IInferenceOracle public immutable ORACLE;
    /// @inheritdoc ICreReceiverAdapter
    IModelRegistry public immutable MODELS;

    // STORAGE

    // Behind the authority of AccessManaged in slot 0.
    mapping(WorkflowId id => Workflow) private _workflows;
    mapping(RequestId id => DonAnswer) private _answers;

    // CONSTRUCTOR

    /// @param forwarder Chainlink's forwarder on this chain. Never the one for simulations, which checks no signatures.
    constructor(address authority, address forwarder, IInferenceOracle oracle) AccessManaged(authority) {
        if (forwarder.code.length == 0) revert CreReceiverAdapter_NotAContract(forwarder);
        (FORWARDER, ORACLE, MODELS) = (forwarder, oracle, oracle.MODELS());
    }

    // WORKFLOWS

    /// @inheritdoc ICreReceiverAdapter
    function admitWorkflow(WorkflowId id, address owner, bytes10 name) external restricted {
        if (owner == address(0)) revert CreReceiverAdapter_WorkflowUnowned(id);
        if (_workflows[id].isAdmitted) revert CreReceiverAdapter_WorkflowAlreadyAdmitted(id);

        // Effect: admit.
        _workflows[id] = Workflow(owner, name, true);
        emit WorkflowAdmitted(id, owner, name);
    }

    /// @inheritdoc ICreReceiverAdapter
    function dismissWorkflow(WorkflowId id) external restricted {
        if (!_workflows[id].isAdmitted) revert CreReceiverAdapter_WorkflowNotAdmitted(id);

        // Effect: dismiss.
        delete _workflows[id];
        emit WorkflowDismissed(id);
    }

    // REPORTS

    /// @inheritdoc IReceiver
    function onReport(bytes calldata metadata, bytes calldata report) external {
        // Check: from the forwarder, by a workflow that governance admitted.
        if (msg.sender != FORWARDER) revert CreReceiverAdapter_NotForwarder(msg.sender, FORWARDER);
        WorkflowId workflow = _checkWorkflow(metadata);
        // Check: for this chain, this contract, this oracle and the very request it speaks of.
        if (report.length < LEAST_REPORT) revert CreReceiverAdapter_ReportTooShort(report.length, LEAST_REPORT);
        DonReport memory decoded = abi.decode(report, (DonReport));
        _checkBinding(decoded);

        if (decoded.delivery == Delivery.Attested) _attest(decoded, workflow);
        else _relay(decoded, workflow);
    }

    /// @inheritdoc ICreReceiverAdapter
    function recompute(address requester, InferenceRequest calldata request, bytes calldata input, bytes32 salt)
        external
        returns (Standing standing)
    {
        RequestId id = ORACLE.requestIdOf(requester, request);
        DonAnswer storage answer = _answers[id];
        // Check: a DON's word, and the input it is about.
        if (answer.standing != Standing.Attested) {
            revert CreReceiverAdapter_NothingToRecompute(id, answer.standing);
        }
        bytes32 commitment = keccak256(abi.encodePacked(INPUT_DOMAIN, input, salt));
        if (commitment != request.inputCommitment) {
            revert CreReceiverAdapter_OtherInput(id, commitment, request.inputCommitment);
        }
        IModelRegistry.Model memory model = MODELS.modelOf(request.modelId);
        if (model.executor == address(0)) revert CreReceiverAdapter_NoExecutor(request.modelId);
        bytes memory computed = NetworkExecutor.run(model.executor, input, model.outputs);

        // Effect: what the network says is kept.
        bytes memory attested = answer.output;
        if (keccak256(attested) == keccak256(computed)) {
            answer.standing = standing = Standing.Confirmed;
            emit AnswerConfirmed(id, msg.sender);
        } else {
            (answer.standing, answer.output) = (standing = Standing.Corrected, computed);
            emit AnswerCorrected(id, msg.sender, attested, computed);
        }
    }

    // VIEWS

    /// @inheritdoc ICreReceiverAdapter
    function workflowOf(WorkflowId id) external view returns (Workflow memory) {
        return _workflows[id];
    }

    /// @inheritdoc ICreReceiverAdapter
    function donAnswerOf(RequestId id) external view returns (DonAnswer memory) {
        return _answers[id];
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IReceiver).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    // INTERNALS

    function _checkWorkflow(bytes calldata metadata) private view returns (WorkflowId id) {
        uint256 size = metadata.length;
        if (size != OWNER_END && size != REPORT_ID_END) revert CreReceiverAdapter_MetadataSize(size);
        id = WorkflowId.wrap(bytes32(metadata[:ID_END]));
        bytes10 name = bytes10(metadata[ID_END:NAME_END]);
        address owner = address(bytes20(metadata[NAME_END:OWNER_END]));
        Workflow memory workflow = _workflows[id];
        if (!workflow.isAdmitted) revert CreReceiverAdapter_WorkflowNotAdmitted(id);
        if (workflow.owner != owner || workflow.name != name) revert CreReceiverAdapter_OtherWorkflow(id, owner, name);
    }

    function _checkBinding(DonReport memory report) private view {
        if (report.chainId != block.chainid) revert CreReceiverAdapter_OtherChain(report.chainId, block.chainid);
        if (report.receiver != address(this)) revert CreReceiverAdapter_OtherReceiver(report.receiver);
        if (report.oracle != address(ORACLE)) revert CreReceiverAdapter_OtherOracle(report.oracle, address(ORACLE));
        RequestId id = ORACLE.requestIdOf(report.requester, report.request);
        if (id != report.requestId) revert CreReceiverAdapter_OtherRequest(report.requestId, id);
    }

    function _relay(DonReport memory report, WorkflowId workflow) private {
        emit AnswerRelayed(report.requestId, workflow);

        // Interaction: the oracle checks everything, or all of this reverts.
        ORACLE.fulfil(report.requester, report.request, report.signedReport, report.output, report.attestation);
    }

    function _attest(DonReport memory report, WorkflowId workflow) private {
        (RequestId id, ModelId modelId) = (report.requestId, report.request.modelId);
        DonAnswer storage answer = _answers[id];
        // Check: said once, in time, without a committee's signatures, and nothing that the oracle has spoken on.
        if (answer.standing != Standing.None) revert CreReceiverAdapter_AnsweredAlready(id, answer.standing);
        if (block.timestamp > report.request.deadline) {
            revert CreReceiverAdapter_DeadlinePassed(id, report.request.deadline);
        }
        if (report.attestation.length != 0) revert CreReceiverAdapter_AttestationUnexpected(id);
        IInferenceOracle.Status status = ORACLE.statusOf(id);
        if (status > IInferenceOracle.Status.Pending && status != IInferenceOracle.Status.Expired) {
            revert CreReceiverAdapter_SettledByOracle(id, status);
        }
        _checkPublic(id, report.request, report.output.length);

        // Effect: kept, as the DON's word.
        answer.standing = Standing.Attested;
        answer.deliveredAt = uint40(block.timestamp);
        (answer.workflow, answer.modelId, answer.output) = (workflow, modelId, report.output);
        emit AnswerAttested(id, workflow, modelId, report.output);
    }

    /// @dev An active model about nobody, on an input that needs nobody else's word, and an output of its size.
    function _checkPublic(RequestId id, InferenceRequest memory request, uint256 size) private view {
        (bool active, uint8 flags) = MODELS.statusOf(request.modelId);
        if (!active) revert CreReceiverAdapter_ModelNotActive(request.modelId);
        if (flags != PUBLIC || request.consentId != NOT_ABOUT_A_PERSON) {
            revert CreReceiverAdapter_NotPublic(id, request.modelId, flags);
        }
        if (request.provenance != Provenance.REQUESTER) revert CreReceiverAdapter_ProvenanceNotOffered(id);
        uint256 expected = SCORE_BYTES * MODELS.modelOf(request.modelId).outputs;
        if (size != expected) revert CreReceiverAdapter_OutputSize(size, expected);
    }
}
