// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, Gtin, Sscc} from "../types/Identifiers.sol";

/// @title GS1 keys and dates as numbers
library Gs1 {
    uint64 private constant GTIN_END = 1e14;
    uint64 private constant GLN_END = 1e13;
    uint64 private constant SSCC_END = 1e18;

    /// @dev 2000-01-01 in days since 1970-01-01. Years are 2000 to 2099.
    uint256 private constant DAYS_TO_2000 = 10_957;
    uint256 private constant LAST_DAY_OF_MONTH = 0;
    uint256 private constant FEBRUARY = 2;
    /// @dev Days before each month of a common year, two bytes a month, January first after an unused pair.
    bytes26 private constant DAYS_BEFORE = hex"00000000001f003b005a0078009700b500d400f301110130014e";

    /// @notice Thrown when a date is not YYMMDD with a day that its month has, or day 00.
    error Gs1_BadDate(uint32 yymmdd);

    /// @notice Whether a trade item number (8, 12, 13 or 14 digits, zero-padded) has its check digit.
    function isValid(Gtin gtin) internal pure returns (bool valid) {
        return _isKey(Gtin.unwrap(gtin), GTIN_END);
    }

    /// @notice Whether a location number has its check digit.
    function isValid(Gln gln) internal pure returns (bool valid) {
        return _isKey(Gln.unwrap(gln), GLN_END);
    }

    /// @notice Whether a serial shipping container code has its check digit.
    function isValid(Sscc sscc) internal pure returns (bool valid) {
        return _isKey(Sscc.unwrap(sscc), SSCC_END);
    }

    /// @notice Last second, UTC, of the day that AI 17 names. Day 00 is the last day of its month.
    function endOfExpiry(uint32 yymmdd) internal pure returns (uint40 lastSecond) {
        uint256 year = yymmdd / 10_000;
        uint256 month = (yymmdd / 100) % 100;
        uint256 day = yymmdd % 100;
        if (year > 99 || month == 0 || month > 12) revert Gs1_BadDate(yymmdd);
        // Of 2000 to 2099 every fourth year is a leap year.
        bool leap = year % 4 == 0;
        uint256 lastDay = _lastDay(month, leap);
        if (day > lastDay) revert Gs1_BadDate(yymmdd);
        if (day == LAST_DAY_OF_MONTH) day = lastDay;
        uint256 dayOfYear = _daysBefore(month) + (leap && month > FEBRUARY ? 1 : 0) + day;
        uint256 leapDaysBefore = (year + 3) / 4;
        return uint40((DAYS_TO_2000 + year * 365 + leapDaysBefore + dayOfYear) * 1 days - 1);
    }

    /// @dev Digits weighted 1, 3, 1, 3 from the right, check digit included, add up to a multiple of ten.
    function _isKey(uint256 key, uint256 end) private pure returns (bool valid) {
        if (key == 0 || key >= end) return false;
        uint256 sum;
        for (; key != 0; key /= 100) {
            sum += (key % 10) + 3 * ((key / 10) % 10);
        }
        return sum % 10 == 0;
    }

    function _lastDay(uint256 month, bool leap) private pure returns (uint256 day) {
        if (month == FEBRUARY) return leap ? 29 : 28;
        // Thirty days have April, June, September and November.
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    function _daysBefore(uint256 month) private pure returns (uint256 count) {
        return (uint8(DAYS_BEFORE[2 * month]) << 8) | uint8(DAYS_BEFORE[2 * month + 1]);
    }
}
