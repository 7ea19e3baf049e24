// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Attestation} from "../../contracts/libraries/Attestation.sol";
import {SignerBlob} from "../../contracts/libraries/SignerBlob.sol";
import {Test} from "./Test.sol";

/// @title A committee in a code blob, four members of whom two must sign, and its verifier
abstract contract CommitteeFixture is Test {
    bytes32 internal constant DIGEST = keccak256("what everybody signs");

    address[] internal members;
    uint256[] internal keys;
    address internal blob;
    uint256 internal threshold;

    function setUp() public virtual {
        _form(4, 2);
    }

    function verify(bytes32 digest, bytes calldata attestation) external view returns (uint32 bitmap) {
        return Attestation.verify(digest, attestation, blob, members.length, threshold);
    }

    function _form(uint256 n, uint256 t) internal {
        delete members;
        delete keys;
        for (uint256 i; i < n; ++i) {
            (address member, uint256 key) = makeAddrAndKey(string.concat("member", vm.toString(i)));
            members.push(member);
            keys.push(key);
        }
        threshold = t;
        _seal();
    }

    function _seal() internal {
        blob = SignerBlob.write(members, members);
    }

    function _attest(bytes32 digest, uint32 bitmap) internal view returns (bytes memory attestation) {
        attestation = abi.encodePacked(bitmap);
        for (uint256 i; i < members.length; ++i) {
            if (bitmap >> i & 1 == 1) attestation = bytes.concat(attestation, signCompact(keys[i], digest));
        }
    }

    function _countBits(uint32 bitmap) internal pure returns (uint256 count) {
        for (; bitmap != 0; bitmap >>= 1) {
            count += bitmap & 1;
        }
    }
}
