// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStudyLog} from "../../../../contracts/interfaces/IStudyLog.sol";
import {StudyId} from "../../../../contracts/types/Identifiers.sol";
import {StudyFixture} from "../../../utils/StudyFixture.sol";

contract StudyLogCorrectTest is StudyFixture {
    function test_RevertGiven_StudyNeverRegistered() external {
        StudyId id = log.studyIdOf(author, SALT);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_UnknownStudy.selector, id));
        vm.prank(author);
        log.correct(id, 0, PAPER, 0, REASON, 0);
    }

    function test_RevertWhen_CorrectedStepNeverRecorded() external {
        StudyId id = _register();
        bytes32 head = log.studyOf(id).head;
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_NoSuchStep.selector, id, 1, 1));
        vm.prank(author);
        log.correct(id, 1, PAPER, 0, REASON, head);
    }

    function test_RevertWhen_ReasonMissing() external {
        StudyId id = _register();
        bytes32 head = log.studyOf(id).head;
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_ReasonMissing.selector, id));
        vm.prank(author);
        log.correct(id, 0, PAPER, 0, 0, head);
    }

    function test_RevertWhen_SomebodyElseThanAuthorCorrectsStep() external {
        StudyId id = _analysed();
        _expectNotAuthor(id, mallory, 0);
        _expectNotAuthor(id, custodian, 2);
    }

    function test_RevertWhen_AuthorCorrectsDataset() external {
        StudyId id = _analysed();
        bytes32 head = log.studyOf(id).head;
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_NotCustodian.selector, id, author, custodian));
        vm.prank(author);
        log.correct(id, 1, PAPER, 0, REASON, head);
    }

    function test_RevertWhen_CorrectedAnalysisBuiltOnNoData() external {
        StudyId id = _analysed();
        _expectOutOfOrder(id, 2, STEP_0 | STEP_2, IStudyLog.StepKind.DATASET);
    }

    function test_RevertWhen_CorrectedPaperBuiltOnNoAnalysis() external {
        StudyId id = _analysed();
        _record(id, IStudyLog.StepKind.PUBLICATION, STEP_2);
        _expectOutOfOrder(id, 3, STEP_1, IStudyLog.StepKind.ANALYSIS);
    }

    function test_RevertWhen_AnotherHeadStated() external {
        StudyId id = _register();
        bytes32 read = log.studyOf(id).head;
        bytes32 head = _unlock(id);
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_OtherHead.selector, id, read, head));
        vm.prank(author);
        log.correct(id, 0, PAPER, 0, REASON, read);
    }

    function test_WhenProtocolCorrected_AppendsCorrectionAndReason() external {
        StudyId id = _register();
        bytes32 head = log.studyOf(id).head;
        IStudyLog.Step memory step = IStudyLog.Step(IStudyLog.StepKind.CORRECTION, PAPER, STEP_0, 0, REASON);
        _expectStep(id, 1, step, head);
        assertEq(_correct(id, author, 0, STEP_0), _hashOf(id, 1, step, head), "step hash");
        IStudyLog.Study memory study = log.studyOf(id);
        assertEq(uint256(study.datasets) | study.analyses | study.papers, 0, "neither data nor result");
    }

    function test_WhenCustodianCorrectsDataset_StandsForDataset() external {
        StudyId id = _register();
        _unlock(id);
        _correct(id, custodian, 1, 0);
        assertEq(uint256(log.studyOf(id).datasets), STEP_1 | STEP_2, "datasets");
        // An analysis of the corrected data alone.
        _record(id, IStudyLog.StepKind.ANALYSIS, STEP_2);
    }

    function test_WhenAuthorCorrectsAnalysisAndCorrection_StandsForAnalysis() external {
        StudyId id = _analysed();
        _correct(id, author, 2, STEP_1);
        _correct(id, author, 3, STEP_1);
        assertEq(uint256(log.studyOf(id).analyses), STEP_2 | 8 | 16, "analyses");
        // A paper on the last of them alone.
        _record(id, IStudyLog.StepKind.PUBLICATION, 16);
    }

    function _expectNotAuthor(StudyId id, address by, uint8 corrected) private {
        bytes32 head = log.studyOf(id).head;
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_NotAuthor.selector, id, by, author));
        vm.prank(by);
        log.correct(id, corrected, PAPER, STEP_1, REASON, head);
    }

    function _expectOutOfOrder(StudyId id, uint8 corrected, uint80 inputs, IStudyLog.StepKind needed) private {
        bytes32 head = log.studyOf(id).head;
        vm.expectRevert(
            abi.encodeWithSelector(IStudyLog.StudyLog_OutOfOrder.selector, id, IStudyLog.StepKind.CORRECTION, needed)
        );
        vm.prank(author);
        log.correct(id, corrected, PAPER, inputs, REASON, head);
    }
}
