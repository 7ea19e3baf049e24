// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {ICreReceiverAdapter} from "../../../../contracts/interfaces/ICreReceiverAdapter.sol";
import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {IReceiver} from "../../../../contracts/interfaces/IReceiver.sol";
import {ForwarderMock} from "../../../../contracts/mocks/ForwarderMock.sol";
import {ConsentId, ModelId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {
    InferenceRequest,
    MODEL_ABOUT_PEOPLE,
    MODEL_PRIVATE_INPUT,
    Mode,
    Provenance
} from "../../../../contracts/types/Inference.sol";
import {WorkflowId} from "../../../../contracts/types/Workflow.sol";
import {CreFixture} from "../../../utils/CreFixture.sol";

contract CreReceiverAdapterOnReportTest is CreFixture {
    function test_RevertWhen_CallerNotForwarder() external {
        bytes memory report = abi.encode(_attested(_unopened(), SCORE));
        bytes memory metadata = _metadata();
        vm.expectRevert(
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_NotForwarder.selector, users.mallory, forwarder
            )
        );
        vm.prank(users.mallory);
        adapter.onReport(metadata, report);
    }

    function testFuzz_RevertWhen_MetadataOfAnotherSize(uint256 size) external {
        size = bound(size, 0, 200);
        if (size == 62 || size == 64) size = 63;
        bytes memory metadata = new bytes(size);
        bytes memory good = _metadata();
        for (uint256 i; i < size && i < good.length; ++i) {
            metadata[i] = good[i];
        }
        bytes memory report = abi.encode(_attested(_unopened(), SCORE));
        vm.expectRevert(abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_MetadataSize.selector, size));
        _deliverBytes(metadata, report);
    }

    function test_RevertWhen_WorkflowNotAdmitted() external {
        bytes32 other = keccak256("next version of the workflow");
        bytes memory report = abi.encode(_attested(_unopened(), SCORE));
        vm.expectRevert(
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_WorkflowNotAdmitted.selector, other)
        );
        _deliverBytes(abi.encodePacked(other, NAME, author, bytes2(0x0001)), report);
    }

    function test_RevertWhen_OwnerOrNameIsAnother() external {
        bytes4 selector = ICreReceiverAdapter.CreReceiverAdapter_OtherWorkflow.selector;
        bytes memory report = abi.encode(_attested(_unopened(), SCORE));
        vm.expectRevert(abi.encodeWithSelector(selector, WORKFLOW, users.mallory, NAME));
        _deliverBytes(abi.encodePacked(WORKFLOW, NAME, users.mallory, bytes2(0x0001)), report);
        bytes10 name = "theriac-02";
        vm.expectRevert(abi.encodeWithSelector(selector, WORKFLOW, author, name));
        _deliverBytes(abi.encodePacked(WORKFLOW, name, author, bytes2(0x0001)), report);
    }

    function testFuzz_RevertWhen_ReportTooShort(uint256 size) external {
        bytes memory report = abi.encode(_attested(_unopened(), SCORE));
        uint256 short = bound(size, 0, 831);
        assembly ("memory-safe") {
            mstore(report, short)
        }
        bytes memory metadata = _metadata();
        vm.expectRevert(
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_ReportTooShort.selector, short, 832)
        );
        _deliverBytes(metadata, report);
    }

    /// @dev One byte of a good report is another: it is refused, or the byte is of the output, or of no meaning here.
    /// Random bytes are always refused.
    function testFuzz_RevertWhen_AnyMalformedBytesCome(uint256 place, bytes1 value, bytes calldata noise) external {
        InferenceRequest memory request = _unopened();
        bytes memory metadata = _metadata();
        bytes memory report = abi.encode(_attested(request, SCORE));
        place = bound(place, 0, report.length - 1);
        report[place] = report[place] == value ? ~value : value;
        vm.prank(address(forwarder));
        try adapter.onReport(metadata, report) {
            ICreReceiverAdapter.DonAnswer memory kept = adapter.donAnswerOf(_idOf(request));
            assertEq(uint256(kept.standing), uint256(ICreReceiverAdapter.Standing.Attested), "the same request");
            assertEq(kept.output.length, SCORE.length, "and an output of its size");
        } catch {
            _assertStanding(_idOf(request), ICreReceiverAdapter.Standing.None, "nothing kept");
        }
        vm.expectRevert();
        _deliverBytes(metadata, bytes.concat(noise, new bytes(832)));
    }

    function test_RevertWhen_ReportForAnotherChain() external {
        ICreReceiverAdapter.DonReport memory report = _attested(_unopened(), SCORE);
        report.chainId = 1;
        _expectRefused(
            report, abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_OtherChain.selector, 1, block.chainid)
        );
    }

    function test_RevertWhen_ReportForAnotherReceiver() external {
        ICreReceiverAdapter.DonReport memory report = _attested(_unopened(), SCORE);
        report.receiver = users.mallory;
        _expectRefused(
            report, abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_OtherReceiver.selector, users.mallory)
        );
    }

    function test_RevertWhen_ReportForAnotherOracle() external {
        ICreReceiverAdapter.DonReport memory report = _attested(_unopened(), SCORE);
        report.oracle = users.mallory;
        _expectRefused(
            report,
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_OtherOracle.selector, users.mallory, oracle)
        );
    }

    function test_RevertWhen_RequestNotThatOfId() external {
        ICreReceiverAdapter.DonReport memory report = _attested(_unopened(), SCORE);
        RequestId reported = report.requestId;
        report.request.modelId = plainModel;
        _expectRefused(
            report,
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_OtherRequest.selector, reported, _idOf(report.request)
            )
        );
    }

    function test_WhenRelayedAnswerSignedByCommittee() external {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        ICreReceiverAdapter.DonReport memory report = _relayed(request);
        vm.expectEmit(address(adapter));
        emit ICreReceiverAdapter.AnswerRelayed(id, WORKFLOW);
        _deliver(report);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "settled");
        _assertStanding(id, ICreReceiverAdapter.Standing.None, "no word of the DON's own");
    }

    function test_RevertWhen_RelayedAnswerNotSignedByEnough() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        ICreReceiverAdapter.DonReport memory report = _relayed(request);
        report.attestation = _attest(_reportDigest(id, report.signedReport, keccak256(OUTPUT)), 1);
        bytes memory encoded = abi.encode(report);
        bytes memory metadata = _metadata();
        vm.expectRevert();
        _deliverBytes(metadata, encoded);
        _assertStatus(id, IInferenceOracle.Status.Pending, "still open");
    }

    function test_RevertWhen_RelayedAnswerComesAgain() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        ICreReceiverAdapter.DonReport memory report = _relayed(request);
        _deliver(report);
        _expectRefused(
            report,
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_NotPending.selector, id, IInferenceOracle.Status.Fulfilled
            )
        );
    }

    function test_WhenDonAttestsOutput() external {
        InferenceRequest memory request = _unopened();
        RequestId id = _open(request);
        ICreReceiverAdapter.DonReport memory report = _attested(request, SCORE);
        vm.expectEmit(address(adapter));
        emit ICreReceiverAdapter.AnswerAttested(id, WORKFLOW, publicModel, SCORE);
        _deliver(report);
        ICreReceiverAdapter.DonAnswer memory answer = adapter.donAnswerOf(id);
        assertEq(uint256(answer.standing), uint256(ICreReceiverAdapter.Standing.Attested), "its word");
        assertEq(uint256(answer.deliveredAt), vm.getBlockTimestamp(), "now");
        assertEq(WorkflowId.unwrap(answer.workflow), WorkflowId.unwrap(WORKFLOW), "by this workflow");
        assertEq(ModelId.unwrap(answer.modelId), ModelId.unwrap(publicModel), "of this model");
        assertEq(answer.output, SCORE, "the output");
        _assertStatus(id, IInferenceOracle.Status.Pending, "the oracle still waits for its committee");
    }

    function test_WhenMetadataHaveNoReportId() external {
        InferenceRequest memory request = _unopened();
        _deliverBytes(abi.encodePacked(WORKFLOW, NAME, author), abi.encode(_attested(request, SCORE)));
        _assertStanding(_idOf(request), ICreReceiverAdapter.Standing.Attested, "kept");
    }

    function test_RevertWhen_OutputComesAgain() external {
        InferenceRequest memory request = _unopened();
        _deliver(_attested(request, SCORE));
        _expectRefused(
            _attested(request, WRONG_SCORE),
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_AnsweredAlready.selector,
                _idOf(request),
                ICreReceiverAdapter.Standing.Attested
            )
        );
    }

    function test_RevertWhen_DeadlinePassed() external {
        InferenceRequest memory request = _unopened();
        ICreReceiverAdapter.DonReport memory report = _attested(request, SCORE);
        vm.warp(request.deadline + 1);
        _expectRefused(
            report,
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_DeadlinePassed.selector, _idOf(request), request.deadline
            )
        );
    }

    function test_RevertWhen_CommitteesAttestationComesWithIt() external {
        InferenceRequest memory request = _unopened();
        ICreReceiverAdapter.DonReport memory report = _attested(request, SCORE);
        report.attestation = hex"01";
        _expectRefused(
            report,
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_AttestationUnexpected.selector, _idOf(request)
            )
        );
    }

    function test_RevertGiven_OracleHasAnswer() external {
        InferenceRequest memory request = _unopened();
        RequestId id = _open(request);
        _fulfil(request);
        _expectRefused(
            _attested(request, SCORE),
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_SettledByOracle.selector, id, IInferenceOracle.Status.Fulfilled
            )
        );
    }

    function test_GivenRequestExpiredInOracle() external {
        InferenceRequest memory request = _unopened();
        RequestId id = _open(request);
        _expire(request);
        vm.warp(request.deadline);
        _deliver(_attested(request, SCORE));
        _assertStanding(id, ICreReceiverAdapter.Standing.Attested, "kept");
    }

    function test_RevertGiven_ModelNotActive() external {
        InferenceRequest memory request = _unopened();
        request.modelId = ModelId.wrap(keccak256("never registered"));
        _expectRefused(
            _attested(request, SCORE),
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_ModelNotActive.selector, request.modelId)
        );
    }

    function test_RevertGiven_ModelPrivateOrAboutPeople() external {
        bytes4 selector = ICreReceiverAdapter.CreReceiverAdapter_NotPublic.selector;
        InferenceRequest memory request = _unopened();
        request.modelId = privateModel;
        _expectRefused(
            _attested(request, SCORE),
            abi.encodeWithSelector(selector, _idOf(request), privateModel, MODEL_PRIVATE_INPUT)
        );
        request.modelId = peopleModel;
        _expectRefused(
            _attested(request, SCORE), abi.encodeWithSelector(selector, _idOf(request), peopleModel, MODEL_ABOUT_PEOPLE)
        );
    }

    function test_RevertWhen_RequestNamesConsent() external {
        InferenceRequest memory request = _unopened();
        request.consentId = ConsentId.wrap(keccak256("a consent"));
        _expectRefused(
            _attested(request, SCORE),
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_NotPublic.selector, _idOf(request), publicModel, 0
            )
        );
    }

    function test_RevertWhen_ProvenanceNotRequester() external {
        InferenceRequest memory request = _unopened();
        request.provenance = Provenance.ISSUER_SIGNED;
        _expectRefused(
            _attested(request, SCORE),
            abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_ProvenanceNotOffered.selector, _idOf(request))
        );
    }

    function test_RevertWhen_OutputOfAnotherSize() external {
        bytes4 selector = ICreReceiverAdapter.CreReceiverAdapter_OutputSize.selector;
        uint256 size = 4 * uint256(models.modelOf(publicModel).outputs);
        _expectRefused(_attested(_unopened(), new bytes(size + 4)), abi.encodeWithSelector(selector, size + 4, size));
        _expectRefused(_attested(_unopened(), ""), abi.encodeWithSelector(selector, 0, size));
    }

    function test_WhenForwarderAskedAsChainlinks() external {
        assertTrue(IERC165(address(adapter)).supportsInterface(0x805f2132), "IReceiver of @chainlink/contracts");
        assertEq(bytes32(type(IReceiver).interfaceId), bytes32(bytes4(0x805f2132)), "one id");
        assertFalse(IERC165(address(adapter)).supportsInterface(0xffffffff), "not everything");
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        ICreReceiverAdapter.DonReport memory report = _attested(request, "");
        assertFalse(forwarder.report(address(adapter), EXECUTION, _metadata(), abi.encode(report)), "caught");
        report.output = SCORE;
        assertTrue(forwarder.report(address(adapter), EXECUTION, _metadata(), abi.encode(report)), "tried again");
        _assertStanding(_idOf(request), ICreReceiverAdapter.Standing.Attested, "kept");
        bytes memory metadata = _metadata();
        bytes memory encoded = abi.encode(report);
        vm.expectPartialRevert(ForwarderMock.ForwarderMock_AlreadyAttempted.selector);
        forwarder.report(address(adapter), EXECUTION, metadata, encoded);
        assertFalse(forwarder.report(address(oracle), EXECUTION, metadata, encoded), "the oracle is no receiver");
    }
}
