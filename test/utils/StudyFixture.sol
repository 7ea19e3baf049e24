// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStudyLog} from "../../contracts/interfaces/IStudyLog.sol";
import {StudyId} from "../../contracts/types/Identifiers.sol";
import {Test} from "./Test.sol";

/// @title A study of an author, a custodian that keeps its data, and somebody with bad intentions
abstract contract StudyFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    bytes32 internal constant SALT = keccak256("a salt");
    bytes32 internal constant PROTOCOL = keccak256("a protocol");
    bytes32 internal constant DATA = keccak256("data");
    bytes32 internal constant RESULT = keccak256("a result");
    bytes32 internal constant PAPER = keccak256("a paper");
    bytes32 internal constant REASON = keccak256("a reason");
    uint80 internal constant STEP_0 = 1;
    uint80 internal constant STEP_1 = 2;
    uint80 internal constant STEP_2 = 4;

    address internal author;
    address internal custodian;
    address internal mallory;
    IStudyLog internal log;

    function setUp() public virtual {
        vm.warp(START);
        (author, custodian, mallory) = (makeAddr("author"), makeAddr("custodian"), makeAddr("mallory"));
        log = IStudyLog(deploy("StudyLog", ""));
    }

    // ACTS

    function _register() internal returns (StudyId id) {
        vm.prank(author);
        return log.register(SALT, custodian, PROTOCOL);
    }

    function _unlock(StudyId id) internal returns (bytes32 stepHash) {
        bytes32 head = log.studyOf(id).head;
        vm.prank(custodian);
        return log.unlock(id, DATA, head);
    }

    function _record(StudyId id, IStudyLog.StepKind kind, uint80 inputs) internal returns (bytes32 stepHash) {
        bytes32 head = log.studyOf(id).head;
        vm.prank(author);
        return log.record(id, kind, RESULT, inputs, head);
    }

    /// @dev Registered, unlocked and analysed.
    function _analysed() internal returns (StudyId id) {
        id = _register();
        _unlock(id);
        _record(id, IStudyLog.StepKind.ANALYSIS, STEP_1);
    }

    function _correct(StudyId id, address by, uint8 corrected, uint80 inputs) internal returns (bytes32 stepHash) {
        bytes32 head = log.studyOf(id).head;
        vm.prank(by);
        return log.correct(id, corrected, PAPER, inputs, REASON, head);
    }

    // EXPECTATIONS

    function _hashOf(StudyId id, uint256 index, IStudyLog.Step memory step, bytes32 previous)
        internal
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(id, index, step, previous, block.timestamp));
    }

    function _expectStep(StudyId id, uint256 index, IStudyLog.Step memory step, bytes32 previous) internal {
        vm.expectEmit(address(log));
        emit IStudyLog.StepRecorded(id, index, step, uint40(block.timestamp), _hashOf(id, index, step, previous));
    }
}
