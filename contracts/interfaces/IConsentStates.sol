// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConsentId} from "../types/Identifiers.sol";

/// @title What may happen to a consent between grant and end
/// @notice Whoever acts does so by its own transaction or by a signature that anyone may relay:
///
///   ConsentSupersede(ConsentGrant successor,bytes32 predecessor)
///   ConsentSuspend(bytes32 consentId,uint256 nonce,uint40 deadline)
///   ConsentResume(bytes32 consentId,uint256 nonce,uint40 deadline)
///   ConsentErase(bytes32 consentId)
///
/// `nonce` is the acting key's next one, see `nonceOf`. What names a nonce uses one up by the key's own transaction too:
/// a message that was signed before and held back is void.
interface IConsentStates {
    enum ConsentState {
        None,
        Active,
        Revoked,
        /// Only the patient lifts it.
        SuspendedByPatient,
        /// The delegate that suspended lifts it, and the patient.
        SuspendedByDelegate,
        Superseded,
        /// Nothing is left but this word.
        Erased
    }

    /// @dev Who agreed in the patient's place, if anybody.
    enum CaptureMode {
        Self,
        Guardian,
        Proxy
    }

    /// @dev What of a grant enters a transaction.
    struct GrantHeader {
        /// The patient: an account, or the handle of an ERC-7913 key.
        address signer;
        bytes32 termsHash;
        /// Chain time at which the patient agreed. Revoke-all kills every consent issued at or before it.
        uint40 issuedAt;
        /// Last second of liveness.
        uint40 end;
        /// Last second at which the grant may be brought to the chain.
        uint40 deadline;
    }

    /// @dev Who acts: `key` is the caller and `signature` empty, or the signature is the key's.
    struct Authority {
        address key;
        /// Last second at which the signature counts; for messages that name a deadline.
        uint40 deadline;
        bytes signature;
    }

    /// @dev Everything that a decision has to know of a consent.
    struct ConsentStanding {
        ConsentState state;
        address signer;
        uint40 issuedAt;
        uint40 end;
        CaptureMode capture;
        /// Who granted in the patient's place, or zero, and what classes of data it could grant for; all if nobody.
        address delegate;
        uint32 delegateClasses;
        /// Whether the signer has revoked everything issued up to then.
        bool revokedByEpoch;
        /// Whether the signer's key is frozen as compromised, or being recovered, or was lost when the consent was issued
        /// or brought to the chain, and has a successor since.
        bool underDispute;
    }

    event ConsentSuspended(ConsentId indexed id, bool byDelegate);
    event ConsentResumed(ConsentId indexed id);
    event ConsentSuperseded(ConsentId indexed predecessor, ConsentId indexed successor);
    event ConsentErased(ConsentId indexed id);

    /// @notice Thrown when an action does not fit the state.
    error ConsentRegistry_WrongState(ConsentId id, ConsentState state);
    /// @notice Thrown when a key has no right to an action.
    error ConsentRegistry_NotEntitled(address patient, address key);
    /// @notice Thrown when an authority names a key that neither calls nor signed.
    error ConsentRegistry_NotCaller(address key, address caller);

    /// @notice Ends a consent and grants its successor in one act. Same patient; only the patient.
    function supersede(ConsentId predecessor, GrantHeader calldata successor, Authority calldata by)
        external
        returns (ConsentId id);
    /// @notice Stops a consent for the time being. The patient, a guardian or a proxy.
    function suspend(ConsentId id, Authority calldata by) external;
    /// @notice Lifts a suspension: the patient any, a delegate its own.
    function resume(ConsentId id, Authority calldata by) external;
    /// @notice Deletes signer and times of a consent that is over. The patient. The id stays used.
    function erase(ConsentId id, Authority calldata by) external;

    function standingOf(ConsentId id) external view returns (ConsentStanding memory);
    /// @notice Nonce that the key's next signed message has to name.
    function nonceOf(address key) external view returns (uint256 nonce);
}
