// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IReceiver} from "../interfaces/IReceiver.sol";

/// @title Passes reports on as Chainlink's KeystoneForwarder does, but for their signatures
/// @dev A receiver is asked for its interface, then called with all gas; its revert is caught and its data ignored.
/// What succeeded, or has no receiver, is never passed on again; what failed is.
contract ForwarderMock {
    error ForwarderMock_AlreadyAttempted(bytes32 transmission);

    event ReportProcessed(address indexed receiver, bytes32 indexed execution, bytes2 indexed reportId, bool result);

    uint256 private constant PROBE_GAS = 30_000;

    mapping(bytes32 transmission => bool) public isOver;

    function report(address receiver, bytes32 execution, bytes calldata metadata, bytes calldata report_)
        external
        returns (bool success)
    {
        bytes2 reportId = bytes2(metadata[metadata.length - 2:]);
        bytes32 transmission = keccak256(abi.encodePacked(receiver, execution, reportId));
        if (isOver[transmission]) revert ForwarderMock_AlreadyAttempted(transmission);
        if (!_isReceiver(receiver)) {
            isOver[transmission] = true;
        } else {
            bytes memory payload = abi.encodeCall(IReceiver.onReport, (metadata, report_));
            assembly ("memory-safe") {
                success := call(gas(), receiver, 0, add(payload, 32), mload(payload), 0, 0)
            }
            isOver[transmission] = success;
        }
        emit ReportProcessed(receiver, execution, reportId, success);
    }

    /// @dev As OpenZeppelin's ERC165Checker asks.
    function _isReceiver(address receiver) private view returns (bool) {
        return _supports(receiver, type(IERC165).interfaceId) && !_supports(receiver, 0xffffffff)
            && _supports(receiver, type(IReceiver).interfaceId);
    }

    function _supports(address receiver, bytes4 interfaceId) private view returns (bool) {
        (bool answered, bytes memory answer) =
            receiver.staticcall{gas: PROBE_GAS}(abi.encodeCall(IERC165.supportsInterface, (interfaceId)));
        return answered && answer.length >= 32 && abi.decode(answer, (uint256)) == 1;
    }
}
