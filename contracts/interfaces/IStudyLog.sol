// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {StudyId} from "../types/Identifiers.sol";

/// @title From hypothesis to paper, in order
/// @notice A study pre-registers its protocol before its data are unlocked, and then records its analyses and papers.
/// Steps only append. Each step's hash covers the step before, so that nothing is put in later, and what it was made of:
///
///   stepHash = keccak256(abi.encode(studyId, index, kind, contentHash, inputsRoot, reason, previousHash, time))
///
/// `contentHash` is a salted commitment to the document (standards/study.ts); `inputsRoot` the Merkle root over the step
/// hashes it builds on. StudyId = keccak256(abi.encode(chainid, this contract, author, salt)).
interface IStudyLog {
    enum StepKind {
        /// Hypothesis and analysis plan.
        PROTOCOL,
        /// Data that the custodian unlocked; recorded by the custodian.
        DATASET,
        ANALYSIS,
        PREPRINT,
        PUBLICATION,
        /// Replaces an earlier step for a stated reason; both stay readable.
        CORRECTION
    }

    /// @dev What is known of a study.
    struct Study {
        // slot 0
        address author;
        uint40 registeredAt;
        uint16 steps;
        uint16 kinds; // bit of each kind that has been recorded
        // slot 1
        address custodian;
        uint40 unlockedAt;
        // slot 2
        bytes32 head;
    }

    event StudyRegistered(StudyId indexed id, address indexed author, address indexed custodian);
    event StepRecorded(
        StudyId indexed id,
        uint256 index,
        StepKind kind,
        address by,
        bytes32 contentHash,
        bytes32 inputsRoot,
        bytes32 reason,
        bytes32 stepHash
    );

    error StudyLog_AlreadyRegistered(StudyId id);
    error StudyLog_UnknownStudy(StudyId id);
    error StudyLog_NotAuthor(StudyId id, address caller, address author);
    error StudyLog_NotCustodian(StudyId id, address caller, address custodian);
    error StudyLog_EmptyContent();
    /// @notice Thrown when a step comes before the one that it needs: an analysis before data, a paper before an analysis.
    error StudyLog_OutOfOrder(StudyId id, StepKind kind, StepKind needed);
    error StudyLog_WrongCall(StepKind kind);
    error StudyLog_ReasonMissing(StudyId id);
    error StudyLog_OtherHead(StudyId id, bytes32 stated, bytes32 head);
    error StudyLog_TooManySteps(StudyId id, uint256 maximum);

    /// @notice Registers a study of the caller's with its protocol, before its custodian unlocks any data.
    function register(bytes32 salt, address custodian, bytes32 protocolHash) external returns (StudyId id);
    /// @notice Records that data were unlocked for the study. Its custodian only; `head` is the step it answers, so a
    /// custodian unlocks for the protocol that it read.
    function unlock(StudyId id, bytes32 datasetHash, bytes32 head) external returns (bytes32 stepHash);
    /// @notice Records an analysis, preprint or publication on top of `head`. The author.
    function record(StudyId id, StepKind kind, bytes32 contentHash, bytes32 inputsRoot, bytes32 head)
        external
        returns (bytes32 stepHash);
    /// @notice Records a correction on top of `head`, with the hash of the published reason. The author.
    function correct(StudyId id, bytes32 contentHash, bytes32 inputsRoot, bytes32 reason, bytes32 head)
        external
        returns (bytes32 stepHash);

    function studyOf(StudyId id) external view returns (Study memory);
    function studyIdOf(address author, bytes32 salt) external view returns (StudyId id);
}
