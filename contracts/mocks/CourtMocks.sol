// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {ConfigDigest, ModelId, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest, NOT_ABOUT_A_PERSON} from "../types/Inference.sol";
import {KeyId} from "../types/ProofKey.sol";

/// @title Models as a test wants them
contract CourtModels {
    mapping(ModelId id => IModelRegistry.Model) private _models;

    function set(ModelId id, IModelRegistry.Model calldata model) external {
        _models[id] = model;
    }

    function modelOf(ModelId id) external view returns (IModelRegistry.Model memory) {
        return _models[id];
    }
}

/// @title As much of an oracle as the court sees: proposals and what became of them
contract CourtOracle {
    enum Fate {
        None,
        Proposed,
        Disputed,
        Upheld,
        Overturned
    }

    error CourtOracle_NotProposed(RequestId id);
    error CourtOracle_NotDisputed(RequestId id);

    IOperatorRegistry public immutable OPERATORS;
    address public immutable MODELS;
    uint40 public immutable CHALLENGE_WINDOW;
    address public immutable SEQUENCER_UPTIME_FEED;

    struct Proposal {
        Fate fate;
        uint40 finalAt;
        bytes32 answerHash;
    }

    mapping(RequestId id => Proposal) public proposalOf;

    constructor(IOperatorRegistry operators, address models, uint40 challengeWindow, address feed) {
        OPERATORS = operators;
        MODELS = models;
        CHALLENGE_WINDOW = challengeWindow;
        SEQUENCER_UPTIME_FEED = feed;
    }

    /// @dev Recorded when it was proposed.
    function recordOf(RequestId id) external view returns (IInferenceOracle.Status, uint40 recordedAt, bytes26) {
        return (IInferenceOracle.Status.Disputed, proposalOf[id].finalAt - CHALLENGE_WINDOW, 0);
    }

    function requestIdOf(address requester, InferenceRequest calldata request) public view returns (RequestId) {
        return RequestId.wrap(keccak256(abi.encode(block.chainid, address(this), requester, request)));
    }

    function propose(RequestId id, ConfigDigest configDigest, bytes32 outputHash) external {
        proposalOf[id] = Proposal(
            Fate.Proposed, uint40(block.timestamp) + CHALLENGE_WINDOW, keccak256(abi.encode(configDigest, outputHash))
        );
    }

    function overturn(address requester, InferenceRequest calldata request, ConfigDigest digest, bytes calldata output)
        external
        returns (bool)
    {
        Proposal storage proposal = proposalOf[requestIdOf(requester, request)];
        bool open =
            proposal.fate == Fate.Disputed || (proposal.fate == Fate.Proposed && block.timestamp <= proposal.finalAt);
        bytes32 outputHash = request.consentId == NOT_ABOUT_A_PERSON ? keccak256(output) : bytes32(output);
        if (!open || proposal.answerHash != keccak256(abi.encode(digest, outputHash))) return false;
        proposal.fate = Fate.Overturned;
        return true;
    }

    function dispute(address requester, InferenceRequest calldata request, ConfigDigest digest, bytes32 outputHash)
        external
    {
        RequestId id = requestIdOf(requester, request);
        Proposal storage proposal = proposalOf[id];
        bool open = proposal.fate == Fate.Proposed && block.timestamp <= proposal.finalAt;
        if (!open || proposal.answerHash != keccak256(abi.encode(digest, outputHash))) {
            revert CourtOracle_NotProposed(id);
        }
        proposal.fate = Fate.Disputed;
    }

    function uphold(address requester, InferenceRequest calldata request, ConfigDigest, bytes calldata) external {
        RequestId id = requestIdOf(requester, request);
        if (proposalOf[id].fate != Fate.Disputed) revert CourtOracle_NotDisputed(id);
        proposalOf[id].fate = Fate.Upheld;
    }
}

/// @title Takes a proof if it is the word it was told to take for this statement
contract CourtProofs {
    error CourtProofs_Refused();

    bool public hasKey = true;
    uint40 private _inForceSince;

    function setKey(bool hasKey_) external {
        hasKey = hasKey_;
    }

    function setInForceSince(uint40 since) external {
        _inForceSince = since;
    }

    function isReady(ModelId) external view returns (bool) {
        return hasKey;
    }

    function isInForceSince(ModelId, uint40 time) external view returns (bool) {
        return hasKey && _inForceSince <= time;
    }

    function keyIdOf(ModelId model) external view returns (KeyId) {
        return hasKey ? KeyId.wrap(ModelId.unwrap(model)) : KeyId.wrap(0);
    }

    function proofOf(ModelId model, bytes32 input, bytes32 output, RequestId id, address payee)
        public
        pure
        returns (bytes memory)
    {
        return abi.encode(keccak256(abi.encode(model, input, output, id, payee)));
    }

    function verify(ModelId model, bytes32 input, bytes32 output, RequestId id, address payee, bytes calldata proof)
        external
        view
    {
        bytes memory expected = proofOf(model, input, output, id, payee);
        if (!hasKey || keccak256(proof) != keccak256(expected)) revert CourtProofs_Refused();
    }
}

/// @title A network of one layer whose weights are all three, and what could go wrong with a call to it
contract SumExecutor {
    enum Mood {
        Working,
        Reverting,
        ShortReturn,
        LongReturn,
        Laborious
    }

    error SumExecutor_Malformed();

    uint256 private constant INPUTS = 3;
    uint256 private constant LABOUR = 500;

    Mood public mood;

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    fallback(bytes calldata input) external returns (bytes memory) {
        if (mood == Mood.Reverting || input.length != 2 * INPUTS) revert SumExecutor_Malformed();
        int256 score = -7;
        for (uint256 i; i < INPUTS; ++i) {
            uint256 x = uint16(bytes2(input[2 * i:]));
            if (x > 2_046) revert SumExecutor_Malformed();
            score += 3 * (int256(x) - 1_023);
        }
        bytes32 work;
        if (mood == Mood.Laborious) {
            for (uint256 i; i < LABOUR; ++i) {
                work = keccak256(abi.encode(work, i));
            }
        }
        if (mood == Mood.ShortReturn) return hex"00";
        if (mood == Mood.LongReturn) return abi.encode(score, work);
        return abi.encode(score);
    }
}

/// @title A sequencer uptime feed
contract UptimeFeed {
    int256 private _answer;
    uint256 private _startedAt;
    bool private _broken;

    function set(int256 answer, uint256 startedAt) external {
        (_answer, _startedAt) = (answer, startedAt);
    }

    function setBroken(bool broken) external {
        _broken = broken;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (_broken) revert();
        return (1, _answer, _startedAt, _startedAt, 1);
    }
}
