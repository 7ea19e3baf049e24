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
/// Each milestone is an account of its own: its amount and KEEPER_CALLS prepaid rewards. Out of it are paid the
/// investigator's share, the rewards of whoever moved the milestone on, and to the funder all that is left.
///
/// What moves money, in full: the funder may cancel before acceptance; afterwards each milestone's amount goes to the
/// two parties as its word says, and that word is written only by the review module that the terms name; and both
/// parties together may replace the terms of what was never brought. Nobody else, no owner, role or other module, moves
/// anything.
/// @dev Warning: keep the terms. Without them nobody can address a grant. `GrantAccepted` logs them in full.
/// @dev Warning: the token list is the only guard against rebasing tokens. A listed token that shrinks harms every
/// grant in that token, and no other.
interface IResearchEscrow {
    event TokenListed(address indexed token);
    event TokenUnlisted(address indexed token);
    /// @dev The deposit is in the token's own Transfer, and in `grantOf`.
    event GrantOffered(GrantId indexed id, address indexed funder, address indexed investigator);
    event GrantAccepted(GrantId indexed id, GrantTerms terms);
    event GrantCancelled(GrantId indexed id, address to, uint256 amount);
    /// @dev `replacement` is accepted as well (GrantAccepted). `moved` left the pending milestones for it.
    event GrantReplaced(GrantId indexed id, GrantId indexed replacement, uint256 moved);
    event MilestoneOpened(MilestoneId indexed id, GrantId indexed grantId, uint256 index, MilestoneState state);
    event MilestoneAdvanced(MilestoneId indexed id, MilestoneState from, MilestoneState to);
    /// @dev The recipient is in the token's own Transfer.
    event MilestoneReleased(MilestoneId indexed id, uint256 amount);
    event MilestoneRefunded(MilestoneId indexed id, uint256 amount);
    /// @dev What a priced milestone pays the investigator, for good.
    event AmountFixed(MilestoneId indexed id, uint256 payeeAmount);
    event KeeperRewarded(MilestoneId indexed id, address indexed keeper, uint256 amount);
    /// @dev Where money goes that others bring to `account`. Zero: to the account itself.
    event PayoutAddressSet(address indexed account, address payoutAddress);

    /// @notice Thrown when a grant in a token that is not, or no longer, listed is to be accepted.
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
    /// @notice Thrown when a milestone owes the party nothing: not final yet, nothing awarded, or already taken.
    error ResearchEscrow_NothingDue(
        MilestoneId id, MilestoneState state, uint40 deadline, bool released, bool refunded
    );
    /// @notice Thrown when somebody else than the party owed directs its money elsewhere.
    error ResearchEscrow_NotYours(address caller, address owed);
    /// @notice Thrown when a module writes to a milestone on which nothing but payment can happen any more.
    error ResearchEscrow_MilestoneIsFinal(MilestoneId id, MilestoneState state, uint40 deadline);
    /// @notice Thrown when a milestone becomes priced, or ceases to be, after its first word.
    error ResearchEscrow_PricingIsFixed(MilestoneId id, bool priced);
    error ResearchEscrow_AmountOutOfRange(MilestoneId id, uint256 payeeAmount, uint256 maximum);
    /// @notice Thrown when other terms are to replace those of a grant between other parties or in another token.
    error ResearchEscrow_OtherParties(GrantId id, GrantId replacement);
    /// @notice Thrown when the replacement does not take over exactly what its predecessor has undecided.
    error ResearchEscrow_OtherDeposit(uint256 undecided, uint256 deposit);
    /// @notice Thrown when a milestone was brought and is not final while its terms are to change.
    error ResearchEscrow_MilestoneUnderReview(MilestoneId id, MilestoneState state);
    error ResearchEscrow_ZeroRecipient();

    /// @notice Opens the door to deposits in `token`. Restricted. A listed token takes no fee, does not rebase, has no
    /// transfer hooks and at most MAX_DECIMALS.
    function listToken(address token) external;
    /// @notice Ends new deposits in `token`; grants that hold it are untouched. Restricted.
    function unlistToken(address token) external;

    /// @notice Offers a grant: takes the sum of its amounts and prepaid rewards from the caller, who is its funder.
    /// @dev Whether the token is listed is asked at acceptance: no grant in another token ever starts.
    function createFund(GrantAccount calldata account) external returns (GrantId id);
    /// @notice Makes an offer binding, by the investigator's signature (EOA or ERC-1271) over the terms. Anyone may relay
    /// until `startBy`. The token must be listed and the review module must confirm that it can judge by these terms.
    function accept(GrantTerms calldata terms, bytes calldata signature) external returns (GrantId id);
    /// @notice Gives back an offer that was not accepted: at the funder's call at any time, to the funder; at anyone's
    /// after `startBy`, to where the funder wants money brought.
    function cancel(GrantAccount calldata account) external returns (uint256 amount);
    /// @notice The same, for the funder alone, to any account.
    function cancelTo(GrantAccount calldata account, address to) external returns (uint256 amount);
    /// @notice Replaces the terms of an active grant. Both parties sign, under the escrow's domain,
    ///
    ///   GrantReplacement(bytes32 replaced,bytes32 replacement)
    ///
    /// What was never brought (Pending) moves into the replacement, whose deposit is exactly that sum; what is final stays
    /// payable under the old terms; while anything else is undecided, a rejection included, nothing is replaced. Anyone
    /// may relay until the replacement's `startBy`.
    /// @dev A signed replacement can be kept until then. The funder alone makes it void by offering the replacement's
    /// account itself (createFund) and cancelling that offer: an id is used once.
    function replace(
        GrantAccount calldata replaced,
        GrantTerms calldata terms,
        bytes calldata funderSignature,
        bytes calldata investigatorSignature
    ) external returns (GrantId id);

    /// @notice Writes a milestone's first word. Only the grant's review module, only while the grant is active.
    function open(GrantAccount calldata account, uint256 index, Milestone calldata next)
        external
        returns (MilestoneId id);
    /// @notice Writes a milestone's next word. Each module writes among its own words only, along the table only, and
    /// never to a final one, nor to one that only waits for its price. `released`, `refunded` and `keeperCalls` stay as they are, whatever `next` says of them.
    function advance(MilestoneId id, Milestone calldata next) external;
    /// @notice Makes a priced milestone that is Approved (and past its window) or Ruled Payable: `payeeAmount` to the
    /// investigator, the rest of its amount to the funder. Only the grant's review module.
    function fixAmount(GrantAccount calldata account, uint256 index, uint256 payeeAmount) external;
    /// @notice Pays one prepaid reward of a milestone to whoever moved it on; nothing if none is left, if the funder has
    /// taken the rest, or if the token refuses. Only the grant's review module.
    function reward(GrantAccount calldata account, uint256 index, address keeper) external;

    /// @notice Pays the investigator's share of a final milestone, once: to the investigator that calls; at anyone else's
    /// call to where the investigator wants money brought, for one of the milestone's prepaid rewards.
    function release(GrantAccount calldata account, uint256 index) external returns (uint256 amount);
    /// @notice The same, for the investigator alone, to any account.
    function releaseTo(GrantAccount calldata account, uint256 index, address to) external returns (uint256 amount);
    /// @notice Pays the funder what a final milestone leaves, once: its share and the rewards that nobody earned.
    function refund(GrantAccount calldata account, uint256 index) external returns (uint256 amount);
    /// @notice The same, for the funder alone, to any account.
    function refundTo(GrantAccount calldata account, uint256 index, address to) external returns (uint256 amount);
    /// @notice Where money goes that others bring to the caller; zero: to the caller itself.
    function setPayoutAddress(address payoutAddress) external;

    function isListed(address token) external view returns (bool);
    function grantOf(GrantId id) external view returns (Grant memory);
    /// @notice A milestone's word as `review` wrote it; Pending if it never did.
    function milestoneOf(address review, MilestoneId id) external view returns (Milestone memory);
    /// @notice Where money goes that others bring to `account`: the account itself unless it said otherwise.
    function payoutAddressOf(address account) external view returns (address);
    /// @notice What a final milestone gives to either side in all, taken or not; nothing while it is not final.
    function sharesOf(GrantAccount calldata account, uint256 index)
        external
        view
        returns (bool isFinal, uint256 toInvestigator, uint256 toFunder);
    /// @notice What a priced milestone pays, once it is Payable.
    function fixedAmountOf(address review, MilestoneId id) external view returns (uint256 payeeAmount);
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
