// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {APPOINT_TYPEHASH, DISMISS_TYPEHASH} from "../libraries/ConsentTypes.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {Authorities} from "./Authorities.sol";

/// @title Who acts beside a patient
/// @dev Functions are described in IConsentDelegates.
abstract contract Delegates is Authorities {
    // CONSTANTS

    uint40 public constant MAX_DELEGATION = 30 * 365 days;

    // STORAGE

    /// @dev slot: | unused 64 | dataClasses 32 | delegate 160 |, as they were at the grant.
    struct Granter {
        address delegate;
        uint32 dataClasses;
    }

    mapping(ConsentId id => Granter) private _granters;

    // APPOINT

    function appoint(
        address patient,
        address delegate,
        IConsentDelegates.Delegation calldata delegation,
        IConsentStates.Authority calldata by
    ) external onlyDelegated {
        (IConsentDelegates.DelegateRole role, uint40 until, uint32 dataClasses) =
            (delegation.role, delegation.until, delegation.dataClasses);
        // Check: the patient agreed, to somebody else, in a role and for a time that there are.
        _checkOwner(patient, by.key);
        _authoriseOnce(by, abi.encode(APPOINT_TYPEHASH, patient, delegate, role, until, dataClasses));
        if (delegate == patient || delegate == by.key || delegate == address(0)) {
            revert IConsentStates.ConsentRegistry_NotEntitled(patient, delegate);
        }
        if (
            role == IConsentDelegates.DelegateRole.None || until <= block.timestamp
                || until > block.timestamp + MAX_DELEGATION
        ) revert IConsentDelegates.ConsentRegistry_DelegationOutOfRange(role, until, block.timestamp);

        // Effect: may act from now on.
        _setDelegation(patient, delegate, delegation);
        emit IConsentDelegates.DelegateAppointed(patient, delegate, delegation);
    }

    function dismiss(address patient, address delegate, IConsentStates.Authority calldata by) external onlyDelegated {
        bool bySelf = _owner(delegate) == by.key && _role(patient, delegate) != IConsentDelegates.DelegateRole.None;
        // Check: the patient agreed, or the delegate itself while it is one, or who succeeded the delegate's lost key.
        if (!bySelf) _checkOwner(patient, by.key);
        _authoriseOnce(by, abi.encode(DISMISS_TYPEHASH, patient, delegate));
        if (_delegation(patient, delegate).role == IConsentDelegates.DelegateRole.None) return;

        // Effect: may nothing any more, at once, and a recovery that it announced is off.
        IConsentDelegates.Delegation memory nothing;
        _setDelegation(patient, delegate, nothing);
        emit IConsentDelegates.DelegateDismissed(patient, delegate);
        _withdrawRecovery(patient, delegate);
    }

    /// @dev Ends the recovery that waits, if the delegate announced it.
    function _withdrawRecovery(address patient, address delegate) internal virtual;

    // GRANT

    function grantFor(IConsentStates.GrantHeader calldata header, IConsentStates.Authority calldata by)
        external
        onlyDelegated
        returns (ConsentId id)
    {
        address patient = header.signer;
        IConsentDelegates.Delegation memory delegation = _delegation(patient, by.key);
        // Check: relaying is open, and who stands for a patient agreed; both keys are in their owners' hands.
        if (_arePaused()) revert IConsentRegistry.ConsentRegistry_RelayedGrantsPaused();
        if (!_stands(patient, by.key)) revert IConsentStates.ConsentRegistry_NotEntitled(patient, by.key);
        id = _consentId(patient, header.termsHash, header.issuedAt, header.end, header.deadline);
        _authorise(by, ConsentId.unwrap(id));
        _checkUndisputed(patient);
        _checkUndisputed(by.key);

        // Effect: in force while the role lasts, with whoever granted it on record.
        IConsentStates.CaptureMode capture = delegation.role == IConsentDelegates.DelegateRole.Guardian
            ? IConsentStates.CaptureMode.Guardian
            : IConsentStates.CaptureMode.Proxy;
        uint40 end = header.end < delegation.until ? header.end : delegation.until;
        _store(id, patient, header.issuedAt, end, header.deadline, uint8(capture));
        _granters[id] = Granter(by.key, delegation.dataClasses);
        emit IConsentDelegates.ConsentGrantedByDelegate(id, by.key);
    }

    // RECORDS

    function _granter(ConsentId id) internal view returns (Granter memory) {
        return _granters[id];
    }

    function _forgetGranter(ConsentId id) internal {
        delete _granters[id];
    }
}
