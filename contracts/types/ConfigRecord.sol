// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev A committee as the oracle knows it, with the fees it has earned, in one storage word:
///
///   255               96 95        48 47         16 15   8 7   0
///   | signers blob 160  | potGwei 48 | expiresAt 32 | n 8 | t 8 |
///
/// 32 bits of seconds last until 2106, 48 bits of gwei hold 281,474 ether.
type ConfigRecord is uint256;

uint32 constant CONFIG_IN_FORCE = type(uint32).max;

using {signersOf, potGweiOf, expiresAtOf, sizeOf, thresholdOf, withPot, withExpiry, isUnknown} for ConfigRecord global;

/// @dev Thrown when a pot is full: distributing its fees empties it.
error ConfigRecord_PotFull(uint256 potGwei);

function packConfig(address signers, uint8 n, uint8 t) pure returns (ConfigRecord) {
    return
        ConfigRecord.wrap(
            uint256(uint160(signers)) << 96 | uint256(CONFIG_IN_FORCE) << 16 | uint256(n) << 8 | uint256(t)
        );
}

function signersOf(ConfigRecord config) pure returns (address) {
    return address(uint160(ConfigRecord.unwrap(config) >> 96));
}

function potGweiOf(ConfigRecord config) pure returns (uint256) {
    return uint48(ConfigRecord.unwrap(config) >> 48);
}

function expiresAtOf(ConfigRecord config) pure returns (uint32) {
    return uint32(ConfigRecord.unwrap(config) >> 16);
}

function sizeOf(ConfigRecord config) pure returns (uint256) {
    return uint8(ConfigRecord.unwrap(config) >> 8);
}

function thresholdOf(ConfigRecord config) pure returns (uint256) {
    return uint8(ConfigRecord.unwrap(config));
}

function withPot(ConfigRecord config, uint256 potGwei) pure returns (ConfigRecord) {
    if (potGwei > type(uint48).max) revert ConfigRecord_PotFull(potGwei);
    return ConfigRecord.wrap(ConfigRecord.unwrap(config) & ~(uint256(type(uint48).max) << 48) | potGwei << 48);
}

function withExpiry(ConfigRecord config, uint32 expiresAt) pure returns (ConfigRecord) {
    return
        ConfigRecord.wrap(ConfigRecord.unwrap(config) & ~(uint256(type(uint32).max) << 16) | uint256(expiresAt) << 16);
}

function isUnknown(ConfigRecord config) pure returns (bool) {
    return ConfigRecord.unwrap(config) == 0;
}
