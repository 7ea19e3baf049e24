// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev What liveness reads of a patient, in one storage word:
///
///   255            120 119          80 79             40 39          0
///   |    unused 136   |frozenAfter 40|suspendedUntil 40|revokedUpTo 40|
///
/// `revokedUpTo`: consents issued up to then are dead. `suspendedUntil`: none is live up to and including then.
/// `frozenAfter`: consents issued or brought to the chain later are dead; zero if nobody recovered from this key.
type SignerWord is uint256;

uint40 constant NEVER_FROZEN = 0;

using {
    revokedUpToOf,
    suspendedUntilOf,
    frozenAfterOf,
    withRevokedUpTo,
    withSuspendedUntil,
    withFrozenAfter,
    isClear,
    isSuspendedAt,
    isCutOff,
    isRevoked
} for SignerWord global;

function revokedUpToOf(SignerWord word) pure returns (uint40) {
    return uint40(SignerWord.unwrap(word));
}

function suspendedUntilOf(SignerWord word) pure returns (uint40) {
    return uint40(SignerWord.unwrap(word) >> 40);
}

function frozenAfterOf(SignerWord word) pure returns (uint40) {
    return uint40(SignerWord.unwrap(word) >> 80);
}

function withRevokedUpTo(SignerWord word, uint40 time) pure returns (SignerWord) {
    return SignerWord.wrap(SignerWord.unwrap(word) & ~uint256(type(uint40).max) | uint256(time));
}

function withSuspendedUntil(SignerWord word, uint40 time) pure returns (SignerWord) {
    return SignerWord.wrap(SignerWord.unwrap(word) & ~(uint256(type(uint40).max) << 40) | uint256(time) << 40);
}

function withFrozenAfter(SignerWord word, uint40 time) pure returns (SignerWord) {
    return SignerWord.wrap(SignerWord.unwrap(word) & ~(uint256(type(uint40).max) << 80) | uint256(time) << 80);
}

/// @dev Whether nothing was ever said about the signer: no consent of its own is dead for it.
function isClear(SignerWord word) pure returns (bool) {
    return SignerWord.unwrap(word) == 0;
}

function isSuspendedAt(SignerWord word, uint256 time) pure returns (bool) {
    return time <= word.suspendedUntilOf();
}

/// @dev Whether the key counts as lost at that time.
function isCutOff(SignerWord word, uint40 time) pure returns (bool) {
    uint40 frozenAfter = word.frozenAfterOf();
    return frozenAfter != NEVER_FROZEN && time > frozenAfter;
}

function isRevoked(SignerWord word, uint40 issuedAt) pure returns (bool) {
    return issuedAt <= word.revokedUpToOf();
}
