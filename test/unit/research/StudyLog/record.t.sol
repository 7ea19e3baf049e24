// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStudyLog} from "../../../../contracts/interfaces/IStudyLog.sol";
import {StudyId} from "../../../../contracts/types/Identifiers.sol";
import {StudyFixture} from "../../../utils/StudyFixture.sol";

contract StudyLogRecordTest is StudyFixture {
    uint256 private constant MAX_STEPS = 80;

    function test_RevertGiven_StudyNeverRegistered() external {
        StudyId id = log.studyIdOf(author, SALT);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_UnknownStudy.selector, id));
        vm.prank(author);
        log.record(id, IStudyLog.StepKind.ANALYSIS, RESULT, STEP_1, 0);
    }

    function test_RevertWhen_KindHasCallOfItsOwn() external {
        StudyId id = _analysed();
        IStudyLog.StepKind[3] memory kinds =
            [IStudyLog.StepKind.PROTOCOL, IStudyLog.StepKind.DATASET, IStudyLog.StepKind.CORRECTION];
        bytes32 head = log.studyOf(id).head;
        for (uint256 i; i < kinds.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_WrongCall.selector, kinds[i]));
            vm.prank(author);
            log.record(id, kinds[i], RESULT, STEP_1 | STEP_2, head);
        }
    }

    function test_RevertWhen_CallerNotAuthor() external {
        StudyId id = _register();
        bytes32 head = _unlock(id);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_NotAuthor.selector, id, custodian, author));
        vm.prank(custodian);
        log.record(id, IStudyLog.StepKind.ANALYSIS, RESULT, STEP_1, head);
    }

    function test_RevertWhen_AnalysisBuiltOnNoData() external {
        StudyId id = _register();
        // Before any data were unlocked, and afterwards on the protocol alone.
        _expectOutOfOrder(id, IStudyLog.StepKind.ANALYSIS, STEP_0, IStudyLog.StepKind.DATASET);
        _unlock(id);
        _expectOutOfOrder(id, IStudyLog.StepKind.ANALYSIS, STEP_0, IStudyLog.StepKind.DATASET);
        _expectOutOfOrder(id, IStudyLog.StepKind.ANALYSIS, 0, IStudyLog.StepKind.DATASET);
    }

    function test_RevertWhen_PaperBuiltOnNoAnalysis() external {
        StudyId id = _register();
        _unlock(id);
        _expectOutOfOrder(id, IStudyLog.StepKind.PREPRINT, STEP_1, IStudyLog.StepKind.ANALYSIS);
        _record(id, IStudyLog.StepKind.ANALYSIS, STEP_1);
        _expectOutOfOrder(id, IStudyLog.StepKind.PUBLICATION, STEP_0 | STEP_1, IStudyLog.StepKind.ANALYSIS);
        // On a preprint, but on no analysis.
        _record(id, IStudyLog.StepKind.PREPRINT, STEP_2);
        _expectOutOfOrder(id, IStudyLog.StepKind.PUBLICATION, 8, IStudyLog.StepKind.ANALYSIS);
    }

    function test_RevertWhen_BuiltOnStepToCome() external {
        StudyId id = _register();
        bytes32 head = _unlock(id);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_NoSuchStep.selector, id, 2, 2));
        vm.prank(author);
        log.record(id, IStudyLog.StepKind.ANALYSIS, RESULT, STEP_1 | STEP_2, head);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_NoSuchStep.selector, id, 79, 2));
        vm.prank(author);
        log.record(id, IStudyLog.StepKind.ANALYSIS, RESULT, type(uint80).max, head);
    }

    function test_RevertWhen_ContentEmpty() external {
        StudyId id = _register();
        bytes32 head = _unlock(id);
        vm.expectRevert(IStudyLog.StudyLog_EmptyContent.selector);
        vm.prank(author);
        log.record(id, IStudyLog.StepKind.ANALYSIS, 0, STEP_1, head);
    }

    function test_RevertWhen_AnotherHeadStated() external {
        StudyId id = _register();
        bytes32 read = _unlock(id);
        bytes32 head = _record(id, IStudyLog.StepKind.ANALYSIS, STEP_1);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_OtherHead.selector, id, read, head));
        vm.prank(author);
        log.record(id, IStudyLog.StepKind.ANALYSIS, RESULT, STEP_1, read);
    }

    function test_RevertGiven_StudyHasAllStepsItMayHave() external {
        StudyId id = _analysed();
        for (uint256 i = 3; i < MAX_STEPS; ++i) {
            _record(id, IStudyLog.StepKind.PUBLICATION, STEP_2);
        }
        bytes32 head = log.studyOf(id).head;
        bytes memory full = abi.encodeWithSelector(IStudyLog.StudyLog_TooManySteps.selector, id, MAX_STEPS);
        vm.expectRevert(full);
        vm.prank(author);
        log.record(id, IStudyLog.StepKind.PUBLICATION, RESULT, STEP_2, head);
        vm.expectRevert(full);
        vm.prank(custodian);
        log.unlock(id, DATA, head);
        vm.expectRevert(full);
        vm.prank(author);
        log.correct(id, 79, RESULT, STEP_2, REASON, head);
    }

    function test_WhenAuthorRecordsAnalysis_AppendsIt() external {
        StudyId id = _register();
        bytes32 head = _unlock(id);
        IStudyLog.Step memory step = IStudyLog.Step(IStudyLog.StepKind.ANALYSIS, RESULT, STEP_0 | STEP_1, 0, 0);
        _expectStep(id, 2, step, head);
        bytes32 stepHash = _record(id, IStudyLog.StepKind.ANALYSIS, STEP_0 | STEP_1);
        assertEq(stepHash, _hashOf(id, 2, step, head), "returned");
        assertEq(log.studyOf(id).head, stepHash, "head");
        assertEq(uint256(log.studyOf(id).analyses), STEP_2, "analyses");
    }

    function test_WhenAuthorRecordsPapersOnAnalysis_AppendsThem() external {
        StudyId id = _analysed();
        _record(id, IStudyLog.StepKind.PREPRINT, STEP_2);
        _record(id, IStudyLog.StepKind.PUBLICATION, STEP_2 | 8);
        assertEq(uint256(log.studyOf(id).papers), 8 | 16, "papers");
        assertEq(uint256(log.studyOf(id).steps), 5, "steps");
    }

    function _expectOutOfOrder(StudyId id, IStudyLog.StepKind kind, uint80 inputs, IStudyLog.StepKind needed) private {
        bytes32 head = log.studyOf(id).head;
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_OutOfOrder.selector, id, kind, needed));
        vm.prank(author);
        log.record(id, kind, RESULT, inputs, head);
    }
}
