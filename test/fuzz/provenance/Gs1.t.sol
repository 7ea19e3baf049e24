// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Gs1} from "../../../contracts/libraries/Gs1.sol";
import {Gln, Gtin, Sscc} from "../../../contracts/types/Identifiers.sol";
import {Test} from "../../utils/Test.sol";

contract Gs1FuzzTest is Test {
    using Gs1 for Gtin;
    using Gs1 for Gln;
    using Gs1 for Sscc;

    function endOfExpiry(uint32 yymmdd) external pure returns (uint40) {
        return Gs1.endOfExpiry(yymmdd);
    }

    /// @dev The other way round: write the digits out, then weigh them from the right one by one.
    function _checkDigit(uint256 data) private pure returns (uint256) {
        bytes memory digits = bytes(vm.toString(data));
        uint256 sum;
        for (uint256 i; i < digits.length; ++i) {
            uint256 digit = uint8(digits[digits.length - 1 - i]) - 48;
            sum += i % 2 == 0 ? 3 * digit : digit;
        }
        return (10 - sum % 10) % 10;
    }

    function testFuzz_OnlyTheCheckDigitCompletesAKey(uint64 data, uint8 last) external pure {
        last = uint8(bound(last, 0, 9));
        uint256 gtin = bound(data, 1, 1e13 - 1);
        assertEq(Gtin.wrap(uint64(gtin * 10 + last)).isValid(), last == _checkDigit(gtin), "gtin");
        uint256 gln = bound(data, 1, 1e12 - 1);
        assertEq(Gln.wrap(uint64(gln * 10 + last)).isValid(), last == _checkDigit(gln), "gln");
        uint256 sscc = bound(data, 1, 1e17 - 1);
        assertEq(Sscc.wrap(uint64(sscc * 10 + last)).isValid(), last == _checkDigit(sscc), "sscc");
    }

    function testFuzz_NoKeyHasMoreDigitsThanItsKind(uint64 value) external pure {
        assertFalse(Gtin.wrap(uint64(bound(value, 1e14, type(uint64).max))).isValid(), "gtin");
        assertFalse(Gln.wrap(uint64(bound(value, 1e13, type(uint64).max))).isValid(), "gln");
        assertFalse(Sscc.wrap(uint64(bound(value, 1e18, type(uint64).max))).isValid(), "sscc");
    }

    /// @dev The other way round: compare the digits as text.
    function _begins(string memory key, uint256 from, string memory gln, uint256 digits) private pure returns (bool) {
        for (uint256 i; i < digits; ++i) {
            if (bytes(key)[from + i] != bytes(gln)[i]) return false;
        }
        return true;
    }

    /// @dev The number's text, with zeros in front.
    function _text(uint256 value, uint256 width) private pure returns (string memory text) {
        text = vm.toString(value);
        while (bytes(text).length < width) {
            text = string.concat("0", text);
        }
    }

    function testFuzz_AKeyCarriesThePrefixThatItsDigitsShow(uint64 gln, uint64 key, uint8 digits, bool related)
        external
        pure
    {
        gln = uint64(bound(gln, 0, 1e13 - 1));
        digits = uint8(bound(digits, 4, 12));
        uint256 prefix = gln / 10 ** (13 - digits);
        uint256 gtin = bound(key, 0, 1e14 - 1);
        uint256 sscc = bound(key, 0, 1e18 - 1);
        if (related) {
            // The first digit and everything behind the prefix are anything.
            gtin = gtin / 1e13 * 1e13 + prefix * 10 ** (13 - digits) + gtin % 10 ** (13 - digits);
            sscc = sscc / 1e17 * 1e17 + prefix * 10 ** (17 - digits) + sscc % 10 ** (17 - digits);
        }
        string memory text = _text(gln, 13);
        bool inGtin = _begins(_text(gtin, 14), 1, text, digits);
        bool inSscc = _begins(_text(sscc, 18), 1, text, digits);
        if (related) assertTrue(inGtin && inSscc, "written into both");
        assertEq(Gtin.wrap(uint64(gtin)).carriesPrefix(Gln.wrap(gln), digits), inGtin, "gtin");
        assertEq(Sscc.wrap(uint64(sscc)).carriesPrefix(Gln.wrap(gln), digits), inSscc, "sscc");
    }

    function testFuzz_NoKeyCarriesAPrefixOfAnotherLength(uint64 gln, uint64 key, uint8 digits) external pure {
        bool isLength = digits >= 4 && digits <= 12;
        assertEq(Gs1.isPrefixLength(digits), isLength || digits == 0, "length");
        if (isLength) return;
        assertFalse(Gtin.wrap(key).carriesPrefix(Gln.wrap(gln), digits), "gtin");
        assertFalse(Sscc.wrap(key).carriesPrefix(Gln.wrap(gln), digits), "sscc");
    }

    function test_ZeroIsNoKey() external pure {
        assertFalse(Gtin.wrap(0).isValid(), "gtin");
        assertFalse(Gln.wrap(0).isValid(), "gln");
        assertFalse(Sscc.wrap(0).isValid(), "sscc");
    }

    /// @dev Walks the calendar of the whole century day by day.
    function test_EveryDayOfTheCenturyEndsWhenTheNextBegins() external pure {
        uint8[12] memory lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        uint256 midnight = 946_684_800;
        for (uint32 year; year < 100; ++year) {
            for (uint32 month = 1; month <= 12; ++month) {
                uint32 length = month == 2 && year % 4 == 0 ? 29 : lengths[month - 1];
                uint32 firstOfMonth = year * 10_000 + month * 100;
                for (uint32 day = 1; day <= length; ++day) {
                    midnight += 1 days;
                    if (day == 1 || day >= 28) {
                        assertEq(uint256(Gs1.endOfExpiry(firstOfMonth + day)), midnight - 1, "last second");
                    }
                }
                assertEq(uint256(Gs1.endOfExpiry(firstOfMonth)), midnight - 1, "day 00");
            }
        }
        assertEq(midnight, 4_102_444_800, "2100-01-01");
    }

    function testFuzz_RevertWhen_TheDateDoesNotExist(uint32 year, uint32 month, uint32 day) external {
        year = uint32(bound(year, 0, 120));
        month = uint32(bound(month, 0, 20));
        uint8[12] memory lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        uint32 length = month >= 1 && month <= 12 && year < 100 ? lengths[month - 1] : 0;
        if (month == 2 && length != 0 && year % 4 == 0) length = 29;
        // Months that do not exist have not even a day 00.
        day = length == 0 ? uint32(bound(day, 0, 99)) : uint32(bound(day, length + 1, 99));
        uint32 yymmdd = year * 10_000 + month * 100 + day;
        vm.expectRevert(abi.encodeWithSelector(Gs1.Gs1_BadDate.selector, yymmdd));
        this.endOfExpiry(yymmdd);
    }
}
