// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {ConsentId, ModelId, RequestId} from "../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode, Provenance} from "../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../utils/OracleFixture.sol";

contract RequestBindingFuzzTest is OracleFixture {
    function testFuzz_IdIsHashOfEveryWord(address requester, uint256[12] memory words) external view {
        InferenceRequest memory request = _requestOf(words);
        bytes32 expected = keccak256(abi.encode(block.chainid, address(oracle), requester, request));
        assertEq(RequestId.unwrap(oracle.requestIdOf(requester, request)), expected, "id");
    }

    function testFuzz_EveryFieldChangesId(uint256[12] memory words, uint256 field, uint256 change) external view {
        InferenceRequest memory request = _requestOf(words);
        bytes32 before = _id(request);
        field = bound(field, 0, 11);
        change = bound(change, 1, type(uint32).max);
        if (field == 0) request.modelId = ModelId.wrap(_moved(ModelId.unwrap(request.modelId), change));
        if (field == 1) request.payloadHash = _moved(request.payloadHash, change);
        if (field == 2) request.inputCommitment = _moved(request.inputCommitment, change);
        if (field == 3) request.consentId = ConsentId.wrap(_moved(ConsentId.unwrap(request.consentId), change));
        if (field == 4) request.callback = address(uint160(request.callback) ^ uint160(change));
        if (field == 5) request.callbackGasLimit ^= uint32(change);
        if (field == 6) request.deadline ^= uint40(change);
        if (field == 7) request.fee ^= uint96(change);
        if (field == 8) request.valueAtRisk ^= uint96(change);
        if (field == 9) request.mode = Mode((uint256(request.mode) + 1 + change % 3) % 4);
        if (field == 10) request.provenance = Provenance((uint256(request.provenance) + 1 + change % 3) % 4);
        if (field == 11) request.nonce ^= change;
        assertNotEq(_id(request), before, "another request");
    }

    function testFuzz_ChainContractAndRequesterChangeId(uint256[12] memory words, uint64 chain, address other)
        external
    {
        InferenceRequest memory request = _requestOf(words);
        vm.assume(other != users.requester && chain != block.chainid && chain != 0);
        bytes32 before = _id(request);
        assertNotEq(RequestId.unwrap(oracle.requestIdOf(other, request)), before, "another requester");
        IInferenceOracle twin = _newOracle();
        assertNotEq(RequestId.unwrap(twin.requestIdOf(users.requester, request)), before, "another contract");
        vm.chainId(chain);
        assertNotEq(_id(request), before, "another chain");
    }

    function _requestOf(uint256[12] memory words) private pure returns (InferenceRequest memory) {
        return InferenceRequest({
            modelId: ModelId.wrap(bytes32(words[0])),
            payloadHash: bytes32(words[1]),
            inputCommitment: bytes32(words[2]),
            consentId: ConsentId.wrap(bytes32(words[3])),
            callback: address(uint160(words[4])),
            callbackGasLimit: uint32(words[5]),
            deadline: uint40(words[6]),
            fee: uint96(words[7]),
            valueAtRisk: uint96(words[8]),
            mode: Mode(words[9] % 4),
            provenance: Provenance(words[10] % 4),
            nonce: words[11]
        });
    }

    function _id(InferenceRequest memory request) private view returns (bytes32) {
        return RequestId.unwrap(oracle.requestIdOf(users.requester, request));
    }

    function _moved(bytes32 word, uint256 change) private pure returns (bytes32) {
        return word ^ bytes32(change);
    }
}
