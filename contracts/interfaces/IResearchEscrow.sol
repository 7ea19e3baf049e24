// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {GrantAccount, GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {Grant, GrantState, Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title Research grants, paid milestone by milestone
/// @notice The funder deposits a whole grant in one ERC-20 token; the investigator accepts by signing its terms under
/// EIP-712 (domain "ResearchEscrow" version "1" of this contract; ERC-5267; type GrantTerms of types/Grant.sol). The
/// terms are immutable and never stored: each call brings them and the contract re-hashes them.
///
/// What moves money, in full: the funder may cancel before acceptance; afterwards each milestone's amount goes to the
/// two parties as its word says, and that word is written only by the review module that the terms name. Nobody else,
/// no owner, role or other module, moves anything.
/// @dev Warning: keep the terms. Without them nobody can address a grant. `GrantAccepted` logs them in full.
/// @dev Warning: the token list is the only guard against rebasing tokens. A listed token that shrinks harms every
/// grant in that token, and no other.
interface IResearchEscrow {
    event TokenListed(address indexed token);
    event TokenUnlisted(address indexed token);
    event GrantOffered(GrantId indexed id, address indexed funder, address indexed investigator, uint256 amount);
    event GrantAccepted(GrantId indexed id, GrantTerms terms);
    event GrantCancelled(GrantId indexed id, address to, uint256 amount);
    event MilestoneOpened(MilestoneId indexed id, GrantId indexed grantId, uint256 index, MilestoneState state);
    event MilestoneAdvanced(MilestoneId indexed id, MilestoneState from, MilestoneState to);
    /// @dev The recipient is in the token's own Transfer.
    event MilestoneReleased(MilestoneId indexed id, uint256 amount);
    event MilestoneRefunded(MilestoneId indexed id, uint256 amount);

    /// @notice Thrown when a deposit is in a token that is not, or no longer, listed.
    error ResearchEscrow_TokenNotListed(address token);
    /// @notice Thrown when a token with more than MAX_DECIMALS is to be listed.
    error ResearchEscrow_TooManyDecimals(address token, uint8 decimals, uint8 maximum);
    /// @notice Thrown when fewer tokens arrived than the grant needs, as with tokens that take a fee.
    error ResearchEscrow_Underfunded(address token, uint256 needed, uint256 received);
    error ResearchEscrow_NotFunder(address caller, address funder);
    error ResearchEscrow_MilestonesOutOfRange(uint256 count, uint256 maximum);
    error ResearchEscrow_ZeroAmount(uint256 index);
    error ResearchEscrow_TotalTooLarge(uint256 total, uint256 maximum);
    error ResearchEscrow_StartByOutOfRange(uint40 startBy, uint256 earliest, uint256 latest);
    error ResearchEscrow_WrongGrantState(GrantId id, GrantState state, GrantState needed);
    error ResearchEscrow_StartByPassed(GrantId id, uint40 startBy);
    /// @notice Thrown when somebody else than the funder cancels an offer that can still be accepted.
    error ResearchEscrow_StillOpen(GrantId id, uint40 startBy);
    error ResearchEscrow_InvalidSignature(address investigator, bytes32 digest);
    /// @notice Thrown when the review module does not answer `checkTerms` with the same grant id.
    error ResearchEscrow_TermsNotConfirmed(GrantId id, GrantId confirmed);
    error ResearchEscrow_NotReview(address caller, address review);
    error ResearchEscrow_NoSuchMilestone(GrantId id, uint256 index, uint256 count);
    error ResearchEscrow_IllegalTransition(MilestoneId id, MilestoneState from, MilestoneState to);
    error ResearchEscrow_ShareOutOfRange(MilestoneId id, uint16 payeeBps);
    /// @notice Thrown when a module rewrites a milestone that money has left, or books payments itself.
    error ResearchEscrow_PaymentsAreBooked(MilestoneId id);
    /// @notice Thrown when a milestone owes the party nothing: not final yet, nothing awarded, or already taken.
    error ResearchEscrow_NothingDue(
        MilestoneId id, MilestoneState state, uint40 deadline, bool released, bool refunded
    );
    /// @notice Thrown when somebody else than the party owed directs its money elsewhere.
    error ResearchEscrow_NotYours(address caller, address owed, address to);
    error ResearchEscrow_ZeroRecipient();

    /// @notice Opens the door to deposits in `token`. Restricted. A listed token takes no fee, does not rebase, has no
    /// transfer hooks and at most MAX_DECIMALS.
    function listToken(address token) external;
    /// @notice Ends new deposits in `token`; grants that hold it are untouched. Restricted.
    function unlistToken(address token) external;

    /// @notice Offers a grant: takes the sum of its amounts from the caller, who is its funder.
    function createFund(GrantAccount calldata account) external returns (GrantId id);
    /// @notice Makes an offer binding, by the investigator's signature (EOA or ERC-1271) over the terms. Anyone may relay
    /// until `startBy`. The review module must confirm that it can judge by these terms.
    function accept(GrantTerms calldata terms, bytes calldata signature) external returns (GrantId id);
    /// @notice Takes back an offer that was not accepted: the funder at any time, to any account; anyone after
    /// `startBy`, to the funder.
    function cancel(GrantAccount calldata account, address to) external returns (uint256 amount);

    /// @notice Writes a milestone's first word. Only the grant's review module, only while the grant is active.
    function open(GrantAccount calldata account, uint256 index, Milestone calldata next)
        external
        returns (MilestoneId id);
    /// @notice Writes a milestone's next word. Each module writes among its own words only, and along the table only.
    function advance(MilestoneId id, Milestone calldata next) external;

    /// @notice Pays the investigator's share of a final milestone, once. The investigator may direct it to any account;
    /// anyone else only to the investigator.
    function release(GrantAccount calldata account, uint256 index, address to) external returns (uint256 amount);
    /// @notice Pays the funder's share of a final milestone, once. The same for the funder.
    function refund(GrantAccount calldata account, uint256 index, address to) external returns (uint256 amount);

    function isListed(address token) external view returns (bool);
    function grantOf(GrantId id) external view returns (Grant memory);
    /// @notice A milestone's word as `review` wrote it; Pending if it never did.
    function milestoneOf(address review, MilestoneId id) external view returns (Milestone memory);
    /// @notice What `release` and `refund` would pay now.
    function dueOf(GrantAccount calldata account, uint256 index)
        external
        view
        returns (uint256 toInvestigator, uint256 toFunder);
    /// @notice What is left of a grant's deposit: nothing before it is funded or after it was cancelled.
    function remainingOf(GrantAccount calldata account) external view returns (uint256 remaining);
    function grantIdOf(GrantAccount calldata account) external pure returns (GrantId id);
    function milestoneIdOf(GrantId id, uint256 index) external pure returns (MilestoneId);
}
