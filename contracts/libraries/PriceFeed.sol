// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {SequencerUptime} from "./SequencerUptime.sol";

/// @title A token's price in dollars, or that there is none to be trusted now
/// @notice A feed that reverts, lies about its shape, eats gas or returns too much has no price, and harms nobody.
library PriceFeed {
    /// @dev Decimals of what prices are turned into dollars by, and of a price that no feed gave.
    uint8 internal constant USD_DECIMALS = 8;
    uint8 internal constant MAX_DECIMALS = 18;
    /// @dev Prices are not taken for this long after the sequencer of a layer 2 came back.
    uint256 internal constant SEQUENCER_GRACE = 1 hours;
    /// @dev Far above any price there is; keeps the arithmetic below inside 256 bits.
    uint256 internal constant MAX_PRICE = type(uint128).max;
    uint256 private constant FEED_GAS = 100_000;
    /// @dev What runs between the check and the call.
    uint256 private constant MARGIN_GAS = 5_000;
    uint256 private constant FULL_SHARE_BPS = 10_000;

    error PriceFeed_InsufficientGas(uint256 available, uint256 needed);

    /// @notice The feed's latest price, if every check holds: positive, of a complete round, not from the future, not
    /// older than `heartbeat`, while people can reach the chain.
    /// @param sequencerUptimeFeed Chainlink L2 sequencer uptime feed, zero on a layer 1.
    function latest(address feed, uint256 heartbeat, address sequencerUptimeFeed)
        internal
        view
        returns (bool taken, uint256 price, uint8 decimals)
    {
        (bool up, uint256 since) = SequencerUptime.stateOf(sequencerUptimeFeed);
        bool settled = since == 0 || block.timestamp > since + SEQUENCER_GRACE;
        if (!up || !settled) return (false, 0, 0);
        (taken, decimals) = _decimalsOf(feed);
        if (!taken) return (false, 0, 0);
        (taken, price) = _latestRound(feed, heartbeat);
        if (!taken) return (false, 0, 0);
    }

    /// @notice Tokens worth `payeeBps` of `usdAmount` (in units of 10^-8 dollars), rounded down, once.
    /// @param price At most MAX_PRICE, not zero. Both decimals are at most MAX_DECIMALS, the share is at most 10,000.
    function tokensFor(uint128 usdAmount, uint16 payeeBps, uint8 tokenDecimals, uint256 price, uint8 priceDecimals)
        internal
        pure
        returns (uint256)
    {
        // At most 128 + 14 + 60 bits here, 60 bits there, and 128 + 40 bits below: the quotient has at most 222.
        uint256 worth = uint256(usdAmount) * payeeBps * 10 ** tokenDecimals;
        return Math.mulDiv(worth, 10 ** priceDecimals, FULL_SHARE_BPS * 10 ** USD_DECIMALS * price);
    }

    function _latestRound(address feed, uint256 heartbeat) private view returns (bool taken, uint256 price) {
        (bool answered, uint256[5] memory round) =
            _read(feed, abi.encodeCall(AggregatorV3Interface.latestRoundData, ()), 5);
        if (!answered) return (false, 0);
        (uint256 roundId, uint256 updatedAt, uint256 answeredIn) = (round[0], round[3], round[4]);
        price = round[1];
        // As an int256, what has its top bit set is below zero.
        bool isPrice = price != 0 && price <= MAX_PRICE;
        bool isComplete = roundId != 0 && answeredIn >= roundId && answeredIn <= type(uint80).max;
        bool isFresh = updatedAt != 0 && updatedAt <= block.timestamp && block.timestamp - updatedAt <= heartbeat;
        return (isPrice && isComplete && isFresh, price);
    }

    function _decimalsOf(address feed) private view returns (bool taken, uint8 decimals) {
        (bool answered, uint256[5] memory words) = _read(feed, abi.encodeCall(AggregatorV3Interface.decimals, ()), 1);
        if (!answered || words[0] > MAX_DECIMALS) return (false, 0);
        return (true, uint8(words[0])); // Safe cast: checked above.
    }

    /// @dev Reads up to five words with bounded gas; whatever the feed returns beyond them is not copied.
    function _read(address feed, bytes memory payload, uint256 words)
        private
        view
        returns (bool answered, uint256[5] memory result)
    {
        if (feed.code.length == 0) return (false, result);
        // Check: the feed gets its gas in full, so that nobody can starve it to make it look broken.
        uint256 needed = (FEED_GAS + MARGIN_GAS) * 64 / 63;
        if (gasleft() < needed) revert PriceFeed_InsufficientGas(gasleft(), needed);
        uint256 gasLimit = FEED_GAS;
        assembly ("memory-safe") {
            let size := mul(words, 32)
            answered := staticcall(gasLimit, feed, add(payload, 32), mload(payload), result, size)
            answered := and(answered, iszero(lt(returndatasize(), size)))
        }
    }
}
