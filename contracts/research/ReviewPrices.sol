// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {PriceFeed} from "../libraries/PriceFeed.sol";
import {GrantTerms, Valuation} from "../types/Grant.sol";
import {MilestoneId} from "../types/Identifiers.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";
import {DelegatedReview} from "./DelegatedReview.sol";

/// @title What a milestone in dollars pays in tokens
abstract contract ReviewPrices is DelegatedReview {
    // CONSTANTS

    /// @notice How long a feed may be without a price that is taken before the terms' fallback price counts.
    uint40 public constant PRICE_GRACE = 7 days;

    struct Payment {
        MilestoneId id;
        uint256 price;
        bool isFallback;
        uint256 payeeAmount;
    }

    // PRICE

    function fixPrice(GrantTerms calldata terms, uint256 index) external onlyDelegated {
        Payment memory payment = _planPayment(terms, index);
        // Effect: for good.
        emit IMilestoneReview.PriceFixed(payment.id, payment.price, payment.isFallback, payment.payeeAmount);
        ESCROW.fixAmount(terms.account, index, payment.payeeAmount);

        // Interaction
        _reward(terms, index);
    }

    // PLAN

    function _planPayment(GrantTerms calldata terms, uint256 index) internal view returns (Payment memory payment) {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        payment.id = id;
        // Check: worth dollars, decided for good, not fixed yet.
        if (!milestone.priced) revert IMilestoneReview.MilestoneReview_NotPriced(id);
        _requireEither(id, milestone.state, MilestoneState.Approved, MilestoneState.Ruled);
        if (milestone.state == MilestoneState.Approved) _requireAfter(id, milestone.deadline);
        // Nothing is worth nothing at any price.
        if (milestone.payeeBps == 0) return payment;
        uint8 decimals;
        (payment.price, decimals, payment.isFallback) = _priceFor(terms.conditions.valuation, id, milestone.deadline);
        uint256 tokens = PriceFeed.tokensFor(
            terms.conditions.milestones[index].usdAmount,
            milestone.payeeBps,
            IERC20Metadata(terms.account.token).decimals(),
            payment.price,
            decimals
        );
        payment.payeeAmount = Math.min(tokens, terms.account.amounts[index]);
    }

    /// @dev The feed's price, or, once it has had PRICE_GRACE since the decision, the one that both parties signed.
    function _priceFor(Valuation calldata valuation, MilestoneId id, uint40 decidedAt)
        private
        view
        returns (uint256 price, uint8 decimals, bool isFallback)
    {
        bool taken;
        (taken, price, decimals) = PriceFeed.latest(valuation.feed, valuation.heartbeat, SEQUENCER_UPTIME_FEED);
        if (taken) return (price, decimals, false);
        uint256 fallbackFrom = uint256(decidedAt) + PRICE_GRACE;
        if (block.timestamp <= fallbackFrom) {
            revert IMilestoneReview.MilestoneReview_NoPrice(id, valuation.feed, fallbackFrom);
        }
        return (valuation.fallbackPrice, PriceFeed.USD_DECIMALS, true);
    }
}
