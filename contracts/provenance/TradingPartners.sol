// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {Gs1} from "../libraries/Gs1.sol";
import {Gln, Gtin} from "../types/Identifiers.sol";
import {NO_PARTNER, ROLE_MANUFACTURER, ROLE_REGULATOR} from "../types/Provenance.sol";
import {DelegatedBook} from "./DelegatedBook.sol";

/// @title Authorised trading partners, their quality persons and their products
/// @dev Functions are described in ITradingPartners.
abstract contract TradingPartners is DelegatedBook {
    using Gs1 for Gln;
    using Gs1 for Gtin;

    address private constant NO_ACCOUNT = address(0);

    mapping(Gln gln => address person) private _qualityPersons;

    // ADMINISTRATION

    function setPartner(Gln gln, address account, uint16 roles, uint40 validUntil, uint8 companyPrefixDigits)
        external
        onlyDelegated
        restricted
    {
        // Check: a real location number, an account, and roles that go together.
        if (!gln.isValid()) revert ITradingPartners.TradingPartners_BadGln(gln);
        if (account == NO_ACCOUNT) revert ITradingPartners.TradingPartners_NoAccount(gln);
        bool mixed = roles & ROLE_REGULATOR != 0 && roles != ROLE_REGULATOR;
        if (roles == 0 || roles & ~ROLES_KNOWN != 0 || mixed) {
            revert ITradingPartners.TradingPartners_RolesRefused(gln, roles);
        }
        if (!Gs1.isPrefixLength(companyPrefixDigits)) {
            revert ITradingPartners.TradingPartners_PrefixRefused(gln, companyPrefixDigits);
        }
        // Check: whoever administrates partners must not come into their custody.
        address present = _partners[gln].account;
        if (present != NO_ACCOUNT && present != account) {
            revert ITradingPartners.TradingPartners_AccountIsPartners(gln, present, account);
        }

        // Effect: authorise.
        _partners[gln] = ITradingPartners.Partner(account, roles, validUntil, companyPrefixDigits);
        emit ITradingPartners.PartnerSet(gln, account, roles, validUntil, companyPrefixDigits);
    }

    function setQualityPerson(Gln gln, address person) external onlyDelegated restricted {
        // Check: a known partner, and two keys.
        address account = _partners[gln].account;
        if (account == NO_ACCOUNT) revert ITradingPartners.TradingPartners_NoAccount(gln);
        if (person == account) revert ITradingPartners.TradingPartners_SameKey(gln, account);

        // Effect: name the person, or nobody.
        _qualityPersons[gln] = person;
        emit ITradingPartners.QualityPersonSet(gln, person);
    }

    function handOverAccount(Gln gln, address to) external onlyDelegated {
        // Check: the partner itself, and somebody to take over who does not release its lots.
        _checkAccount(gln);
        if (to == NO_ACCOUNT) revert ITradingPartners.TradingPartners_NoAccount(gln);
        if (to == _qualityPersons[gln]) revert ITradingPartners.TradingPartners_SameKey(gln, to);

        // Effect: hand over.
        _partners[gln].account = to;
        emit ITradingPartners.PartnerAccountHandedOver(gln, msg.sender, to);
    }

    // PRODUCTS

    function registerProduct(Gtin gtin, ITradingPartners.Product calldata product) external onlyDelegated {
        // Check: a manufacturer, a real item number of its own, and first come.
        Gln holder = product.holder;
        _checkAuthorised(holder, ROLE_MANUFACTURER);
        if (!gtin.isValid()) revert ITradingPartners.TradingPartners_BadGtin(gtin);
        uint8 digits = _partners[holder].companyPrefixDigits;
        if (!gtin.carriesPrefix(holder, digits)) {
            revert ITradingPartners.TradingPartners_ForeignPrefix(holder, digits, Gtin.unwrap(gtin));
        }
        Gln present = _products[gtin].holder;
        if (present != NO_PARTNER) revert ITradingPartners.TradingPartners_ProductTaken(gtin, present);

        // Effect: register for good.
        _products[gtin] = product;
        emit ITradingPartners.ProductRegistered(gtin, holder, product.profile, product.verdictOnReturn);
        emit ITradingPartners.ProductDescribed(gtin, product.masterDataHash, product.endpointHash);
    }

    function describeProduct(Gtin gtin, bytes32 masterDataHash, bytes32 endpointHash) external onlyDelegated {
        // Check: its holder, a manufacturer still.
        _checkAuthorised(_holderOf(gtin), ROLE_MANUFACTURER);

        // Effect: describe anew; holder and storage profile stay.
        ITradingPartners.Product storage product = _products[gtin];
        product.masterDataHash = masterDataHash;
        product.endpointHash = endpointHash;
        emit ITradingPartners.ProductDescribed(gtin, masterDataHash, endpointHash);
    }

    // VIEWS

    function qualityPersonOf(Gln gln) external view returns (address person) {
        return _qualityPersons[gln];
    }

    // INTERNAL

    /// @dev The caller is the quality person of the authorisation holder, which is authorised now.
    function _checkQualityPerson(Gln holder) internal view {
        _checkPartner(holder, ROLE_MANUFACTURER);
        address person = _qualityPersons[holder];
        if (msg.sender != person) {
            revert ITradingPartners.TradingPartners_NotQualityPerson(holder, msg.sender, person);
        }
    }
}
