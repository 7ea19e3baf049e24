// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../contracts/types/Identifiers.sol";
import {Eip712} from "../../utils/Eip712.sol";
import {Test} from "../../utils/Test.sol";

/// @title Three patients, a relayer who keeps every signature, and an admin who plays with the pause
/// @dev Ghosts say what must be so; the invariants compare.
contract ConsentHandler is Test {
    uint256 private constant PATIENTS = 3;
    uint256 private constant MAX_CONSENTS = 24;

    IConsentRegistry private _consents;
    address private _admin;
    address[] private _patients;
    uint256[] private _keys;

    IConsentStates.GrantHeader[] private _headers;
    /// @dev Ghost: the patient ended it, in whatever way.
    mapping(uint256 index => bool) public wasRevoked;
    /// @dev Ghost: greatest time of a revoke-all.
    mapping(address patient => uint40) public revokedUpTo;
    /// @dev Ghost: a consent was stored without its patient's transaction or signature, or a tombstone was replaced.
    uint256 public trespasses;
    uint256 public grants;

    constructor(IConsentRegistry consents, address admin) {
        _consents = consents;
        _admin = admin;
        for (uint256 i; i < PATIENTS; ++i) {
            (address patient, uint256 key) = makeAddrAndKey(string.concat("patient", vm.toString(i)));
            _patients.push(patient);
            _keys.push(key);
        }
    }

    // ACTIONS

    /// @dev A patient agrees to something: a header exists, nothing is on chain.
    function sign(uint256 who, uint40 age, uint40 period) external {
        if (_headers.length == MAX_CONSENTS) return;
        uint40 now_ = uint40(vm.getBlockTimestamp());
        _headers.push(
            IConsentStates.GrantHeader({
                signer: _patients[who % PATIENTS],
                termsHash: keccak256(abi.encode("terms", _headers.length)),
                issuedAt: now_ - uint40(bound(age, 0, 3 hours)),
                end: now_ + uint40(bound(period, 0, 2 days)),
                deadline: now_ + 1 days
            })
        );
    }

    function grant(uint256 which) external {
        if (_headers.length == 0) return;
        IConsentStates.GrantHeader memory header = _headers[which % _headers.length];
        bool mayGrant = _mayGrant(which % _headers.length, header);
        vm.prank(header.signer);
        try _consents.grant(header.termsHash, header.issuedAt, header.end, header.deadline) {
            if (!mayGrant) ++trespasses;
            ++grants;
        } catch {
            if (mayGrant) ++trespasses;
        }
    }

    function relay(uint256 which) external {
        if (_headers.length == 0) return;
        uint256 index = which % _headers.length;
        IConsentStates.GrantHeader memory header = _headers[index];
        bool mayGrant = _mayGrant(index, header) && !_consents.relayedGrantsPaused();
        bytes memory signature =
            signCompact(_keyOf(header.signer), _digest(ConsentId.unwrap(_consents.consentIdOf(header))));
        try _consents.grantBySig(header, signature) {
            if (!mayGrant) ++trespasses;
            ++grants;
        } catch {
            if (mayGrant) ++trespasses;
        }
    }

    /// @dev Somebody else's signature, or none at all.
    function forge(uint256 which, uint256 who, bytes calldata junk) external {
        if (_headers.length == 0) return;
        IConsentStates.GrantHeader memory header = _headers[which % _headers.length];
        uint256 key = _keys[who % PATIENTS];
        bytes32 id = ConsentId.unwrap(_consents.consentIdOf(header));
        bytes memory signature = vm.addr(key) == header.signer ? junk : signLong(key, _digest(id));
        try _consents.grantBySig(header, signature) {
            ++trespasses;
        } catch {}
        try _consents.revokeUnrelayedBySig(header, signature) {
            ++trespasses;
        } catch {}
    }

    function revoke(uint256 which, uint256 how) external {
        if (_headers.length == 0) return;
        uint256 index = which % _headers.length;
        IConsentStates.GrantHeader memory header = _headers[index];
        ConsentId id = _consents.consentIdOf(header);
        (IConsentStates.ConsentState state,,,) = _consents.consentOf(id);
        bytes32 structHash = keccak256(abi.encode(keccak256("ConsentRevoke(bytes32 consentId)"), id));
        bytes memory signature = signCompact(_keyOf(header.signer), _digest(structHash));
        how %= state == IConsentStates.ConsentState.None ? 2 : 4;
        if (how == 0) _consents.revokeUnrelayedBySig(header, signature);
        if (how == 1) {
            vm.prank(header.signer);
            _consents.revokeUnrelayed(header);
        }
        if (how == 2) _consents.revokeBySig(id, signature);
        if (how == 3) {
            vm.prank(header.signer);
            _consents.revoke(id);
        }
        wasRevoked[index] = true;
    }

    function revokeAll(uint256 who, uint40 age, bool bySignature) external {
        address patient = _patients[who % PATIENTS];
        uint40 upTo = uint40(vm.getBlockTimestamp());
        if (bySignature) {
            upTo -= uint40(bound(age, 0, 6 hours));
            bytes32 typehash = keccak256("ConsentRevokeAll(address signer,uint40 issuedUpTo)");
            bytes memory signature = signLong(_keyOf(patient), _digest(keccak256(abi.encode(typehash, patient, upTo))));
            _consents.revokeAllBySig(patient, upTo, signature);
        } else {
            vm.prank(patient);
            _consents.revokeAll();
        }
        if (upTo > revokedUpTo[patient]) revokedUpTo[patient] = upTo;
    }

    function pause(bool paused) external {
        vm.prank(_admin);
        _consents.setRelayedGrantsPaused(paused);
    }

    function wait(uint256 time) external {
        vm.warp(vm.getBlockTimestamp() + bound(time, 1, 12 hours));
    }

    // VIEWS

    function count() external view returns (uint256) {
        return _headers.length;
    }

    function headerAt(uint256 index) external view returns (IConsentStates.GrantHeader memory) {
        return _headers[index];
    }

    function patientAt(uint256 index) external view returns (address) {
        return _patients[index % PATIENTS];
    }

    // HELPERS

    function _mayGrant(uint256 index, IConsentStates.GrantHeader memory header) private view returns (bool) {
        (IConsentStates.ConsentState state,,,) = _consents.consentOf(_consents.consentIdOf(header));
        uint256 now_ = vm.getBlockTimestamp();
        return state == IConsentStates.ConsentState.None && !wasRevoked[index] && now_ <= header.deadline
            && now_ <= header.end;
    }

    function _keyOf(address patient) private view returns (uint256) {
        for (uint256 i; i < PATIENTS; ++i) {
            if (_patients[i] == patient) return _keys[i];
        }
        revert Test_Fail("no such patient");
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        return Eip712.digest("ConsentRegistry", block.chainid, address(_consents), structHash);
    }
}
