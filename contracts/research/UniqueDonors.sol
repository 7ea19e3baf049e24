// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ICampaigns} from "../interfaces/ICampaigns.sol";
import {IMatchingRounds} from "../interfaces/IMatchingRounds.sol";
import {QuadraticMatching} from "../libraries/QuadraticMatching.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Campaign, CampaignState, CampaignTerms} from "../types/Campaign.sol";
import {CampaignId, RoundId} from "../types/Identifiers.sol";
import {RoundState, RoundTerms, Tally, UniquenessCredential} from "../types/Matching.sol";
import {MatchingBook} from "./MatchingBook.sol";

/// @title Who takes part in a round: campaigns, and donors that are one person each
abstract contract UniqueDonors is MatchingBook, EIP712 {
    // CONSTANTS

    /// @notice So many lines fit into the calldata and the gas of one result.
    uint256 public constant MAX_CAMPAIGNS = 512;
    bytes32 private constant CREDENTIAL_TYPEHASH =
        keccak256("UniquenessCredential(bytes32 round,bytes32 nullifier,address donor,uint40 expiresAt)");

    // CAMPAIGNS

    /// @inheritdoc IMatchingRounds
    function enter(RoundTerms calldata terms, CampaignTerms calldata campaign) external {
        (RoundId id,) = _find(terms, RoundState.Open);
        _requireNotAfter(id, terms.endsAt);
        // Check: the organiser's own campaign, open, and such that this round's match can reach it.
        if (msg.sender != campaign.organiser) revert MatchingRounds_NotOrganiser(msg.sender, campaign.organiser);
        CampaignId campaignId = CAMPAIGNS.campaignIdOf(campaign);
        _requireFits(terms, campaign, campaignId);
        Entry storage entry = _entries[campaignId];
        if (entry.place != NOT_ADMITTED) revert MatchingRounds_AlreadyRegistered(entry.round, campaignId);

        // Effect
        entry.round = id;
        emit CampaignEntered(id, campaignId);
    }

    /// @inheritdoc IMatchingRounds
    function register(RoundTerms calldata terms, CampaignTerms calldata campaign) external returns (uint256 index) {
        (RoundId id, Round storage round) = _find(terms, RoundState.Open);
        _requireNotAfter(id, terms.endsAt);
        // Check: the sponsor's own round, a campaign that asked for it, once, while there is room.
        if (msg.sender != terms.sponsor) revert MatchingRounds_NotSponsor(msg.sender, terms.sponsor);
        CampaignId campaignId = CAMPAIGNS.campaignIdOf(campaign);
        Entry storage entry = _entries[campaignId];
        if (RoundId.unwrap(entry.round) != RoundId.unwrap(id)) revert MatchingRounds_NotEntered(id, campaignId);
        if (entry.place != NOT_ADMITTED) revert MatchingRounds_AlreadyRegistered(id, campaignId);
        index = round.campaigns.length;
        if (index >= MAX_CAMPAIGNS) revert MatchingRounds_TooManyCampaigns(MAX_CAMPAIGNS);

        // Effect
        round.campaigns.push(campaignId);
        entry.place = uint16(index + 1); // Safe cast: at most MAX_CAMPAIGNS.
        emit CampaignRegistered(id, campaignId, index);
    }

    // DONORS

    /// @inheritdoc IMatchingRounds
    function count(
        RoundTerms calldata terms,
        CampaignTerms calldata campaign,
        UniquenessCredential calldata credential,
        bytes calldata signature
    ) external {
        (RoundId id,) = _find(terms, RoundState.Open);
        _requireNotAfter(id, terms.endsAt);
        CampaignId campaignId = _requireIn(id, campaign);
        // Check: one person, by the issuer's word, and none of the campaign's own people.
        address donor = credential.donor;
        if (donor == campaign.organiser || donor == campaign.investigator) {
            revert MatchingRounds_SelfMatch(campaignId, donor);
        }
        _requireCredential(id, terms.issuer, credential, signature);
        uint128 amount = CAMPAIGNS.pledgeOf(campaignId, donor).amount;
        if (amount > type(uint96).max) revert MatchingRounds_AmountTooLarge(campaignId, donor, amount);
        uint128 before = _counted[campaignId][donor];
        if (amount == before) revert MatchingRounds_NothingNew(campaignId, donor, amount);

        // Effect: the whole pledge in place of what was counted before.
        _bind(id, credential.nullifier, donor);
        _counted[campaignId][donor] = amount;
        Tally storage tally = _tallies[campaignId];
        // Safe casts: both were checked to have 96 bits.
        tally.roots =
            tally.roots + QuadraticMatching.rootDown(uint96(amount)) - QuadraticMatching.rootDown(uint96(before));
        tally.sum = tally.sum + amount - before;
        emit DonorCounted(id, campaignId, donor, credential.nullifier, amount);
    }

    // INTERNALS

    function _requireFits(RoundTerms calldata terms, CampaignTerms calldata campaign, CampaignId id) private view {
        Campaign memory state = CAMPAIGNS.campaignOf(id);
        uint40 latestPay = _latestPayOf(terms);
        bool isOurs = campaign.matching == address(this) && campaign.token == terms.token;
        bool inTime = campaign.deadline <= terms.endsAt && campaign.matchBy >= latestPay;
        if (state.state != CampaignState.Open || !isOurs || !inTime) {
            revert MatchingRounds_CampaignNotForRound(id, terms.endsAt, latestPay);
        }
    }

    function _requireCredential(
        RoundId id,
        address issuer,
        UniquenessCredential calldata credential,
        bytes calldata signature
    ) private view {
        if (block.timestamp > credential.expiresAt) {
            revert MatchingRounds_CredentialExpired(credential.expiresAt);
        }
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(CREDENTIAL_TYPEHASH, id, credential.nullifier, credential.donor, credential.expiresAt))
        );
        if (!Signatures.isSignedBy(issuer, digest, signature)) {
            revert MatchingRounds_InvalidCredential(issuer, digest);
        }
    }

    /// @dev Whoever was counted by one nullifier is counted by no other, and no nullifier counts two.
    function _bind(RoundId id, bytes32 nullifier, address donor) private {
        address countedDonor = _donors[id][nullifier];
        bytes32 known = _nullifiers[id][donor];
        if (countedDonor == donor) return;
        if (countedDonor != address(0) || known != NO_NULLIFIER || nullifier == NO_NULLIFIER) {
            revert MatchingRounds_NotUnique(nullifier, donor, countedDonor == address(0) ? donor : countedDonor);
        }
        _donors[id][nullifier] = donor;
        _nullifiers[id][donor] = nullifier;
    }
}
