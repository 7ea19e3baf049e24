// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../interfaces/IDisputeCourt.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {SequencerUptime} from "../libraries/SequencerUptime.sol";
import {SignerBlob} from "../libraries/SignerBlob.sol";
import {ConfigDigest, ModelId, RequestId} from "../types/Identifiers.sol";
import {
    InferenceRequest,
    MAX_CHALLENGE_WINDOW,
    MAX_DEFENCE_WINDOW,
    MAX_OUTAGE,
    MODEL_PRIVATE_INPUT,
    Mode,
    NOT_ABOUT_A_PERSON
} from "../types/Inference.sol";
import {CourtBench} from "./CourtBench.sol";

/// @title Answers about private inputs, defended by a proof within a time
/// @dev A node makes its proof before it signs, so a defender needs nothing from anyone. Wei held = bonds of open
/// challenges + balances.
abstract contract PrivateChallenges is CourtBench {
    // CONSTANTS

    uint256 private constant COMMITMENT_BYTES = 32;

    // IMMUTABLES

    /// @inheritdoc IDisputeCourt
    IProofVerifier public immutable PROOFS;
    /// @inheritdoc IDisputeCourt
    uint96 public immutable CHALLENGE_BOND;
    /// @inheritdoc IDisputeCourt
    uint40 public immutable DEFENCE_WINDOW;

    address private immutable UPTIME_FEED;

    // STORAGE

    mapping(RequestId id => PrivateChallenge) private _challenges;
    mapping(address account => uint256 wei_) private _balances;

    constructor(IProofVerifier proofs, uint96 challengeBond, uint40 defenceWindow) {
        // Check: bonds outlast both windows.
        if (defenceWindow == 0 || defenceWindow > MAX_DEFENCE_WINDOW) {
            revert DisputeCourt_WindowOutOfRange(defenceWindow, MAX_DEFENCE_WINDOW);
        }
        uint40 challengeWindow = ORACLE.CHALLENGE_WINDOW();
        if (challengeWindow > MAX_CHALLENGE_WINDOW) {
            revert DisputeCourt_WindowOutOfRange(challengeWindow, MAX_CHALLENGE_WINDOW);
        }
        PROOFS = proofs;
        CHALLENGE_BOND = challengeBond;
        DEFENCE_WINDOW = defenceWindow;
        UPTIME_FEED = ORACLE.SEQUENCER_UPTIME_FEED();
    }

    // OPEN

    /// @inheritdoc IDisputeCourt
    function challengePrivate(SignedAnswer calldata answer) external payable {
        if (msg.value != CHALLENGE_BOND) revert DisputeCourt_WrongBond(msg.value, CHALLENGE_BOND);
        RequestId id = ORACLE.requestIdOf(answer.requester, answer.request);
        ConfigDigest configDigest = answer.report.configDigest;
        bytes32 outputHash = _outputHash(answer.request, answer.output);
        uint32 accused = _checkAccused(id, outputHash, answer);

        // Effect: the signers' clock runs.
        uint40 defendBy = uint40(block.timestamp) + DEFENCE_WINDOW;
        _challenges[id] = PrivateChallenge(msg.sender, defendBy, accused, _answerHash(configDigest, outputHash));
        emit PrivateChallengeOpened(id, msg.sender, accused, defendBy);

        // Interaction: hold up its finality. The oracle refuses what is not proposed, or no longer open to challenge.
        ORACLE.dispute(answer.requester, answer.request, configDigest, outputHash);
    }

    /// @dev At least t members signed, so that nobody who signed can shield the others; and none of them asks.
    function _checkAccused(RequestId id, bytes32 outputHash, SignedAnswer calldata answer)
        private
        view
        returns (uint32 accused)
    {
        ModelId modelId = answer.request.modelId;
        if (MODELS.modelOf(modelId).flags & MODEL_PRIVATE_INPUT == 0) revert DisputeCourt_ModelNotPrivate(modelId);
        if (answer.request.mode != Mode.OPTIMISTIC) revert DisputeCourt_WrongMode(id, answer.request.mode);
        IOperatorRegistry.Config memory config = _committee(answer.report.configDigest);
        bytes32 structHash = RequestCodec.reportHash(id, outputHash, answer.report);
        accused = _signersOf(id, structHash, answer.attestation, config, config.t);
        address asker = OPERATORS.operatorOfSigner(msg.sender);
        bytes memory operators = SignerBlob.load(config.signers, config.n, config.n);
        for (uint256 i; i < config.n; ++i) {
            if (accused >> i & 1 == 0) continue;
            address operator = SignerBlob.pick(operators, i);
            if (operator == msg.sender || operator == asker) revert DisputeCourt_ChallengerSigned(msg.sender);
        }
    }

    // RESOLVE

    /// @inheritdoc IDisputeCourt
    function defend(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output,
        address payee,
        bytes calldata proof
    ) external {
        RequestId id = ORACLE.requestIdOf(requester, request);
        // Check: the proof shows the challenged output.
        _openOver(id, configDigest, _outputHash(request, output));
        PROOFS.verify(request.modelId, request.inputCommitment, _commitmentIn(output), id, payee, proof);

        // Effect: over; the bond pays for the proof.
        delete _challenges[id];
        _balances[payee] += CHALLENGE_BOND;
        emit PrivateChallengeDefended(id, payee, CHALLENGE_BOND);

        // Interaction: final at once.
        ORACLE.uphold(requester, request, configDigest, output);
    }

    /// @inheritdoc IDisputeCourt
    function resolveByTimeout(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output
    ) external {
        RequestId id = ORACLE.requestIdOf(requester, request);
        bytes32 outputHash = _outputHash(request, output);
        // Check: nobody defended this answer while there was time.
        PrivateChallenge memory open = _openOver(id, configDigest, outputHash);
        uint256 until = _defendableUntil(open);
        if (block.timestamp <= until) revert DisputeCourt_DefenceStillPossible(id, until);

        // Effect: over; the bond goes back, and the signers lose theirs if a proof could have been checked.
        delete _challenges[id];
        _balances[open.challenger] += CHALLENGE_BOND;
        uint32 convicted;
        // A key that took over since then cannot check the proofs that were made before signing.
        (, uint40 proposedAt,) = ORACLE.recordOf(id);
        bool provable = PROOFS.isInForceSince(request.modelId, proposedAt);
        if (provable) {
            convicted = _convict(Finding.NotDefended, id, outputHash, configDigest, open.accused, open.challenger);
        } else {
            emit PrivateChallengeVoided(id, open.challenger);
        }

        // Interaction: take the answer back, and tell its consumer.
        bool overturned = ORACLE.overturn(requester, request, configDigest, output);
        emit AnswerChallenged(id, open.challenger, Finding.NotDefended, convicted, overturned);
    }

    // BALANCES

    /// @inheritdoc IDisputeCourt
    function withdraw(address payable to) external returns (uint256 amount) {
        // Check: something is owed.
        amount = _balances[msg.sender];
        if (amount == 0) revert DisputeCourt_NothingToWithdraw(msg.sender);

        // Effect: owed no longer.
        _balances[msg.sender] = 0;
        emit BondPaid(msg.sender, to, amount);

        // Interaction: pay.
        (bool paid,) = to.call{value: amount}("");
        if (!paid) revert DisputeCourt_TransferFailed(to, amount);
    }

    // VIEWS

    /// @inheritdoc IDisputeCourt
    function privateChallengeOf(RequestId id) external view returns (PrivateChallenge memory) {
        return _challenges[id];
    }

    /// @inheritdoc IDisputeCourt
    function defendableUntil(RequestId id) external view returns (uint256 until) {
        PrivateChallenge memory open = _challenges[id];
        if (open.challenger == NOBODY) revert DisputeCourt_NoOpenChallenge(id);
        return _defendableUntil(open);
    }

    /// @inheritdoc IDisputeCourt
    function balanceOf(address account) external view returns (uint256) {
        return _balances[account];
    }

    // HELPERS

    /// @dev After an outage the whole window starts anew.
    function _defendableUntil(PrivateChallenge memory open) private view returns (uint256 until) {
        until = open.defendBy;
        // So long after its clock a challenge is resolved whatever the feed says: a broken feed is no stay.
        uint256 latest = until + MAX_OUTAGE;
        if (block.timestamp > latest) return latest;
        (bool up, uint256 since) = SequencerUptime.stateOf(UPTIME_FEED);
        if (!up) return latest;
        uint256 anew = since + DEFENCE_WINDOW;
        if (anew > until) until = anew;
        return until > latest ? latest : until;
    }

    function _openOver(RequestId id, ConfigDigest configDigest, bytes32 outputHash)
        private
        view
        returns (PrivateChallenge memory open)
    {
        open = _challenges[id];
        if (open.challenger == NOBODY) revert DisputeCourt_NoOpenChallenge(id);
        if (open.answerHash != _answerHash(configDigest, outputHash)) revert DisputeCourt_OtherAnswer(id);
    }

    /// @dev As the oracle has it. Whatever was answered can be challenged, but only a commitment can be defended.
    function _outputHash(InferenceRequest calldata request, bytes calldata output) private pure returns (bytes32) {
        return request.consentId == NOT_ABOUT_A_PERSON ? keccak256(output) : _commitmentIn(output);
    }

    function _commitmentIn(bytes calldata output) private pure returns (bytes32) {
        if (output.length != COMMITMENT_BYTES) revert DisputeCourt_NotACommitment(output.length);
        return bytes32(output);
    }

    function _answerHash(ConfigDigest configDigest, bytes32 outputHash) private pure returns (bytes32) {
        return keccak256(abi.encode(configDigest, outputHash));
    }
}
