// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordRegistry} from "../../../contracts/interfaces/IRecordRegistry.sol";
import {AnchorId} from "../../../contracts/types/Identifiers.sol";
import {CustodianList} from "../../utils/RecordFixture.sol";
import {PlaceTree} from "../../utils/PlaceTree.sol";
import {Test} from "../../utils/Test.sol";

/// @title Three hospitals that are listed and unlisted, and mallory, who tries everything
/// @dev Ghosts say what must be so; the invariants compare.
contract RecordHandler is Test {
    uint256 private constant HOSPITALS = 3;
    uint256 private constant MAX_ANCHORS = 12;
    uint24 private constant MAX_COUNT = 5;

    struct Book {
        AnchorId id;
        address custodian;
        IRecordRegistry.AnchorKind kind;
        uint24 count;
        uint40 retainUntil;
        bytes32 root;
    }

    IRecordRegistry private _records;
    CustodianList private _custodians;
    address[] private _hospitals;

    Book[] private _books;
    /// @dev Ghost: the custodian erased it.
    mapping(uint256 anchor => mapping(uint24 index => bool)) public wasErased;
    /// @dev Ghost: a call went through that should not have, or the other way round.
    uint256 public trespasses;

    constructor(IRecordRegistry records, CustodianList custodians) {
        (_records, _custodians) = (records, custodians);
        for (uint256 i; i < HOSPITALS; ++i) {
            _hospitals.push(makeAddr(string.concat("hospital", vm.toString(i))));
            custodians.set(_hospitals[i], true);
        }
    }

    // ACTIONS

    function anchor(uint256 who, uint24 size, uint40 hold, bool receipts) external {
        if (_books.length == MAX_ANCHORS) return;
        Book memory book;
        book.custodian = _hospitals[who % HOSPITALS];
        book.kind = receipts ? IRecordRegistry.AnchorKind.Receipts : IRecordRegistry.AnchorKind.Records;
        book.count = uint24(bound(size, 1, MAX_COUNT));
        book.root = _tree(_books.length, book.count)[0];
        if (!receipts && hold % 2 == 1) book.retainUntil = uint40(vm.getBlockTimestamp() + bound(hold, 0, 2 days));
        book.id = _records.anchorIdOf(book.custodian, _records.anchorsOf(book.custodian));
        bool listed = _custodians.isCustodian(book.custodian);
        if (_tryAnchor(book) != listed) ++trespasses;
        if (listed) _books.push(book);
    }

    function erase(uint256 which, uint24 index, uint256 who) external {
        if (_books.length == 0) return;
        which %= _books.length;
        Book memory book = _books[which];
        index = uint24(bound(index, 0, book.count));
        // Mostly the custodian itself, else any hospital or mallory.
        address caller = who % 4 < 3 ? book.custodian : who % 8 == 3 ? _hospitals[who / 8 % HOSPITALS] : address(0xBAD);
        bool may = caller == book.custodian && book.kind == IRecordRegistry.AnchorKind.Records && index < book.count
            && vm.getBlockTimestamp() > book.retainUntil;
        vm.prank(caller);
        try _records.erase(book.id, index) {
            if (!may) ++trespasses;
            wasErased[which][index] = true;
        } catch {
            if (may) ++trespasses;
        }
    }

    function setListed(uint256 who, bool listed) external {
        _custodians.set(_hospitals[who % HOSPITALS], listed);
    }

    function wait(uint256 time) external {
        vm.warp(vm.getBlockTimestamp() + bound(time, 1, 1 days));
    }

    // VIEWS

    function count() external view returns (uint256) {
        return _books.length;
    }

    function bookAt(uint256 which) external view returns (Book memory) {
        return _books[which];
    }

    /// @dev What the true commitment and its proof are answered with.
    function verdictOf(uint256 which, uint24 index) external view returns (IRecordRegistry.Verdict) {
        Book memory book = _books[which];
        bytes32[] memory proof = PlaceTree.proofOf(_tree(which, book.count), index);
        return _records.verify(book.id, index, _commitment(which, index), proof);
    }

    // HELPERS

    function _tryAnchor(Book memory book) private returns (bool) {
        vm.prank(book.custodian);
        if (book.kind == IRecordRegistry.AnchorKind.Receipts) {
            try _records.anchorReceipts(book.root, book.count) returns (AnchorId id) {
                return AnchorId.unwrap(id) == AnchorId.unwrap(book.id);
            } catch {
                return false;
            }
        }
        try _records.anchorRecords(book.root, book.count, book.retainUntil) returns (AnchorId id) {
            return AnchorId.unwrap(id) == AnchorId.unwrap(book.id);
        } catch {
            return false;
        }
    }

    function _commitment(uint256 which, uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encode("a salted record", which, index));
    }

    function _tree(uint256 which, uint24 size) private pure returns (bytes32[] memory) {
        bytes32[] memory leaves = new bytes32[](size);
        for (uint256 i; i < size; ++i) {
            leaves[i] = keccak256(bytes.concat(keccak256(abi.encode(i, _commitment(which, i)))));
        }
        return PlaceTree.build(leaves);
    }
}
