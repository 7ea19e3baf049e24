// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MAX_CHALLENGE_WINDOW, MAX_DEFENCE_WINDOW, MAX_OUTAGE, MAX_REQUEST_LIFETIME} from "./Inference.sol";

/// @dev keccak256(abi.encode(model id, keccak256(key), transcript hash, development)).
type KeyId is bytes32;

using {keyIdEquals as ==, keyIdDiffers as !=} for KeyId global;

function keyIdEquals(KeyId a, KeyId b) pure returns (bool) {
    return KeyId.unwrap(a) == KeyId.unwrap(b);
}

function keyIdDiffers(KeyId a, KeyId b) pure returns (bool) {
    return KeyId.unwrap(a) != KeyId.unwrap(b);
}

/// @dev Life of a verification key. Forbidden: out of Killed or Released, and into Active but from Proposed.
enum KeyState {
    None,
    Proposed,
    Active,
    /// Its proposer has announced the end; proofs are taken until then.
    Retiring,
    /// Shown to be false.
    Killed,
    /// Over, and its bond paid back.
    Released
}

/// @dev How long a proposed key lies open before it may serve.
uint40 constant KEY_DELAY = 2 days;
/// @dev How long a retiring key still proves: the longest request, then challenge and defence of its answer, each with
/// an outage of the sequencer.
uint40 constant KEY_RETIREMENT = MAX_REQUEST_LIFETIME + MAX_CHALLENGE_WINDOW + MAX_DEFENCE_WINDOW + 2 * MAX_OUTAGE;
/// @dev How many registered builders must have rebuilt a key.
uint256 constant BUILD_QUORUM = 2;
/// @dev Least bond of a key: half of it rewards whoever shows that the key is false, half is burned.
uint96 constant KEY_BOND = 1 ether;
/// @dev How long an announcement of a kill holds. It must be at least one block old.
uint256 constant KILL_WINDOW_BLOCKS = 7_200;
