// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer} from "../types/Inference.sol";

/// @title A consumer that does whatever a test tells it, and remembers what it was told
contract HostileConsumer is IInferenceConsumer {
    enum Mood {
        Friendly,
        Reverting,
        RevertBomb,
        ReturnBomb,
        GasBurning,
        Reentering
    }

    error HostileConsumer_NoThanks(RequestId id);

    uint256 public constant BOMB_BYTES = 20_000;

    Mood public mood;
    uint256 public deliveries;
    uint256 public takenBack;
    uint256 public gasSeen;
    RequestId public lastId;
    InferenceAnswer private _lastAnswer;
    address private _target;
    bytes private _reentry;
    bool public reentrySucceeded;
    bytes4 public reentryError;

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    /// @notice In the mood Reentering, calls `target` with `data` while it is being told.
    function setReentry(address target, bytes calldata data) external {
        mood = Mood.Reentering;
        _target = target;
        _reentry = data;
    }

    function onInference(RequestId id, InferenceAnswer calldata answer) external {
        _react(id);
        ++deliveries;
        lastId = id;
        _lastAnswer = answer;
    }

    function onOverturned(RequestId id, InferenceAnswer calldata answer) external {
        _react(id);
        ++takenBack;
        lastId = id;
        _lastAnswer = answer;
    }

    function _react(RequestId id) private {
        gasSeen = gasleft();
        if (mood == Mood.Reverting) revert HostileConsumer_NoThanks(id);
        if (mood == Mood.RevertBomb) _bomb(true);
        if (mood == Mood.ReturnBomb) _bomb(false);
        if (mood == Mood.GasBurning) _burn();
        if (mood == Mood.Reentering) _reenter();
    }

    function lastAnswer() external view returns (InferenceAnswer memory) {
        return _lastAnswer;
    }

    function _reenter() private {
        (bool ok, bytes memory reason) = _target.call(_reentry);
        reentrySucceeded = ok;
        reentryError = reason.length >= 4 ? bytes4(reason) : bytes4(0);
    }

    function _bomb(bool reverting) private pure {
        uint256 size = BOMB_BYTES;
        assembly ("memory-safe") {
            let start := mload(0x40)
            if reverting { revert(start, size) }
            return(start, size)
        }
    }

    function _burn() private pure {
        assembly ("memory-safe") {
            invalid()
        }
    }
}
