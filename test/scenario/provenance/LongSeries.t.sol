// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LotDetails, Verdict} from "../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../utils/ProvenanceFixture.sol";

/// @dev A series that no transaction can carry would quarantine nothing, however bad it is.
contract LongSeriesScenarioTest is ProvenanceFixture {
    uint256 internal constant GAS_OF_A_TRANSACTION = 16_777_216; // EIP-7825
    uint256 internal constant GAS_OF_A_BYTE = 16;
    /// @dev What the transaction itself costs, and the words around the readings.
    uint256 internal constant GAS_BESIDE = 50_000;
    uint256 internal constant MOST_READINGS = 4_096;
    uint16 internal constant EVERY_FIVE_MINUTES = 5;

    /// @dev Temperatures run through `span` tenths of a degree from 5 degrees on, no two neighbours alike.
    function _unquietSeries(uint256 span) private pure returns (bytes memory readings) {
        readings = new bytes(5 + 4 * MOST_READINGS);
        _put(readings, 0, bytes5(NOW - 30 days));
        for (uint256 i; i < MOST_READINGS; ++i) {
            uint16 minutesSince = i == 0 ? 0 : EVERY_FIVE_MINUTES;
            _put(readings, 5 + 4 * i, bytes5(uint40(minutesSince) << 24 | uint40(50 + i * 7 % span) << 8));
        }
    }

    /// @dev Of the five bytes the last is overwritten by what follows, if anything does.
    function _put(bytes memory readings, uint256 offset, bytes5 five) private pure {
        for (uint256 i; i < 5 && offset + i < readings.length; ++i) {
            readings[offset + i] = five[i];
        }
    }

    function _gasToJudge(uint256 span, Verdict expected) private returns (uint256 gas) {
        LotDetails memory vaccine = commission(VACCINE, "VAX26A01");
        bytes memory readings = _unquietSeries(span);
        bytes memory signature = signReadings(readings);
        vm.prank(users.mah);
        gas = gasleft();
        (, Verdict verdict) = coldChain.evaluate(vaccine, holder(), readings, device, signature);
        gas = gas - gasleft() + GAS_BESIDE + GAS_OF_A_BYTE * readings.length;
        assertEq(uint256(verdict), uint256(expected), "verdict");
    }

    function test_LongestSeriesOfAnUnquietLoggerFitsIntoOneTransaction() external {
        assertLt(_gasToJudge(11, Verdict.Conformant), GAS_OF_A_TRANSACTION, "gas");
    }

    function test_LongestSeriesFromFiveToAHundredDegreesFitsIntoOneTransaction() external {
        assertLt(_gasToJudge(951, Verdict.Excursion), GAS_OF_A_TRANSACTION, "gas");
    }
}
