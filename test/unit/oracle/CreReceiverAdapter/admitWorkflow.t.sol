// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ICreReceiverAdapter} from "../../../../contracts/interfaces/ICreReceiverAdapter.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {WorkflowId} from "../../../../contracts/types/Workflow.sol";
import {CreFixture} from "../../../utils/CreFixture.sol";

contract CreReceiverAdapterAdmitWorkflowTest is CreFixture {
    WorkflowId private constant NEXT = WorkflowId.wrap(keccak256("next version"));

    function deployFor(address forwarder_) external returns (address) {
        return deploy("CreReceiverAdapter", abi.encode(authority, forwarder_, oracle));
    }

    function test_RevertWhen_ForwarderHasNoCode() external {
        vm.expectRevert(
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_NotAContract.selector, users.mallory)
        );
        this.deployFor(users.mallory);
    }

    function test_WhenDeployed() external view {
        assertEq(address(adapter.MODELS()), address(models), "models of the oracle");
        assertEq(address(adapter.ORACLE()), address(oracle), "oracle");
        assertEq(adapter.FORWARDER(), address(forwarder), "forwarder");
    }

    function test_RevertWhen_CallerNotAuthorised() external {
        _expectUnauthorised();
        adapter.admitWorkflow(NEXT, author, NAME);
    }

    function test_RevertWhen_NobodyOwnsWorkflow() external {
        vm.expectRevert(abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_WorkflowUnowned.selector, NEXT));
        vm.prank(users.admin);
        adapter.admitWorkflow(NEXT, address(0), NAME);
    }

    function test_RevertGiven_WorkflowAdmittedAlready() external {
        vm.expectRevert(
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_WorkflowAlreadyAdmitted.selector, WORKFLOW)
        );
        vm.prank(users.admin);
        adapter.admitWorkflow(WORKFLOW, users.mallory, NAME);
    }

    function test_WhenGovernanceAdmitsIt() external {
        vm.expectEmit(address(adapter));
        emit ICreReceiverAdapter.WorkflowAdmitted(NEXT, author, NAME);
        vm.prank(users.admin);
        adapter.admitWorkflow(NEXT, author, NAME);
        ICreReceiverAdapter.Workflow memory workflow = adapter.workflowOf(NEXT);
        assertTrue(workflow.isAdmitted && workflow.owner == author && workflow.name == NAME, "as admitted");
        InferenceRequest memory request = _unopened();
        _deliverBytes(abi.encodePacked(NEXT, NAME, author), abi.encode(_attested(request, SCORE)));
        _assertStanding(_idOf(request), ICreReceiverAdapter.Standing.Attested, "taken");
    }

    function test_RevertWhen_MalloryDismisses() external {
        _expectUnauthorised();
        adapter.dismissWorkflow(WORKFLOW);
    }

    function test_RevertGiven_WorkflowNeverAdmitted() external {
        vm.expectRevert(
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_WorkflowNotAdmitted.selector, NEXT)
        );
        vm.prank(users.admin);
        adapter.dismissWorkflow(NEXT);
    }

    function test_WhenGovernanceDismissesIt() external {
        InferenceRequest memory request = _unopened();
        _deliver(_attested(request, SCORE));
        vm.expectEmit(address(adapter));
        emit ICreReceiverAdapter.WorkflowDismissed(WORKFLOW);
        vm.prank(users.admin);
        adapter.dismissWorkflow(WORKFLOW);
        _assertStanding(_idOf(request), ICreReceiverAdapter.Standing.Attested, "what was said stays said");
        request.nonce = 2;
        _expectRefused(
            _attested(request, SCORE),
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_WorkflowNotAdmitted.selector, WORKFLOW)
        );
    }

    function _expectUnauthorised() private {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        vm.prank(users.mallory);
    }
}
