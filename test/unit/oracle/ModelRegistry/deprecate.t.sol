// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {ModelId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, NO_SUCCESSOR} from "../../../../contracts/types/Inference.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract ModelRegistryDeprecateTest is OracleFixture {
    ModelId private constant UNKNOWN = ModelId.wrap(keccak256("no such model"));

    function test_RevertWhen_CallerNotAuthorised() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        models.deprecate(plainModel, NO_SUCCESSOR, START);
    }

    function test_RevertGiven_ModelUnknown() external {
        _expect(UNKNOWN, NO_SUCCESSOR, START, abi.encodeWithSelector(_unknown(), UNKNOWN));
    }

    function test_RevertGiven_ModelDeprecatedAlready() external {
        _deprecate(plainModel, NO_SUCCESSOR, START + 5);
        _expect(
            plainModel,
            NO_SUCCESSOR,
            START + 9,
            abi.encodeWithSelector(IModelRegistry.ModelRegistry_AlreadyDeprecated.selector, plainModel, START + 5)
        );
    }

    function test_RevertWhen_DateInPastOrNever() external {
        bytes4 selector = IModelRegistry.ModelRegistry_DeprecationInPast.selector;
        _expect(plainModel, NO_SUCCESSOR, START - 1, abi.encodeWithSelector(selector, START - 1, START));
        uint40 never = type(uint40).max;
        _expect(plainModel, NO_SUCCESSOR, never, abi.encodeWithSelector(selector, never, START));
    }

    function test_RevertWhen_SuccessorItselfUnknownInactiveOrOutOfServiceByThen() external {
        bytes4 selector = IModelRegistry.ModelRegistry_SuccessorNotActive.selector;
        _expect(plainModel, plainModel, START, abi.encodeWithSelector(selector, plainModel));
        _expect(plainModel, UNKNOWN, START, abi.encodeWithSelector(selector, UNKNOWN));
        vm.prank(users.admin);
        ModelId inactive = models.register(NetworkFiles.valid(), keccak256("inactive"), 0);
        _expect(plainModel, inactive, START, abi.encodeWithSelector(selector, inactive));
        _deprecate(peopleModel, NO_SUCCESSOR, START + 5);
        _expect(plainModel, peopleModel, START + 5, abi.encodeWithSelector(selector, peopleModel));
    }

    function test_WhenModelDeprecated_ActiveUntilDateAndNamesSuccessor() external {
        vm.expectEmit(address(models));
        emit IModelRegistry.ModelDeprecated(plainModel, peopleModel, START + 5);
        _deprecate(plainModel, peopleModel, START + 5);
        vm.warp(START + 4);
        (bool active,) = models.statusOf(plainModel);
        assertTrue(active, "the second before");
        vm.warp(START + 5);
        (active,) = models.statusOf(plainModel);
        assertFalse(active, "at the date");
        assertTrue(models.modelOf(plainModel).successor == peopleModel, "successor");
    }

    function test_GivenRequestInFlight_LeavesAnswerValidAndRevertsNewRequests() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        _deprecate(plainModel, NO_SUCCESSOR, START);
        oracle.syncModel(plainModel);
        _fulfil(request);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "in flight");

        request.nonce = 2;
        vm.prank(users.requester);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ModelNotActive.selector, plainModel));
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function _unknown() private pure returns (bytes4) {
        return IModelRegistry.ModelRegistry_UnknownModel.selector;
    }

    function _deprecate(ModelId id, ModelId successor, uint40 date) private {
        vm.prank(users.admin);
        models.deprecate(id, successor, date);
    }

    function _expect(ModelId id, ModelId successor, uint40 date, bytes memory reason) private {
        vm.prank(users.admin);
        vm.expectRevert(reason);
        models.deprecate(id, successor, date);
    }
}
