// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEventAnchors} from "../../contracts/interfaces/IEventAnchors.sol";
import {Gln} from "../../contracts/types/Identifiers.sol";
import {PartnerList} from "./PartnerList.sol";
import {Test} from "./Test.sol";
import {UnitTree} from "./UnitTree.sol";

/// @title Anchors of two partners and somebody with bad intentions
abstract contract EventAnchorsFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    bytes32 internal constant FIRST = 0;
    Gln internal constant MAKER = Gln.wrap(9_521_234_000_013);
    Gln internal constant WHOLESALER = Gln.wrap(9_525_678_000_012);

    address internal maker;
    address internal wholesaler;
    address internal mallory;
    PartnerList internal partners;
    IEventAnchors internal anchors;

    function setUp() public virtual {
        vm.warp(START);
        (maker, wholesaler, mallory) = (makeAddr("maker"), makeAddr("wholesaler"), makeAddr("mallory"));
        partners = new PartnerList();
        partners.set(MAKER, maker, START + 365 days);
        partners.set(WHOLESALER, wholesaler, START + 365 days);
        anchors = IEventAnchors(deploy("EventAnchors", abi.encode(partners)));
    }

    // EVENTS

    function _event(uint256 i) internal pure returns (bytes32 eventHash, bytes32 salt) {
        return (keccak256(abi.encode("an event", i)), keccak256(abi.encode("a salt", i)));
    }

    function _tree(uint256 count) internal pure returns (bytes32[] memory) {
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            (bytes32 eventHash, bytes32 salt) = _event(i);
            leaves[i] = keccak256(bytes.concat(keccak256(abi.encode(eventHash, salt))));
        }
        return UnitTree.build(leaves);
    }

    function _batch(uint32 count) internal pure returns (IEventAnchors.Anchor memory) {
        return IEventAnchors.Anchor(_tree(count)[0], count, START - 9, START - 1, 20);
    }

    // ACTS

    function _anchor(bytes32 previous, uint32 count) internal returns (bytes32 head) {
        vm.prank(maker);
        return anchors.anchor(MAKER, previous, _batch(count));
    }
}
