// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordRegistry} from "../../../contracts/interfaces/IRecordRegistry.sol";
import {AnchorId} from "../../../contracts/types/Identifiers.sol";
import {PlaceTree} from "../../utils/PlaceTree.sol";
import {RecordFixture} from "../../utils/RecordFixture.sol";

contract RecordProofsFuzzTest is RecordFixture {
    function testFuzz_CommitmentCountsAtItsOwnIndexOnly(uint24 count, uint24 index, uint24 claimed) external {
        count = uint24(bound(count, 1, 40));
        index = uint24(bound(index, 0, count - 1));
        AnchorId id = _anchor(count);
        bytes32[] memory proof = PlaceTree.proofOf(_tree(count), index);
        IRecordRegistry.Verdict expected = claimed >= count
            ? IRecordRegistry.Verdict.NotFound
            : claimed == index ? IRecordRegistry.Verdict.Genuine : IRecordRegistry.Verdict.Tampered;
        _assertVerdict(records.verify(id, claimed, _commitment(index), proof), expected, "claimed index");
        _assertVerdict(_verify(id, count, index), IRecordRegistry.Verdict.Genuine, "own index");
    }

    /// @dev Every count and every index: the one commitment by the one proof, and by none that is shorter or longer.
    function test_EveryPlaceOfEveryTreeHasOneProof() external {
        for (uint24 count = 1; count <= 70; ++count) {
            AnchorId id = _anchor(count);
            bytes32[] memory tree = _tree(count);
            for (uint24 i; i < count; ++i) {
                _checkLengths(id, i, PlaceTree.proofOf(tree, i));
            }
        }
    }

    function _checkLengths(AnchorId id, uint24 index, bytes32[] memory proof) private view {
        for (uint256 length = 0; length <= proof.length + 2; ++length) {
            bytes32[] memory cut = new bytes32[](length);
            for (uint256 i; i < length && i < proof.length; ++i) {
                cut[i] = proof[i];
            }
            IRecordRegistry.Verdict expected =
                length == proof.length ? IRecordRegistry.Verdict.Genuine : IRecordRegistry.Verdict.Tampered;
            _assertVerdict(records.verify(id, index, _commitment(index), cut), expected, "length");
        }
    }

    /// @dev A root made so that every leaf in it claims one place: only the one that stands there has it.
    function testFuzz_OnePlaceHasOneCommitment(uint24 count, uint24 place) external {
        count = uint24(bound(count, 1, 70));
        place = uint24(bound(place, 0, count - 1));
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = _leaf(place, _commitment(i));
        }
        bytes32[] memory tree = PlaceTree.build(leaves);
        vm.prank(users.hospital);
        AnchorId id = records.anchorRecords(tree[0], count, NO_HOLD);
        for (uint24 i; i < count; ++i) {
            IRecordRegistry.Verdict expected =
                i == place ? IRecordRegistry.Verdict.Genuine : IRecordRegistry.Verdict.Tampered;
            bytes32[] memory proof = PlaceTree.proofOf(tree, i);
            _assertVerdict(records.verify(id, place, _commitment(i), proof), expected, "one a place");
        }
    }

    /// @dev The same root anchored as a smaller tree: a root of more levels than its count allows shows nothing.
    function testFuzz_DeeperTreeThanItsCountShowsNothing(uint24 count, uint24 claimed) external {
        count = uint24(bound(count, 2, 70));
        uint256 full = _tree(count).length / 2 + 1;
        claimed = uint24(bound(claimed, 1, full / 2));
        bytes32[] memory tree = _tree(count);
        vm.prank(users.hospital);
        AnchorId id = records.anchorRecords(tree[0], claimed, NO_HOLD);
        for (uint24 i; i < claimed; ++i) {
            bytes32[] memory proof = PlaceTree.proofOf(tree, i);
            for (uint256 first; first <= proof.length; ++first) {
                bytes32[] memory tail = new bytes32[](proof.length - first);
                for (uint256 j; j < tail.length; ++j) {
                    tail[j] = proof[first + j];
                }
                _assertVerdict(
                    records.verify(id, i, _commitment(i), tail), IRecordRegistry.Verdict.Tampered, "too deep"
                );
            }
        }
    }

    function testFuzz_NoOtherProofShowsIt(uint24 count, uint24 index, uint256 how, bytes32 noise) external {
        count = uint24(bound(count, 2, 40));
        index = uint24(bound(index, 0, count - 1));
        AnchorId id = _anchor(count);
        bytes32[] memory proof = PlaceTree.proofOf(_tree(count), index);
        bytes32[] memory other = new bytes32[](how % 3 == 0 ? proof.length + 1 : proof.length - how % 3 % 2);
        for (uint256 i; i < other.length && i < proof.length; ++i) {
            other[i] = proof[i];
        }
        // One longer, one shorter, or one bit off.
        if (how % 3 == 0) other[proof.length] = noise;
        if (how % 3 == 2) other[how % other.length] ^= bytes32(uint256(1) << uint8(uint256(noise)));
        _assertVerdict(
            records.verify(id, index, _commitment(index), other), IRecordRegistry.Verdict.Tampered, "another proof"
        );
    }

    function testFuzz_InnerNodesAreNoCommitments(uint24 count, uint24 index, uint256 node) external {
        count = uint24(bound(count, 2, 40));
        index = uint24(bound(index, 0, count - 1));
        AnchorId id = _anchor(count);
        bytes32[] memory tree = _tree(count);
        // Second preimage: whatever stands in the tree, leaf or node, shown as a commitment with every part of its path.
        node = bound(node, 0, tree.length - 1);
        bytes32[] memory path = PlaceTree.pathOf(tree, node);
        for (uint256 skipped; skipped <= path.length; ++skipped) {
            bytes32[] memory proof = new bytes32[](path.length - skipped);
            for (uint256 i; i < proof.length; ++i) {
                proof[i] = path[skipped + i];
            }
            _assertVerdict(
                records.verify(id, index, tree[node], proof), IRecordRegistry.Verdict.Tampered, "node as commitment"
            );
        }
    }

    /// hardhat-config: fuzz.runs = 32
    function testFuzz_EachErasureTakesExactlyItself(uint256 first, uint256 second, bool atEdge) external {
        uint24 count = 520;
        uint24[6] memory edges = [uint24(0), 255, 256, 511, 512, 519];
        uint24 a = atEdge ? edges[first % 6] : uint24(bound(first, 0, count - 1));
        uint24 b = atEdge ? edges[second % 6] : uint24(bound(second, 0, count - 1));
        vm.prank(users.hospital);
        AnchorId id = records.anchorRecords(keccak256("any root"), count, NO_HOLD);
        _erase(id, a);
        _erase(id, b);
        for (uint24 i; i < count; ++i) {
            assertEq(records.isErased(id, i), i == a || i == b, "erased");
        }
        assertEq(uint256(records.anchorOf(id).erased), a == b ? 1 : 2, "counted");
    }

    function testFuzz_NobodyElseErases(address caller) external {
        vm.assume(caller != users.hospital);
        AnchorId id = _anchor(3);
        _expect(IRecordRegistry.RecordRegistry_NotOwner.selector, id, caller);
        vm.prank(caller);
        records.erase(id, 1);
        assertFalse(records.isErased(id, 1), "still there");
    }

    function testFuzz_HoldLastsExactlySoLong(uint40 retainUntil, uint40 when) external {
        retainUntil = uint40(bound(retainUntil, START, START + MAX_RETENTION));
        when = uint40(bound(when, START, START + MAX_RETENTION + 2));
        if (when % 3 == 0) when = retainUntil; // the edge
        AnchorId id = _anchorHeld(1, retainUntil);
        vm.warp(when);
        vm.prank(users.hospital);
        try records.erase(id, 0) {
            assertGt(uint256(when), retainUntil, "after it");
        } catch {
            assertLe(uint256(when), retainUntil, "within it");
        }
    }
}
