// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {ERASE_TYPEHASH, SUPERSEDE_TYPEHASH} from "../libraries/ConsentTypes.sol";
import {ConsentWord, packConsent} from "../types/ConsentWord.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {SignerWord} from "../types/SignerWord.sol";
import {Delegates} from "./Delegates.sol";
import {Suspensions} from "./Suspensions.sol";

/// @title What comes after a consent: another one, or nothing
/// @dev Functions are described in IConsentStates.
abstract contract Successions is Delegates, Suspensions {
    function supersede(
        ConsentId predecessor,
        IConsentStates.GrantHeader calldata successor,
        IConsentStates.Authority calldata by
    ) external onlyDelegated returns (ConsentId id) {
        ConsentWord word = _known(predecessor);
        // Check: relaying is open, for who does not come itself.
        if (by.signature.length != 0 && _arePaused()) revert IConsentRegistry.ConsentRegistry_RelayedGrantsPaused();
        // Check: the same patient, who agreed to end the one by granting the other.
        if (by.key != successor.signer) {
            revert IConsentStates.ConsentRegistry_NotEntitled(successor.signer, by.key);
        }
        _checkOwner(word.signerOf(), by.key);
        id = _consentId(by.key, successor.termsHash, successor.issuedAt, successor.end, successor.deadline);
        _authorise(by, keccak256(abi.encode(SUPERSEDE_TYPEHASH, id, predecessor)));
        if (!_isIn(word, IConsentStates.ConsentState.Active) && !_isSuspended(word)) _wrongState(predecessor, word);

        // Effect: the one is over for good, the other in force.
        _store(
            id, by.key, successor.issuedAt, successor.end, successor.deadline, uint8(IConsentStates.CaptureMode.Self)
        );
        _forgetSuspender(predecessor);
        _write(predecessor, word.withState(uint8(IConsentStates.ConsentState.Superseded)));
        emit IConsentStates.ConsentSuperseded(predecessor, id);
    }

    function erase(ConsentId id, IConsentStates.Authority calldata by) external onlyDelegated {
        ConsentWord word = _known(id);
        // Check: the patient agreed, about a consent that can never be live again.
        _checkOwner(word.signerOf(), by.key);
        _authorise(by, keccak256(abi.encode(ERASE_TYPEHASH, id)));
        if (!_isOver(id, word)) _wrongState(id, word);

        // Effect: nothing is left but that the id was used.
        _forgetSuspender(id);
        _forgetGranter(id);
        _forgetArrival(id);
        _write(id, packConsent(address(0), 0, 0, uint8(IConsentStates.ConsentState.Erased), 0));
        emit IConsentStates.ConsentErased(id);
    }

    function _isOver(ConsentId id, ConsentWord word) private view returns (bool) {
        if (
            _isIn(word, IConsentStates.ConsentState.Revoked) || _isIn(word, IConsentStates.ConsentState.Superseded)
                || block.timestamp > word.endOf()
        ) return true;
        SignerWord signer = _signer(word.signerOf());
        return signer.isRevoked(word.issuedAtOf()) || _isCutOff(id, word.issuedAtOf(), signer);
    }
}
