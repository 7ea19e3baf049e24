// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/shared/mocks/MockV3Aggregator.sol";

import {PriceFeed} from "../../../contracts/libraries/PriceFeed.sol";
import {OddFeed} from "../../../contracts/mocks/OddFeeds.sol";
import {Test} from "../../utils/Test.sol";

/// @title Prices and what they are worth in tokens
contract PriceFuzzTest is Test {
    uint256 private constant NOW = 1_770_000_000;
    uint256 private constant HEARTBEAT = 1 hours;
    address private constant NO_UPTIME_FEED = address(0);

    OddFeed private _odd;

    function setUp() external {
        vm.warp(NOW);
        _odd = new OddFeed();
    }

    function read(address feed, address uptimeFeed) external view returns (bool taken, uint256 price, uint8 decimals) {
        return PriceFeed.latest(feed, HEARTBEAT, uptimeFeed);
    }

    // ARITHMETIC

    /// @dev The floor of the exact quotient: the remainder is under the divisor, in 512 bits held as two limbs.
    function testFuzz_TokensAreTheExactFloor(
        uint128 usd,
        uint16 bps,
        uint8 tokenDecimals,
        uint256 price,
        uint8 priceDecimals
    ) external pure {
        bps = uint16(bound(bps, 0, 10_000));
        tokenDecimals = uint8(bound(tokenDecimals, 0, 18));
        priceDecimals = uint8(bound(priceDecimals, 0, 18));
        price = bound(price, 1, type(uint128).max);
        uint256 tokens = PriceFeed.tokensFor(usd, bps, tokenDecimals, price, priceDecimals);
        uint256 divisor = 10 ** 12 * price;
        // worth < 2^262 and tokens x divisor <= worth: compare both as (high, low).
        (uint256 worthHigh, uint256 worthLow) = _multiply(uint256(usd) * bps * 10 ** tokenDecimals, 10 ** priceDecimals);
        (uint256 high, uint256 low) = _multiply(tokens, divisor);
        assertTrue(high < worthHigh || (high == worthHigh && low <= worthLow), "not above");
        uint256 next;
        unchecked {
            // Carries by hand.
            next = low + divisor;
            if (next < low) ++high;
        }
        assertTrue(high > worthHigh || (high == worthHigh && next > worthLow), "and no whole token less");
    }

    /// @dev More dollars or a greater share never pay less; a dearer token never pays more.
    function testFuzz_TokensAreMonotone(uint128[2] calldata usd, uint16[2] calldata bps, uint128[2] calldata prices)
        external
        pure
    {
        (uint128 less, uint128 more) = usd[0] < usd[1] ? (usd[0], usd[1]) : (usd[1], usd[0]);
        (uint16 part, uint16 whole) = bps[0] < bps[1] ? (bps[0], bps[1]) : (bps[1], bps[0]);
        (part, whole) = (part / 7, whole / 7); // At most 9,362.
        (uint256 cheap, uint256 dear) = prices[0] < prices[1] ? (prices[0], prices[1]) : (prices[1], prices[0]);
        (cheap, dear) = (bound(cheap, 1, type(uint128).max), bound(dear, 1, type(uint128).max));
        if (cheap > dear) (cheap, dear) = (dear, cheap);
        uint256 most = PriceFeed.tokensFor(more, whole, 6, cheap, 8);
        assertLe(PriceFeed.tokensFor(less, whole, 6, cheap, 8), most, "dollars");
        assertLe(PriceFeed.tokensFor(more, part, 6, cheap, 8), most, "share");
        assertLe(PriceFeed.tokensFor(more, whole, 6, dear, 8), most, "price");
    }

    function test_TokensOfKnownGrants() external pure {
        assertEq(PriceFeed.tokensFor(98_000e8, 10_000, 6, 0.98e8, 8), 100_000e6, "dollar coin under par");
        assertEq(PriceFeed.tokensFor(100_000e8, 10_000, 18, 2500e8, 8), 40e18, "ether");
        assertEq(PriceFeed.tokensFor(1, 1, 18, 3e18, 18), 333_333, "rounded down once");
    }

    // FEEDS

    function testFuzz_AnyRoundIsTakenOnlyIfSound(uint256[5] memory round, uint256 decimals) external {
        // Mostly near the bounds, where sound and unsound meet.
        (round[0], round[4]) = (bound(round[0], 0, 3), bound(round[4], 0, 3));
        if (round[1] % 4 != 0) round[1] = bound(round[1], 0, 1e12);
        if (round[3] % 4 != 0) round[3] = bound(round[3], NOW - 2 * HEARTBEAT, NOW + 10);
        decimals = bound(decimals, 0, 24);
        _odd.setRound(round);
        _odd.setDecimals(decimals);
        (bool taken,,) = this.read(address(_odd), NO_UPTIME_FEED);
        bool sound = round[1] != 0 && round[1] <= type(uint128).max && round[0] != 0 && round[4] >= round[0]
            && round[4] <= type(uint80).max && round[3] <= NOW && NOW - round[3] <= HEARTBEAT && decimals <= 18;
        assertEq(taken, sound, "taken");
    }

    function test_SoundPriceIsTaken() external {
        _sound();
        (bool taken, uint256 price, uint8 decimals) = this.read(address(_odd), NO_UPTIME_FEED);
        assertTrue(taken, "taken");
        assertEq(price, 1234e8, "price");
        assertEq(uint256(decimals), 8, "decimals");
    }

    function test_NothingUnsoundIsTaken() external {
        _refuse(1, 0, "no price");
        _refuse(1, uint256(int256(-1)), "negative");
        _refuse(1, uint256(type(uint128).max) + 1, "out of all proportion");
        _refuse(0, 0, "no round");
        _refuse(3, 0, "never updated");
        _refuse(3, NOW + 1, "from the future");
        _refuse(3, NOW - HEARTBEAT - 1, "stale");
        _refuse(4, 8, "answered in an older round");
        _refuse(4, uint256(1) << 80, "no round id");
        _sound();
        _odd.setDecimals(19);
        _expectNone("too many decimals");
        _odd.setDecimals(256 + 8);
        _expectNone("decimals beyond their type");
    }

    function test_MisbehavingFeedHasNoPriceAndHarmsNobody() external {
        for (uint256 i = 1; i <= 3; ++i) {
            _sound();
            _odd.setFaults(OddFeed.Fault(i), OddFeed.Fault.None);
            _expectNone("round");
            _odd.setFaults(OddFeed.Fault.None, OddFeed.Fault(i));
            _expectNone("decimals");
        }
        // Too much comes back: what counts is zeros, and the rest is not copied.
        _odd.setFaults(OddFeed.Fault.AnswersTooMuch, OddFeed.Fault.None);
        uint256 before = gasleft();
        _expectNone("too much");
        assertLt(before - gasleft(), 300_000, "bounded");
        (bool taken,,) = this.read(makeAddr("no contract"), NO_UPTIME_FEED);
        assertFalse(taken, "no contract");
    }

    /// @dev Else a caller could make a working feed look broken, and have the fallback price.
    function test_StarvedFeedIsNoBrokenFeed() external {
        _sound();
        vm.expectPartialRevert(PriceFeed.PriceFeed_InsufficientGas.selector);
        this.read{gas: 90_000}(address(_odd), NO_UPTIME_FEED);
    }

    function test_NoPriceWhileSequencerIsDownOrJustBack() external {
        _sound();
        MockV3Aggregator uptime = new MockV3Aggregator(0, 1);
        (bool taken,,) = this.read(address(_odd), address(uptime));
        assertFalse(taken, "down");
        uptime.updateAnswer(0);
        vm.warp(NOW + 1 hours);
        _odd.setRound([uint256(9), 1234e8, NOW, NOW + 1 hours, 9]);
        (taken,,) = this.read(address(_odd), address(uptime));
        assertFalse(taken, "grace period");
        vm.warp(NOW + 1 hours + 1);
        (taken,,) = this.read(address(_odd), address(uptime));
        assertTrue(taken, "and past it");
    }

    function _sound() private {
        _odd.setRound([uint256(9), 1234e8, NOW, NOW - HEARTBEAT, 9]);
        _odd.setDecimals(8);
        _odd.setFaults(OddFeed.Fault.None, OddFeed.Fault.None);
    }

    function _refuse(uint256 word, uint256 value, string memory label) private {
        _odd.setDecimals(8);
        uint256[5] memory round = [uint256(9), 1234e8, NOW, NOW - HEARTBEAT, 9];
        round[word] = value;
        _odd.setRound(round);
        _expectNone(label);
    }

    function _expectNone(string memory label) private view {
        (bool taken, uint256 price,) = this.read(address(_odd), NO_UPTIME_FEED);
        assertFalse(taken, label);
        assertEq(price, 0, label);
    }

    function _multiply(uint256 a, uint256 b) private pure returns (uint256 high, uint256 low) {
        // Schoolbook, in limbs of 128 bits; the factors here keep every sum inside 256.
        (uint256 a1, uint256 a0) = (a >> 128, a & type(uint128).max);
        (uint256 b1, uint256 b0) = (b >> 128, b & type(uint128).max);
        uint256 middle = a1 * b0;
        uint256 carry;
        unchecked {
            // Carries by hand.
            uint256 other = a0 * b1;
            middle += other;
            if (middle < other) carry = 1;
            low = a0 * b0;
            uint256 shifted = middle << 128;
            low += shifted;
            if (low < shifted) ++high;
        }
        high += a1 * b1 + (middle >> 128) + (carry << 128);
    }
}
