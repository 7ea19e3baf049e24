// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {Signatures} from "../../../../contracts/libraries/Signatures.sol";
import {WalletMock} from "../../../../contracts/mocks/WalletMock.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../../../utils/ConsentFixture.sol";

contract ConsentRegistryGrantBySigTest is ConsentFixture {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_RevertGiven_RelayedGrantsPaused() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signCompact(people.patientKey, _grantDigest(header));
        _pauseRelay();
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_RelayedGrantsPaused.selector));
        consents.grantBySig(header, signature);
    }

    function test_RevertWhen_SignatureAnotherKeys() external {
        IConsentStates.GrantHeader memory header = _header();
        _expectInvalid(header, signLong(people.malloryKey, _grantDigest(header)));
    }

    function test_RevertWhen_SignatureHighS() external {
        IConsentStates.GrantHeader memory header = _header();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(people.patientKey, _grantDigest(header));
        bytes32 mirror = bytes32(ORDER - uint256(s));
        assertTrue(uint256(mirror) > Signatures.HALF_ORDER, "mirror image");
        _expectInvalid(header, abi.encodePacked(r, mirror, v == 27 ? uint8(28) : uint8(27)));
    }

    function test_RevertWhen_SignatureWrongLength() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signLong(people.patientKey, _grantDigest(header));
        _expectInvalid(header, "");
        _expectInvalid(header, abi.encodePacked(signature, uint8(0)));
    }

    function test_RevertWhen_SignatureForAnotherChain() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signCompact(people.patientKey, _grantDigest(header));
        vm.chainId(block.chainid + 1);
        _expectInvalid(header, signature);
    }

    function test_RevertWhen_FieldDiffersFromSigned() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signCompact(people.patientKey, _grantDigest(header));
        header.end += 1;
        _expectInvalid(header, signature);
        header.end -= 1;
        header.deadline += 1;
        _expectInvalid(header, signature);
        header.deadline -= 1;
        header.issuedAt -= 1;
        _expectInvalid(header, signature);
        header.issuedAt += 1;
        header.termsHash = keccak256("broader terms");
        _expectInvalid(header, signature);
    }

    function test_RevertWhen_SignerZero() external {
        IConsentStates.GrantHeader memory header = _headerOf(address(0));
        _expectInvalid(header, new bytes(65));
    }

    function test_RevertGiven_RevokedBeforeRelay() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signCompact(people.patientKey, _grantDigest(header));
        vm.prank(people.patient);
        consents.revokeUnrelayed(header);
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_AlreadyUsed.selector,
                _idOf(header),
                IConsentStates.ConsentState.Revoked
            )
        );
        consents.grantBySig(header, signature);
    }

    function test_RevertWhen_DeadlinePassed() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signCompact(people.patientKey, _grantDigest(header));
        vm.warp(header.deadline + 1);
        _expectRevert(IConsentRegistry.ConsentRegistry_DeadlinePassed.selector);
        consents.grantBySig(header, signature);
    }

    function test_RevertWhen_WalletRefuses() external {
        wallet.setMood(WalletMock.Mood.Refusing);
        _expectWalletInvalid();
    }

    function test_RevertWhen_WalletRevertsOrAnswersShort() external {
        wallet.setMood(WalletMock.Mood.Reverting);
        _expectWalletInvalid();
        wallet.setMood(WalletMock.Mood.Short);
        _expectWalletInvalid();
    }

    function test_WhenLongSignatureOf65BytesRelayed_Grants() external {
        IConsentStates.GrantHeader memory header = _header();
        _relayAndCheck(header, signLong(people.patientKey, _grantDigest(header)));
    }

    function test_WhenCompactSignatureOf64BytesRelayed_Grants() external {
        IConsentStates.GrantHeader memory header = _header();
        _relayAndCheck(header, signCompact(people.patientKey, _grantDigest(header)));
    }

    function test_WhenWalletSignsByErc1271_Grants() external {
        IConsentStates.GrantHeader memory header = _headerOf(address(wallet));
        _relayAndCheck(header, signLong(people.patientKey, _grantDigest(header)));
    }

    function test_WhenSignerKeyWithCode_GrantsByKey() external {
        IConsentStates.GrantHeader memory header = _header();
        vm.etch(people.patient, hex"ef0100000000000000000000000000000000000000dead");
        _relayAndCheck(header, signLong(people.patientKey, _grantDigest(header)));
    }

    function _relayAndCheck(IConsentStates.GrantHeader memory header, bytes memory signature) private {
        vm.prank(people.relayer);
        ConsentId id = consents.grantBySig(header, signature);
        assertEq(ConsentId.unwrap(id), ConsentId.unwrap(_idOf(header)), "id");
        assertTrue(consents.isLive(id), "live");
        (, address signer,,) = consents.consentOf(id);
        assertEq(signer, header.signer, "the signer's, not the relayer's");
    }

    function _expectInvalid(IConsentStates.GrantHeader memory header, bytes memory signature) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_InvalidSignature.selector, header.signer, _grantDigest(header)
            )
        );
        consents.grantBySig(header, signature);
    }

    function _expectWalletInvalid() private {
        IConsentStates.GrantHeader memory header = _headerOf(address(wallet));
        _expectInvalid(header, signLong(people.patientKey, _grantDigest(header)));
    }
}
