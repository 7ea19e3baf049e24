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
        /// Leading digits of the location number that are the partner's GS1 company prefix: 4 to 12, or 0 for a partner
        /// that names neither products nor logistic units.
        uint8 companyPrefixDigits;
    }

    struct Product {
        /// Marketing authorisation holder.
        Gln holder;
        /// Storage profile that ColdChain judges by.
        StorageProfileId profile;
        /// Whether a returned pack is saleable only with a verdict on its time outside.
        bool verdictOnReturn;
        /// keccak256 of the product's master data (name, strength, form, national numbers) in RFC 8785 form.
        bytes32 masterDataHash;
        /// keccak256 of the address at which the holder answers verification requests.
        bytes32 endpointHash;
    }

    event PartnerSet(
        Gln indexed gln, address indexed account, uint16 roles, uint40 validUntil, uint8 companyPrefixDigits
    );
    event QualityPersonSet(Gln indexed gln, address indexed person);
    event PartnerAccountHandedOver(Gln indexed gln, address indexed from, address indexed to);
    event ProductRegistered(Gtin indexed gtin, Gln indexed holder, StorageProfileId profile, bool verdictOnReturn);
    event ProductDescribed(Gtin indexed gtin, bytes32 masterDataHash, bytes32 endpointHash);

    /// @notice Thrown when a location number is not 13 digits with a valid check digit.
    error TradingPartners_BadGln(Gln gln);
    /// @notice Thrown when a trade item number is not 8 to 14 digits with a valid check digit.
    error TradingPartners_BadGtin(Gtin gtin);
    /// @notice Thrown when a partner would have no account.
    error TradingPartners_NoAccount(Gln gln);
    /// @notice Thrown when roles are empty, unknown, or mix the regulator with trade.
    error TradingPartners_RolesRefused(Gln gln, uint16 roles);
    /// @notice Thrown when a company prefix has another length than 4 to 12 digits.
    error TradingPartners_PrefixRefused(Gln gln, uint8 digits);
    /// @notice Thrown when a GS1 key does not carry the company prefix of the partner that names it.
    error TradingPartners_ForeignPrefix(Gln gln, uint8 digits, uint64 key);
    /// @notice Thrown when one key would be both a partner's production key and its quality person.
    error TradingPartners_SameKey(Gln gln, address account);
    /// @notice Thrown when the caller is not the partner's quality person.
    error TradingPartners_NotQualityPerson(Gln gln, address caller, address person);
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
    function setPartner(Gln gln, address account, uint16 roles, uint40 validUntil, uint8 companyPrefixDigits) external;
    /// @notice Names who releases a manufacturer's lots and disposes of excursions, as its licence does: a person with
    /// another key than the partner's account. Restricted.
    function setQualityPerson(Gln gln, address person) external;
    /// @notice Hands the caller's place to another account.
    function handOverAccount(Gln gln, address to) external;
    /// @notice Registers a product for good; the caller is the account of `product.holder`, a manufacturer whose company
    /// prefix the number carries (digits 2 and on of its 14).
    function registerProduct(Gtin gtin, Product calldata product) external;
    /// @notice Replaces a product's master data and endpoint. Only its holder.
    function describeProduct(Gtin gtin, bytes32 masterDataHash, bytes32 endpointHash) external;

    function qualityPersonOf(Gln gln) external view returns (address person);
    function partnerOf(Gln gln) external view returns (Partner memory partner);
    function productOf(Gtin gtin) external view returns (Product memory product);
}
