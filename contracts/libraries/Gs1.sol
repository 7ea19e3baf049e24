// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, Gtin, Sscc} from "../types/Identifiers.sol";

/// @title GS1 keys and dates as numbers
library Gs1 {
    uint64 private constant GTIN_END = 1e14;
    uint64 private constant GLN_END = 1e13;
    uint64 private constant SSCC_END = 1e18;
    uint256 private constant GTIN_DIGITS = 14;
    uint256 private constant GLN_DIGITS = 13;
    uint256 private constant SSCC_DIGITS = 18;

    /// @dev Lengths of a GS1 company prefix.
    uint8 private constant NO_PREFIX = 0;
    uint8 private constant SHORTEST_PREFIX = 4;
    uint8 private constant LONGEST_PREFIX = 12;

    /// @dev 2000-01-01 in days since 1970-01-01. Years are 2000 to 2099.
    uint256 private constant DAYS_TO_2000 = 10_957;
    uint256 private constant LAST_DAY_OF_MONTH = 0;
    uint256 private constant FEBRUARY = 2;
    /// @dev Days of a common year before each month: 16 bits a month, January after 16 unused ones.
    uint256 private constant DAYS_BEFORE = 0x014e_0130_0111_00f3_00d4_00b5_0097_0078_005a_003b_001f_0000_0000;

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

    /// @notice Whether a company prefix has so many digits, or there is none.
    function isPrefixLength(uint8 digits) internal pure returns (bool valid) {
        return digits == NO_PREFIX || (digits >= SHORTEST_PREFIX && digits <= LONGEST_PREFIX);
    }

    /// @notice Whether digits 2 and on of the 14 are the company prefix that a location number begins with.
    function carriesPrefix(Gtin gtin, Gln gln, uint8 digits) internal pure returns (bool carries) {
        return _carriesPrefix(Gtin.unwrap(gtin), GTIN_DIGITS, gln, digits);
    }

    /// @notice Whether digits 2 and on of the 18 are the company prefix that a location number begins with.
    function carriesPrefix(Sscc sscc, Gln gln, uint8 digits) internal pure returns (bool carries) {
        return _carriesPrefix(Sscc.unwrap(sscc), SSCC_DIGITS, gln, digits);
    }

    /// @notice Last second, UTC, of the day that AI 17 names. Day 00 is the last day of its month.
    function endOfExpiry(uint32 yymmdd) internal pure returns (uint40 lastSecond) {
        uint256 date = yymmdd;
        uint256 year = date / 10_000;
        uint256 month = (date / 100) % 100;
        uint256 day = date % 100;
        unchecked {
            // Month 0 wraps and is refused too; past that, year <= 99, month <= 12 and day <= 99 overflow nothing.
            if (year > 99 || month - 1 > 11) revert Gs1_BadDate(yymmdd);
            // Of 2000 to 2099 every fourth year is a leap year: 1 where the last two bits are zero.
            uint256 leap = 1 - (((year & 3) + 3) >> 2);
            // Thirty days have April, June, September and November: from August on odd months are the short ones.
            uint256 lastDay = month == FEBRUARY ? 28 + leap : 30 + ((month ^ (month >> 3)) & 1);
            if (day > lastDay) revert Gs1_BadDate(yymmdd);
            if (day == LAST_DAY_OF_MONTH) day = lastDay;
            if (month > FEBRUARY) day += leap;
            uint256 daysBefore = (DAYS_BEFORE >> (month * 16)) & 0xffff;
            uint256 leapDaysBefore = (year + 3) / 4;
            return uint40((DAYS_TO_2000 + year * 365 + leapDaysBefore + daysBefore + day) * 1 days - 1);
        }
    }

    /// @dev The key's first digit is left out, and everything behind the prefix.
    function _carriesPrefix(uint256 key, uint256 keyDigits, Gln gln, uint256 digits)
        private
        pure
        returns (bool carries)
    {
        if (digits < SHORTEST_PREFIX || digits > LONGEST_PREFIX) return false;
        unchecked {
            // No exponent is below zero: the longest prefix is shorter than any key.
            uint256 prefix = Gln.unwrap(gln) / 10 ** (GLN_DIGITS - digits);
            return (key / 10 ** (keyDigits - 1 - digits)) % 10 ** digits == prefix;
        }
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
}
