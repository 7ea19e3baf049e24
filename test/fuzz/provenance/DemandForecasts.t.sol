// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDemandForecasts} from "../../../contracts/interfaces/IDemandForecasts.sol";
import {ForecastFixture} from "../../utils/ForecastFixture.sol";

contract DemandForecastsFuzzTest is ForecastFixture {
    /// @dev The formulas in another way: what was too much and what was too little, each by itself, in whole numbers.
    function testFuzz_ScoresAreThoseOfTheFormulas(uint32[4] calldata values, uint32[4] calldata actuals, uint256 shift)
        external
    {
        // Small demand too, where scores are past their types.
        shift = shift % 33;
        uint32[] memory forecast = _figures(values[0], values[1], values[2], values[3]);
        uint32[] memory actual = _figures(
            uint32(uint256(actuals[0]) >> shift),
            uint32(uint256(actuals[1]) >> shift),
            uint32(uint256(actuals[2]) >> shift),
            uint32(uint256(actuals[3]) >> shift)
        );
        bytes32 id = _commitTo(forecast);
        _report(id, actual);
        forecasts.open(id, forecast, SALT, actual);

        (uint256 over, uint256 under, uint256 total) = (0, 0, 0);
        for (uint256 i; i < 4; ++i) {
            if (forecast[i] > actual[i]) over += forecast[i] - actual[i];
            else under += actual[i] - forecast[i];
            total += actual[i];
        }
        IDemandForecasts.Forecast memory scored = forecasts.forecastOf(id);
        if (total == 0) {
            assertEq(uint256(scored.wapeBps), over == 0 ? 0 : type(uint32).max, "wape of no demand");
            assertEq(int256(scored.biasBps), over == 0 ? int256(0) : type(int32).max, "bias of no demand");
            return;
        }
        uint256 wape = (over + under) * 10_000 / total;
        int256 bias = over > under ? int256((over - under) * 10_000 / total) : -int256((under - over) * 10_000 / total);
        assertEq(uint256(scored.wapeBps), wape > type(uint32).max ? type(uint32).max : wape, "wape");
        assertEq(int256(scored.biasBps), bias > type(int32).max ? int256(type(int32).max) : bias, "bias");
    }

    /// @dev Whoever does what and when: after the last of all times every forecast is over, and anyone can have it told.
    function testFuzz_TimeAloneEndsEveryForecast(uint40[4] calldata waits, uint8[4] calldata acts) external {
        bytes32 id = _commit();
        uint256 when = START;
        for (uint256 i; i < 4; ++i) {
            when += bound(waits[i], 0, 30 days);
            vm.warp(when);
            _try(id, acts[i] % 4);
        }
        vm.warp(when > ENDS_AT + REPORT_TIME ? when + OPEN_TIME + 1 : ENDS_AT + REPORT_TIME + OPEN_TIME + 1);
        IDemandForecasts.State state = forecasts.forecastOf(id).state;
        assertTrue(uint256(state) >= uint256(IDemandForecasts.State.Scored), "over by time");
        try forecasts.lapse(id) {
            assertTrue(state != IDemandForecasts.State.Scored, "had not been told");
        } catch {}
        _assertState(id, state, "lapsing changes nothing of it");
    }

    function _try(bytes32 id, uint256 act) private {
        IDemandForecasts.State before = forecasts.forecastOf(id).state;
        bool done;
        if (act == 0) {
            vm.prank(wholesaler);
            try forecasts.report(id, _actuals()) {
                done = true;
            } catch {}
            assertTrue(!done || before == IDemandForecasts.State.Committed, "reported once, in time");
        } else if (act == 1) {
            try forecasts.open(id, _values(), SALT, _actuals()) {
                done = true;
            } catch {}
            assertEq(done, before == IDemandForecasts.State.Reported, "opened exactly when reported, in time");
        } else if (act == 2) {
            try forecasts.lapse(id) {
                done = true;
            } catch {}
            assertTrue(!done || uint256(before) >= uint256(IDemandForecasts.State.Forfeited), "lapsed when over");
        }
    }
}
