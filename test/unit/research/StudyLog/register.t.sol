// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStudyLog} from "../../../../contracts/interfaces/IStudyLog.sol";
import {StudyId} from "../../../../contracts/types/Identifiers.sol";
import {StudyFixture} from "../../../utils/StudyFixture.sol";

contract StudyLogRegisterTest is StudyFixture {
    function test_RevertGiven_AuthorRegisteredSaltBefore() external {
        StudyId id = _register();
        vm.expectRevert(abi.encodeWithSelector(IStudyLog.StudyLog_AlreadyRegistered.selector, id));
        vm.prank(author);
        log.register(SALT, custodian, DATA);
    }

    function test_RevertWhen_CustodianZero() external {
        vm.expectRevert(IStudyLog.StudyLog_ZeroCustodian.selector);
        vm.prank(author);
        log.register(SALT, address(0), PROTOCOL);
    }

    function test_RevertWhen_ProtocolEmpty() external {
        vm.expectRevert(IStudyLog.StudyLog_EmptyContent.selector);
        vm.prank(author);
        log.register(SALT, custodian, 0);
    }

    function test_WhenAnotherAuthorTakesSameSalt_RegistersAnotherStudy() external {
        StudyId id = _register();
        vm.prank(mallory);
        StudyId other = log.register(SALT, custodian, PROTOCOL);
        assertNotEq(StudyId.unwrap(other), StudyId.unwrap(id), "id");
        assertEq(log.studyOf(id).author, author, "author");
        assertEq(log.studyOf(other).author, mallory, "other author");
    }

    function test_WhenAuthorRegisters_StoresAuthorAndRecordsProtocolAsFirstStep() external {
        StudyId id = log.studyIdOf(author, SALT);
        IStudyLog.Step memory step = IStudyLog.Step(IStudyLog.StepKind.PROTOCOL, PROTOCOL, 0, 0, 0);
        vm.expectEmit(address(log));
        emit IStudyLog.StudyRegistered(id, author, custodian);
        _expectStep(id, 0, step, 0);
        _register();
        IStudyLog.Study memory study = log.studyOf(id);
        assertEq(study.author, author, "author");
        assertEq(study.custodian, custodian, "custodian");
        assertEq(uint256(study.registeredAt), START, "registered at");
        assertEq(uint256(study.unlockedAt), 0, "not unlocked");
        assertEq(uint256(study.steps), 1, "steps");
        assertEq(study.head, _hashOf(id, 0, step, 0), "head");
    }
}
