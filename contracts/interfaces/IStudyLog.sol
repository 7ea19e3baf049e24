// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {StudyId} from "../types/Identifiers.sol";

/// @title From hypothesis to paper, in order
/// @notice A study pre-registers its protocol before its custodian unlocks any data, and then records its analyses and
/// papers. Steps only append: a mistake is corrected by a further step with a reason, and both stay. Each step's hash
/// covers the step before, so nothing is put in later and nothing taken out:
///
///   stepHash = keccak256(abi.encode(studyId, index, step, previousHash, recordedAt))
///   studyId  = keccak256(abi.encode(chainid, this contract, author, salt))
///
/// The head is the hash of the last step. Whoever appends names the head that they have read, so that nobody builds on
/// something else than they saw.
/// @dev Warning: an order of steps is shown, not what an author knew. Data that were open before are no secret, and an
/// author who is the custodian too unlocks for themselves: readers are to look at who the custodian is.
interface IStudyLog {
    enum StepKind {
        /// Hypothesis and analysis plan. Step 0, and nothing else.
        PROTOCOL,
        /// Data that the custodian unlocked; recorded by the custodian.
        DATASET,
        /// Built on a dataset at least.
        ANALYSIS,
        /// Built on an analysis at least.
        PREPRINT,
        /// The same.
        PUBLICATION,
        /// Replaces an earlier step for a stated reason; both stay readable.
        CORRECTION
    }

    struct Step {
        StepKind kind;
        /// Salted commitment to the document (standards/study.ts).
        bytes32 contentHash;
        /// Bit i: built on step i.
        uint80 inputs;
        /// Of a correction: the index of the step that it replaces.
        uint8 corrected;
        /// Of a correction: hash of the published reason.
        bytes32 reason;
    }

    /// @dev What is known of a study.
    struct Study {
        // slot 0
        address author;
        uint40 registeredAt;
        /// When data were unlocked first; zero before.
        uint40 unlockedAt;
        uint8 steps;
        // slot 1
        address custodian;
        /// Bit i: step i is a preprint, a publication, or a correction of one.
        uint80 papers;
        // slot 2
        uint80 datasets;
        uint80 analyses;
        // slot 3
        bytes32 head;
    }

    event StudyRegistered(StudyId indexed id, address indexed author, address indexed custodian);
    event StepRecorded(StudyId indexed id, uint256 index, Step step, uint40 recordedAt, bytes32 stepHash);

    error StudyLog_AlreadyRegistered(StudyId id);
    error StudyLog_UnknownStudy(StudyId id);
    error StudyLog_ZeroCustodian();
    error StudyLog_NotAuthor(StudyId id, address caller, address author);
    error StudyLog_NotCustodian(StudyId id, address caller, address custodian);
    error StudyLog_EmptyContent();
    /// @notice Thrown when `record` is called for a kind that has a call of its own.
    error StudyLog_WrongCall(StepKind kind);
    /// @notice Thrown when a step is built on none of what it needs: an analysis on no data, a paper on no analysis.
    error StudyLog_OutOfOrder(StudyId id, StepKind kind, StepKind needed);
    /// @notice Thrown when a step is built on, or corrects, one that was not recorded.
    error StudyLog_NoSuchStep(StudyId id, uint256 index, uint256 steps);
    error StudyLog_ReasonMissing(StudyId id);
    /// @notice Thrown when others appended since the caller read the study.
    error StudyLog_OtherHead(StudyId id, bytes32 stated, bytes32 head);
    error StudyLog_TooManySteps(StudyId id, uint256 maximum);

    /// @notice Registers a study of the caller's with its protocol, before its custodian unlocks any data.
    function register(bytes32 salt, address custodian, bytes32 protocolHash) external returns (StudyId id);
    /// @notice Records that data were unlocked for the study. Its custodian only; `head` is the step it answers, so a
    /// custodian unlocks for the protocol that it read.
    function unlock(StudyId id, bytes32 datasetHash, bytes32 head) external returns (bytes32 stepHash);
    /// @notice Records an analysis, preprint or publication on top of `head`. The author.
    function record(StudyId id, StepKind kind, bytes32 contentHash, uint80 inputs, bytes32 head)
        external
        returns (bytes32 stepHash);
    /// @notice Replaces step `corrected` on top of `head`, with the hash of the published reason. A correction stands for
    /// what it corrects: that of a dataset is the custodian's, any other the author's, and that of an analysis or a paper
    /// needs the same inputs.
    function correct(StudyId id, uint8 corrected, bytes32 contentHash, uint80 inputs, bytes32 reason, bytes32 head)
        external
        returns (bytes32 stepHash);

    function studyOf(StudyId id) external view returns (Study memory);
    function studyIdOf(address author, bytes32 salt) external view returns (StudyId id);
}
