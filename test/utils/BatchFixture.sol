// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../contracts/interfaces/IInferenceOracle.sol";
import {RequestId} from "../../contracts/types/Identifiers.sol";
import {InferenceRequest} from "../../contracts/types/Inference.sol";
import {Eip712} from "./Eip712.sol";
import {ModesFixture} from "./ModesFixture.sol";

/// @title A batch that grows answer by answer, and the committee that signs it
abstract contract BatchFixture is ModesFixture {
    IInferenceOracle.BatchEntry[] internal entries;
    bytes internal outputs;
    bytes32[] internal leaves;

    function _openNth(uint256 nonce) internal returns (InferenceRequest memory request) {
        request = _request();
        request.nonce = 100 + nonce;
        request.fee += uint96(nonce * 1 gwei);
        _open(request);
    }

    function _add(InferenceRequest memory request, bytes memory output) internal {
        IInferenceOracle.BatchEntry storage entry = entries.push();
        entry.requester = users.requester;
        (, entry.consentVersion) = consents.livenessOf(request.consentId);
        entry.outputSize = uint16(output.length);
        entry.request = request;
        outputs = bytes.concat(outputs, output);
        bytes32 outputHash = output.length == 0 ? bytes32(0) : _hashOf(request, output);
        leaves.push(outputHash); // completed by _root, for the version may be changed before
    }

    function _entries() internal view returns (IInferenceOracle.BatchEntry[] memory) {
        return entries;
    }

    /// @dev Level by level, as the specification says it.
    function _root() internal view returns (bytes32) {
        bytes32[] memory level = new bytes32[](entries.length);
        for (uint256 i; i < level.length; ++i) {
            RequestId id = _idOf(entries[i].request);
            level[i] = keccak256(abi.encode(id, leaves[i], entries[i].consentVersion));
        }
        while (level.length > 1) {
            level = _parents(level);
        }
        return level[0];
    }

    function _parents(bytes32[] memory level) internal pure returns (bytes32[] memory parents) {
        parents = new bytes32[]((level.length + 1) / 2);
        for (uint256 i; i < parents.length; ++i) {
            bool alone = 2 * i + 1 == level.length;
            parents[i] = alone ? level[2 * i] : _pair(level[2 * i], level[2 * i + 1]);
        }
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    function _attestBatch() internal view returns (bytes memory) {
        bytes32 typehash =
            keccak256("BatchReport(bytes32 root,uint16 answers,bytes32 configDigest,uint64 observedBlock)");
        bytes32 structHash =
            keccak256(abi.encode(typehash, _root(), uint16(entries.length), config, uint64(START_BLOCK)));
        return _attest(Eip712.digest("InferenceOracle", block.chainid, address(oracle), structHash), FIRST_TWO);
    }

    function _fulfilBatch() internal returns (uint256 fulfilled) {
        bytes memory attestation = _attestBatch();
        vm.prank(users.relayer);
        return oracle.fulfilBatch(_entries(), outputs, config, uint64(START_BLOCK), attestation);
    }
}
