// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConfigDigest, ConsentId, ModelId} from "./Identifiers.sol";

/// @dev Who vouches that the network was run honestly.
enum Mode {
    /// t of n bonded operators; final at once, a false answer about a public input stays slashable.
    QUORUM,
    /// The same, but final only after a challenge window in which anyone may show the answer to be wrong.
    OPTIMISTIC,
    /// Nobody: the contract runs the network itself, on a public input.
    ONCHAIN,
    /// The contributors to the circuit's set-up: a zero-knowledge proof, of a private input.
    PROVEN
}

/// @dev Who vouches for the input. A request names one kind and is answered under exactly that kind.
enum Provenance {
    /// The requester says so itself.
    REQUESTER,
    /// A registered issuer (say the hospital) signed an `InputAttestation` over payload and input commitment.
    ISSUER_SIGNED,
    /// A registered device signed `DeviceReadings`; the committee extracts the vector from those readings.
    DEVICE_SIGNED,
    /// The committee extracted the vector from the payload and signs only if the commitment matches.
    COMMITTEE_EXTRACTED
}

/// @dev Everything a requester decides. The request id binds every field.
struct InferenceRequest {
    ModelId modelId;
    /// keccak256 of the document or (for a person) of the encrypted envelope that the input comes from.
    bytes32 payloadHash;
    /// Commitment to the vector that the network sees; the scheme belongs to the model.
    bytes32 inputCommitment;
    /// Consent of the person the input is about, or NOT_ABOUT_A_PERSON.
    ConsentId consentId;
    /// Contract told of the answer, or NO_CALLBACK.
    address callback;
    uint32 callbackGasLimit;
    /// Last second at which an answer is taken; afterwards anyone may expire the request.
    uint40 deadline;
    /// Prepaid fee in wei, equal to the value sent.
    uint96 fee;
    /// What a false answer could cost, in wei. It must be covered by the committee's bonds; zero if nothing is at stake.
    uint96 valueAtRisk;
    Mode mode;
    Provenance provenance;
    /// Chosen by the requester. A consumer contract may give it a meaning, such as a milestone id.
    uint256 nonce;
}

/// @dev What operators sign, beside the request id. See IInferenceOracle for the EIP-712 type.
struct InferenceReport {
    /// Version of the consent that the operators saw live, zero without a consent.
    uint40 consentVersion;
    ConfigDigest configDigest;
    /// Block at which the leader saw request and consent; within a few blocks of each signer's own head.
    uint64 observedBlock;
}

/// @dev What a consumer is told. `output` is the packed big-endian int32 scores, or, with a consent or in mode PROVEN, a
/// 32-byte commitment: keccak256(request id, scores, salt), or the one of a proof.
struct InferenceAnswer {
    address requester;
    ModelId modelId;
    bytes32 payloadHash;
    bytes32 inputCommitment;
    ConsentId consentId;
    Provenance provenance;
    /// What the request asked for; the answer was given in this way or one that trusts less.
    Mode mode;
    /// Whether the answer can no longer be overturned. Until then act in the safe direction only.
    bool isFinal;
    /// What the request said a false answer could cost, in wei.
    uint96 valueAtRisk;
    uint256 nonce;
    bytes output;
}

ConsentId constant NOT_ABOUT_A_PERSON = ConsentId.wrap(0);
address constant NO_CALLBACK = address(0);
/// @dev A model may go out of service without another in its place.
ModelId constant NO_SUCCESSOR = ModelId.wrap(0);

/// @dev Bits of a model's flags.
uint8 constant MODEL_PRIVATE_INPUT = 1; // commitments are Poseidon, public re-execution is refused
uint8 constant MODEL_ABOUT_PEOPLE = 2; // every request must name a live consent

/// @dev A time that never comes.
uint40 constant NEVER = type(uint40).max;

/// @dev How long a replaced committee may still sign. Bonds outlast it together with the longest request.
uint40 constant CONFIG_GRACE = 1 days;
uint40 constant MAX_REQUEST_LIFETIME = 30 days;

/// @dev Bounds of what a deployment may choose. Bonds outlast these as well.
uint40 constant MAX_CHALLENGE_WINDOW = 3 days;
uint40 constant MAX_DEFENCE_WINDOW = 3 days;
/// @dev Longest outage of a sequencer that clocks wait for; a feed that never reports an end must not stop them for good.
uint40 constant MAX_OUTAGE = 30 days;
