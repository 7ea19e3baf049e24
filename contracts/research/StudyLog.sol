// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStudyLog} from "../interfaces/IStudyLog.sol";
import {StudyId} from "../types/Identifiers.sol";

/// @title StudyLog
/// @dev Four words a study, however many steps: the steps themselves are in the log, and the head names them all.
contract StudyLog is IStudyLog {
    // CONSTANTS

    /// @dev A longer study registers a sequel. Bounded by the width of the bit sets.
    uint8 public constant MAX_STEPS = 80;

    bytes32 private constant NO_HASH = 0;
    uint80 private constant NO_INPUTS = 0;
    uint8 private constant NO_STEP = 0;

    // STORAGE

    mapping(StudyId id => Study) private _studies;

    // STEPS

    /// @inheritdoc IStudyLog
    function register(bytes32 salt, address custodian, bytes32 protocolHash) external returns (StudyId id) {
        // Check: a new study, with somebody who keeps its data.
        id = studyIdOf(msg.sender, salt);
        Study storage study = _studies[id];
        if (study.author != address(0)) revert StudyLog_AlreadyRegistered(id);
        if (custodian == address(0)) revert StudyLog_ZeroCustodian();

        // Effect
        (study.author, study.custodian, study.registeredAt) = (msg.sender, custodian, uint40(block.timestamp));
        emit StudyRegistered(id, msg.sender, custodian);
        _append(id, study, Step(StepKind.PROTOCOL, protocolHash, NO_INPUTS, NO_STEP, NO_HASH), NO_HASH);
    }

    /// @inheritdoc IStudyLog
    function unlock(StudyId id, bytes32 datasetHash, bytes32 head) external returns (bytes32 stepHash) {
        Study storage study = _registered(id);
        _checkCustodian(id, study);

        if (study.unlockedAt == 0) study.unlockedAt = uint40(block.timestamp);
        study.datasets |= _bit(study.steps);
        return _append(id, study, Step(StepKind.DATASET, datasetHash, NO_INPUTS, NO_STEP, NO_HASH), head);
    }

    /// @inheritdoc IStudyLog
    function record(StudyId id, StepKind kind, bytes32 contentHash, uint80 inputs, bytes32 head)
        external
        returns (bytes32 stepHash)
    {
        if (kind < StepKind.ANALYSIS || kind > StepKind.PUBLICATION) revert StudyLog_WrongCall(kind);
        Study storage study = _registered(id);
        _checkAuthor(id, study);

        _place(id, study, kind, kind == StepKind.ANALYSIS, kind != StepKind.ANALYSIS, inputs);
        return _append(id, study, Step(kind, contentHash, inputs, NO_STEP, NO_HASH), head);
    }

    /// @inheritdoc IStudyLog
    function correct(StudyId id, uint8 corrected, bytes32 contentHash, uint80 inputs, bytes32 reason, bytes32 head)
        external
        returns (bytes32 stepHash)
    {
        Study storage study = _registered(id);
        if (corrected >= study.steps) revert StudyLog_NoSuchStep(id, corrected, study.steps);
        if (reason == NO_HASH) revert StudyLog_ReasonMissing(id);

        // A correction stands for what it corrects, and so do corrections of it.
        uint80 bit = _bit(corrected);
        if (study.datasets & bit != 0) {
            _checkCustodian(id, study);
            study.datasets |= _bit(study.steps);
        } else {
            _checkAuthor(id, study);
        }
        _place(id, study, StepKind.CORRECTION, study.analyses & bit != 0, study.papers & bit != 0, inputs);
        return _append(id, study, Step(StepKind.CORRECTION, contentHash, inputs, corrected, reason), head);
    }

    // VIEWS

    /// @inheritdoc IStudyLog
    function studyOf(StudyId id) external view returns (Study memory) {
        return _studies[id];
    }

    /// @inheritdoc IStudyLog
    function studyIdOf(address author, bytes32 salt) public view returns (StudyId id) {
        return StudyId.wrap(keccak256(abi.encode(block.chainid, address(this), author, salt)));
    }

    // HELPERS

    function _registered(StudyId id) private view returns (Study storage study) {
        study = _studies[id];
        if (study.author == address(0)) revert StudyLog_UnknownStudy(id);
    }

    function _checkAuthor(StudyId id, Study storage study) private view {
        if (msg.sender != study.author) revert StudyLog_NotAuthor(id, msg.sender, study.author);
    }

    function _checkCustodian(StudyId id, Study storage study) private view {
        if (msg.sender != study.custodian) revert StudyLog_NotCustodian(id, msg.sender, study.custodian);
    }

    /// @dev Checks what the next step is built on, and marks it as an analysis or a paper.
    function _place(StudyId id, Study storage study, StepKind kind, bool isAnalysis, bool isPaper, uint80 inputs)
        private
    {
        uint8 steps = study.steps;
        if (inputs >> steps != 0) revert StudyLog_NoSuchStep(id, _highest(inputs), steps);
        if (isAnalysis) {
            if (inputs & study.datasets == 0) revert StudyLog_OutOfOrder(id, kind, StepKind.DATASET);
            study.analyses |= _bit(steps);
        }
        if (isPaper) {
            if (inputs & study.analyses == 0) revert StudyLog_OutOfOrder(id, kind, StepKind.ANALYSIS);
            study.papers |= _bit(steps);
        }
    }

    function _append(StudyId id, Study storage study, Step memory step, bytes32 head)
        private
        returns (bytes32 stepHash)
    {
        // Check: something new, on top of what its author has read, while there is room.
        uint8 index = study.steps;
        if (step.contentHash == NO_HASH) revert StudyLog_EmptyContent();
        if (head != study.head) revert StudyLog_OtherHead(id, head, study.head);
        if (index == MAX_STEPS) revert StudyLog_TooManySteps(id, MAX_STEPS);

        // Effect
        uint40 recordedAt = uint40(block.timestamp);
        stepHash = keccak256(abi.encode(id, index, step, head, recordedAt));
        (study.head, study.steps) = (stepHash, index + 1);
        emit StepRecorded(id, index, step, recordedAt, stepHash);
    }

    /// @dev No bit past the last step: `_append` refuses that one.
    function _bit(uint8 index) private pure returns (uint80) {
        return uint80(1) << index;
    }

    function _highest(uint80 inputs) private pure returns (uint256 index) {
        while (inputs >> (index + 1) != 0) ++index;
    }
}
