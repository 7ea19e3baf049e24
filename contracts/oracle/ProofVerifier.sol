// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {INetworkAssembler} from "../interfaces/INetworkAssembler.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {Groth16} from "../libraries/Groth16.sol";
import {KeyBlob} from "../libraries/KeyBlob.sol";
import {Poseidon} from "../libraries/Poseidon.sol";
import {ProofOpening} from "../libraries/ProofOpening.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {ModelId, RequestId} from "../types/Identifiers.sol";
import {MODEL_PRIVATE_INPUT, NEVER} from "../types/Inference.sol";
import {
    BUILD_QUORUM,
    KEY_BOND,
    KEY_DELAY,
    KEY_RETIREMENT,
    KILL_WINDOW_BLOCKS,
    KeyId,
    KeyState
} from "../types/ProofKey.sol";
import {KeyRewards} from "./KeyRewards.sol";

/// @title ProofVerifier
contract ProofVerifier is KeyRewards, AccessManaged, EIP712 {
    // CONSTANTS

    bytes32 private constant BUILD_TYPEHASH =
        keccak256("KeyBuild(bytes32 modelId,bytes32 keyHash,bytes32 transcriptHash,bool development)");
    uint256 private constant BINDING_SHIFT = 8;
    /// @dev Chains that live on one machine: Hardhat, anvil, Ganache.
    uint256 private constant LOCAL_CHAIN = 31_337;
    uint256 private constant OLD_LOCAL_CHAIN = 1337;
    uint256 private constant KEY_POINTS = 7;
    address private constant NO_BLOB = address(0);
    address private constant BURN = 0x000000000000000000000000000000000000dEaD;

    // IMMUTABLES

    IModelRegistry private immutable _MODELS;
    INetworkAssembler private immutable _ASSEMBLER;

    // STORAGE

    struct InForce {
        // slot 0: all that a proof reads
        address blob;
        uint40 endsAt; // NEVER unless retiring
        uint40 since;
        // slot 1
        KeyId id;
    }

    mapping(KeyId id => Key) private _keys;
    mapping(ModelId model => InForce) private _inForce;
    mapping(address account => bool) private _builders;
    mapping(KeyId id => mapping(address builder => bool)) private _attested;
    mapping(bytes32 announcement => uint256 blockNumber) private _announced;

    constructor(address authority, IModelRegistry models, INetworkAssembler assembler)
        AccessManaged(authority)
        EIP712("ProofVerifier", "1")
    {
        _MODELS = models;
        _ASSEMBLER = assembler;
    }

    // PROOFS

    /// @inheritdoc IProofVerifier
    function verify(
        ModelId model,
        bytes32 inputCommitment,
        bytes32 outputCommitment,
        RequestId request,
        address payee,
        bytes calldata proof
    ) external view {
        InForce storage key = _inForce[model];
        address blob = key.blob;
        if (blob == NO_BLOB || block.timestamp > key.endsAt) revert ProofVerifier_NoKeyInForce(model);
        _requireProof(blob, [uint256(inputCommitment), uint256(outputCommitment), bindingOf(request, payee)], proof);
    }

    /// @inheritdoc IProofVerifier
    function isReady(ModelId model) external view returns (bool) {
        return _inForce[model].endsAt == NEVER;
    }

    /// @inheritdoc IProofVerifier
    function bindingOf(RequestId request, address payee) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(request, payee))) >> BINDING_SHIFT;
    }

    /// @dev The binding is below the field order by its making.
    function _requireProof(address blob, uint256[3] memory signals, bytes calldata proof) private view {
        if (signals[0] >= Groth16.ORDER) revert ProofVerifier_SignalOutOfField(0, signals[0]);
        if (signals[1] >= Groth16.ORDER) revert ProofVerifier_SignalOutOfField(1, signals[1]);
        if (proof.length != Groth16.PROOF_BYTES) revert ProofVerifier_MalformedProof(proof.length);
        bytes memory key = KeyBlob.read(blob, Groth16.KEY_BYTES);
        if (!Groth16.holds(key, signals, proof)) revert ProofVerifier_ProofRefused();
    }

    // KEYS

    /// @inheritdoc IProofVerifier
    function setBuilder(address builder, bool registered) external restricted {
        _builders[builder] = registered;
        emit BuilderSet(builder, registered);
    }

    /// @inheritdoc IProofVerifier
    function proposeKey(ModelId model, bytes calldata key, bytes32 transcriptHash, bool development)
        external
        payable
        restricted
        returns (KeyId id)
    {
        // Check: a sound key with a known origin, for a private model, bonded and new; worthless keys stay at home.
        if (development && block.chainid != LOCAL_CHAIN && block.chainid != OLD_LOCAL_CHAIN) {
            revert ProofVerifier_DevelopmentKey(block.chainid);
        }
        IModelRegistry.Model memory known = _MODELS.modelOf(model);
        if (known.registeredAt == 0) revert ProofVerifier_UnknownModel(model);
        if (known.flags & MODEL_PRIVATE_INPUT == 0) revert ProofVerifier_ModelNotPrivate(model);
        if (transcriptHash == bytes32(0)) revert ProofVerifier_EmptyTranscript();
        if (msg.value < KEY_BOND) revert ProofVerifier_BondTooLow(msg.value, KEY_BOND);
        bytes32 keyHash = keccak256(key);
        id = KeyId.wrap(keccak256(abi.encode(model, keyHash, transcriptHash, development)));
        if (_keys[id].state != KeyState.None) revert ProofVerifier_AlreadyProposed(id);

        // Effect: a key that waits, with the bond of whoever put it forward.
        _keys[id] = Key({
            blob: _writeKey(key),
            state: KeyState.Proposed,
            development: development,
            proposedAt: uint40(block.timestamp), // safe cast: 40 bits of seconds outlast us by 34,000 years
            endsAt: NEVER,
            model: model,
            transcriptHash: transcriptHash,
            proposer: msg.sender,
            bond: SafeCast.toUint96(msg.value)
        });
        emit KeyProposed(id, model, msg.sender, keyHash, transcriptHash, development);
    }

    /// @inheritdoc IProofVerifier
    function attestKey(KeyId id, address builder, bytes calldata signature) external {
        // Check: a registered builder, for the first time, over a key that still waits.
        Key storage key = _inState(id, KeyState.Proposed);
        if (!_builders[builder]) revert ProofVerifier_NotBuilder(builder);
        if (_attested[id][builder]) revert ProofVerifier_AlreadyAttested(id, builder);
        bytes32 keyHash = keccak256(KeyBlob.read(key.blob, Groth16.KEY_BYTES));
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(BUILD_TYPEHASH, key.model, keyHash, key.transcriptHash, key.development))
        );
        if (!Signatures.isSignedBy(builder, digest, signature)) revert ProofVerifier_BadBuilderSignature(id, builder);

        // Effect: one builder more stands by it.
        _attested[id][builder] = true;
        emit KeyAttested(id, builder);
    }

    /// @inheritdoc IProofVerifier
    function activateKey(KeyId id, address[] calldata builders) external {
        // Check: looked at for long enough, by enough builders that are still registered, and no other in force.
        Key storage key = _inState(id, KeyState.Proposed);
        uint256 from = key.proposedAt + KEY_DELAY;
        if (block.timestamp < from) revert ProofVerifier_TooEarly(id, block.timestamp, from);
        _requireQuorum(id, builders);
        InForce storage other = _inForce[key.model];
        if (other.blob != NO_BLOB && block.timestamp <= other.endsAt) revert ProofVerifier_ModelHasKey(key.model);

        // Effect: proofs are taken.
        key.state = KeyState.Active;
        _inForce[key.model] = InForce(key.blob, NEVER, uint40(block.timestamp), id);
        emit KeyActivated(id, key.model);
    }

    /// @inheritdoc IProofVerifier
    function retireKey(KeyId id) external {
        // Check: its proposer's, and not over.
        Key storage key = _keys[id];
        if (key.proposer != msg.sender) revert ProofVerifier_NotProposer(id, msg.sender);
        if (key.state == KeyState.Proposed) return _release(id, key);
        if (key.state != KeyState.Active) revert ProofVerifier_WrongState(id, key.state);

        // Effect: no request, and no defence of its answer, outlives the key that it counts on.
        // Safe cast: 40 bits of seconds outlast us by 34,000 years.
        uint40 endsAt = uint40(block.timestamp) + KEY_RETIREMENT;
        key.state = KeyState.Retiring;
        key.endsAt = endsAt;
        _inForce[key.model].endsAt = endsAt;
        emit KeyRetired(id, endsAt);
    }

    /// @inheritdoc IProofVerifier
    function releaseKey(KeyId id) external {
        // Check: retired, and its time is over.
        Key storage key = _inState(id, KeyState.Retiring);
        if (block.timestamp <= key.endsAt) revert ProofVerifier_TooEarly(id, block.timestamp, key.endsAt + 1);

        _clear(id, key);
        _release(id, key);
    }

    function _writeKey(bytes calldata key) private returns (address blob) {
        if (key.length != Groth16.KEY_BYTES) revert ProofVerifier_MalformedKey(key.length);
        uint256 bad = Groth16.firstBadPoint(key);
        if (bad != KEY_POINTS) revert ProofVerifier_BadKeyPoint(bad);
        return KeyBlob.write(key);
    }

    /// @dev The caller pays for every builder it names.
    function _requireQuorum(KeyId id, address[] calldata builders) private view {
        address previous;
        for (uint256 i; i < builders.length; ++i) {
            address builder = builders[i];
            if (builder <= previous) revert ProofVerifier_BuildersOutOfOrder(id, builder);
            if (!_builders[builder]) revert ProofVerifier_NotBuilder(builder);
            if (!_attested[id][builder]) revert ProofVerifier_NotAttested(id, builder);
            previous = builder;
        }
        if (builders.length < BUILD_QUORUM) revert ProofVerifier_QuorumMissing(id, builders.length, BUILD_QUORUM);
    }

    function _inState(KeyId id, KeyState state) private view returns (Key storage key) {
        key = _keys[id];
        if (key.state != state) revert ProofVerifier_WrongState(id, key.state);
    }

    /// @dev Effect: the key is over and its bond belongs to its proposer again.
    function _release(KeyId id, Key storage key) private {
        key.state = KeyState.Released;
        _credit(key.proposer, key.bond);
        emit KeyReleased(id, key.proposer, key.bond);
    }

    /// @dev Effect: the model has no key, unless another one has taken this one's place already.
    function _clear(KeyId id, Key storage key) private {
        if (_inForce[key.model].id == id) delete _inForce[key.model];
    }

    // KILLING

    /// @inheritdoc IProofVerifier
    function announceKill(bytes32 announcement) external {
        // Check: not one that still holds, so that nobody can put off somebody else's.
        uint256 since = _announced[announcement];
        if (since != 0 && block.number <= since + KILL_WINDOW_BLOCKS) return;

        // Effect: it holds from the next block on.
        _announced[announcement] = block.number;
        emit KillAnnounced(announcement);
    }

    /// @inheritdoc IProofVerifier
    function killKey(KeyId id, Contradiction calldata contradiction, bytes32 salt) external {
        // Check: a key that can still do harm, announced by the caller, with a valid proof of what is not so.
        Key storage key = _keys[id];
        KeyState state = key.state;
        if (state != KeyState.Proposed && state != KeyState.Active && state != KeyState.Retiring) {
            revert ProofVerifier_WrongState(id, state);
        }
        _requireAnnounced(keccak256(abi.encode(msg.sender, id, keccak256(contradiction.proof), salt)));
        _requireContradiction(id, key, contradiction);

        // Effect: nothing is proved by it any more; half of the bond is the caller's.
        key.state = KeyState.Killed;
        _clear(id, key);
        uint256 reward = key.bond / 2;
        uint256 burned = key.bond - reward;
        _credit(msg.sender, reward);
        emit KeyKilled(id, key.model, msg.sender, reward, burned);

        // Interaction: burn the rest.
        (bool sent,) = BURN.call{value: burned}("");
        if (!sent) revert ProofVerifier_TransferFailed(BURN, burned);
    }

    function _requireAnnounced(bytes32 announcement) private view {
        uint256 since = _announced[announcement];
        if (since == 0 || block.number <= since || block.number > since + KILL_WINDOW_BLOCKS) {
            revert ProofVerifier_NotAnnounced(announcement);
        }
    }

    function _requireContradiction(KeyId id, Key storage key, Contradiction calldata shown) private view {
        IModelRegistry.Model memory model = _MODELS.modelOf(key.model);
        _requireLength(shown.inputMessage.length, ProofOpening.inputElements(model.inputs));
        _requireLength(shown.outputMessage.length, ProofOpening.outputElements(model.outputs));
        uint256 binding = bindingOf(shown.request, shown.payee);
        uint256 input = Poseidon.hash(shown.inputMessage, shown.inputTable);
        uint256 output = Poseidon.hash(shown.outputMessage, shown.outputTable);
        _requireProof(key.blob, [input, output, binding], shown.proof);

        address executor = _ASSEMBLER.executorOf(model.networkHash);
        if (executor == address(0)) revert ProofVerifier_NoExecutor(key.model);
        bool isFalse = ProofOpening.contradicts(
            executor, model.outputs, shown.inputMessage, shown.outputMessage, model.inputs, binding
        );
        if (!isFalse) revert ProofVerifier_NoContradiction(id);
    }

    function _requireLength(uint256 words, uint256 expected) private pure {
        if (words != expected) revert ProofVerifier_BadOpening(words, expected);
    }

    // VIEWS

    /// @inheritdoc IProofVerifier
    function keyOf(KeyId id) external view returns (Key memory key) {
        return _keys[id];
    }

    /// @inheritdoc IProofVerifier
    function keyIdOf(ModelId model) external view returns (KeyId id) {
        return _inForce[model].id;
    }

    /// @inheritdoc IProofVerifier
    function isInForceSince(ModelId model, uint40 time) external view returns (bool) {
        InForce storage key = _inForce[model];
        return key.blob != NO_BLOB && key.since <= time && block.timestamp <= key.endsAt;
    }

    /// @inheritdoc IProofVerifier
    function hasAttested(KeyId id, address builder) external view returns (bool) {
        return _attested[id][builder];
    }

    /// @inheritdoc IProofVerifier
    function isBuilder(address account) external view returns (bool) {
        return _builders[account];
    }
}
