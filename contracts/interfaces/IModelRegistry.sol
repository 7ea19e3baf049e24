// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId} from "../types/Identifiers.sol";
import {CardStatus, ModelCard} from "../types/ModelCard.sol";
import {INetworkAssembler} from "./INetworkAssembler.sol";

/// @title Content-addressed models, and who says that they are fit for use
/// @notice modelId = keccak256(abi.encode(networkHash, manifestHash, flags)). A version is immutable: it is deprecated
/// with a successor and a date, never overwritten.
///
/// A registered model takes no requests until it is activated, and nobody activates it alone:
///
///   1. EVALUATOR_QUORUM evaluators reproduce its card and sign it under EIP-712 (domain "ModelRegistry" version "1" of
///      this contract; ERC-5267); anyone brings it here.
///   2. For CHALLENGE_DELAY, and until activation, any evaluator or the safety officer may object. Then another card is
///      needed.
///   3. Where the data tell no groups of people apart, the safety officer signs off, who is no evaluator.
///   4. Anyone activates. That reverts if one group's true positive rate is more than DISPARITY_LIMIT_BPS below another's.
///
/// Governance lists evaluators. It can set neither delay, quorum nor limit, and cannot sign for anybody.
///
///   ModelCard(bytes32 modelId,uint32 round,uint40 validUntil,bytes32 cardHash,bytes32 datasetHash,bytes32 metricHash,uint16 metricBps,uint16 baselineBps,bool groupsAssessable,uint32 size,uint32 positives,GroupCounts[] groups)
///   GroupCounts(bytes32 attributeHash,bytes32 nameHash,uint32 size,uint32 positives,uint32 truePositives,uint32 falsePositives)
interface IModelRegistry {
    struct Model {
        bytes32 networkHash;
        bytes32 manifestHash;
        uint8 flags;
        uint16 inputs;
        uint16 outputs;
        uint40 registeredAt;
        /// NEVER while in force.
        uint40 deprecatedAt;
        ModelId successor;
        /// Contract that runs the network (INetworkAssembler), zero while nobody attached it. Written once.
        address executor;
        /// When the model was activated, zero while it is not. Only an active model takes requests.
        uint40 activatedAt;
    }

    /// @dev The latest card of a model.
    struct CardRecord {
        // slot 0: all but the names in a refusal
        CardStatus status;
        bool groupsAssessable;
        uint16 disparityBps;
        uint32 round;
        uint40 activatableAt;
        uint40 validUntil;
        // slots 1 to 3
        bytes32 cardHash;
        bytes32 highestGroup; // nameHash of the group in which most are found
        bytes32 lowestGroup; // and of the one in which fewest are
    }

    event ModelRegistered(
        ModelId indexed id,
        bytes32 indexed networkHash,
        bytes32 manifestHash,
        uint8 flags,
        uint16 inputs,
        uint16 outputs
    );
    event ModelDeprecated(ModelId indexed id, ModelId indexed successor, uint40 effectiveAt);
    event ExecutorAttached(ModelId indexed id, address executor);
    event EvaluatorAdmitted(address indexed evaluator);
    event EvaluatorDismissed(address indexed evaluator);
    event CardSubmitted(ModelId indexed id, ModelCard card, uint256 disparityBps, uint40 activatableAt);
    /// @dev `reasonHash` is keccak256 of a published text.
    event CardObjected(ModelId indexed id, uint32 round, address indexed objector, bytes32 reasonHash);
    event CardSignedOff(ModelId indexed id, uint32 round, address indexed officer, bytes32 reasonHash);
    event ModelActivated(ModelId indexed id, uint32 round, bytes32 cardHash);

    error ModelRegistry_AlreadyRegistered(ModelId id);
    error ModelRegistry_UnknownModel(ModelId id);
    error ModelRegistry_UnknownFlags(uint8 flags);
    error ModelRegistry_EmptyManifest();
    error ModelRegistry_AlreadyDeprecated(ModelId id, uint40 effectiveAt);
    error ModelRegistry_DeprecationInPast(uint40 effectiveAt, uint256 now_);
    error ModelRegistry_SuccessorNotActive(ModelId successor);
    error ModelRegistry_ExecutorAlreadyAttached(ModelId id, address executor);
    error ModelRegistry_ExecutorNotAssembled(ModelId id, bytes32 networkHash);
    error ModelRegistry_AlreadyActive(ModelId id);
    error ModelRegistry_AlreadyEvaluator(address account);
    error ModelRegistry_NotEvaluator(address account);
    /// @notice Thrown when an evaluator would sign off as the independent person, or the zero key be an evaluator.
    error ModelRegistry_NotIndependent(address account);
    error ModelRegistry_WrongRound(ModelId id, uint32 round, uint256 expected);
    error ModelRegistry_CardIncomplete(ModelId id);
    error ModelRegistry_NotBasisPoints(uint256 value);
    error ModelRegistry_GroupsOfTheUnassessable(uint256 groups, uint256 size, uint256 positives);
    error ModelRegistry_CardTooShortLived(uint40 validUntil, uint256 activatableAt);
    error ModelRegistry_SignatureBytes(uint256 length, uint256 expected);
    error ModelRegistry_EvaluatorsOutOfOrder(address previous, address evaluator);
    error ModelRegistry_CardInStatus(ModelId id, CardStatus status);
    error ModelRegistry_EmptyReason();
    error ModelRegistry_SignOffNotNeeded(ModelId id);
    error ModelRegistry_SignOffMissing(ModelId id);
    error ModelRegistry_OpenToObjection(ModelId id, uint256 activatableAt);
    error ModelRegistry_CardLapsed(ModelId id, uint40 validUntil);
    /// @notice Thrown when activating a model that finds too few people of one group, beside another.
    error ModelRegistry_DisparityOverLimit(
        ModelId id, bytes32 highestGroup, bytes32 lowestGroup, uint256 disparityBps, uint256 limitBps
    );

    // REGISTRATION

    /// @notice Registers a network file after checking its form and its exactness certificate. Restricted.
    function register(bytes calldata networkFile, bytes32 manifestHash, uint8 flags) external returns (ModelId id);
    /// @notice Writes down which contract runs the model's network, from the assembler that built it; anyone, once.
    function attachExecutor(ModelId id) external returns (address executor);
    /// @notice Takes a model out of service from `effectiveAt` on; requests in flight stay valid. Restricted.
    function deprecate(ModelId id, ModelId successor, uint40 effectiveAt) external;

    // EVALUATION

    /// @notice Lists a key whose owner evaluates models. Restricted.
    function admitEvaluator(address evaluator) external;
    /// @notice Takes an evaluator off the list; cards signed before keep their signatures. Restricted.
    function dismissEvaluator(address evaluator) external;
    /// @notice Takes a card that evaluators signed; anyone. It replaces one that waits, and the delay starts anew.
    /// @param signatures EVALUATOR_QUORUM times r and yParityAndS (EIP-2098), by evaluators in ascending order.
    function submitCard(ModelId id, ModelCard calldata card, bytes calldata signatures) external;
    /// @notice Stops a card before it activates its model; evaluators only.
    function objectToCard(ModelId id, bytes32 reasonHash) external;
    /// @notice The same by the safety officer. Restricted.
    function vetoCard(ModelId id, bytes32 reasonHash) external;
    /// @notice Takes the responsibility for a model whose groups cannot be assessed; a person who is no evaluator.
    /// Restricted.
    function signOff(ModelId id, bytes32 reasonHash) external;
    /// @notice Opens a model to requests by its latest card; anyone, between the end of the delay and of the card.
    function activate(ModelId id) external;

    // VIEWS

    function ASSEMBLER() external view returns (INetworkAssembler);
    /// @notice How many evaluators sign a card.
    function EVALUATOR_QUORUM() external view returns (uint256);
    /// @notice Seconds between a card's submission and the activation by it.
    function CHALLENGE_DELAY() external view returns (uint40);
    /// @notice Widest gap between the true positive rates of two groups with which a model may be activated.
    function DISPARITY_LIMIT_BPS() external view returns (uint256);
    function isEvaluator(address account) external view returns (bool);
    function cardOf(ModelId id) external view returns (CardRecord memory);
    /// @notice Whether new requests are taken now, and the model's flags. One storage read.
    function statusOf(ModelId id) external view returns (bool active, uint8 flags);
    function modelOf(ModelId id) external view returns (Model memory model);
    function modelIdOf(bytes32 networkHash, bytes32 manifestHash, uint8 flags) external pure returns (ModelId id);
}
