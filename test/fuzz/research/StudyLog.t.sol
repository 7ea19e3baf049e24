// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStudyLog} from "../../../contracts/interfaces/IStudyLog.sol";
import {StudyId} from "../../../contracts/types/Identifiers.sol";
import {StudyFixture} from "../../utils/StudyFixture.sol";
import {Vm} from "../../utils/Vm.sol";

contract StudyLogFuzzTest is StudyFixture {
    uint256 private constant ANALYSES = 4;

    /// @dev Whoever has the log alone computes the head again, and every one before it.
    function testFuzz_HeadIsRecomputableFromEvents(bytes32[ANALYSES] calldata results, uint32 wait) external {
        vm.recordLogs();
        StudyId id = _play(results, wait);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes32 head;
        uint256 steps;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IStudyLog.StepRecorded.selector) continue;
            (uint256 index, IStudyLog.Step memory step, uint40 recordedAt, bytes32 stepHash) =
                abi.decode(logs[i].data, (uint256, IStudyLog.Step, uint40, bytes32));
            head = keccak256(abi.encode(id, index, step, head, recordedAt));
            assertEq(index, steps++, "index");
            assertEq(stepHash, head, "step hash");
        }
        assertEq(steps, ANALYSES + 2, "steps");
        assertEq(log.studyOf(id).head, head, "head");
    }

    /// @dev A document that is another one changes the hash of its step and of every later one, and of none before.
    function testFuzz_ChangedFigureChangesEveryLaterStep(
        bytes32[ANALYSES] memory results,
        uint256 changed,
        bytes32 other
    ) external {
        changed = bound(changed, 0, ANALYSES - 1);
        vm.assume(other != 0 && other != results[changed] && results[changed] != 0);
        uint256 before = vm.snapshotState();
        bytes32[] memory told = _hashes(results);
        vm.revertToState(before);
        results[changed] = other;
        bytes32[] memory shown = _hashes(results);
        for (uint256 i; i < told.length; ++i) {
            if (i < changed + 2) assertEq(shown[i], told[i], "an earlier step");
            else assertNotEq(shown[i], told[i], "this step and every later one");
        }
    }

    /// @dev Whatever is built on nothing that was recorded is refused, and changes nothing.
    function testFuzz_NothingIsBuiltOnStepsToCome(uint80 inputs, uint8 kind) external {
        StudyId id = _analysed();
        bytes32 head = log.studyOf(id).head;
        inputs = uint80(bound(inputs, 8, type(uint80).max));
        kind = uint8(bound(kind, uint8(IStudyLog.StepKind.ANALYSIS), uint8(IStudyLog.StepKind.PUBLICATION)));
        vm.expectPartialRevert(IStudyLog.StudyLog_NoSuchStep.selector);
        vm.prank(author);
        log.record(id, IStudyLog.StepKind(kind), RESULT, inputs, head);
        assertEq(log.studyOf(id).head, head, "head");
    }

    function _hashes(bytes32[ANALYSES] memory results) private returns (bytes32[] memory hashes) {
        hashes = new bytes32[](ANALYSES + 2);
        StudyId id = _register();
        hashes[0] = log.studyOf(id).head;
        hashes[1] = _unlock(id);
        for (uint256 i; i < ANALYSES; ++i) {
            hashes[i + 2] = _analyse(id, results[i]);
        }
    }

    function _play(bytes32[ANALYSES] memory results, uint32 wait) private returns (StudyId id) {
        id = _register();
        vm.warp(block.timestamp + wait);
        _unlock(id);
        for (uint256 i; i < ANALYSES; ++i) {
            vm.warp(block.timestamp + wait);
            _analyse(id, results[i]);
        }
    }

    function _analyse(StudyId id, bytes32 result) private returns (bytes32 stepHash) {
        bytes32 head = log.studyOf(id).head;
        vm.prank(author);
        return log.record(id, IStudyLog.StepKind.ANALYSIS, result == 0 ? bytes32(uint256(1)) : result, STEP_1, head);
    }
}
