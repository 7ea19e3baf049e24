// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IEventAnchors} from "../interfaces/IEventAnchors.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {Gln} from "../types/Identifiers.sol";

/// @title EventAnchors
/// @dev One new word an anchor, its root, and the sixth part of another, its time. All else that an anchor says is in the
/// log, and in the head, which names all before it.
contract EventAnchors is IEventAnchors {
    // CONSTANTS

    uint8 private constant CBV_2_0 = 20;
    uint8 private constant CBV_2_1 = 21;
    bytes32 private constant NO_ROOT = 0;
    uint64 private constant TIMES_A_WORD = 6;
    uint256 private constant TIME_BITS = 40;

    // STORAGE

    struct Chain {
        // slot 0
        bytes32 head;
        // slot 1
        uint64 count;
    }

    ITradingPartners public immutable PARTNERS;

    mapping(Gln gln => Chain) private _chains;
    mapping(Gln gln => mapping(uint64 number => bytes32)) private _roots;
    //   255      240 239       200 199       160      39         0
    //   |  unused   |  time n+5   |  time n+4   | ... |   time n   |   n = 6 * word
    mapping(Gln gln => mapping(uint64 word => uint256)) private _times;

    constructor(ITradingPartners partners) {
        PARTNERS = partners;
    }

    // ANCHOR

    /// @inheritdoc IEventAnchors
    function anchor(Gln gln, bytes32 previous, Anchor calldata batch) external returns (bytes32 head) {
        // Check: an authorised partner, by its own account.
        ITradingPartners.Partner memory partner = PARTNERS.partnerOf(gln);
        if (partner.account != msg.sender || block.timestamp > partner.validUntil) {
            revert EventAnchors_NotPartner(gln, msg.sender);
        }
        // Check: events, of a time that is over, hashed by rules that are known.
        if (!_isSound(batch)) revert EventAnchors_Refused(gln, batch.root, batch.from, batch.to);
        // Check: the next of its anchors.
        Chain storage chain = _chains[gln];
        if (chain.head != previous) revert EventAnchors_NotNext(gln, chain.head, previous);

        // Effect: the new head, and where its events are looked up.
        head = keccak256(abi.encode(previous, batch));
        uint64 number = chain.count + 1;
        (chain.head, chain.count) = (head, number);
        _roots[gln][number] = batch.root;
        _times[gln][number / TIMES_A_WORD] |= block.timestamp << _shiftOf(number);
        emit EventsAnchored(gln, number, previous, batch);
    }

    // VIEWS

    /// @inheritdoc IEventAnchors
    function verify(Gln gln, uint64 number, bytes32 eventHash, bytes32 salt, bytes32[] calldata proof)
        external
        view
        returns (bool anchored)
    {
        bytes32 root = _roots[gln][number];
        if (root == NO_ROOT) return false;
        // A leaf hashes 32 bytes and a node 64, so that neither passes for the other.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(eventHash, salt))));
        return MerkleProof.verifyCalldata(proof, root, leaf);
    }

    /// @inheritdoc IEventAnchors
    function headOf(Gln gln) external view returns (bytes32 head, uint64 count) {
        Chain storage chain = _chains[gln];
        return (chain.head, chain.count);
    }

    /// @inheritdoc IEventAnchors
    function rootOf(Gln gln, uint64 number) external view returns (bytes32 root, uint40 anchoredAt) {
        return (_roots[gln][number], uint40(_times[gln][number / TIMES_A_WORD] >> _shiftOf(number)));
    }

    // HELPERS

    function _isSound(Anchor calldata batch) private view returns (bool) {
        bool isKnown = batch.cbvVersion == CBV_2_0 || batch.cbvVersion == CBV_2_1;
        bool isPast = batch.from <= batch.to && batch.to <= block.timestamp;
        return isKnown && isPast && batch.root != NO_ROOT && batch.events > 0;
    }

    function _shiftOf(uint64 number) private pure returns (uint256) {
        return number % TIMES_A_WORD * TIME_BITS;
    }
}
