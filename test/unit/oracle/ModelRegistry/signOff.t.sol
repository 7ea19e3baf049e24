// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {CardStatus} from "../../../../contracts/types/ModelCard.sol";
import {ModelCase} from "../../../utils/ModelCase.sol";

contract ModelRegistrySignOffTest is ModelCase {
    function test_RevertWhen_CallerNotSafetyOfficer() external {
        _submit(_bareCard());
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        models.signOff(fresh, REASON);
    }

    function test_RevertGiven_OfficerAlsoEvaluator() external {
        _submit(_bareCard());
        vm.prank(users.admin);
        models.admitEvaluator(users.admin);
        _expect(REASON, abi.encodeWithSelector(IModelRegistry.ModelRegistry_NotIndependent.selector, users.admin));
    }

    function test_RevertWhen_ReasonEmpty() external {
        _submit(_bareCard());
        _expect(0, abi.encodeWithSelector(IModelRegistry.ModelRegistry_EmptyReason.selector));
    }

    function test_RevertGiven_NoCardWaits() external {
        bytes4 selector = IModelRegistry.ModelRegistry_CardInStatus.selector;
        _expect(REASON, abi.encodeWithSelector(selector, fresh, CardStatus.None));
        _submit(_bareCard());
        vm.prank(users.admin);
        models.signOff(fresh, REASON);
        _expect(REASON, abi.encodeWithSelector(selector, fresh, CardStatus.SignedOff));
    }

    function test_RevertGiven_GroupsAssessable() external {
        _submit(_card());
        _expect(REASON, abi.encodeWithSelector(IModelRegistry.ModelRegistry_SignOffNotNeeded.selector, fresh));
    }

    function test_WhenOfficerSignsOff_RecordsWhoAndWhy() external {
        _submit(_bareCard());
        vm.expectEmit(address(models));
        emit IModelRegistry.CardSignedOff(fresh, 1, users.admin, REASON);
        vm.prank(users.admin);
        models.signOff(fresh, REASON);
        _assertCard(CardStatus.SignedOff, "signed off");
    }

    function _expect(bytes32 reasonHash, bytes memory reason) private {
        vm.prank(users.admin);
        vm.expectRevert(reason);
        models.signOff(fresh, reasonHash);
    }
}
