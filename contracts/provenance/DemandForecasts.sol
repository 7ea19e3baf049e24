// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDemandForecasts} from "../interfaces/IDemandForecasts.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {ForecastScore} from "../libraries/ForecastScore.sol";
import {Gln, Gtin} from "../types/Identifiers.sol";

/// @title DemandForecasts
/// @dev Each state but the last ones has an end by time, so that no forecast stays open because somebody stays away.
contract DemandForecasts is IDemandForecasts {
    // CONSTANTS

    /// @notice A year by days.
    uint16 public constant MAX_STEPS = 366;
    /// @notice How far ahead a forecast's period may end.
    uint40 public constant MAX_AHEAD = 5 * 366 days;
    /// @notice How long the reporter has after the period's end.
    uint40 public constant REPORT_TIME = 30 days;
    /// @notice How long the forecaster has after the report.
    uint40 public constant OPEN_TIME = 14 days;

    // STORAGE

    ITradingPartners public immutable PARTNERS;

    // Three slots while committed, a fourth once reported; drawn in IDemandForecasts.
    mapping(bytes32 id => Forecast) private _forecasts;

    constructor(ITradingPartners partners) {
        PARTNERS = partners;
    }

    // COMMIT

    /// @inheritdoc IDemandForecasts
    function commit(
        Gln forecaster,
        Gln reporter,
        Gtin gtin,
        uint40 startsAt,
        uint40 endsAt,
        uint16 steps,
        bytes32 nonce,
        bytes32 commitment
    ) external returns (bytes32 id) {
        // Check: two partners with an account each, both authorised.
        if (!_isAuthorised(forecaster, msg.sender)) revert DemandForecasts_NotPartner(forecaster, msg.sender);
        address reporting = PARTNERS.partnerOf(reporter).account;
        bool areTwo = forecaster != reporter && reporting != msg.sender && _isAuthorised(reporter, reporting);
        // Check: a period that has not begun, in equal steps.
        if (!areTwo || !_isPeriod(startsAt, endsAt, steps)) {
            revert DemandForecasts_TermsRefused(forecaster, reporter, startsAt, endsAt, steps);
        }
        // Check: a new one.
        id = keccak256(abi.encode(forecaster, reporter, gtin, startsAt, endsAt, nonce));
        Forecast storage forecast = _forecasts[id];
        if (forecast.state != State.None) revert DemandForecasts_Exists(id);

        // Effect: nobody can change it from here on.
        forecast.commitment = commitment;
        (forecast.forecaster, forecast.reporter, forecast.gtin) = (forecaster, reporter, gtin);
        (forecast.startsAt, forecast.endsAt, forecast.steps) = (startsAt, endsAt, steps);
        forecast.state = State.Committed;
        emit ForecastCommitted(id, forecaster, reporter, gtin, startsAt, endsAt, steps, commitment);
    }

    // REPORT

    /// @inheritdoc IDemandForecasts
    function report(bytes32 id, uint32[] calldata actuals) external {
        Forecast storage forecast = _forecasts[id];
        _checkState(id, forecast.state, State.Committed);
        // Check: the reporter, in its time.
        if (PARTNERS.partnerOf(forecast.reporter).account != msg.sender) {
            revert DemandForecasts_NotPartner(forecast.reporter, msg.sender);
        }
        _checkTime(id, forecast.endsAt, forecast.endsAt + REPORT_TIME);
        // Check: a figure for each step.
        _checkCount(id, actuals.length, forecast.steps);

        // Effect: known from here on, before the forecast is.
        forecast.actualsHash = keccak256(abi.encode(actuals));
        forecast.reportedAt = uint40(block.timestamp);
        forecast.state = State.Reported;
        emit ActualsReported(id, actuals);
    }

    // OPEN

    /// @inheritdoc IDemandForecasts
    function open(bytes32 id, uint32[] calldata values, bytes32 salt, uint32[] calldata actuals) external {
        Forecast storage forecast = _forecasts[id];
        _checkState(id, forecast.state, State.Reported);
        _checkTime(id, forecast.reportedAt, forecast.reportedAt + OPEN_TIME);
        // Check: what was committed to, what was reported, and as many of each as there are steps.
        _checkHash(id, forecast.commitment, keccak256(abi.encode(id, values, salt)));
        _checkHash(id, forecast.actualsHash, keccak256(abi.encode(actuals)));
        _checkCount(id, values.length, forecast.steps);

        // Effect: scored, for good.
        (uint32 wapeBps, int32 biasBps) = ForecastScore.score(values, actuals);
        (forecast.wapeBps, forecast.biasBps) = (wapeBps, biasBps);
        forecast.state = State.Scored;
        emit ForecastScored(id, values, wapeBps, biasBps);
    }

    // LAPSE

    /// @inheritdoc IDemandForecasts
    function lapse(bytes32 id) external {
        Forecast storage forecast = _forecasts[id];
        State state = forecast.state;
        // Check: a step to come, and its time over.
        if (state != State.Reported) _checkState(id, state, State.Committed);
        (State ended, uint40 until) = _endOf(forecast, state);
        if (block.timestamp <= until) {
            revert DemandForecasts_WrongTime(id, until + 1, type(uint40).max, block.timestamp);
        }

        // Effect: over, and told who stayed away.
        forecast.state = ended;
        if (ended == State.Unreported) emit ForecastUnreported(id);
        else emit ForecastForfeited(id);
    }

    // VIEWS

    /// @inheritdoc IDemandForecasts
    function forecastOf(bytes32 id) external view returns (Forecast memory forecast) {
        forecast = _forecasts[id];
        if (forecast.state != State.Committed && forecast.state != State.Reported) return forecast;
        (State ended, uint40 until) = _endOf(_forecasts[id], forecast.state);
        if (block.timestamp > until) forecast.state = ended;
    }

    // HELPERS

    /// @dev What becomes of a forecast that is committed or reported when nothing more is done, and the last second before.
    function _endOf(Forecast storage forecast, State state) private view returns (State ended, uint40 until) {
        if (state == State.Committed) return (State.Unreported, forecast.endsAt + REPORT_TIME);
        return (State.Forfeited, forecast.reportedAt + OPEN_TIME);
    }

    function _isAuthorised(Gln gln, address account) private view returns (bool) {
        ITradingPartners.Partner memory partner = PARTNERS.partnerOf(gln);
        return partner.account == account && block.timestamp <= partner.validUntil;
    }

    function _isPeriod(uint40 startsAt, uint40 endsAt, uint16 steps) private view returns (bool) {
        bool isAhead = block.timestamp < startsAt && startsAt < endsAt && endsAt <= block.timestamp + MAX_AHEAD;
        return isAhead && steps > 0 && steps <= MAX_STEPS && (endsAt - startsAt) % steps == 0;
    }

    function _checkState(bytes32 id, State state, State needed) private pure {
        if (state != needed) revert DemandForecasts_WrongState(id, state, needed);
    }

    function _checkTime(bytes32 id, uint40 from, uint40 to) private view {
        if (block.timestamp < from || block.timestamp > to) {
            revert DemandForecasts_WrongTime(id, from, to, block.timestamp);
        }
    }

    function _checkCount(bytes32 id, uint256 count, uint16 steps) private pure {
        if (count != steps) revert DemandForecasts_ValuesRefused(id, count, steps);
    }

    function _checkHash(bytes32 id, bytes32 expected, bytes32 shown) private pure {
        if (expected != shown) revert DemandForecasts_OtherValues(id, expected, shown);
    }
}
