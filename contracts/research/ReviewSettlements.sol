// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {MilestoneTransitions} from "../libraries/MilestoneTransitions.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {FULL_SHARE_BPS, Milestone, MilestoneState} from "../types/Milestone.sol";
import {DelegatedReview} from "./DelegatedReview.sol";

/// @title What both parties agree on, whatever anybody else decided or would have decided
/// @dev Nothing here is remembered of a domain: `address(this)` is the front's, whose code differs from this.
abstract contract ReviewSettlements is DelegatedReview, IERC5267 {
    // CONSTANTS

    string private constant NAME = "MilestoneReview";
    string private constant VERSION = "1";
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant TERMINATION_TYPEHASH =
        keccak256("GrantTermination(bytes32 grantId,uint16[] payeeBps,uint40 deadline)");
    /// @dev ERC-5267: name, version, chainId and verifyingContract are used.
    bytes1 private constant DOMAIN_FIELDS = hex"0f";

    // SETTLEMENT OF ONE MILESTONE

    function offerSettlement(GrantTerms calldata terms, uint256 index, uint16 payeeBps, uint40 until)
        external
        onlyDelegated
    {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: a party, about a milestone that can still be settled.
        if (!_isParty(terms, msg.sender)) revert IMilestoneReview.MilestoneReview_NotParty(msg.sender);
        if (payeeBps > FULL_SHARE_BPS) revert IMilestoneReview.MilestoneReview_ShareOutOfRange(payeeBps);
        _requireOpenToSettlement(id, milestone);

        // Effect: the one offer that stands, about the milestone as it is now.
        _settlements[id] = IMilestoneReview.Settlement({
            by: msg.sender, payeeBps: payeeBps, attempt: milestone.attempts, state: milestone.state, until: until
        });
        emit IMilestoneReview.SettlementOffered(id, msg.sender, payeeBps, until);
    }

    function acceptSettlement(GrantTerms calldata terms, uint256 index, uint16 payeeBps) external onlyDelegated {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        IMilestoneReview.Settlement memory offer = _settlements[id];
        // Check: the other party's offer, of this share, about the milestone as it is now.
        if (!_isParty(terms, msg.sender)) revert IMilestoneReview.MilestoneReview_NotParty(msg.sender);
        bool stands = offer.by != address(0) && offer.by != msg.sender && offer.payeeBps == payeeBps
            && offer.attempt == milestone.attempts && offer.state == milestone.state && block.timestamp <= offer.until;
        if (!stands) revert IMilestoneReview.MilestoneReview_NoSuchSettlement(id, payeeBps);
        _requireOpenToSettlement(id, milestone);

        // Effect: the split is final; nobody lost, so a bond goes back.
        delete _settlements[id];
        _giveBondBack(id, milestone.state);
        emit IMilestoneReview.SettlementAccepted(id, msg.sender, payeeBps);
        ESCROW.advance(id, _ruled(id, milestone, payeeBps, false));
    }

    // END OF A GRANT

    function terminate(
        GrantTerms calldata terms,
        uint16[] calldata payeeBps,
        uint40 deadline,
        bytes calldata funderSignature,
        bytes calldata investigatorSignature
    ) external onlyDelegated {
        GrantId grantId = _grantIdOf(terms);
        // Check: in time, one share a milestone, signed by both.
        if (block.timestamp > deadline) {
            revert IMilestoneReview.MilestoneReview_TerminationTooLate(grantId, deadline, block.timestamp);
        }
        uint256 count = terms.conditions.milestones.length;
        if (payeeBps.length != count) revert IMilestoneReview.MilestoneReview_CountMismatch(payeeBps.length, count);
        bytes32 digest = _terminationDigest(grantId, payeeBps, deadline);
        _requireSigned(terms.account.funder, digest, funderSignature);
        _requireSigned(terms.account.investigator, digest, investigatorSignature);

        // Effect: what is final stays as it is. The escrow bounds how many milestones a grant has.
        bool isAnyEnded;
        for (uint256 i; i < count; ++i) {
            if (_end(terms, grantId, i, payeeBps[i])) isAnyEnded = true;
        }
        if (!isAnyEnded) revert IMilestoneReview.MilestoneReview_NothingToDo(msg.sig);
        emit IMilestoneReview.GrantTerminated(grantId, payeeBps);
    }

    // VIEWS

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (DOMAIN_FIELDS, NAME, VERSION, block.chainid, address(this), 0, new uint256[](0));
    }

    // INTERNALS

    /// @dev Whether there was anything to end.
    function _end(GrantTerms calldata terms, GrantId grantId, uint256 index, uint16 payeeBps) private returns (bool) {
        if (payeeBps > FULL_SHARE_BPS) revert IMilestoneReview.MilestoneReview_ShareOutOfRange(payeeBps);
        MilestoneId id = GrantHash.milestoneIdOf(grantId, index);
        Milestone memory milestone = ESCROW.milestoneOf(address(this), id);
        MilestoneState from = milestone.state;
        if (MilestoneTransitions.isFinal(from, milestone.deadline, block.timestamp)) return false;
        _giveBondBack(id, from);
        _write(terms, index, id, from, _ruled(id, milestone, payeeBps, false));
        return true;
    }

    function _requireSigned(address party, bytes32 digest, bytes calldata signature) private view {
        if (!Signatures.isSignedBy(party, digest, signature)) {
            revert IMilestoneReview.MilestoneReview_InvalidSignature(party, digest);
        }
    }

    function _terminationDigest(GrantId grantId, uint16[] calldata payeeBps, uint40 deadline)
        private
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(NAME)), keccak256(bytes(VERSION)), block.chainid, address(this))
        );
        // abi.encodePacked pads what is in an array to words, as EIP-712 encodes it.
        bytes32 shares = keccak256(abi.encodePacked(payeeBps));
        bytes32 termination = keccak256(abi.encode(TERMINATION_TYPEHASH, grantId, shares, deadline));
        return keccak256(abi.encodePacked(hex"1901", domain, termination));
    }

    /// @dev Brought, and not final: an approval only inside its window, a rejection until it expires.
    function _requireOpenToSettlement(MilestoneId id, Milestone memory milestone) private view {
        MilestoneState state = milestone.state;
        if (state == MilestoneState.Approved) _requireNotAfter(id, milestone.deadline);
        bool isClosed = state == MilestoneState.Pending || state == MilestoneState.Ruled
            || state == MilestoneState.Refundable || state == MilestoneState.Payable;
        if (isClosed) revert IMilestoneReview.MilestoneReview_WrongState(id, state);
    }
}
