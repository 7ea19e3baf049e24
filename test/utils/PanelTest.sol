// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {GrantTerms} from "../../contracts/types/Grant.sol";
import {GrantId} from "../../contracts/types/Identifiers.sol";
import {ResearchTest} from "./ResearchTest.sol";

/// @title Grants with more reviewers than seats
abstract contract PanelTest is ResearchTest {
    /// @dev Terms with `count` reviewers who have declared an affiliation, ascending: reviewer i is `member(i)`.
    function termsWithPool(uint160 count, uint8 seats, uint8 quorum) internal returns (GrantTerms memory terms) {
        terms = defaultTerms();
        address[] memory pool = new address[](count);
        for (uint160 i; i < count; ++i) {
            pool[i] = member(i);
            vm.prank(pool[i]);
            reviewerRegistry.declareAffiliation(REVIEWERS_ORGANISATION);
        }
        terms.conditions.policy.reviewers = pool;
        terms.conditions.policy.seats = seats;
        terms.conditions.policy.quorum = quorum;
        terms.conditions.policy.supermajority = seats;
        seal(terms);
    }

    function member(uint256 i) internal pure returns (address) {
        return address(uint160(0x1000 + i));
    }

    function seatsOf(GrantTerms memory terms, uint256 index) internal view returns (uint16) {
        return review.ballotOf(milestoneIdOf(terms, index)).seats;
    }

    function startOf(GrantTerms memory terms, uint256 index, uint256 attempt) internal pure returns (uint256) {
        uint256 count = terms.conditions.policy.reviewers.length;
        uint256 panelsBefore = index + attempt - 1;
        return
            (uint256(GrantId.unwrap(grantIdOf(terms))) % count + panelsBefore * terms.conditions.policy.seats) % count;
    }

    function commitAs(GrantTerms memory terms, uint256 index, uint256 i, bool inFavour) internal {
        uint8 attempt = milestoneOf(terms, index).attempts;
        bytes32 commitment =
            keccak256(abi.encode(milestoneIdOf(terms, index), attempt, member(i), inFavour, REASONS, saltOf(i)));
        vm.prank(member(i));
        review.commitVote(terms, index, attempt, commitment);
    }

    function revealAs(GrantTerms memory terms, uint256 index, uint256 i, bool inFavour) internal {
        uint8 attempt = milestoneOf(terms, index).attempts;
        review.revealVote(terms, index, attempt, member(i), inFavour, REASONS, saltOf(i));
    }

    function recuse(GrantTerms memory terms, uint256 index, uint256 i) internal {
        vm.prank(member(i));
        review.recuse(terms, index);
    }
}
