// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {RESUME_TYPEHASH, SUSPEND_TYPEHASH} from "../libraries/ConsentTypes.sol";
import {ConsentWord} from "../types/ConsentWord.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {Authorities} from "./Authorities.sol";

/// @title Consents that stand still
/// @dev Functions are described in IConsentStates.
abstract contract Suspensions is Authorities {
    // STORAGE

    /// @dev The delegate that suspended.
    mapping(ConsentId id => address) private _suspenders;

    function suspend(ConsentId id, IConsentStates.Authority calldata by) external onlyDelegated {
        ConsentWord word = _known(id);
        address patient = word.signerOf();
        bool byDelegate = _owner(patient) != by.key;
        // Check: the patient or who stands for it, and it agreed.
        if (byDelegate && !_stands(patient, by.key)) {
            revert IConsentStates.ConsentRegistry_NotEntitled(patient, by.key);
        }
        _authoriseOnce(by, abi.encode(SUSPEND_TYPEHASH, id));
        // Check: in force, or suspended by somebody whom the patient outranks.
        bool isOutranked = !byDelegate && _isIn(word, IConsentStates.ConsentState.SuspendedByDelegate);
        if (!_isIn(word, IConsentStates.ConsentState.Active) && !isOutranked) _wrongState(id, word);

        // Effect: stands still.
        if (byDelegate) {
            _suspenders[id] = by.key;
            _write(id, word.withState(uint8(IConsentStates.ConsentState.SuspendedByDelegate)));
        } else {
            _forgetSuspender(id);
            _write(id, word.withState(uint8(IConsentStates.ConsentState.SuspendedByPatient)));
        }
        emit IConsentStates.ConsentSuspended(id, byDelegate);
    }

    function resume(ConsentId id, IConsentStates.Authority calldata by) external onlyDelegated {
        ConsentWord word = _known(id);
        address patient = word.signerOf();
        // Check: stands still; the patient, or the delegate that suspended, if it still may; and it agreed.
        if (!_isSuspended(word)) _wrongState(id, word);
        if (_owner(patient) != by.key && !_isSuspender(id, word, patient, by.key)) {
            revert IConsentStates.ConsentRegistry_NotEntitled(patient, by.key);
        }
        _authoriseOnce(by, abi.encode(RESUME_TYPEHASH, id));

        // Effect: in force again.
        _forgetSuspender(id);
        _write(id, word.withState(uint8(IConsentStates.ConsentState.Active)));
        emit IConsentStates.ConsentResumed(id);
    }

    function _isSuspender(ConsentId id, ConsentWord word, address patient, address key) private view returns (bool) {
        return
            _isIn(word, IConsentStates.ConsentState.SuspendedByDelegate) && _suspenders[id] == key
                && _stands(patient, key);
    }

    function _forgetSuspender(ConsentId id) internal {
        delete _suspenders[id];
    }
}
