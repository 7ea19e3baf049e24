// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Attestation} from "../../../contracts/libraries/Attestation.sol";
import {CommitteeFixture} from "../../utils/CommitteeFixture.sol";

contract AttestationFuzzTest is CommitteeFixture {
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    function setUp() public override {
        _form(10, 4);
    }

    function testFuzz_AnyFourMembersAreEnough(uint256 seed) external view {
        uint32 bitmap = _choose(seed, 4);
        assertEq(uint256(this.verify(DIGEST, _attest(DIGEST, bitmap))), bitmap, "who signed");
    }

    function testFuzz_AnyFlippedBitIsRefused(uint256 seed, uint256 bit) external view {
        bytes memory attestation = _attest(DIGEST, _choose(seed, 4));
        bit = bound(bit, 0, attestation.length * 8 - 1);
        attestation[bit / 8] ^= bytes1(uint8(1 << bit % 8));
        _expectRefused(DIGEST, attestation);
    }

    function testFuzz_AnyOtherCountIsRefused(uint256 seed, uint256 count) external view {
        count = bound(count, 0, 10);
        vm.assume(count != 4);
        _expectRefused(DIGEST, _attest(DIGEST, _choose(seed, count)));
    }

    function testFuzz_AnyOtherLengthIsRefused(uint256 seed, uint256 length, bytes32 filler) external view {
        bytes memory attestation = _attest(DIGEST, _choose(seed, 4));
        length = bound(length, 0, 400);
        vm.assume(length != attestation.length);
        bytes memory resized = new bytes(length);
        for (uint256 i; i < length; ++i) {
            resized[i] = i < attestation.length ? attestation[i] : filler[i % 32];
        }
        _expectRefused(DIGEST, resized);
    }

    function testFuzz_AnySwapOfSignaturesIsRefused(uint256 seed, uint256 a, uint256 b) external view {
        (a, b) = (bound(a, 0, 3), bound(b, 0, 3));
        vm.assume(a != b);
        bytes memory attestation = _attest(DIGEST, _choose(seed, 4));
        for (uint256 i; i < 64; ++i) {
            (uint256 x, uint256 y) = (4 + 64 * a + i, 4 + 64 * b + i);
            (attestation[x], attestation[y]) = (attestation[y], attestation[x]);
        }
        _expectRefused(DIGEST, attestation);
    }

    function testFuzz_AnyRepeatedSignatureIsRefused(uint256 seed, uint256 from, uint256 to) external view {
        (from, to) = (bound(from, 0, 3), bound(to, 0, 3));
        vm.assume(from != to);
        bytes memory attestation = _attest(DIGEST, _choose(seed, 4));
        for (uint256 i; i < 64; ++i) {
            attestation[4 + 64 * to + i] = attestation[4 + 64 * from + i];
        }
        _expectRefused(DIGEST, attestation);
    }

    function testFuzz_AnyHighSIsRefused(uint256 seed, uint256 s, bool parity, uint256 which) external {
        s = bound(s, HALF_ORDER + 1, (1 << 255) - 1) | (parity ? 1 << 255 : 0);
        which = bound(which, 0, 3);
        bytes memory attestation = _attest(DIGEST, _choose(seed, 4));
        for (uint256 i; i < 32; ++i) {
            attestation[4 + 64 * which + 32 + i] = bytes32(s)[i];
        }
        vm.expectPartialRevert(Attestation.Attestation_HighS.selector);
        this.verify(DIGEST, attestation);
    }

    function testFuzz_AnyOtherDigestIsRefused(uint256 seed, bytes32 other) external view {
        vm.assume(other != DIGEST);
        _expectRefused(other, _attest(DIGEST, _choose(seed, 4)));
    }

    function testFuzz_RandomBytesAreRefused(bytes calldata attestation) external view {
        _expectRefused(DIGEST, attestation);
    }

    function _choose(uint256 seed, uint256 count) private view returns (uint32 bitmap) {
        while (_countBits(bitmap) < count) {
            seed = uint256(keccak256(abi.encode(seed)));
            bitmap |= uint32(1) << uint32(seed % members.length);
        }
    }

    function _expectRefused(bytes32 digest, bytes memory attestation) private view {
        try this.verify(digest, attestation) returns (uint32) {
            fail("accepted");
        } catch {}
    }
}
