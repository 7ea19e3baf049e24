// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/shared/mocks/MockV3Aggregator.sol";

import {GrantTerms, Valuation} from "../../contracts/types/Grant.sol";
import {ResearchTest} from "./ResearchTest.sol";

/// @title A grant in dollars, paid in a token that is worth less than one
abstract contract DollarGrants is ResearchTest {
    uint256 internal constant USD = 1e8; // of the terms and the feed
    uint32 internal constant HEARTBEAT = 1 days;
    uint40 internal constant PRICE_GRACE = 7 days;
    /// @dev At which 98,000 dollars are the first milestone's 100,000 tokens.
    int256 internal constant PAR_PRICE = 0.98e8;
    uint128 internal constant FALLBACK_PRICE = 1.4e8;

    MockV3Aggregator internal feed;

    function setUp() public virtual override {
        super.setUp();
        feed = new MockV3Aggregator(8, PAR_PRICE);
    }

    function dollarTerms() internal view returns (GrantTerms memory) {
        return dollarTermsBy(address(feed));
    }

    function dollarTermsBy(address priceFeed) internal view returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.conditions.valuation = Valuation(priceFeed, HEARTBEAT, FALLBACK_PRICE);
        for (uint256 i; i < 4; ++i) {
            // 98 cents a token.
            terms.conditions.milestones[i].usdAmount = uint128(terms.account.amounts[i] / UNIT * USD * 98 / 100);
        }
        seal(terms);
    }

    /// @dev Approved and past its window.
    function toDecided(GrantTerms memory terms) internal {
        toApproved(terms, 0);
        passWindow(terms, 0);
    }
}
