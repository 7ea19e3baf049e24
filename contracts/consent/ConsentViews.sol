// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IConsentDelegates} from "../interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {ConsentWord} from "../types/ConsentWord.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {SignerWord} from "../types/SignerWord.sol";
import {Delegates} from "./Delegates.sol";

/// @title What the registry says of itself, of consents and of keys
/// @dev Functions are described in IConsentRegistry, IConsentStates and IConsentDelegates.
abstract contract ConsentViews is Delegates, IERC5267 {
    // CONSTANTS

    uint40 public constant MAX_PERIOD = _MAX_PERIOD;

    /// @dev Name, version, chain and contract.
    bytes1 private constant DOMAIN_FIELDS = hex"0f";
    uint32 private constant ALL_CLASSES = type(uint32).max;

    // CONSENTS

    function consentOf(ConsentId id)
        external
        view
        returns (IConsentStates.ConsentState state, address signer, uint40 issuedAt, uint40 end)
    {
        ConsentWord word = _consent(id);
        return (IConsentStates.ConsentState(word.stateOf()), word.signerOf(), word.issuedAtOf(), word.endOf());
    }

    function standingOf(ConsentId id) external view returns (IConsentStates.ConsentStanding memory) {
        ConsentWord word = _consent(id);
        SignerWord signer = _signer(word.signerOf());
        Granter memory granter = _granter(id);
        uint40 issuedAt = word.issuedAtOf();
        return IConsentStates.ConsentStanding({
            state: IConsentStates.ConsentState(word.stateOf()),
            signer: word.signerOf(),
            issuedAt: issuedAt,
            end: word.endOf(),
            capture: IConsentStates.CaptureMode(word.captureOf()),
            delegate: granter.delegate,
            delegateClasses: granter.delegate == address(0) ? ALL_CLASSES : granter.dataClasses,
            revokedByEpoch: word.signerOf() != address(0) && signer.isRevoked(issuedAt),
            underDispute: signer.isSuspendedAt(block.timestamp) || _isCutOff(id, issuedAt, signer)
        });
    }

    function consentIdOf(IConsentStates.GrantHeader calldata header) external pure returns (ConsentId id) {
        return _consentId(header.signer, header.termsHash, header.issuedAt, header.end, header.deadline);
    }

    // KEYS

    function revokedUpTo(address signer) external view returns (uint40 issuedUpTo) {
        return _signer(signer).revokedUpToOf();
    }

    function nonceOf(address key) external view returns (uint256 nonce) {
        return _nonce(key);
    }

    function ownerOf(address patient) external view returns (address key) {
        return _owner(patient);
    }

    function delegationOf(address patient, address delegate)
        external
        view
        returns (IConsentDelegates.Delegation memory)
    {
        return _delegation(patient, delegate);
    }

    // REGISTRY

    function relayedGrantsPaused() external view returns (bool paused) {
        return _arePaused();
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (DOMAIN_FIELDS, "ConsentRegistry", "1", block.chainid, address(this), 0, new uint256[](0));
    }
}
