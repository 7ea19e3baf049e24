// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../contracts/interfaces/IColdChain.sol";
import {DeviceReadings} from "../../../contracts/libraries/DeviceReadings.sol";
import {
    Content,
    LotDetails,
    NO_LOGISTIC_UNIT,
    StorageProfileId,
    Verdict
} from "../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../utils/ColdChainFixture.sol";

/// @dev A series that no transaction can carry would stop nothing, however bad it is.
contract LongSeriesScenarioTest is ColdChainFixture {
    uint256 internal constant GAS_OF_A_TRANSACTION = 16_777_216; // EIP-7825
    /// @dev A fifth stays free: for a ledger dearer than the double and a device whose key is a contract's.
    uint256 internal constant GAS_TO_SPEND = GAS_OF_A_TRANSACTION * 4 / 5;
    uint256 internal constant GAS_OF_A_BYTE = 16;
    /// @dev What the transaction itself costs, and the words around the readings.
    uint256 internal constant GAS_BESIDE = 50_000;
    uint256 internal constant TEMPERATURES = 2_001;
    StorageProfileId internal constant WIDE = StorageProfileId.wrap(9);

    /// @dev `count` readings that run through `span` tenths of a degree from `from` on, no two neighbours alike.
    function _series(uint256 count, uint16 apart, int256 from, uint256 span)
        private
        pure
        returns (bytes memory readings)
    {
        readings = new bytes(5 + 4 * count);
        _put(readings, 0, bytes5(NOW - 60 days));
        for (uint256 i; i < count; ++i) {
            uint16 since = i == 0 ? 0 : apart;
            uint16 deciC = uint16(int16(from + int256(i * 1_237 % span)));
            _put(readings, 5 + 4 * i, bytes5(uint40(since) << 24 | uint40(deciC) << 8));
        }
    }

    /// @dev Of the five bytes the last is overwritten by what follows, if anything does.
    function _put(bytes memory readings, uint256 offset, bytes5 five) private pure {
        for (uint256 i; i < 5 && offset + i < readings.length; ++i) {
            readings[offset + i] = five[i];
        }
    }

    function _gasToJudge(LotDetails memory lot, bytes memory readings, Verdict expected) private returns (uint256 gas) {
        bytes memory signature = signReadings(readings);
        IColdChain.Reporter memory reporter = IColdChain.Reporter(WHOLESALER, CASE, _fullCase(lot));
        vm.prank(users.wholesaler);
        gas = gasleft();
        (, Verdict verdict) = coldChain.evaluate(lot, reporter, readings, device, signature);
        gas = gas - gasleft() + GAS_BESIDE + GAS_OF_A_BYTE * readings.length;
        assertEq(uint256(verdict), uint256(expected), "verdict");
    }

    /// @dev As many entries as a logistic unit can have.
    function _fullCase(LotDetails memory lot) private returns (Content[] memory contents) {
        contents = new Content[](32);
        for (uint32 i; i < 32; ++i) {
            contents[i] = Content(idOf(i == 31 ? lot : otherVaccine), EXPIRES_AT, i, 1);
        }
        ledger.setUnit(CASE, PALLET, WHOLESALER, HOSPITAL, CARRIER, contents);
        ledger.setUnit(PALLET, NO_LOGISTIC_UNIT, WHOLESALER, HOSPITAL, CARRIER, contents);
    }

    function test_LongestSeriesOfEveryTemperatureFitsIntoOneTransaction() external {
        // Bounds that nothing passes: every rule is gone through for every temperature, thrice.
        IColdChain.StorageProfile memory profile = room();
        (profile.excursionMinDeciC, profile.spikeMaxDeciC) = (-1_100, 1_100);
        (profile.excursionMinutes, profile.spikeMinutes) = (type(uint32).max, type(uint32).max);
        (profile.windowMinutes, profile.mktLimitMilliC, profile.maxGapMinutes) = (1_440, 200_000, 1);
        coldChain.defineProfile(WIDE, profile);
        ledger.setProduct(VACCINE, MAH, WIDE);
        bytes memory readings = _series(DeviceReadings.MAX_READINGS, 5, -1_000, TEMPERATURES);
        assertLt(_gasToJudge(vaccine, readings, Verdict.Indeterminate), GAS_TO_SPEND, "gas");
    }

    function test_LongestSeriesOfAnUnquietLoggerFitsIntoOneTransaction() external {
        bytes memory readings = _series(DeviceReadings.MAX_READINGS, 5, 45, 11);
        assertLt(_gasToJudge(vaccine, readings, Verdict.Conformant), GAS_TO_SPEND, "gas");
    }

    function test_RevertWhen_OneReadingMoreIsSent() external {
        bytes memory readings = _series(DeviceReadings.MAX_READINGS + 1, 5, 45, 11);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadLength.selector, readings.length));
        coldChain.evaluate(vaccine, wholeLot(MAH), readings, device, "");
    }
}
