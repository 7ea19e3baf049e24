// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDemandForecasts} from "../../../../contracts/interfaces/IDemandForecasts.sol";
import {Gln, Gtin} from "../../../../contracts/types/Identifiers.sol";
import {ForecastFixture} from "../../../utils/ForecastFixture.sol";

contract DemandForecastsCommitTest is ForecastFixture {
    uint40 private constant MAX_AHEAD = 5 * 366 days;
    bytes32 private constant COMMITMENT = keccak256("a commitment");

    function test_RevertWhen_CallerNotForecastersAccount() external {
        _expectNotPartner(mallory);
        _expectNotPartner(wholesaler);
    }

    function test_RevertGiven_ForecastersAuthorisationOver() external {
        partners.set(MAKER, maker, START - 1);
        _expectNotPartner(maker);
        partners.set(MAKER, maker, START);
        _commit();
    }

    function test_RevertWhen_ForecasterAndReporterOne() external {
        _expectRefused(MAKER, STARTS_AT, ENDS_AT, STEPS);
    }

    function test_RevertGiven_ForecasterAndReporterHaveOneAccount() external {
        partners.set(WHOLESALER, maker, START + 365 days);
        _expectRefused(WHOLESALER, STARTS_AT, ENDS_AT, STEPS);
    }

    function test_RevertGiven_ReporterUnknownOrAuthorisationOver() external {
        _expectRefused(Gln.wrap(9_529_999_000_018), STARTS_AT, ENDS_AT, STEPS);
        partners.set(WHOLESALER, wholesaler, START - 1);
        _expectRefused(WHOLESALER, STARTS_AT, ENDS_AT, STEPS);
    }

    function test_RevertWhen_PeriodBegunOrDoesNotEndAfterStart() external {
        _expectRefused(WHOLESALER, START, START + 28 days, STEPS);
        _expectRefused(WHOLESALER, STARTS_AT, STARTS_AT, STEPS);
        _expectRefused(WHOLESALER, STARTS_AT, STARTS_AT - 4, STEPS);
    }

    function test_RevertWhen_PeriodEndsTooFarAhead() external {
        _expectRefused(WHOLESALER, START + MAX_AHEAD - 3, START + MAX_AHEAD + 1, STEPS);
        _expectRefused(WHOLESALER, type(uint40).max - 4, type(uint40).max, STEPS);
        vm.prank(maker);
        forecasts.commit(MAKER, WHOLESALER, GTIN, START + MAX_AHEAD - 4, START + MAX_AHEAD, STEPS, NONCE, COMMITMENT);
    }

    function test_RevertWhen_StepsNoneTooManyOrUnequal() external {
        _expectRefused(WHOLESALER, STARTS_AT, ENDS_AT, 0);
        _expectRefused(WHOLESALER, STARTS_AT, STARTS_AT + 367 days, 367);
        _expectRefused(WHOLESALER, STARTS_AT, ENDS_AT + 1, STEPS);
        vm.prank(maker);
        forecasts.commit(MAKER, WHOLESALER, GTIN, STARTS_AT, STARTS_AT + 366 days, 366, NONCE, COMMITMENT);
    }

    function test_RevertWhen_SameCommittedAgain() external {
        bytes32 id = _commit();
        vm.expectRevert(abi.encodeWithSelector(IDemandForecasts.DemandForecasts_Exists.selector, id));
        vm.prank(maker);
        forecasts.commit(MAKER, WHOLESALER, GTIN, STARTS_AT, ENDS_AT, STEPS, NONCE, COMMITMENT);
        // Another nonce is another forecast.
        vm.prank(maker);
        forecasts.commit(MAKER, WHOLESALER, GTIN, STARTS_AT, ENDS_AT, STEPS, "other", COMMITMENT);
    }

    function test_WhenForecasterCommits_StoresAndTells() external {
        bytes32 expected = _idOf(NONCE);
        bytes32 commitment = _commitment(expected, _values());
        vm.expectEmit(address(forecasts));
        emit IDemandForecasts.ForecastCommitted(
            expected, MAKER, WHOLESALER, GTIN, STARTS_AT, ENDS_AT, STEPS, commitment
        );
        bytes32 id = _commit();
        assertEq(id, expected, "id");

        IDemandForecasts.Forecast memory forecast = forecasts.forecastOf(id);
        assertEq(forecast.commitment, commitment, "commitment");
        assertEq(uint256(Gln.unwrap(forecast.forecaster)), Gln.unwrap(MAKER), "forecaster");
        assertEq(uint256(Gln.unwrap(forecast.reporter)), Gln.unwrap(WHOLESALER), "reporter");
        assertEq(uint256(Gtin.unwrap(forecast.gtin)), Gtin.unwrap(GTIN), "gtin");
        assertEq(uint256(forecast.startsAt), STARTS_AT, "start");
        assertEq(uint256(forecast.endsAt), ENDS_AT, "end");
        assertEq(uint256(forecast.steps), STEPS, "steps");
        assertEq(forecast.actualsHash, bytes32(0), "nothing reported");
        assertEq(uint256(forecast.reportedAt), 0, "at no time");
        _assertState(id, IDemandForecasts.State.Committed, "state");
    }

    function _expectNotPartner(address caller) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IDemandForecasts.DemandForecasts_NotPartner.selector, MAKER, caller));
        forecasts.commit(MAKER, WHOLESALER, GTIN, STARTS_AT, ENDS_AT, STEPS, NONCE, COMMITMENT);
    }

    function _expectRefused(Gln reporter, uint40 startsAt, uint40 endsAt, uint16 steps) private {
        vm.prank(maker);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDemandForecasts.DemandForecasts_TermsRefused.selector, MAKER, reporter, startsAt, endsAt, steps
            )
        );
        forecasts.commit(MAKER, reporter, GTIN, startsAt, endsAt, steps, NONCE, COMMITMENT);
    }
}
