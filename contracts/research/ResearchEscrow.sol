// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {GrantAccount} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {Grant, GrantState, Milestone} from "../types/Milestone.sol";
import {GrantOffers} from "./GrantOffers.sol";
import {MilestonePayments} from "./MilestonePayments.sol";
import {MilestoneWords} from "./MilestoneWords.sol";

/// @title Research grants, paid milestone by milestone
contract ResearchEscrow is GrantOffers, MilestoneWords, MilestonePayments, AccessManaged {
    // CONSTANTS

    uint8 public constant MAX_DECIMALS = 18;

    // CONSTRUCTOR

    constructor(address authority) AccessManaged(authority) EIP712("ResearchEscrow", "1") {}

    // TOKENS

    /// @inheritdoc IResearchEscrow
    function listToken(address token) external restricted {
        uint8 decimals = IERC20Metadata(token).decimals();
        // Check: amounts are bound to 128 bits.
        if (decimals > MAX_DECIMALS) revert ResearchEscrow_TooManyDecimals(token, decimals, MAX_DECIMALS);
        _listed[token] = true;
        emit TokenListed(token);
    }

    /// @inheritdoc IResearchEscrow
    function unlistToken(address token) external restricted {
        _listed[token] = false;
        emit TokenUnlisted(token);
    }

    // VIEWS

    /// @inheritdoc IResearchEscrow
    function isListed(address token) external view returns (bool) {
        return _listed[token];
    }

    /// @inheritdoc IResearchEscrow
    function grantOf(GrantId id) external view returns (Grant memory) {
        return _grants[id];
    }

    /// @inheritdoc IResearchEscrow
    function milestoneOf(address review, MilestoneId id) external view returns (Milestone memory) {
        return _milestones[review][id];
    }

    /// @inheritdoc IResearchEscrow
    function payoutAddressOf(address account) external view returns (address) {
        return _payoutOf(account);
    }

    /// @inheritdoc IResearchEscrow
    function fixedAmountOf(address review, MilestoneId id) external view returns (uint256 payeeAmount) {
        return _fixedAmounts[review][id];
    }

    /// @inheritdoc IResearchEscrow
    function sharesOf(GrantAccount calldata account, uint256 index)
        external
        view
        returns (bool isFinal, uint256 toInvestigator, uint256 toFunder)
    {
        (isFinal, toInvestigator, toFunder,) = _sharesOf(account, index);
    }

    /// @inheritdoc IResearchEscrow
    function dueOf(GrantAccount calldata account, uint256 index)
        external
        view
        returns (uint256 toInvestigator, uint256 toFunder)
    {
        Milestone storage milestone;
        (, toInvestigator, toFunder, milestone) = _sharesOf(account, index);
        if (milestone.released) toInvestigator = 0;
        if (milestone.refunded) toFunder = 0;
    }

    /// @inheritdoc IResearchEscrow
    function remainingOf(GrantAccount calldata account) external view returns (uint256 remaining) {
        Grant storage grant = _grants[GrantHash.idOf(account)];
        if (grant.state == GrantState.Offered) return grant.deposit;
        if (grant.state != GrantState.Active) return 0;
        for (uint256 i; i < account.amounts.length; ++i) {
            remaining += _leftOf(account, i);
        }
    }

    /// @inheritdoc IResearchEscrow
    function grantIdOf(GrantAccount calldata account) external pure returns (GrantId id) {
        return GrantHash.idOf(account);
    }

    /// @inheritdoc IResearchEscrow
    function milestoneIdOf(GrantId id, uint256 index) external pure returns (MilestoneId) {
        return GrantHash.milestoneIdOf(id, index);
    }

    // INTERNALS

    function _sharesOf(GrantAccount calldata account, uint256 index)
        private
        view
        returns (bool isFinal, uint256 toInvestigator, uint256 toFunder, Milestone storage milestone)
    {
        uint128[] calldata amounts = account.amounts;
        MilestoneId id;
        (id, milestone) = _find(account, amounts, index);
        (isFinal, toInvestigator) = _earnedOf(account, amounts, index, id, milestone);
        if (isFinal) toFunder = amounts[index] - toInvestigator + _unspentOf(account, milestone);
    }
}
