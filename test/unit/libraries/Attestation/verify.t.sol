// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {CommitteeFixture} from "../../../utils/CommitteeFixture.sol";

contract AttestationVerifyTest is CommitteeFixture {
    function test_RevertWhen_LengthNotFourBytesAndTSignatures() external {
        bytes memory attestation = _attest(DIGEST, 5);
        _expect(
            abi.encodePacked(attestation, uint8(0)),
            abi.encodeWithSelector(Attestation.Attestation_WrongLength.selector, 133, 132)
        );
        _expect("", abi.encodeWithSelector(Attestation.Attestation_WrongLength.selector, 0, 132));
    }

    function test_RevertWhen_BitOutOfRange() external {
        bytes memory attestation = _attest(DIGEST, 3);
        attestation[3] = 0x11; // signers 0 and 4 of 4
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_BitOutOfRange.selector, 0x11, 4));
        attestation[0] = 0x80;
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_BitOutOfRange.selector, 0x80000011, 4));
    }

    function test_RevertWhen_MoreBitsThanSignatures() external {
        bytes memory attestation = _attest(DIGEST, 3);
        attestation[3] = 0x07;
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_WrongCount.selector, 7, 2));
    }

    function test_RevertWhen_FewerBitsThanSignatures() external {
        bytes memory attestation = _attest(DIGEST, 3);
        attestation[3] = 0x01;
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_WrongCount.selector, 1, 2));
        attestation[3] = 0x00;
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_WrongCount.selector, 0, 2));
    }

    function test_RevertWhen_SignaturesInDescendingOrder() external {
        bytes memory descending =
            abi.encodePacked(uint32(3), signCompact(keys[1], DIGEST), signCompact(keys[0], DIGEST));
        _expect(
            descending, abi.encodeWithSelector(Attestation.Attestation_WrongSigner.selector, 0, members[1], members[0])
        );
    }

    function test_RevertWhen_SignatureAnotherMembers() external {
        bytes memory twice = abi.encodePacked(uint32(3), signCompact(keys[0], DIGEST), signCompact(keys[0], DIGEST));
        _expect(twice, abi.encodeWithSelector(Attestation.Attestation_WrongSigner.selector, 1, members[0], members[1]));
    }

    function test_RevertWhen_SignatureHighS() external {
        bytes memory attestation = _attest(DIGEST, 3);
        // The least s that is too high, as the second signature's.
        bytes32 high = bytes32(uint256(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1));
        for (uint256 i; i < 32; ++i) {
            attestation[100 + i] = high[i];
        }
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_HighS.selector, 1));
    }

    function test_RevertWhen_SignatureMalformedAndMemberZero() external {
        members[0] = address(0);
        _seal();
        bytes memory attestation = abi.encodePacked(uint32(3), new bytes(64), signCompact(keys[1], DIGEST));
        _expect(
            attestation, abi.encodeWithSelector(Attestation.Attestation_WrongSigner.selector, 0, address(0), address(0))
        );
    }

    function test_WhenAll32MembersSign_ReturnsFullBitmap() external {
        _form(32, 32);
        assertEq(uint256(this.verify(DIGEST, _attest(DIGEST, type(uint32).max))), type(uint32).max, "everyone");
    }

    function test_WhenTMembersSign_ReturnsWhoSigned() external view {
        for (uint32 bitmap = 1; bitmap < 16; ++bitmap) {
            if (_countBits(bitmap) != 2) continue;
            assertEq(uint256(this.verify(DIGEST, _attest(DIGEST, bitmap))), bitmap, "who signed");
        }
    }

    function _expect(bytes memory attestation, bytes memory reason) private {
        vm.expectRevert(reason);
        this.verify(DIGEST, attestation);
    }
}
