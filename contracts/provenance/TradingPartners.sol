// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {Gs1} from "../libraries/Gs1.sol";
import {Gln, Gtin} from "../types/Identifiers.sol";
import {
    NO_PARTNER,
    ROLE_CARRIER,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER,
    StorageProfileId
} from "../types/Provenance.sol";

/// @title Authorised trading partners and their products
abstract contract TradingPartners is ITradingPartners, AccessManaged {
    using Gs1 for Gln;
    using Gs1 for Gtin;

    /// @dev Roles that may have custody.
    uint16 internal constant ROLES_CUSTODIAN = ROLE_MANUFACTURER | ROLE_WHOLESALER | ROLE_DISPENSER;
    uint16 private constant ROLES_KNOWN = ROLES_CUSTODIAN | ROLE_CARRIER | ROLE_REGULATOR;
    address private constant NO_ACCOUNT = address(0);

    // One slot each: account 160 | roles 16 | validUntil 40; holder 64 | profile 32.
    mapping(Gln gln => Partner) private _partners;
    mapping(Gtin gtin => Product) private _products;

    // ADMINISTRATION

    /// @inheritdoc ITradingPartners
    function setPartner(Gln gln, address account, uint16 roles, uint40 validUntil) external restricted {
        // Check: a real location number, an account, and roles that go together.
        if (!gln.isValid()) revert TradingPartners_BadGln(gln);
        if (account == NO_ACCOUNT) revert TradingPartners_NoAccount(gln);
        bool mixed = roles & ROLE_REGULATOR != 0 && roles != ROLE_REGULATOR;
        if (roles == 0 || roles & ~ROLES_KNOWN != 0 || mixed) revert TradingPartners_RolesRefused(gln, roles);
        // Check: whoever administrates partners must not come into their custody.
        address present = _partners[gln].account;
        if (present != NO_ACCOUNT && present != account) {
            revert TradingPartners_AccountIsPartners(gln, present, account);
        }

        // Effect: authorise.
        _partners[gln] = Partner(account, roles, validUntil);
        emit PartnerSet(gln, account, roles, validUntil);
    }

    /// @inheritdoc ITradingPartners
    function handOverAccount(Gln gln, address to) external {
        // Check: the partner itself, and somebody to take over.
        _checkAccount(gln);
        if (to == NO_ACCOUNT) revert TradingPartners_NoAccount(gln);

        // Effect: hand over.
        _partners[gln].account = to;
        emit PartnerAccountHandedOver(gln, msg.sender, to);
    }

    /// @inheritdoc ITradingPartners
    function registerProduct(Gtin gtin, Gln holder, StorageProfileId profile) external {
        // Check: a manufacturer, a real item number, and first come.
        _checkAuthorised(holder, ROLE_MANUFACTURER);
        if (!gtin.isValid()) revert TradingPartners_BadGtin(gtin);
        Gln present = _products[gtin].holder;
        if (present != NO_PARTNER) revert TradingPartners_ProductTaken(gtin, present);

        // Effect: register for good.
        _products[gtin] = Product(holder, profile);
        emit ProductRegistered(gtin, holder, profile);
    }

    // VIEWS

    /// @inheritdoc ITradingPartners
    function partnerOf(Gln gln) external view returns (Partner memory partner) {
        return _partners[gln];
    }

    /// @inheritdoc ITradingPartners
    function productOf(Gtin gtin) external view returns (Product memory product) {
        return _products[gtin];
    }

    // INTERNAL

    /// @dev The caller speaks for the partner.
    function _checkAccount(Gln gln) internal view {
        address account = _partners[gln].account;
        if (msg.sender != account) revert TradingPartners_NotAccount(gln, msg.sender, account);
    }

    /// @dev The caller speaks for the partner, which is authorised now and has one of `roles`.
    function _checkAuthorised(Gln gln, uint16 roles) internal view returns (uint16 held) {
        address account;
        (account, held) = _checkRoles(gln, roles);
        if (msg.sender != account) revert TradingPartners_NotAccount(gln, msg.sender, account);
    }

    /// @dev The partner is authorised now and has one of `roles`, whoever calls.
    function _checkPartner(Gln gln, uint16 roles) internal view {
        _checkRoles(gln, roles);
    }

    /// @dev The product's marketing authorisation holder.
    function _holderOf(Gtin gtin) internal view returns (Gln holder) {
        holder = _products[gtin].holder;
        if (holder == NO_PARTNER) revert TradingPartners_UnknownProduct(gtin);
    }

    function _checkRoles(Gln gln, uint16 roles) private view returns (address account, uint16 held) {
        Partner storage partner = _partners[gln];
        uint40 validUntil;
        (account, held, validUntil) = (partner.account, partner.roles, partner.validUntil);
        if (held & roles == 0 || block.timestamp > validUntil) {
            revert TradingPartners_NotAuthorised(gln, roles, held, validUntil);
        }
    }
}
