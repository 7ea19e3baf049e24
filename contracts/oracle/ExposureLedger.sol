// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {FeeBook} from "./FeeBook.sol";

/// @title How much a false answer could cost, against what the committee would lose
/// @dev The open exposure of a committee is the sum of its bookings. Booking more may be refused; letting go never is,
/// so that nothing here stands between a requester and a refund.
abstract contract ExposureLedger is FeeBook {
    // CONSTANTS

    uint256 private constant FULL_BPS = 10_000;
    /// @dev Most that one request, and all open requests of a committee together, may put at risk, of the bonds behind t
    /// members. Colluding members win half of their bonds back by reporting themselves first, so only the other half is
    /// what they lose.
    uint256 private constant MAX_VALUE_BPS = 5_000;
    uint40 private constant WHILE_OPEN = 0;

    // STORAGE

    struct Exposure {
        // slot 0
        ConfigDigest configDigest;
        // slot 1
        uint96 value;
        uint40 closableAt; // WHILE_OPEN until the answer is final
    }

    mapping(RequestId id => Exposure) private _exposures;
    mapping(ConfigDigest digest => uint256 value) private _openExposures;

    // BOOKING

    /// @dev Against the current committee, at opening.
    function _openExposure(RequestId id, uint96 value) internal {
        ConfigDigest digest = _currentDigest();
        // Check: covered by itself, and together with all that is open.
        uint256 maximum = _limitOf(digest);
        if (value > maximum) revert IInferenceOracle.InferenceOracle_ValueNotCovered(value, maximum);
        if (_openExposures[digest] + value > maximum) _revertFull(digest, value, maximum);

        // Effect: counted.
        _book(id, Exposure(digest, value, WHILE_OPEN));
    }

    /// @dev Over to the committee that answers.
    /// @return covered False, and nothing happens, if that one cannot take it.
    function _carryExposure(RequestId id, ConfigDigest answering, uint40 closableAt) internal returns (bool covered) {
        Exposure memory exposure = _exposures[id];
        if (exposure.configDigest == answering) {
            _exposures[id].closableAt = closableAt;
            return true;
        }
        // Check: as at opening.
        uint256 maximum = _limitOf(answering);
        if (_openExposures[answering] + exposure.value > maximum) return false;

        // Effect: counted there, and no longer here.
        _closeExposure(id);
        _book(id, Exposure(answering, exposure.value, closableAt));
        return true;
    }

    function _requireCarried(RequestId id, uint96 value, ConfigDigest answering, uint40 closableAt) internal {
        if (_carryExposure(id, answering, closableAt)) return;
        _revertFull(answering, value, _limitOf(answering));
    }

    function _closeExposure(RequestId id) internal {
        Exposure memory exposure = _exposures[id];
        if (exposure.value == 0) return; // never booked: a mode without committee risk

        // Effect: no longer counted.
        delete _exposures[id];
        _openExposures[exposure.configDigest] -= exposure.value;
        emit IInferenceOracle.ExposureClosed(id, exposure.configDigest, exposure.value);
    }

    function _book(RequestId id, Exposure memory exposure) private {
        _exposures[id] = exposure;
        _openExposures[exposure.configDigest] += exposure.value;
        emit IInferenceOracle.ExposureOpened(id, exposure.configDigest, exposure.value);
    }

    function _limitOf(ConfigDigest digest) private view returns (uint256 maximum) {
        return _OPERATORS.backingOf(digest) * MAX_VALUE_BPS / FULL_BPS;
    }

    function _revertFull(ConfigDigest digest, uint96 value, uint256 maximum) private view {
        revert IInferenceOracle.InferenceOracle_ExposureFull(digest, _openExposures[digest], value, maximum);
    }

    // VIEWS

    function _exposure(RequestId id) internal view returns (Exposure memory exposure) {
        return _exposures[id];
    }

    function _totalExposure(ConfigDigest digest) internal view returns (uint256 value) {
        return _openExposures[digest];
    }
}
