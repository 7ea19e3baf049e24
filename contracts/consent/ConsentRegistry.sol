// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {Delegation} from "../libraries/Delegation.sol";
import {ConsentWord} from "../types/ConsentWord.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {ConsentBook} from "./ConsentBook.sol";

/// @title ConsentRegistry
/// @dev Functions are described in IConsentRegistry. What patients do every day, and what every check goes through, is
/// here; everything else is code at a fixed address, run on this contract's storage (docs/adr/0007). Fewer functions here
/// make each of them cheaper to find.
contract ConsentRegistry is ConsentBook {
    // IMMUTABLES

    /// @dev Code of the other functions, fixed for good. It tells its address itself: one function less to search here.
    address private immutable _CONSENT_DESK;

    // STORAGE

    /// @dev Where AccessManaged of ConsentDesk looks for it: right behind the storage that both share.
    address private _authority;

    constructor(address authority, address desk) {
        // Check: a call to an address without code would succeed and do nothing.
        if (desk.code.length == 0) revert IConsentRegistry.ConsentRegistry_NoCode(desk);

        _CONSENT_DESK = desk;
        _authority = authority;
        emit IAccessManaged.AuthorityUpdated(authority);
    }

    // GRANT

    function grant(bytes32 termsHash, uint40 issuedAt, uint40 end, uint40 deadline) external returns (ConsentId id) {
        id = _consentId(msg.sender, termsHash, issuedAt, end, deadline);
        _store(id, msg.sender, issuedAt, end, deadline, uint8(IConsentStates.CaptureMode.Self));
    }

    function grantBySig(IConsentStates.GrantHeader calldata header, bytes calldata signature)
        external
        returns (ConsentId id)
    {
        // Check: the patient agreed to these very terms, and relaying is open.
        if (_arePaused()) revert IConsentRegistry.ConsentRegistry_RelayedGrantsPaused();
        (address signer, uint40 issuedAt, uint40 end, uint40 deadline) =
            (header.signer, header.issuedAt, header.end, header.deadline);
        id = _consentId(signer, header.termsHash, issuedAt, end, deadline);
        _checkSignature(signer, ConsentId.unwrap(id), signature);

        _store(id, signer, issuedAt, end, deadline, uint8(IConsentStates.CaptureMode.Self));
    }

    // REVOKE

    function revoke(ConsentId id) external {
        ConsentWord word = _consent(id);
        // Check: known here, and the caller's own.
        if (word.isEmpty()) revert IConsentRegistry.ConsentRegistry_UnknownConsent(id);
        if (word.signerOf() != msg.sender) revert IConsentRegistry.ConsentRegistry_NotSigner(id, msg.sender);

        _revoke(id, word);
    }

    // LIVENESS

    function isLive(ConsentId id) external view returns (bool live) {
        return _isLive(id, _consent(id));
    }

    function livenessOf(ConsentId id) external view returns (bool live, uint40 version) {
        ConsentWord word = _consent(id);
        return (_isLive(id, word), word.issuedAtOf());
    }

    // EVERYTHING ELSE (ConsentDesk)

    fallback() external {
        Delegation.forward(_CONSENT_DESK);
    }
}
