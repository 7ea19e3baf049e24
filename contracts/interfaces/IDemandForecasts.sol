// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, Gtin} from "../types/Identifiers.sol";

/// @title Forecasts of demand: committed before their period, scored after it
/// @notice ForecastId = keccak256(abi.encode(forecaster, reporter, gtin, startsAt, endsAt, nonce)). The commitment is
/// keccak256(abi.encode(bytes32 id, uint32[] values, bytes32 salt)): it names the forecaster through the id, so that
/// nobody commits to another's and opens it after them. Scores are integers:
///
///   wapeBps = floor(10,000 * sum |forecast - actual| / sum actual), at most 2^32 - 1
///   biasBps = 10,000 * sum (forecast - actual) / sum actual, rounded towards zero, at most 2^31 - 1
///
/// Where there was no demand at all both are zero if none was forecast, and else the greatest that they can be.
///
/// The reporter of the actual figures is another partner than the forecaster and shows them before the forecast is
/// opened, so that neither side can follow the other. Who does not show in time forfeits or leaves unscored.
interface IDemandForecasts {
    enum State {
        None,
        Committed,
        /// Actual figures are known.
        Reported,
        Scored,
        /// The forecaster did not open its commitment in time.
        Forfeited,
        /// The reporter did not report in time.
        Unreported
    }

    struct Forecast {
        // slot 0
        bytes32 commitment;
        // slot 1
        Gln forecaster;
        Gln reporter;
        Gtin gtin;
        uint40 startsAt;
        /// Number of steps of equal length.
        uint16 steps;
        State state;
        // slot 2
        uint40 endsAt;
        uint40 reportedAt;
        uint32 wapeBps;
        int32 biasBps;
        // slot 3
        /// keccak256(abi.encode(uint32[] actuals)), once reported.
        bytes32 actualsHash;
    }

    event ForecastCommitted(
        bytes32 indexed id,
        Gln indexed forecaster,
        Gln indexed reporter,
        Gtin gtin,
        uint40 startsAt,
        uint40 endsAt,
        uint16 steps,
        bytes32 commitment
    );
    event ActualsReported(bytes32 indexed id, uint32[] actuals);
    event ForecastScored(bytes32 indexed id, uint32[] values, uint32 wapeBps, int32 biasBps);
    event ForecastForfeited(bytes32 indexed id);
    event ForecastUnreported(bytes32 indexed id);

    /// @notice Thrown when the caller is not the partner's account, or the partner's authorisation is over when a forecast
    /// is made. What was committed to is reported whatever became of the authorisation.
    error DemandForecasts_NotPartner(Gln gln, address caller);
    /// @notice Thrown when the two are one partner or one account, the reporter is not authorised, or the period has begun,
    /// does not divide into so many steps, or ends later than MAX_AHEAD from now.
    error DemandForecasts_TermsRefused(Gln forecaster, Gln reporter, uint40 startsAt, uint40 endsAt, uint16 steps);
    error DemandForecasts_Exists(bytes32 id);
    error DemandForecasts_WrongState(bytes32 id, State state, State needed);
    /// @notice Thrown when something is shown before or after its time.
    error DemandForecasts_WrongTime(bytes32 id, uint40 from, uint40 to, uint256 now_);
    error DemandForecasts_OtherValues(bytes32 id, bytes32 commitment, bytes32 shown);
    /// @notice Thrown when the number of values is not that of the steps.
    error DemandForecasts_ValuesRefused(bytes32 id, uint256 length, uint16 steps);

    /// @notice Commits to a forecast. Before its period starts.
    function commit(
        Gln forecaster,
        Gln reporter,
        Gtin gtin,
        uint40 startsAt,
        uint40 endsAt,
        uint16 steps,
        bytes32 nonce,
        bytes32 commitment
    ) external returns (bytes32 id);
    /// @notice Shows what demand was. Only the reporter, within REPORT_TIME after the period's end.
    function report(bytes32 id, uint32[] calldata actuals) external;
    /// @notice Opens the forecast and scores it. Anyone who knows it, within OPEN_TIME after the report.
    function open(bytes32 id, uint32[] calldata values, bytes32 salt, uint32[] calldata actuals) external;
    /// @notice Ends a forecast whose time for the next step is over. Anyone.
    function lapse(bytes32 id) external;

    /// @notice How a forecast stands. One whose time for the next step is over is Forfeited or Unreported, told or not.
    function forecastOf(bytes32 id) external view returns (Forecast memory forecast);
}
