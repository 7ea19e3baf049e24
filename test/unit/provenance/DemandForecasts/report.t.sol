// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDemandForecasts} from "../../../../contracts/interfaces/IDemandForecasts.sol";
import {ForecastFixture} from "../../../utils/ForecastFixture.sol";

contract DemandForecastsReportTest is ForecastFixture {
    function test_RevertGiven_ForecastUnknown() external {
        _expectState(NONCE, IDemandForecasts.State.None, IDemandForecasts.State.Committed);
        vm.prank(wholesaler);
        forecasts.report(NONCE, _actuals());
    }

    function test_RevertGiven_ReportedAlready() external {
        bytes32 id = _reported();
        _expectState(id, IDemandForecasts.State.Reported, IDemandForecasts.State.Committed);
        vm.prank(wholesaler);
        forecasts.report(id, _actuals());
    }

    function test_RevertWhen_CallerNotReportersAccount() external {
        bytes32 id = _commit();
        vm.warp(ENDS_AT);
        address[2] memory callers = [maker, mallory];
        for (uint256 i; i < 2; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IDemandForecasts.DemandForecasts_NotPartner.selector, WHOLESALER, callers[i])
            );
            forecasts.report(id, _actuals());
        }
    }

    function test_RevertWhen_PeriodNotOver() external {
        bytes32 id = _commit();
        _expectTime(id, ENDS_AT, ENDS_AT + REPORT_TIME, ENDS_AT - 1);
        vm.prank(wholesaler);
        forecasts.report(id, _actuals());
        _report(id, _actuals());
    }

    function test_RevertWhen_TimeToReportOver() external {
        bytes32 id = _commit();
        _expectTime(id, ENDS_AT, ENDS_AT + REPORT_TIME, ENDS_AT + REPORT_TIME + 1);
        vm.prank(wholesaler);
        forecasts.report(id, _actuals());
        vm.warp(ENDS_AT + REPORT_TIME);
        vm.prank(wholesaler);
        forecasts.report(id, _actuals());
    }

    function test_RevertWhen_NotOneFigureAStep() external {
        bytes32 id = _commit();
        vm.warp(ENDS_AT);
        vm.startPrank(wholesaler);
        _expectValues(id, 0);
        forecasts.report(id, new uint32[](0));
        uint32[] memory five = new uint32[](5);
        five[4] = 7;
        _expectValues(id, 5);
        forecasts.report(id, five);
        vm.stopPrank();
    }

    function test_GivenDemandZeroThroughout_TakesReport() external {
        bytes32 id = _commit();
        _report(id, _figures(0, 0, 0, 0));
        _assertState(id, IDemandForecasts.State.Reported, "reported");
    }

    function test_GivenReportersAuthorisationEnded_TakesReport() external {
        bytes32 id = _commit();
        partners.set(WHOLESALER, wholesaler, STARTS_AT);
        _report(id, _actuals());
        _assertState(id, IDemandForecasts.State.Reported, "reported");
    }

    function test_WhenReporterReports_StoresAndTells() external {
        bytes32 id = _commit();
        vm.expectEmit(address(forecasts));
        emit IDemandForecasts.ActualsReported(id, _actuals());
        _report(id, _actuals());
        IDemandForecasts.Forecast memory forecast = forecasts.forecastOf(id);
        assertEq(forecast.actualsHash, keccak256(abi.encode(_actuals())), "hash");
        assertEq(uint256(forecast.reportedAt), ENDS_AT, "time");
        _assertState(id, IDemandForecasts.State.Reported, "state");
    }
}
