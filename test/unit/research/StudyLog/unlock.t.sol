// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStudyLog} from "../../../../contracts/interfaces/IStudyLog.sol";
import {StudyId} from "../../../../contracts/types/Identifiers.sol";
import {StudyFixture} from "../../../utils/StudyFixture.sol";

contract StudyLogUnlockTest is StudyFixture {
    function test_RevertGiven_StudyNeverRegistered() external {
        StudyId id = log.studyIdOf(author, SALT);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_UnknownStudy.selector, id));
        vm.prank(custodian);
        log.unlock(id, DATA, 0);
    }

    function test_RevertWhen_CallerNotCustodian() external {
        StudyId id = _register();
        bytes32 head = log.studyOf(id).head;
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_NotCustodian.selector, id, author, custodian));
        vm.prank(author);
        log.unlock(id, DATA, head);
    }

    function test_RevertWhen_DatasetEmpty() external {
        StudyId id = _register();
        bytes32 head = log.studyOf(id).head;
        vm.expectRevert(IStudyLog.StudyLog_EmptyContent.selector);
        vm.prank(custodian);
        log.unlock(id, 0, head);
    }

    function test_RevertWhen_AnotherHeadStated() external {
        StudyId id = _register();
        bytes32 read = log.studyOf(id).head;
        // The author amends the protocol while the custodian reads the first one.
        bytes32 head = _correct(id, author, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_OtherHead.selector, id, read, head));
        vm.prank(custodian);
        log.unlock(id, DATA, read);
    }

    function test_WhenCustodianUnlocks_StoresTimeAndRecordsDataset() external {
        StudyId id = _register();
        bytes32 head = log.studyOf(id).head;
        vm.warp(START + 1 days);
        IStudyLog.Step memory step = IStudyLog.Step(IStudyLog.StepKind.DATASET, DATA, 0, 0, 0);
        _expectStep(id, 1, step, head);
        bytes32 stepHash = _unlock(id);
        IStudyLog.Study memory study = log.studyOf(id);
        assertEq(stepHash, _hashOf(id, 1, step, head), "returned");
        assertEq(study.head, stepHash, "head");
        assertEq(uint256(study.unlockedAt), START + 1 days, "unlocked at");
        assertEq(uint256(study.datasets), STEP_1, "datasets");
        assertEq(uint256(study.steps), 2, "steps");
    }

    function test_WhenCustodianUnlocksMoreData_KeepsTimeOfFirstUnlock() external {
        StudyId id = _register();
        _unlock(id);
        vm.warp(START + 1 days);
        _unlock(id);
        assertEq(uint256(log.studyOf(id).unlockedAt), START, "unlocked at");
        assertEq(uint256(log.studyOf(id).datasets), STEP_1 | STEP_2, "datasets");
    }
}
