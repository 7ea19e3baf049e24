// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDemandForecasts} from "../../../../contracts/interfaces/IDemandForecasts.sol";
import {ForecastFixture} from "../../../utils/ForecastFixture.sol";

contract DemandForecastsLapseTest is ForecastFixture {
    uint40 private constant NEVER = type(uint40).max;

    function test_RevertGiven_ForecastUnknownOrOver() external {
        _expectState(NONCE, IDemandForecasts.State.None, IDemandForecasts.State.Committed);
        forecasts.lapse(NONCE);
        bytes32 id = _reported();
        forecasts.open(id, _values(), SALT, _actuals());
        vm.warp(ENDS_AT + 365 days);
        _expectState(id, IDemandForecasts.State.Scored, IDemandForecasts.State.Committed);
        forecasts.lapse(id);
    }

    function test_RevertWhen_TimeToReportNotOver() external {
        bytes32 id = _commit();
        uint40 last = ENDS_AT + REPORT_TIME;
        _expectTime(id, last + 1, NEVER, last);
        forecasts.lapse(id);
        _assertState(id, IDemandForecasts.State.Committed, "still");
    }

    function test_RevertWhen_TimeToOpenNotOver() external {
        bytes32 id = _reported();
        uint40 last = ENDS_AT + OPEN_TIME;
        _expectTime(id, last + 1, NEVER, last);
        forecasts.lapse(id);
        _assertState(id, IDemandForecasts.State.Reported, "still");
    }

    function test_WhenNobodyReportedInTime_IsUnreported() external {
        bytes32 id = _commit();
        vm.warp(ENDS_AT + REPORT_TIME + 1);
        _assertState(id, IDemandForecasts.State.Unreported, "by time");
        vm.expectEmit(address(forecasts));
        emit IDemandForecasts.ForecastUnreported(id);
        vm.prank(mallory);
        forecasts.lapse(id);
        _assertState(id, IDemandForecasts.State.Unreported, "told");
        _expectState(id, IDemandForecasts.State.Unreported, IDemandForecasts.State.Committed);
        forecasts.lapse(id);
    }

    function test_WhenNobodyOpenedInTime_IsForfeited() external {
        bytes32 id = _reported();
        vm.warp(ENDS_AT + OPEN_TIME + 1);
        _assertState(id, IDemandForecasts.State.Forfeited, "by time");
        vm.expectEmit(address(forecasts));
        emit IDemandForecasts.ForecastForfeited(id);
        vm.prank(mallory);
        forecasts.lapse(id);
        _assertState(id, IDemandForecasts.State.Forfeited, "told");
        _expectState(id, IDemandForecasts.State.Forfeited, IDemandForecasts.State.Reported);
        forecasts.open(id, _values(), SALT, _actuals());
    }
}
