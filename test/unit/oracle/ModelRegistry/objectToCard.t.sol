// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {CardStatus, ModelCard} from "../../../../contracts/types/ModelCard.sol";
import {ModelCase} from "../../../utils/ModelCase.sol";

contract ModelRegistryObjectToCardTest is ModelCase {
    bytes4 private constant IN_STATUS = IModelRegistry.ModelRegistry_CardInStatus.selector;

    function test_RevertWhen_CallerNoEvaluator() external {
        _submit(_card());
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_NotEvaluator.selector, users.admin));
        models.objectToCard(fresh, REASON);
    }

    function test_RevertWhen_ReasonEmpty() external {
        _submit(_card());
        _expect(0, abi.encodeWithSelector(IModelRegistry.ModelRegistry_EmptyReason.selector));
    }

    function test_RevertGiven_NoCardWaits() external {
        _expect(REASON, abi.encodeWithSelector(IN_STATUS, fresh, CardStatus.None));
        _submit(_card());
        _object();
        _expect(REASON, abi.encodeWithSelector(IN_STATUS, fresh, CardStatus.Objected));
    }

    function test_RevertGiven_ModelActive() external {
        _activate(models, fresh);
        _expect(REASON, abi.encodeWithSelector(IN_STATUS, fresh, CardStatus.Activated));
    }

    function test_WhenEvaluatorObjects_EndsRoundAndOldSignaturesNeverCountAgain() external {
        ModelCard memory card = _card();
        bytes memory signatures = _signCard(models, fresh, card);
        models.submitCard(fresh, card, signatures);
        vm.expectEmit(address(models));
        emit IModelRegistry.CardObjected(fresh, 1, evaluators[1], REASON);
        _object();
        _assertCard(CardStatus.Objected, "objected");

        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_WrongRound.selector, fresh, 1, 2));
        models.submitCard(fresh, card, signatures);
        card.round = 2;
        vm.expectPartialRevert(IModelRegistry.ModelRegistry_NotEvaluator.selector);
        models.submitCard(fresh, card, signatures);
        _submit(card);
        _assertCard(CardStatus.Submitted, "a new card");
    }

    function test_GivenCardSignedOff_LetsEvaluatorObjectStill() external {
        _submit(_bareCard());
        vm.prank(users.admin);
        models.signOff(fresh, REASON);
        _object();
        _assertCard(CardStatus.Objected, "objected");
    }

    function test_RevertWhen_VetoByAnybodyButSafetyOfficer() external {
        _submit(_card());
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        models.vetoCard(fresh, REASON);
    }

    function test_WhenSafetyOfficerVetoes_EndsRound() external {
        _submit(_card());
        vm.expectEmit(address(models));
        emit IModelRegistry.CardObjected(fresh, 1, users.admin, REASON);
        vm.prank(users.admin);
        models.vetoCard(fresh, REASON);
        _assertCard(CardStatus.Objected, "vetoed");
    }

    function _object() private {
        vm.prank(evaluators[1]);
        models.objectToCard(fresh, REASON);
    }

    function _expect(bytes32 reasonHash, bytes memory reason) private {
        vm.prank(evaluators[1]);
        vm.expectRevert(reason);
        models.objectToCard(fresh, reasonHash);
    }
}
