// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../interfaces/ICustodianRegistry.sol";
import {IRecordRegistry} from "../interfaces/IRecordRegistry.sol";
import {AnchorTree} from "../libraries/AnchorTree.sol";
import {AnchorId} from "../types/Identifiers.sol";

/// @title RecordRegistry
/// @dev Two words an anchor, and one bit a record once it is erased. The last erasure of an anchor deletes its root too, so
/// a record anchored alone leaves no commitment in storage.
contract RecordRegistry is IRecordRegistry {
    // CONSTANTS

    /// @dev Records of radiotherapy are kept for 30 years (Germany, StrlSchG section 85); a hold lasts no longer. Leap
    /// years counted.
    uint40 public constant MAX_RETENTION = 30 * 366 days;

    uint40 private constant NO_HOLD = 0;
    bytes32 private constant NO_ROOT = 0;
    uint256 private constant BITS_A_WORD = 256;

    // STORAGE

    /// @dev Two slots:
    ///
    ///   255  248 247         208 207      184 183     160 159            0
    ///   | kind 8 | retainUntil 40 | erased 24 | count 24 | custodian 160 |
    ///   |                            root 256                           |
    struct Entry {
        address custodian;
        uint24 count;
        uint24 erased;
        uint40 retainUntil;
        AnchorKind kind;
        bytes32 root;
    }

    ICustodianRegistry public immutable CUSTODIANS;

    mapping(AnchorId id => Entry) private _anchors;
    mapping(AnchorId id => mapping(uint256 word => uint256)) private _erasures;
    mapping(address custodian => uint256 count) private _anchorsOf;

    constructor(ICustodianRegistry custodians) {
        CUSTODIANS = custodians;
    }

    // ANCHOR

    /// @inheritdoc IRecordRegistry
    function anchorRecords(bytes32 root, uint24 count, uint40 retainUntil) external returns (AnchorId id) {
        // Check: a hold that ends, and not in the past.
        if (retainUntil != NO_HOLD && (retainUntil < block.timestamp || retainUntil > block.timestamp + MAX_RETENTION))
        {
            revert RecordRegistry_RetentionOutOfRange(retainUntil, block.timestamp, MAX_RETENTION);
        }

        id = _anchor(AnchorKind.Records, root, count, retainUntil);
        emit RecordsAnchored(id, msg.sender, root, count, retainUntil);
    }

    /// @inheritdoc IRecordRegistry
    function anchorReceipts(bytes32 root, uint24 count) external returns (AnchorId id) {
        id = _anchor(AnchorKind.Receipts, root, count, NO_HOLD);
        emit ReceiptsAnchored(id, msg.sender, root, count);
    }

    function _anchor(AnchorKind kind, bytes32 root, uint24 count, uint40 retainUntil) private returns (AnchorId id) {
        // Check: something to anchor, by a listed custodian.
        if (root == NO_ROOT || count == 0) revert RecordRegistry_EmptyAnchor(root, count);
        if (!CUSTODIANS.isCustodian(msg.sender)) revert RecordRegistry_NotCustodian(msg.sender);

        // Effect: the custodian's next anchor.
        id = anchorIdOf(msg.sender, _anchorsOf[msg.sender]++);
        _anchors[id] = Entry(msg.sender, count, 0, retainUntil, kind, root);
    }

    // ERASE

    /// @inheritdoc IRecordRegistry
    function erase(AnchorId id, uint24 index) external {
        Entry storage entry = _anchors[id];
        (address custodian, uint24 count, uint24 erased) = (entry.custodian, entry.count, entry.erased);
        // Check: a record that is there, the caller's own, and free of any hold. Whether the caller is listed still is not
        // asked: a duty to erase outlives that.
        if (entry.kind == AnchorKind.None) revert RecordRegistry_Unknown(id);
        if (custodian != msg.sender) revert RecordRegistry_NotOwner(id, msg.sender);
        if (entry.kind != AnchorKind.Records) revert RecordRegistry_NotErasable(id, entry.kind);
        if (index >= count) revert RecordRegistry_OutOfRange(id, index, count);
        if (block.timestamp <= entry.retainUntil) revert RecordRegistry_UnderLegalHold(id, entry.retainUntil);
        if (_isErased(id, index, count, erased)) return;

        // Effect: gone for good; with the last one the root goes too, and no bit is needed any more.
        entry.erased = erased + 1;
        if (erased + 1 == count) delete entry.root;
        else _erasures[id][index / BITS_A_WORD] |= 1 << (index % BITS_A_WORD);
        emit RecordErased(id, index);
    }

    // VIEWS

    /// @inheritdoc IRecordRegistry
    function verify(AnchorId id, uint24 index, bytes32 commitment, bytes32[] calldata proof)
        external
        view
        returns (Verdict)
    {
        Entry storage entry = _anchors[id];
        (uint24 count, uint24 erased) = (entry.count, entry.erased);
        if (index >= count) return Verdict.NotFound;
        if (_isErased(id, index, count, erased)) return Verdict.Erased;
        bool shown = AnchorTree.shows(entry.root, count, index, commitment, proof);
        return shown ? Verdict.Genuine : Verdict.Tampered;
    }

    /// @inheritdoc IRecordRegistry
    function anchorOf(AnchorId id) external view returns (Anchor memory) {
        Entry storage entry = _anchors[id];
        return Anchor({
            kind: entry.kind,
            custodian: entry.custodian,
            count: entry.count,
            erased: entry.erased,
            retainUntil: entry.retainUntil,
            root: entry.root
        });
    }

    /// @inheritdoc IRecordRegistry
    function isErased(AnchorId id, uint24 index) external view returns (bool) {
        Entry storage entry = _anchors[id];
        return index < entry.count && _isErased(id, index, entry.count, entry.erased);
    }

    /// @inheritdoc IRecordRegistry
    function anchorsOf(address custodian) external view returns (uint256 count) {
        return _anchorsOf[custodian];
    }

    /// @inheritdoc IRecordRegistry
    function anchorIdOf(address custodian, uint256 n) public pure returns (AnchorId id) {
        return AnchorId.wrap(keccak256(abi.encode(custodian, n)));
    }

    // HELPERS

    function _isErased(AnchorId id, uint24 index, uint24 count, uint24 erased) private view returns (bool) {
        if (erased == count) return true;
        return _erasures[id][index / BITS_A_WORD] >> (index % BITS_A_WORD) & 1 == 1;
    }
}
