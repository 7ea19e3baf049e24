// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {IColdChain} from "../interfaces/IColdChain.sol";
import {LotId, RequestId, SeriesId, Sscc} from "../types/Identifiers.sol";
import {NO_LOGISTIC_UNIT} from "../types/Provenance.sol";

/// @title Series, their judgements and flags
/// @dev What judging (ColdChain) and listening to the integrity network (IntegrityFlags) share.
abstract contract SeriesBook is IColdChain {
    struct StoredSeries {
        // slot 0
        address device;
        uint40 startedAt;
        /// By final answers alone.
        Flag finalFlag;
        int32 finalScore;
        // slot 1
        LotId lot;
        // slot 2
        Sscc sscc;
        /// Answers that raise the flag and may still be overturned, and the score of the latest.
        uint32 provisionalRaises;
        int32 provisionalScore;
    }

    /// @dev Verdicts that count against a lot, a logistic unit or a pack.
    struct Standing {
        /// Excursion and Indeterminate ones that wait for a disposition; of packs Excursion ones only.
        uint32 open;
        /// Reject ones, and those rejected by a quality person.
        uint32 rejects;
    }

    // CONSTANTS

    address internal constant NO_DEVICE = address(0);
    LotId internal constant NO_LOT = LotId.wrap(0);

    /// @notice The ledger whose lots and logistic units are judged and stopped.
    IBatchLedger public immutable BATCHES;

    // STORAGE

    mapping(SeriesId id => StoredSeries) internal _series;
    // One slot each: verdict 8 | disposition 8 | review 8 | three temperatures 64 | two times 80 | held 8.
    mapping(SeriesId id => mapping(bytes32 subject => Judgement)) internal _judgements;
    // One slot each. By the id of a lot, the code of a logistic unit as a word, or the subject of a pack.
    mapping(bytes32 stopped => Standing) internal _standing;
    // Answers that raised a series' flag and may still be overturned.
    mapping(SeriesId id => mapping(RequestId request => bool)) internal _raisedBy;

    // VIEWS

    /// @inheritdoc IColdChain
    function judgementOf(SeriesId series, bytes32 subject) external view returns (Judgement memory judgement) {
        judgement = _judgements[series][subject];
        (Flag flag,) = _flagOf(_series[series]);
        if (flag == Flag.Raised) judgement.review = true;
    }

    /// @inheritdoc IColdChain
    function openVerdictsOf(LotId lot, Sscc sscc) external view returns (uint32 count) {
        return _standing[_stoppedBy(lot, sscc)].open;
    }

    /// @inheritdoc IColdChain
    function isDoubted(LotId lot, uint32 index) external view returns (bool doubted) {
        Standing memory standing = _standing[_subjectOfUnit(lot, index)];
        return standing.open != 0 || standing.rejects != 0;
    }

    /// @inheritdoc IColdChain
    function seriesOf(SeriesId series) external view returns (Series memory record) {
        StoredSeries storage stored = _series[series];
        (Flag flag, int32 score) = _flagOf(stored);
        return Series(stored.device, stored.startedAt, flag, score, stored.lot, stored.sscc);
    }

    /// @inheritdoc IColdChain
    function subjectOfLogisticUnit(Sscc sscc, LotId lot) external pure returns (bytes32 subject) {
        return _subjectOf(lot, sscc);
    }

    // INTERNAL

    /// @dev A final word that raised the flag stands; else any raise that was not overturned; else the final word.
    function _flagOf(StoredSeries storage record) internal view returns (Flag flag, int32 score) {
        (flag, score) = (record.finalFlag, record.finalScore);
        if (flag != Flag.Raised && record.provisionalRaises != 0) return (Flag.Raised, record.provisionalScore);
    }

    /// @dev Subject of a lot, or of a logistic unit for the lot.
    function _subjectOf(LotId lot, Sscc sscc) internal pure returns (bytes32 subject) {
        return sscc == NO_LOGISTIC_UNIT ? LotId.unwrap(lot) : keccak256(abi.encode(sscc, lot));
    }

    function _subjectOfUnit(LotId lot, uint32 index) internal pure returns (bytes32 subject) {
        return keccak256(abi.encode(lot, index));
    }

    /// @dev What a verdict stops: lots of one logistic unit share its mark.
    function _stoppedBy(LotId lot, Sscc sscc) internal pure returns (bytes32 stopped) {
        return sscc == NO_LOGISTIC_UNIT ? LotId.unwrap(lot) : bytes32(uint256(Sscc.unwrap(sscc)));
    }
}
