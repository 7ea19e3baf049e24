// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OCR2Base} from "@chainlink/contracts/src/v0.8/shared/ocr2/OCR2Base.sol";

/// @dev The work of a report without a request: verify f + 1 signatures, update one result word that is pending.
contract Ocr2Consumer is OCR2Base(false) {
    bytes32 private constant PENDING = bytes32(uint256(1));

    mapping(bytes32 id => bytes32 result) private _results;

    function open(bytes32 id) external {
        _results[id] = PENDING;
    }

    function typeAndVersion() external pure override returns (string memory) {
        return "Ocr2Consumer 1.0.0";
    }

    function _beforeSetConfig(uint8, bytes memory) internal override {}

    function _afterSetConfig(uint8, bytes memory) internal override {}

    function _validateReport(bytes32, uint40, bytes memory) internal pure override returns (bool) {
        return true;
    }

    function _report(uint256, address, uint8, address[MAX_NUM_ORACLES] memory, bytes calldata report)
        internal
        override
    {
        (bytes32 id, bytes32 result) = abi.decode(report, (bytes32, bytes32));
        require(_results[id] == PENDING);
        _results[id] = result;
    }
}
