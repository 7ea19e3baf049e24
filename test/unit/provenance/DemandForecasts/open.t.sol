// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDemandForecasts} from "../../../../contracts/interfaces/IDemandForecasts.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {ForecastFixture} from "../../../utils/ForecastFixture.sol";

contract DemandForecastsOpenTest is ForecastFixture {
    uint32 private constant MOST = type(uint32).max;

    function test_RevertGiven_NothingReported() external {
        bytes32 id = _commit();
        _expectState(id, IDemandForecasts.State.Committed, IDemandForecasts.State.Reported);
        forecasts.open(id, _values(), SALT, _actuals());
    }

    function test_RevertGiven_ScoredAlready() external {
        bytes32 id = _reported();
        forecasts.open(id, _values(), SALT, _actuals());
        _expectState(id, IDemandForecasts.State.Scored, IDemandForecasts.State.Reported);
        forecasts.open(id, _values(), SALT, _actuals());
    }

    function test_RevertWhen_TimeToOpenOver() external {
        bytes32 id = _reported();
        _expectTime(id, ENDS_AT, ENDS_AT + OPEN_TIME, ENDS_AT + OPEN_TIME + 1);
        forecasts.open(id, _values(), SALT, _actuals());
        vm.warp(ENDS_AT + OPEN_TIME);
        forecasts.open(id, _values(), SALT, _actuals());
    }

    function test_RevertWhen_ValuesOrSaltNotThoseCommittedTo() external {
        bytes32 id = _reported();
        bytes32 commitment = _commitment(id, _values());
        _expectOther(id, commitment, keccak256(abi.encode(id, _actuals(), SALT)));
        forecasts.open(id, _actuals(), SALT, _actuals());
        _expectOther(id, commitment, keccak256(abi.encode(id, _values(), NONCE)));
        forecasts.open(id, _values(), NONCE, _actuals());
    }

    function test_RevertWhen_ActualsNotThoseReported() external {
        bytes32 id = _reported();
        _expectOther(id, keccak256(abi.encode(_actuals())), keccak256(abi.encode(_values())));
        forecasts.open(id, _values(), SALT, _values());
    }

    function test_RevertGiven_CommitmentToAnotherNumberOfValues() external {
        uint32[] memory three = new uint32[](3);
        three[0] = 9;
        bytes32 commitment = _commitment(_idOf(NONCE), three);
        vm.prank(maker);
        bytes32 id = forecasts.commit(MAKER, WHOLESALER, GTIN, STARTS_AT, ENDS_AT, STEPS, NONCE, commitment);
        _report(id, _actuals());
        _expectValues(id, 3);
        forecasts.open(id, three, SALT, _actuals());
    }

    function test_RevertGiven_CommitmentCopied() external {
        Gln copier = Gln.wrap(9_529_999_000_018);
        partners.set(copier, mallory, START + 365 days);
        bytes32 id = _commit();
        bytes32 commitment = forecasts.forecastOf(id).commitment;
        vm.prank(mallory);
        bytes32 copy = forecasts.commit(copier, WHOLESALER, GTIN, STARTS_AT, ENDS_AT, STEPS, NONCE, commitment);
        _report(id, _actuals());
        _report(copy, _actuals());
        forecasts.open(id, _values(), SALT, _actuals());
        _expectOther(copy, commitment, keccak256(abi.encode(copy, _values(), SALT)));
        vm.prank(mallory);
        forecasts.open(copy, _values(), SALT, _actuals());
    }

    function test_WhenAnyoneOpens_StoresScoresAndTells() external {
        bytes32 id = _reported();
        // |100-110| + |120-100| + |80-90| + |90-100| = 50 of 400; 390 - 400 = -10 of 400.
        vm.expectEmit(address(forecasts));
        emit IDemandForecasts.ForecastScored(id, _values(), 1250, -250);
        vm.prank(mallory);
        forecasts.open(id, _values(), SALT, _actuals());
        _assertScore(id, 1250, -250);
        _assertState(id, IDemandForecasts.State.Scored, "state");
    }

    function test_WhenForecastRight_ScoresZero() external {
        bytes32 id = _commitTo(_actuals());
        _report(id, _actuals());
        forecasts.open(id, _actuals(), SALT, _actuals());
        _assertScore(id, 0, 0);
    }

    function test_WhenScoresPastTheirTypes_StoresGreatest() external {
        uint32[] memory most = _figures(MOST, MOST, MOST, MOST);
        bytes32 id = _commitTo(most);
        uint32[] memory one = _figures(0, 1, 0, 0);
        _report(id, one);
        forecasts.open(id, most, SALT, one);
        _assertScore(id, MOST, type(int32).max);
    }

    function test_GivenNoDemandAndNoneForecast_ScoresZero() external {
        uint32[] memory none = _figures(0, 0, 0, 0);
        bytes32 id = _commitTo(none);
        _report(id, none);
        forecasts.open(id, none, SALT, none);
        _assertScore(id, 0, 0);
        _assertState(id, IDemandForecasts.State.Scored, "state");
    }

    function test_GivenNoDemandThoughForecast_StoresGreatest() external {
        uint32[] memory one = _figures(0, 0, 0, 1);
        uint32[] memory none = _figures(0, 0, 0, 0);
        bytes32 id = _commitTo(one);
        _report(id, none);
        forecasts.open(id, one, SALT, none);
        _assertScore(id, MOST, type(int32).max);
    }

    function test_WhenAllDemandMissed_BiasIsWholeOfIt() external {
        uint32[] memory most = _figures(MOST, MOST, MOST, MOST);
        uint32[] memory none = _figures(0, 0, 0, 0);
        bytes32 id = _commitTo(none);
        _report(id, most);
        forecasts.open(id, none, SALT, most);
        _assertScore(id, 10_000, -10_000);
    }

    function _assertScore(bytes32 id, uint32 wapeBps, int32 biasBps) private view {
        IDemandForecasts.Forecast memory forecast = forecasts.forecastOf(id);
        assertEq(uint256(forecast.wapeBps), wapeBps, "wape");
        assertEq(int256(forecast.biasBps), biasBps, "bias");
    }

    function _expectOther(bytes32 id, bytes32 expected, bytes32 shown) private {
        vm.expectRevert(
            abi.encodeWithSelector(IDemandForecasts.DemandForecasts_OtherValues.selector, id, expected, shown)
        );
    }
}
