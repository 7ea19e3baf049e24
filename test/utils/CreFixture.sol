// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICreReceiverAdapter} from "../../contracts/interfaces/ICreReceiverAdapter.sol";
import {IReceiver} from "../../contracts/interfaces/IReceiver.sol";
import {ForwarderMock} from "../../contracts/mocks/ForwarderMock.sol";
import {RequestId} from "../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode} from "../../contracts/types/Inference.sol";
import {WorkflowId} from "../../contracts/types/Workflow.sol";
import {ModesFixture} from "./ModesFixture.sol";

/// @title An adapter for one forwarder, with one admitted workflow
abstract contract CreFixture is ModesFixture {
    WorkflowId internal constant WORKFLOW = WorkflowId.wrap(keccak256("workflow"));
    bytes10 internal constant NAME = "theriac-01";
    bytes32 internal constant EXECUTION = keccak256("execution");

    ForwarderMock internal forwarder;
    ICreReceiverAdapter internal adapter;
    address internal author;

    function setUp() public virtual override {
        super.setUp();
        author = makeAddr("author");
        forwarder = ForwarderMock(deploy("ForwarderMock", ""));
        adapter = ICreReceiverAdapter(deploy("CreReceiverAdapter", abi.encode(authority, forwarder, oracle)));
        vm.prank(users.admin);
        adapter.admitWorkflow(WORKFLOW, author, NAME);
    }

    // REPORTS

    function _metadata() internal view returns (bytes memory) {
        return abi.encodePacked(WORKFLOW, NAME, author, bytes2(0x0001));
    }

    /// @dev The DON's word on a request about INPUT.
    function _attested(InferenceRequest memory request, bytes memory output)
        internal
        view
        returns (ICreReceiverAdapter.DonReport memory report)
    {
        report.delivery = ICreReceiverAdapter.Delivery.Attested;
        report.chainId = block.chainid;
        report.receiver = address(adapter);
        report.oracle = address(oracle);
        report.requestId = _idOf(request);
        report.requester = users.requester;
        report.request = request;
        report.output = output;
    }

    /// @dev What the first two operators signed.
    function _relayed(InferenceRequest memory request)
        internal
        view
        returns (ICreReceiverAdapter.DonReport memory report)
    {
        InferenceReport memory signed = _reportFor(request);
        report = _attested(request, _outputOf(request));
        report.delivery = ICreReceiverAdapter.Delivery.Relayed;
        report.signedReport = signed;
        report.attestation = _attestReport(request, signed);
    }

    /// @dev As the forwarder calls, so that reverts show.
    function _deliver(ICreReceiverAdapter.DonReport memory report) internal {
        _deliverBytes(_metadata(), abi.encode(report));
    }

    function _deliverBytes(bytes memory metadata, bytes memory report) internal {
        vm.prank(address(forwarder));
        IReceiver(address(adapter)).onReport(metadata, report);
    }

    function _expectRefused(ICreReceiverAdapter.DonReport memory report, bytes memory expected) internal {
        bytes memory encoded = abi.encode(report);
        bytes memory metadata = _metadata();
        vm.expectRevert(expected);
        _deliverBytes(metadata, encoded);
    }

    // EXPECTATIONS

    function _assertStanding(RequestId id, ICreReceiverAdapter.Standing expected, string memory label) internal view {
        assertEq(uint256(adapter.donAnswerOf(id).standing), uint256(expected), label);
    }

    /// @dev Nobody waits for it in the oracle.
    function _unopened() internal view returns (InferenceRequest memory) {
        return _publicRequest(Mode.QUORUM);
    }
}
