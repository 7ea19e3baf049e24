// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev All that the oracle keeps of a request, in one storage word that is never zero again once it was written:
///
///   255    252 251   240 239       208 207                                                 0
///   | status 4 | note 12 |recordedAt 32| first 26 bytes of the output hash (answered)      |
///                                      | first 26 bytes of hash(output hash, config) (proposed, disputed)
///                                      | unused 80 | keeperRewardGwei 64 | computeFeeGwei 64 (pending)
///
/// Terms of payment are fixed when a request opens: later changes of the fee schedule leave it alone. The note of a
/// proposed answer is what whoever makes it final gets, in 4,096ths of the fee, rounded down; that of an overturned one
/// is UNTOLD while the consumer has to hear of it. 32 bits of seconds last until 2106.
type RequestRecord is uint256;

uint256 constant NO_NOTE = 0;
uint256 constant UNTOLD = 1;

uint256 constant SHARE_BITS = 12;

using {
    isNew,
    statusOf,
    noteOf,
    recordedAtOf,
    digestOf,
    computeFeeGweiOf,
    keeperRewardGweiOf,
    withStatus,
    withNote
} for RequestRecord global;

function packPending(uint8 status, uint256 recordedAt, uint64 computeFeeGwei, uint64 keeperRewardGwei)
    pure
    returns (RequestRecord)
{
    return RequestRecord.wrap(
        uint256(status) << 252 | uint256(uint32(recordedAt)) << 208 | uint256(keeperRewardGwei) << 64 | computeFeeGwei
    );
}

function packSettled(uint8 status, uint256 recordedAt, bytes32 outputHash) pure returns (RequestRecord) {
    return RequestRecord.wrap(uint256(status) << 252 | uint256(uint32(recordedAt)) << 208 | uint256(outputHash) >> 48);
}

/// @dev Out of a pending record: its keeper reward becomes a share of the fee.
function packProposed(uint8 status, RequestRecord pending, uint256 recordedAt, uint256 feeGwei, bytes32 digest)
    pure
    returns (RequestRecord)
{
    uint256 wholeShare = (1 << SHARE_BITS) - 1;
    uint256 shareDown = feeGwei == 0 ? 0 : (uint256(pending.keeperRewardGweiOf()) << SHARE_BITS) / feeGwei;
    if (shareDown > wholeShare) shareDown = wholeShare;
    return packSettled(status, recordedAt, digest).withNote(shareDown);
}

function isNew(RequestRecord record) pure returns (bool) {
    return RequestRecord.unwrap(record) == 0;
}

function statusOf(RequestRecord record) pure returns (uint8) {
    return uint8(RequestRecord.unwrap(record) >> 252);
}

/// @dev Of a proposed or an overturned request.
function noteOf(RequestRecord record) pure returns (uint256) {
    return RequestRecord.unwrap(record) << 4 >> 244;
}

function recordedAtOf(RequestRecord record) pure returns (uint40) {
    return uint32(RequestRecord.unwrap(record) >> 208);
}

/// @dev Only of an answered or proposed request.
function digestOf(RequestRecord record) pure returns (bytes26) {
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
    return RequestRecord.wrap(RequestRecord.unwrap(record) << 4 >> 4 | uint256(status) << 252);
}

/// @dev The caller keeps the note below 2^12.
function withNote(RequestRecord record, uint256 note) pure returns (RequestRecord) {
    return RequestRecord.wrap(RequestRecord.unwrap(record) & ~(uint256(0xfff) << 240) | note << 240);
}
