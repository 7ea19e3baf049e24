// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "../../../contracts/interfaces/IModelRegistry.sol";
import {ModelId} from "../../../contracts/types/Identifiers.sol";
import {CardStatus, ModelCard} from "../../../contracts/types/ModelCard.sol";
import {ModelCase} from "../../utils/ModelCase.sol";
import {NetworkFiles} from "../../utils/NetworkFiles.sol";

/// @dev X-5 Fairness: model v4 TPR gap 0.12 > limit 0.10 -> activation reverts.
contract ModelFairnessScenarioTest is ModelCase {
    function test_X5_VersionFourWithGapOf12PercentCannotBeActivated() external {
        ModelId v4 = fresh;
        _submit(_cardOf(_group("age", "50-69", 100, 70), _group("age", "70-89", 100, 82)));
        vm.warp(START + CHALLENGE_DELAY);
        bytes memory refusal = abi.encodeWithSelector(
            IModelRegistry.ModelRegistry_DisparityOverLimit.selector,
            v4,
            keccak256("70-89"),
            keccak256("50-69"),
            1_200,
            1_000
        );
        vm.expectRevert(refusal);
        models.activate(v4);

        // Neither governance nor the evaluators nor the safety officer gets it past the limit.
        vm.prank(users.admin);
        vm.expectRevert(refusal);
        models.activate(v4);
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_SignOffNotNeeded.selector, v4));
        models.signOff(v4, REASON);
        vm.prank(evaluators[0]);
        vm.expectRevert(refusal);
        models.activate(v4);
        (bool active,) = models.statusOf(v4);
        assertFalse(active, "v4 takes no requests");

        // The version that treats both alike is another model, and passes.
        vm.prank(users.admin);
        ModelId v5 = models.register(NetworkFiles.valid(), keccak256("v5"), 0);
        ModelCard memory card = _cardOf(_group("age", "50-69", 100, 76), _group("age", "70-89", 100, 80));
        models.submitCard(v5, card, _signCard(models, v5, card));
        vm.warp(vm.getBlockTimestamp() + CHALLENGE_DELAY);
        models.activate(v5);
        (active,) = models.statusOf(v5);
        assertTrue(active, "v5 takes requests");
        _assertCard(CardStatus.Submitted, "the refused card stays to be read");
    }
}
