// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, Gtin} from "../types/Identifiers.sol";
import {StorageProfileId} from "../types/Provenance.sol";

/// @title Authorised trading partners and their products
/// @notice A partner is a GS1 location number with an account and roles. Governance decides who is authorised and
/// until when; it cannot take over a partner: once named, only the account itself hands its place to another.
interface ITradingPartners {
    struct Partner {
        address account;
        /// ROLE_* bits.
        uint16 roles;
        /// Last second of the authorisation.
        uint40 validUntil;
    }

    struct Product {
        /// Marketing authorisation holder.
        Gln holder;
        /// Storage profile that ColdChain judges by.
        StorageProfileId profile;
    }

    event PartnerSet(Gln indexed gln, address indexed account, uint16 roles, uint40 validUntil);
    event PartnerAccountHandedOver(Gln indexed gln, address indexed from, address indexed to);
    event ProductRegistered(Gtin indexed gtin, Gln indexed holder, StorageProfileId profile);

    /// @notice Thrown when a location number is not 13 digits with a valid check digit.
    error TradingPartners_BadGln(Gln gln);
    /// @notice Thrown when a trade item number is not 8 to 14 digits with a valid check digit.
    error TradingPartners_BadGtin(Gtin gtin);
    /// @notice Thrown when a partner would have no account.
    error TradingPartners_NoAccount(Gln gln);
    /// @notice Thrown when roles are empty, unknown, or mix the regulator with trade.
    error TradingPartners_RolesRefused(Gln gln, uint16 roles);
    /// @notice Thrown when governance names another account than the partner's own.
    error TradingPartners_AccountIsPartners(Gln gln, address account, address proposed);
    /// @notice Thrown when the caller is not the partner's account.
    error TradingPartners_NotAccount(Gln gln, address caller, address account);
    /// @notice Thrown when the partner's authorisation is over or it lacks every one of `roles`.
    error TradingPartners_NotAuthorised(Gln gln, uint16 roles, uint16 held, uint40 validUntil);
    /// @notice Thrown when a product is registered again.
    error TradingPartners_ProductTaken(Gtin gtin, Gln holder);
    /// @notice Thrown when nobody registered the product.
    error TradingPartners_UnknownProduct(Gtin gtin);

    /// @notice Authorises a partner or changes its roles and the end of its authorisation. Restricted.
    function setPartner(Gln gln, address account, uint16 roles, uint40 validUntil) external;
    /// @notice Hands the caller's place to another account.
    function handOverAccount(Gln gln, address to) external;
    /// @notice Registers a product for good; the caller is the account of `holder`, a manufacturer.
    function registerProduct(Gtin gtin, Gln holder, StorageProfileId profile) external;

    function partnerOf(Gln gln) external view returns (Partner memory partner);
    function productOf(Gtin gtin) external view returns (Product memory product);
}
