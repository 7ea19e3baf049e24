// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {ModelId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {CardStatus, ModelCard} from "../../../../contracts/types/ModelCard.sol";
import {ModelCase} from "../../../utils/ModelCase.sol";

contract ModelRegistryActivateTest is ModelCase {
    bytes4 private constant IN_STATUS = IModelRegistry.ModelRegistry_CardInStatus.selector;

    function test_RevertGiven_ModelUnknown() external {
        ModelId unknown = ModelId.wrap(keccak256("no such model"));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_UnknownModel.selector, unknown));
        models.activate(unknown);
    }

    function test_RevertGiven_ModelActiveAlready() external {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_AlreadyActive.selector, plainModel));
        models.activate(plainModel);
    }

    function test_RevertGiven_ModelDeprecatedMeanwhile() external {
        _submit(_card());
        vm.prank(users.admin);
        models.deprecate(fresh, ModelId.wrap(0), START + 1);
        _expect(
            CHALLENGE_DELAY,
            abi.encodeWithSelector(IModelRegistry.ModelRegistry_AlreadyDeprecated.selector, fresh, START + 1)
        );
    }

    function test_RevertGiven_NoCardOrOneObjectedTo() external {
        _expect(0, abi.encodeWithSelector(IN_STATUS, fresh, CardStatus.None));
        _submit(_card());
        vm.prank(evaluators[0]);
        models.objectToCard(fresh, REASON);
        _expect(CHALLENGE_DELAY, abi.encodeWithSelector(IN_STATUS, fresh, CardStatus.Objected));
    }

    function test_RevertGiven_DelayNotOver() external {
        _submit(_card());
        bytes4 selector = IModelRegistry.ModelRegistry_OpenToObjection.selector;
        _expect(CHALLENGE_DELAY - 1, abi.encodeWithSelector(selector, fresh, START + CHALLENGE_DELAY));
    }

    function test_RevertGiven_CardLapsed() external {
        ModelCard memory card = _card();
        _submit(card);
        bytes4 selector = IModelRegistry.ModelRegistry_CardLapsed.selector;
        _expect(CARD_LIFETIME + 1, abi.encodeWithSelector(selector, fresh, card.validUntil));
    }

    function test_RevertGiven_GroupsNotAssessableAndNobodySignedOff() external {
        _submit(_bareCard());
        _expect(CHALLENGE_DELAY, abi.encodeWithSelector(IModelRegistry.ModelRegistry_SignOffMissing.selector, fresh));
    }

    function test_RevertGiven_DisparityOneBasisPointOverLimit() external {
        _submit(_cardOf(_group("age", "50-69", 10_000, 7_000), _group("age", "70-89", 10_000, 8_001)));
        _expect(
            CHALLENGE_DELAY,
            abi.encodeWithSelector(
                IModelRegistry.ModelRegistry_DisparityOverLimit.selector,
                fresh,
                keccak256("70-89"),
                keccak256("50-69"),
                1_001,
                1_000
            )
        );
    }

    function test_GivenDisparityExactlyAtLimit_OpensModelToRequests() external {
        _submit(_cardOf(_group("age", "50-69", 100, 70), _group("age", "70-89", 100, 80)));
        vm.warp(START + CHALLENGE_DELAY);
        vm.expectEmit(address(models));
        emit IModelRegistry.ModelActivated(fresh, 1, keccak256("card"));
        vm.prank(users.mallory);
        models.activate(fresh);

        (bool active,) = models.statusOf(fresh);
        assertTrue(active, "active");
        assertEq(uint256(models.modelOf(fresh).activatedAt), START + CHALLENGE_DELAY, "activated");
        _assertCard(CardStatus.Activated, "card spent");
        InferenceRequest memory request = _request();
        request.modelId = fresh;
        _assertStatus(_open(request), IInferenceOracle.Status.Pending, "takes requests");
    }

    function test_GivenGroupsNotAssessableAndSignedOff_Activates() external {
        _submit(_bareCard());
        vm.prank(users.admin);
        models.signOff(fresh, REASON);
        vm.warp(START + CARD_LIFETIME);
        models.activate(fresh);
        (bool active,) = models.statusOf(fresh);
        assertTrue(active, "active on the card's last second");
    }

    function test_GivenNotActivated_OracleRefusesRequests() external {
        InferenceRequest memory request = _request();
        request.modelId = fresh;
        vm.prank(users.requester);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ModelNotActive.selector, fresh));
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function _expect(uint256 later, bytes memory reason) private {
        vm.warp(START + later);
        vm.expectRevert(reason);
        models.activate(fresh);
    }
}
