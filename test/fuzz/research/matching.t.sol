// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {QuadraticMatching} from "../../../contracts/libraries/QuadraticMatching.sol";
import {MatchLine, RoundState, Tally} from "../../../contracts/types/Matching.sol";
import {MatchTree} from "../../utils/MatchTree.sol";
import {MatchingTest} from "../../utils/MatchingTest.sol";

/// @title Quadratic matching against a plain model, and refutations exactly of what is wrong
contract MatchingFuzzTest is MatchingTest {
    function testFuzz_RootIsTheSquareRootDown(uint96 amount) external pure {
        uint256 root = QuadraticMatching.rootDown(amount);
        uint256 radicand = uint256(amount) * 1e24;
        assertLe(root * root, radicand, "not above");
        assertGt((root + 1) * (root + 1), radicand, "not below");
    }

    function testFuzz_RawIsTheModels(uint96[6] calldata amounts) external pure {
        uint256[] memory list = new uint256[](6);
        Tally memory tally;
        for (uint256 i; i < 6; ++i) {
            list[i] = amounts[i];
            tally.roots += QuadraticMatching.rootDown(amounts[i]);
            tally.sum += amounts[i];
        }
        assertEq(QuadraticMatching.rawOf(tally), MatchTree.rawOf(list), "raw");
    }

    /// @dev Nobody gains by giving in two parts what counts as one person's.
    function testFuzz_OneDonorHasNoRaw(uint96 amount) external pure {
        Tally memory tally;
        (tally.roots, tally.sum) = (QuadraticMatching.rootDown(amount), amount);
        assertEq(QuadraticMatching.rawOf(tally), 0, "raw of one");
    }

    /// @dev At the bounds that the library states: 512 campaigns with a raw of 240 bits, a pool of 128 bits.
    function testFuzz_MatchesSumToThePool(uint128 pool, uint256[8] calldata seeds, uint256 width) external pure {
        uint256 bits = bound(width, 1, 246);
        uint256[9] memory sums;
        for (uint256 i; i < 8; ++i) {
            sums[i + 1] = sums[i] + (seeds[i] & (1 << bits) - 1);
        }
        uint256 matched;
        for (uint256 i; i < 8; ++i) {
            matched += QuadraticMatching.matchOf(pool, type(uint128).max, sums[i], sums[i + 1], sums[8]);
        }
        assertEq(matched, sums[8] == 0 ? 0 : pool, "to the unit");
    }

    function testFuzz_RoundingIsHalfUp(uint64 pool, uint96 part, uint96 rest) external pure {
        uint256 total = uint256(part) + rest;
        assertEq(QuadraticMatching.upTo(pool, part, total), MatchTree.upTo(pool, part, total), "half up");
    }

    /// @dev A result with one sum changed is refuted at the first line it makes wrong; the right one nowhere.
    /// hardhat-config: fuzz.runs = 24
    function testFuzz_RefutedExactlyIfWrong(uint32[6] calldata gifts, uint256 where, int64 by, bool inRaw, uint64 cap)
        external
    {
        round.cap = uint128(bound(cap, 1, POOL));
        openRound();
        enterNamed("A");
        enterNamed("B");
        enterNamed("C");
        for (uint256 i; i < 6; ++i) {
            give(i % 3, 1, 1 + uint256(gifts[i]));
        }
        pledgeBy(entrants[0], alice, 500 * UNIT); // A meets its goal, the others may
        pledgeBy(entrants[1], alice, 400 * UNIT);
        vm.warp(DEADLINE + 1);
        MatchLine[] memory lines = rightLines();
        bool changed = _change(lines, where % 3, by, inRaw);
        postBy(poster, lines);
        bool refuted;
        for (uint256 i; i < 3 && !refuted; ++i) {
            refuted = _tryRefute(lines, i);
        }
        assertEq(refuted, changed, "refuted exactly if wrong");
        assertRound(changed ? RoundState.Open : RoundState.Posted, "state");
    }

    /// @dev As far as a result can be posted at all: sums that never fall, within the pool.
    function _change(MatchLine[] memory lines, uint256 place, int64 by, bool inRaw) private pure returns (bool) {
        uint256 low = place == 0 ? 0 : inRaw ? lines[place - 1].rawSum : lines[place - 1].matchSum;
        uint256 high = inRaw
            ? (place == 2 ? type(uint256).max : lines[place + 1].rawSum)
            : (place == 2 ? POOL : lines[place + 1].matchSum);
        uint256 old = inRaw ? lines[place].rawSum : lines[place].matchSum;
        uint256 step = by < 0 ? uint256(-int256(by)) : uint256(int256(by));
        uint256 changed = by < 0 ? (old - low < step ? low : old - step) : (high - old < step ? high : old + step);
        if (inRaw) lines[place].rawSum = changed;
        else lines[place].matchSum = uint128(changed);
        return changed != old;
    }

    function _tryRefute(MatchLine[] memory lines, uint256 index) private returns (bool) {
        (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof) = proofsOf(lines, index);
        try matching.refute(round, entrants[index], index, lines[index], proof, previous, previousProof) {
            return true;
        } catch {
            return false;
        }
    }
}
