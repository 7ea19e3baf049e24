// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {RoundId} from "../../contracts/types/Identifiers.sol";
import {MatchLine, RoundTerms} from "../../contracts/types/Matching.sol";

/// @title A round's result, written out a second time and plainly: arithmetic, leaves, root and proofs
library MatchTree {
    /// @dev Square root rounded down, bit by bit.
    function sqrt(uint256 x) internal pure returns (uint256 root) {
        for (uint256 bit = 1 << 127; bit != 0; bit >>= 1) {
            uint256 next = root | bit;
            if (next * next <= x) root = next;
        }
    }

    /// @dev (sum of roots)^2 - sum, of amounts one by one.
    function rawOf(uint256[] memory amounts) internal pure returns (uint256) {
        uint256 roots;
        uint256 sum;
        for (uint256 i; i < amounts.length; ++i) {
            roots += sqrt(amounts[i] * 1e24);
            sum += amounts[i] * 1e24;
        }
        return roots * roots > sum ? roots * roots - sum : 0;
    }

    /// @dev Lines of campaigns with these raws. Small pools only: nothing here guards against overflow but the compiler.
    function matchAll(RoundTerms memory terms, uint256[] memory raws, MatchLine[] memory lines) internal pure {
        uint256 total;
        for (uint256 i; i < raws.length; ++i) {
            total += raws[i];
        }
        uint256 rawSum;
        uint256 matchSum;
        for (uint256 i; i < raws.length; ++i) {
            uint256 before = upTo(terms.pool, rawSum, total);
            rawSum += raws[i];
            uint256 part = upTo(terms.pool, rawSum, total) - before;
            matchSum += part < terms.cap ? part : terms.cap;
            (lines[i].rawSum, lines[i].matchSum) = (rawSum, uint128(matchSum));
        }
    }

    function upTo(uint256 pool, uint256 rawSum, uint256 total) internal pure returns (uint256) {
        return total == 0 ? 0 : (2 * pool * rawSum + total) / (2 * total);
    }

    function leavesOf(RoundId id, MatchLine[] memory lines) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](lines.length);
        for (uint256 i; i < lines.length; ++i) {
            bytes32 inner = keccak256(abi.encode(id, i, lines[i].campaign, lines[i].rawSum, lines[i].matchSum));
            leaves[i] = keccak256(bytes.concat(inner));
        }
    }

    /// @dev The root, and what leads to it from one leaf.
    function climb(bytes32[] memory level, uint256 index) internal pure returns (bytes32, bytes32[] memory proof) {
        proof = new bytes32[](0);
        while (level.length > 1) {
            uint256 beside = index ^ 1;
            if (beside < level.length) proof = _append(proof, level[beside]);
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i; i < above.length; ++i) {
                above[i] = 2 * i + 1 < level.length ? _node(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            (level, index) = (above, index / 2);
        }
        return (level[0], proof);
    }

    function _node(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }

    function _append(bytes32[] memory list, bytes32 last) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }
}
