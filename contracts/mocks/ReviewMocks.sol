// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantAccount, GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId, RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer} from "../types/Inference.sol";
import {Milestone} from "../types/Milestone.sol";

/// @title A review module that writes whatever it is told, to show what the escrow lets no module do
contract RogueReview {
    IResearchEscrow private immutable ESCROW;
    GrantId private _answer;

    constructor(IResearchEscrow escrow) {
        ESCROW = escrow;
    }

    function setAnswer(GrantId answer) external {
        _answer = answer;
    }

    function checkTerms(GrantTerms calldata) external view returns (GrantId) {
        return _answer;
    }

    function open(GrantAccount calldata account, uint256 index, Milestone calldata next) external {
        ESCROW.open(account, index, next);
    }

    function advance(MilestoneId id, Milestone calldata next) external {
        ESCROW.advance(id, next);
    }

    function fixAmount(GrantAccount calldata account, uint256 index, uint256 payeeAmount) external {
        ESCROW.fixAmount(account, index, payeeAmount);
    }

    function reward(GrantAccount calldata account, uint256 index, address keeper) external {
        ESCROW.reward(account, index, keeper);
    }
}

/// @dev Delivers and takes back answers as the oracle's address, and says of requests what it is told to say.
contract AnswerSource {
    uint40 public constant CHALLENGE_WINDOW = 3 days;

    mapping(RequestId id => IInferenceOracle.Status) public statusOf;
    mapping(RequestId id => uint40) private _recordedAt;

    /// @dev Answers are delivered as they are recorded, unless a time is set.
    function setRecordedAt(RequestId id, uint40 recordedAt) external {
        _recordedAt[id] = recordedAt;
    }

    function recordOf(RequestId id) external view returns (IInferenceOracle.Status, uint40 recordedAt, bytes26) {
        recordedAt = _recordedAt[id] == 0 ? uint40(block.timestamp) : _recordedAt[id];
        return (statusOf[id], recordedAt, 0);
    }

    function setStatus(RequestId id, IInferenceOracle.Status status) external {
        statusOf[id] = status;
    }

    function overturn(IInferenceConsumer consumer, RequestId id, InferenceAnswer calldata answer) external {
        statusOf[id] = IInferenceOracle.Status.Overturned;
        consumer.onOverturned(id, answer);
    }

    function deliver(IInferenceConsumer consumer, RequestId id, InferenceAnswer calldata answer) external {
        consumer.onInference(id, answer);
    }
}

/// @dev A smart wallet with one owner key.
contract OneKeyWallet is IERC1271 {
    address private immutable OWNER;

    constructor(address owner) {
        OWNER = owner;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(hash, signature);
        bool valid = problem == ECDSA.RecoverError.NoError && signer == OWNER;
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
