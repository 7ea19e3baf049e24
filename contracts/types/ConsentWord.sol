// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev What liveness reads of a consent, in one storage word:
///
///   255    248 247    208 207    168 167    160 159                    0
///   |capture 8|issuedAt 40|  end 40  | state 8 |       signer 160      |
type ConsentWord is uint256;

using {signerOf, endOf, issuedAtOf, stateOf, captureOf, withState, isEmpty} for ConsentWord global;

function packConsent(address signer, uint40 issuedAt, uint40 end, uint8 state, uint8 capture)
    pure
    returns (ConsentWord)
{
    return ConsentWord.wrap(
        uint256(capture) << 248 | uint256(issuedAt) << 208 | uint256(end) << 168 | uint256(state) << 160
            | uint256(uint160(signer))
    );
}

function signerOf(ConsentWord word) pure returns (address) {
    return address(uint160(ConsentWord.unwrap(word)));
}

function endOf(ConsentWord word) pure returns (uint40) {
    return uint40(ConsentWord.unwrap(word) >> 168);
}

function issuedAtOf(ConsentWord word) pure returns (uint40) {
    return uint40(ConsentWord.unwrap(word) >> 208);
}

function stateOf(ConsentWord word) pure returns (uint8) {
    return uint8(ConsentWord.unwrap(word) >> 160);
}

function captureOf(ConsentWord word) pure returns (uint8) {
    return uint8(ConsentWord.unwrap(word) >> 248);
}

function withState(ConsentWord word, uint8 state) pure returns (ConsentWord) {
    return ConsentWord.wrap(ConsentWord.unwrap(word) & ~(uint256(0xff) << 160) | uint256(state) << 160);
}

function isEmpty(ConsentWord word) pure returns (bool) {
    return ConsentWord.unwrap(word) == 0;
}
