// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {ModelCase} from "../../../utils/ModelCase.sol";

contract ModelRegistryAdmitEvaluatorTest is ModelCase {
    function test_RevertWhen_CallerNotAuthorised() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        models.admitEvaluator(users.mallory);
    }

    function test_RevertWhen_ItIsNobody() external {
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_NotIndependent.selector, address(0)));
        models.admitEvaluator(address(0));
    }

    function test_RevertGiven_EvaluatorAdmittedAlready() external {
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_AlreadyEvaluator.selector, evaluators[0]));
        models.admitEvaluator(evaluators[0]);
    }

    function test_WhenAdminAdmits_ListsEvaluator() external {
        vm.expectEmit(address(models));
        emit IModelRegistry.EvaluatorAdmitted(users.keeper);
        vm.prank(users.admin);
        models.admitEvaluator(users.keeper);
        assertTrue(models.isEvaluator(users.keeper), "listed");
    }

    function test_RevertWhen_MalloryDismisses() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        models.dismissEvaluator(evaluators[0]);
    }

    function test_RevertGiven_AccountNoEvaluator() external {
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_NotEvaluator.selector, users.mallory));
        models.dismissEvaluator(users.mallory);
    }

    function test_WhenAdminDismisses_CardsSignedBeforeStayAndEvaluatorObjectsNoLonger() external {
        _submit(_card());
        vm.expectEmit(address(models));
        emit IModelRegistry.EvaluatorDismissed(evaluators[0]);
        vm.prank(users.admin);
        models.dismissEvaluator(evaluators[0]);
        assertFalse(models.isEvaluator(evaluators[0]), "off the list");
        vm.prank(evaluators[0]);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_NotEvaluator.selector, evaluators[0]));
        models.objectToCard(fresh, REASON);
        vm.warp(START + CHALLENGE_DELAY);
        models.activate(fresh);
    }
}
