// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RecordRegistry} from "../../contracts/consent/RecordRegistry.sol";
import {IRecordRegistry} from "../../contracts/interfaces/IRecordRegistry.sol";
import {AnchorId} from "../../contracts/types/Identifiers.sol";
import {PlaceTree} from "./PlaceTree.sol";
import {Test} from "./Test.sol";

/// @title All that the record registry asks of the list of custodians
contract CustodianList {
    mapping(address custodian => bool) public isCustodian;

    function set(address custodian, bool listed) external {
        isCustodian[custodian] = listed;
    }
}

/// @title A record registry, two listed hospitals and somebody with bad intentions
abstract contract RecordFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    uint40 internal constant NO_HOLD = 0;
    uint40 internal constant MAX_RETENTION = 30 * 366 days;

    struct Users {
        address hospital;
        address otherHospital;
        address mallory;
    }

    Users internal users;
    CustodianList internal custodians;
    RecordRegistry internal records;

    function setUp() public virtual {
        vm.warp(START);
        users = Users(makeAddr("hospital"), makeAddr("otherHospital"), makeAddr("mallory"));
        custodians = new CustodianList();
        custodians.set(users.hospital, true);
        custodians.set(users.otherHospital, true);
        records = RecordRegistry(deploy("RecordRegistry", abi.encode(custodians)));
    }

    // TREES

    function _commitment(uint256 index) internal pure returns (bytes32) {
        return keccak256(abi.encode("a salted record", index));
    }

    function _leaf(uint256 index, bytes32 commitment) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(index, commitment))));
    }

    function _tree(uint256 count) internal pure returns (bytes32[] memory) {
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = _leaf(i, _commitment(i));
        }
        return PlaceTree.build(leaves);
    }

    // ACTS

    function _anchor(uint24 count) internal returns (AnchorId id) {
        return _anchorHeld(count, NO_HOLD);
    }

    function _anchorHeld(uint24 count, uint40 retainUntil) internal returns (AnchorId id) {
        bytes32 root = _tree(count)[0];
        vm.prank(users.hospital);
        return records.anchorRecords(root, count, retainUntil);
    }

    function _erase(AnchorId id, uint24 index) internal {
        vm.prank(users.hospital);
        records.erase(id, index);
    }

    // CHECKS

    function _verify(AnchorId id, uint24 count, uint24 index) internal view returns (IRecordRegistry.Verdict) {
        return records.verify(id, index, _commitment(index), PlaceTree.proofOf(_tree(count), index));
    }

    function _assertVerdict(IRecordRegistry.Verdict actual, IRecordRegistry.Verdict expected, string memory label)
        internal
        pure
    {
        assertEq(uint256(actual), uint256(expected), label);
    }

    function _expect(bytes4 selector, AnchorId id, address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(selector, id, caller));
    }
}
