// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {CommitteeFixture} from "../../../utils/CommitteeFixture.sol";

contract AttestationVerifyTracedTest is CommitteeFixture {
    bytes32 private constant DOMAIN = keccak256("domain");
    bytes private constant STATEMENT = abi.encode("what all of them sign");

    function verifyTraced(bytes calldata attestation) external view returns (uint32 bitmap) {
        return Attestation.verifyTraced(DOMAIN, STATEMENT, attestation, blob, members.length, threshold);
    }

    function test_RevertWhen_LengthNotFourBytesAndTTracedSignatures() external {
        bytes memory attestation = _attestTraced(3);
        _expect(
            abi.encodePacked(attestation, uint8(0)),
            abi.encodeWithSelector(Attestation.Attestation_WrongLength.selector, 197, 196)
        );
        _expect("", abi.encodeWithSelector(Attestation.Attestation_WrongLength.selector, 0, 196));
    }

    function test_RevertWhen_BitOutOfRange() external {
        bytes memory attestation = _attestTraced(3);
        attestation[3] = 0x11;
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_BitOutOfRange.selector, 0x11, 4));
    }

    function test_RevertWhen_MoreBitsThanSignatures() external {
        bytes memory attestation = _attestTraced(3);
        attestation[3] = 0x07;
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_WrongCount.selector, 7, 2));
    }

    function test_RevertWhen_FewerBitsThanSignatures() external {
        bytes memory attestation = _attestTraced(3);
        attestation[3] = 0x01;
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_WrongCount.selector, 1, 2));
    }

    function test_RevertWhen_TracesSwapped() external {
        bytes memory attestation = _attestTraced(3);
        for (uint256 i; i < 32; ++i) {
            (attestation[68 + i], attestation[164 + i]) = (attestation[164 + i], attestation[68 + i]);
        }
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        this.verifyTraced(attestation);
    }

    function test_RevertWhen_SignatureMirrored() external {
        bytes memory attestation = _attestTraced(3);
        for (uint256 i; i < 32; ++i) {
            attestation[36 + i] = 0xff; // the greatest s there is, whatever the parity
        }
        _expect(attestation, abi.encodeWithSelector(Attestation.Attestation_HighS.selector, 0));
    }

    function test_RevertWhen_SignatureMalformed() external {
        bytes memory attestation = _attestTraced(3);
        for (uint256 i; i < 64; ++i) {
            attestation[4 + i] = 0;
        }
        _expect(
            attestation, abi.encodeWithSelector(Attestation.Attestation_WrongSigner.selector, 0, address(0), members[0])
        );
    }

    function test_WhenEachSignedItsOwnTrace_TellsWho() external view {
        assertEq(uint256(this.verifyTraced(_attestTraced(10))), 10, "second and fourth");
    }

    function _attestTraced(uint32 bitmap) private view returns (bytes memory attestation) {
        attestation = abi.encodePacked(bitmap);
        for (uint256 i; i < members.length; ++i) {
            if (bitmap >> i & 1 == 0) continue;
            bytes32 trace = keccak256(abi.encode("trace", i));
            bytes32 digest =
                keccak256(abi.encodePacked(hex"1901", DOMAIN, keccak256(abi.encodePacked(STATEMENT, trace))));
            attestation = bytes.concat(attestation, signCompact(keys[i], digest), trace);
        }
    }

    function _expect(bytes memory attestation, bytes memory reason) private {
        vm.expectRevert(reason);
        this.verifyTraced(attestation);
    }
}
