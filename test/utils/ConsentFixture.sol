// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../contracts/interfaces/IConsentStates.sol";
import {WalletMock} from "../../contracts/mocks/WalletMock.sol";
import {ConsentId} from "../../contracts/types/Identifiers.sol";
import {Eip712} from "./Eip712.sol";
import {Test} from "./Test.sol";

/// @title A consent registry, a patient, a relayer and somebody with bad intentions
abstract contract ConsentFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    uint40 internal constant YEAR = 365 days;
    bytes32 internal constant TERMS_HASH = keccak256("terms that only the patient and the clinic know");

    struct People {
        address admin;
        address patient;
        uint256 patientKey;
        address relayer;
        address mallory;
        uint256 malloryKey;
    }

    People internal people;
    AccessManager internal authority;
    IConsentRegistry internal consents;
    address internal desk;
    WalletMock internal wallet;

    function setUp() public virtual {
        vm.warp(START);
        people.admin = makeAddr("admin");
        (people.patient, people.patientKey) = makeAddrAndKey("patient");
        people.relayer = makeAddr("relayer");
        (people.mallory, people.malloryKey) = makeAddrAndKey("mallory");
        authority = AccessManager(deploy("AccessManager", abi.encode(people.admin)));
        desk = deploy("ConsentDesk", abi.encode(authority));
        consents = IConsentRegistry(deploy("ConsentRegistry", abi.encode(authority, desk)));
        wallet = WalletMock(deploy("WalletMock", abi.encode(people.patient)));
    }

    // BUILDERS

    function _header() internal view returns (IConsentStates.GrantHeader memory) {
        return _headerOf(people.patient);
    }

    function _headerOf(address signer) internal pure returns (IConsentStates.GrantHeader memory) {
        return IConsentStates.GrantHeader({
            signer: signer, termsHash: TERMS_HASH, issuedAt: START, end: START + YEAR, deadline: START + 1 days
        });
    }

    function _idOf(IConsentStates.GrantHeader memory header) internal pure returns (ConsentId) {
        bytes32 typehash = keccak256(
            "ConsentGrant(address signer,ConsentTerms terms,uint40 issuedAt,uint40 end,uint40 deadline)"
            "ConsentTerms(bytes32 subject,address custodian,address grantee,uint64 purposes,uint64 duo,"
            "uint32 dataClasses,uint8 maxConfidentiality,uint40 start,uint40 dataFrom,uint40 dataTo,uint32 obligations,"
            "string[] diseases,string[] jurisdictions,DenyRule[] denials,bytes32 policy,bytes32 policyHash,"
            "uint16 policyMajor,uint16 policyMinor,bytes32 salt)"
            "DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)"
        );
        return ConsentId.wrap(
            keccak256(
                abi.encode(typehash, header.signer, header.termsHash, header.issuedAt, header.end, header.deadline)
            )
        );
    }

    // DIGESTS

    function _digest(bytes32 structHash) internal view returns (bytes32) {
        return Eip712.digest("ConsentRegistry", block.chainid, address(consents), structHash);
    }

    function _grantDigest(IConsentStates.GrantHeader memory header) internal view returns (bytes32) {
        return _digest(ConsentId.unwrap(_idOf(header)));
    }

    function _revokeDigest(ConsentId id) internal view returns (bytes32) {
        return _digest(keccak256(abi.encode(keccak256("ConsentRevoke(bytes32 consentId)"), id)));
    }

    function _revokeAllDigest(address signer, uint40 issuedUpTo) internal view returns (bytes32) {
        bytes32 typehash = keccak256("ConsentRevokeAll(address signer,uint40 issuedUpTo)");
        return _digest(keccak256(abi.encode(typehash, signer, issuedUpTo)));
    }

    // VERBS

    function _grant(IConsentStates.GrantHeader memory header) internal returns (ConsentId) {
        vm.prank(header.signer);
        return consents.grant(header.termsHash, header.issuedAt, header.end, header.deadline);
    }

    function _pauseRelay() internal {
        vm.prank(people.admin);
        consents.setRelayedGrantsPaused(true);
    }

    // EXPECTATIONS

    function _expectRevert(bytes4 selector) internal {
        vm.expectPartialRevert(selector);
    }

    function _assertState(ConsentId id, IConsentStates.ConsentState expected, string memory label) internal view {
        (IConsentStates.ConsentState state,,,) = consents.consentOf(id);
        assertEq(uint256(state), uint256(expected), label);
    }
}
