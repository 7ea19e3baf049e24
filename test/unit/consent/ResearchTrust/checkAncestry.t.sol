// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchTrust} from "../../../../contracts/interfaces/IResearchTrust.sol";
import {TrustFixture} from "../../../utils/TrustFixture.sol";
import {UnitTree} from "../../../utils/UnitTree.sol";

contract ResearchTrustCheckAncestryTest is TrustFixture {
    string private constant DIABETES = "MONDO:0005015";
    string private constant TYPE_1 = "MONDO:0005147";
    string private constant TYPE_2 = "MONDO:0005148";

    bytes32[] private _tree;

    function setUp() public override {
        super.setUp();
        bytes32[] memory leaves = new bytes32[](3);
        leaves[0] = _leaf(TYPE_1, DIABETES);
        leaves[1] = _leaf(TYPE_2, DIABETES);
        leaves[2] = _leaf(DIABETES, "MONDO:0000001");
        _tree = UnitTree.build(leaves);
    }

    function test_RevertGiven_RootNeverPublished() external {
        vm.expectRevert(abi.encodeWithSelector(IResearchTrust.ResearchTrust_UnknownOntology.selector, _tree[0]));
        trust.checkAncestry(TYPE_2, DIABETES, _tree[0], _proof(1));
    }

    function test_RevertGiven_RootWithdrawn() external {
        _publish();
        vm.prank(admin);
        trust.withdrawOntology(_tree[0]);
        vm.expectRevert(abi.encodeWithSelector(IResearchTrust.ResearchTrust_UnknownOntology.selector, _tree[0]));
        trust.checkAncestry(TYPE_2, DIABETES, _tree[0], _proof(1));
    }

    function test_WhenProofShowsPair_Returns() external {
        _publish();
        trust.checkAncestry(TYPE_2, DIABETES, _tree[0], _proof(1));
        trust.checkAncestry(TYPE_1, DIABETES, _tree[0], _proof(0));
    }

    function test_RevertWhen_PairAnotherOne() external {
        _publish();
        _expectForged(TYPE_1, TYPE_2);
        trust.checkAncestry(TYPE_1, TYPE_2, _tree[0], _proof(1));
        _expectForged(TYPE_1, DIABETES);
        trust.checkAncestry(TYPE_1, DIABETES, _tree[0], _proof(1));
        _expectForged(DIABETES, DIABETES);
        trust.checkAncestry(DIABETES, DIABETES, _tree[0], new bytes32[](0));
    }

    function test_RevertWhen_PairTurnedAround() external {
        _publish();
        _expectForged(DIABETES, TYPE_2);
        trust.checkAncestry(DIABETES, TYPE_2, _tree[0], _proof(1));
    }

    function _publish() private {
        vm.prank(admin);
        trust.publishOntology(_tree[0], "MONDO 2026-01");
    }

    function _proof(uint256 index) private view returns (bytes32[] memory) {
        return UnitTree.proofOf(_tree, index);
    }

    function _leaf(string memory child, string memory ancestor) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(child, ancestor))));
    }

    function _expectForged(string memory child, string memory ancestor) private {
        vm.expectRevert(
            abi.encodeWithSelector(IResearchTrust.ResearchTrust_ForgedAncestry.selector, child, ancestor, _tree[0])
        );
    }
}
