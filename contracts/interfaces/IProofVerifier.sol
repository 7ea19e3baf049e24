// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId, RequestId} from "../types/Identifiers.sol";
import {KeyId, KeyState} from "../types/ProofKey.sol";

/// @title Groth16 proofs that a private model was run on a committed input
/// @notice A proof has three public signals: the Poseidon commitment to the input, the Poseidon commitment to the
/// output, and the binding to a request and a payee. A model's verification key is proposed with a bond, rebuilt by
/// registered builders, activated after a delay, and killed by anyone who shows a valid proof of a false answer.
/// @dev Key: 18 words, alpha (G1), beta (G2), delta (G2), four input points (G1); gamma is the generator of G2. A
/// proof: 8 words, A (G1), B (G2), C (G1). Points of G2 have the imaginary part first, as the precompile wants them.
interface IProofVerifier {
    struct Key {
        /// Contract whose code is the key.
        address blob;
        KeyState state;
        /// Made with secrets that everybody knows; taken on local chains only.
        bool development;
        uint40 proposedAt;
        /// Last second at which proofs are taken; NEVER unless retiring.
        uint40 endsAt;
        ModelId model;
        /// keccak256 of the transcript of the set-up ceremony.
        bytes32 transcriptHash;
        address proposer;
        uint96 bond;
    }

    /// @dev A valid proof, and what its two commitments open to.
    struct Contradiction {
        RequestId request;
        address payee;
        /// Salt, then the packed input words.
        uint256[] inputMessage;
        /// Salt, the binding, then the packed output words.
        uint256[] outputMessage;
        bytes proof;
        /// Constants of Poseidon at the width of the input message and at that of the output message.
        bytes inputTable;
        bytes outputTable;
    }

    event BuilderSet(address indexed builder, bool registered);
    event KeyProposed(
        KeyId indexed id,
        ModelId indexed model,
        address indexed proposer,
        bytes32 keyHash,
        bytes32 transcriptHash,
        bool development
    );
    event KeyAttested(KeyId indexed id, address indexed builder);
    event KeyActivated(KeyId indexed id, ModelId indexed model);
    event KeyRetired(KeyId indexed id, uint40 endsAt);
    event KeyReleased(KeyId indexed id, address indexed proposer, uint96 bond);
    event KillAnnounced(bytes32 indexed announcement);
    event KeyKilled(KeyId indexed id, ModelId indexed model, address indexed killer, uint256 reward, uint256 burned);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    error ProofVerifier_NoKeyInForce(ModelId model);
    /// @notice A commitment is not below the field order, so that the same statement would have two forms.
    error ProofVerifier_SignalOutOfField(uint256 index, uint256 signal);
    error ProofVerifier_MalformedProof(uint256 length);
    error ProofVerifier_ProofRefused();

    error ProofVerifier_DevelopmentKey(uint256 chainId);
    error ProofVerifier_MalformedKey(uint256 length);
    error ProofVerifier_BadKeyPoint(uint256 index);
    error ProofVerifier_EmptyTranscript();
    error ProofVerifier_UnknownModel(ModelId model);
    error ProofVerifier_ModelNotPrivate(ModelId model);
    error ProofVerifier_BondTooLow(uint256 given, uint256 least);
    error ProofVerifier_AlreadyProposed(KeyId id);
    error ProofVerifier_WrongState(KeyId id, KeyState state);
    error ProofVerifier_NotBuilder(address account);
    error ProofVerifier_AlreadyAttested(KeyId id, address builder);
    error ProofVerifier_BadBuilderSignature(KeyId id, address builder);
    error ProofVerifier_TooEarly(KeyId id, uint256 now_, uint256 from);
    error ProofVerifier_BuildersOutOfOrder(KeyId id, address builder);
    error ProofVerifier_NotAttested(KeyId id, address builder);
    error ProofVerifier_QuorumMissing(KeyId id, uint256 builders, uint256 needed);
    error ProofVerifier_ModelHasKey(ModelId model);
    error ProofVerifier_NotProposer(KeyId id, address caller);

    error ProofVerifier_NotAnnounced(bytes32 announcement);
    error ProofVerifier_NoExecutor(ModelId model);
    error ProofVerifier_BadOpening(uint256 words, uint256 expected);
    error ProofVerifier_NoContradiction(KeyId id);
    error ProofVerifier_NothingToWithdraw(address account);
    error ProofVerifier_TransferFailed(address to, uint256 amount);

    // PROOFS

    /// @notice Reverts unless `proof` shows that the model turns the committed input into the committed output, made
    /// for this request and this payee.
    function verify(
        ModelId model,
        bytes32 inputCommitment,
        bytes32 outputCommitment,
        RequestId request,
        address payee,
        bytes calldata proof
    ) external view;
    /// @notice Whether the model has a key that is not about to end: whether new requests make sense.
    function isReady(ModelId model) external view returns (bool);
    /// @notice Third public signal: keccak256(abi.encode(request, payee)) >> 8.
    function bindingOf(RequestId request, address payee) external pure returns (uint256);

    // KEYS

    /// @notice Registers or removes an account that rebuilds keys. Restricted.
    function setBuilder(address builder, bool registered) external;
    /// @notice Publishes a key for a private model with a bond. Development keys only on local chains. Restricted.
    function proposeKey(ModelId model, bytes calldata key, bytes32 transcriptHash, bool development)
        external
        payable
        returns (KeyId id);
    /// @notice Delivers a builder's EIP-712 `KeyBuild(bytes32 modelId,bytes32 keyHash,bytes32 transcriptHash,bool
    /// development)`: it has rebuilt the circuit and the key from the network file and the transcript.
    function attestKey(KeyId id, address builder, bytes calldata signature) external;
    /// @notice Puts a key in force once KEY_DELAY is over and BUILD_QUORUM builders stand by it, while the model has no
    /// other in force. For anyone.
    /// @param builders Registered builders that have attested the key, in ascending order.
    function activateKey(KeyId id, address[] calldata builders) external;
    /// @notice Takes a proposed key back at once, or announces the end of one in force after MAX_REQUEST_LIFETIME. For
    /// its proposer.
    function retireKey(KeyId id) external;
    /// @notice Ends a retired key whose time is over and credits the bond to its proposer. For anyone.
    function releaseKey(KeyId id) external;

    // KILLING

    /// @notice Announces a kill, so that nobody can copy it: keccak256(abi.encode(killer, key id, keccak256(proof),
    /// salt)).
    function announceKill(bytes32 announcement) external;
    /// @notice Ends a key at once: the proof is valid under it, yet what it opens to is not what the model's executor
    /// gives. Half of the bond goes to the caller, half is burned. Opening publishes the input.
    function killKey(KeyId id, Contradiction calldata contradiction, bytes32 salt) external;
    /// @notice Pays what the caller is owed.
    function withdraw(address payable to) external returns (uint256 amount);

    // VIEWS

    function keyOf(KeyId id) external view returns (Key memory key);
    /// @notice Key in force for a model, or zero.
    function keyIdOf(ModelId model) external view returns (KeyId id);
    /// @notice Whether the key in force for a model is one that was in force at `time` already, so that a proof made
    /// then can be checked now.
    function isInForceSince(ModelId model, uint40 time) external view returns (bool);
    function hasAttested(KeyId id, address builder) external view returns (bool);
    function isBuilder(address account) external view returns (bool);
    function balanceOf(address account) external view returns (uint256);
}
