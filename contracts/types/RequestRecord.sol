// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev All that the oracle keeps of a request, in one storage word that is never zero again once it was written:
///
///   255    248 247       208 207                                                        0
///   | status 8 |recordedAt 40| first 26 bytes of the output hash (answered)             |
///                            | unused 80 | keeperRewardGwei 64 | computeFeeGwei 64      | (pending)
///
/// Terms of payment are fixed when a request opens: later changes of the fee schedule leave it alone.
type RequestRecord is uint256;

using {
    isNew,
    statusOf,
    recordedAtOf,
    outputDigestOf,
    computeFeeGweiOf,
    keeperRewardGweiOf,
    withStatus
} for RequestRecord global;

function packPending(uint8 status, uint256 recordedAt, uint64 computeFeeGwei, uint64 keeperRewardGwei)
    pure
    returns (RequestRecord)
{
    return RequestRecord.wrap(
        uint256(status) << 248 | uint256(uint40(recordedAt)) << 208 | uint256(keeperRewardGwei) << 64 | computeFeeGwei
    );
}

function packSettled(uint8 status, uint256 recordedAt, bytes32 outputHash) pure returns (RequestRecord) {
    return RequestRecord.wrap(uint256(status) << 248 | uint256(uint40(recordedAt)) << 208 | uint256(outputHash) >> 48);
}

function isNew(RequestRecord record) pure returns (bool) {
    return RequestRecord.unwrap(record) == 0;
}

function statusOf(RequestRecord record) pure returns (uint8) {
    return uint8(RequestRecord.unwrap(record) >> 248);
}

function recordedAtOf(RequestRecord record) pure returns (uint40) {
    return uint40(RequestRecord.unwrap(record) >> 208);
}

/// @dev Only of an answered request.
function outputDigestOf(RequestRecord record) pure returns (bytes26) {
    return bytes26(bytes32(RequestRecord.unwrap(record) << 48));
}

/// @dev Only of a pending request.
function computeFeeGweiOf(RequestRecord record) pure returns (uint64) {
    return uint64(RequestRecord.unwrap(record));
}

/// @dev Only of a pending request.
function keeperRewardGweiOf(RequestRecord record) pure returns (uint64) {
    return uint64(RequestRecord.unwrap(record) >> 64);
}

function withStatus(RequestRecord record, uint8 status) pure returns (RequestRecord) {
    return RequestRecord.wrap(RequestRecord.unwrap(record) << 8 >> 8 | uint256(status) << 248);
}
