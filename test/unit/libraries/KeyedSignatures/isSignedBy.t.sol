// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyedSignatures} from "../../../../contracts/libraries/KeyedSignatures.sol";
import {WalletMock} from "../../../../contracts/mocks/WalletMock.sol";
import {Passkeys} from "../../../utils/Passkeys.sol";

contract KeyedSignaturesIsSignedByTest is Passkeys {
    uint256 private constant KEY = 0xa11ce;
    bytes32 private constant DIGEST = keccak256("digest");

    address private verifier;
    address private webAuthn;
    bytes private key;
    address private handle;

    function setUp() external {
        verifier = deploy("ERC7913P256Verifier", "");
        webAuthn = deploy("ERC7913WebAuthnVerifier", "");
        key = _keyOf(verifier, KEY);
        handle = _handleOf(key);
    }

    function test_WhenAccountsKeySigned_True() external {
        (address account, uint256 privateKey) = makeAddrAndKey("account");
        assertTrue(_check(account, signLong(privateKey, DIGEST)), "account");
        assertFalse(_check(account, signLong(KEY, DIGEST)), "another's");
    }

    function test_WhenSmartAccountSigned_True() external {
        (address owner, uint256 privateKey) = makeAddrAndKey("owner");
        address wallet = deploy("WalletMock", abi.encode(owner));
        assertTrue(_check(wallet, signLong(privateKey, DIGEST)), "ERC-1271");
        WalletMock(wallet).setMood(WalletMock.Mood.Reverting);
        assertFalse(_check(wallet, signLong(privateKey, DIGEST)), "refused");
    }

    function test_WhenP256KeySigned_True() external view {
        assertEq(this.handleOf(key), handle, "handle");
        assertTrue(_check(handle, _signKeyed(key, KEY, DIGEST)), "P-256");
    }

    function test_WhenPasskeySigned_True() external view {
        bytes memory passkey = _keyOf(webAuthn, KEY);
        assertTrue(_check(_handleOf(passkey), _signByPasskey(passkey, KEY, DIGEST, FLAGS)), "WebAuthn");
    }

    function test_WhenPasskeySignedWithoutVerifyingUser_False() external view {
        bytes memory passkey = _keyOf(webAuthn, KEY);
        assertFalse(_check(_handleOf(passkey), _signByPasskey(passkey, KEY, DIGEST, 0x01)), "nobody verified");
    }

    function test_WhenAnotherDigestSigned_False() external view {
        assertFalse(_check(handle, _signKeyed(key, KEY, keccak256("another"))), "another digest");
    }

    function test_WhenAnotherKeySigned_False() external view {
        assertFalse(_check(handle, _signKeyed(key, KEY + 1, DIGEST)), "another key's signature");
        bytes memory other = _keyOf(verifier, KEY + 1);
        assertFalse(_check(handle, _signKeyed(other, KEY + 1, DIGEST)), "another key's handle");
    }

    function test_WhenMirrorImageOfSignature_False() external view {
        (bytes memory named, bytes memory signature) = abi.decode(_signKeyed(key, KEY, DIGEST), (bytes, bytes));
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        bytes memory mirrored = abi.encodePacked(r, bytes32(P256_ORDER - uint256(s)));
        assertFalse(_check(handle, abi.encode(named, mirrored)), "high s");
    }

    function test_WhenVerifierHasNoCode_False() external view {
        bytes memory orphan = _keyOf(address(0xdead), KEY);
        assertFalse(_check(_handleOf(orphan), _signKeyed(orphan, KEY, DIGEST)), "nobody verifies");
    }

    function test_WhenKeyIsNoLongerThanVerifier_False() external {
        (address account, uint256 privateKey) = makeAddrAndKey("account");
        bytes memory bare = abi.encodePacked(account);
        assertFalse(
            _check(_handleOf(bare), abi.encode(bare, signLong(privateKey, DIGEST))), "an account is its own name"
        );
        assertFalse(_check(_handleOf(""), abi.encode("", "")), "nothing");
    }

    function test_WhenEncodingPointsOutside_False() external view {
        bytes memory whole = _signKeyed(key, KEY, DIGEST);
        for (uint256 size; size < whole.length; size += 16) {
            bytes memory cut = new bytes(size);
            for (uint256 i; i < size; ++i) {
                cut[i] = whole[i];
            }
            if (size < 288) assertFalse(_check(handle, cut), "cut off");
        }
        for (uint256 word; word < 2; ++word) {
            bytes memory astray = _signKeyed(key, KEY, DIGEST);
            assembly ("memory-safe") {
                mstore(add(add(astray, 32), mul(word, 32)), not(0))
            }
            assertFalse(_check(handle, astray), "offset astray");
        }
    }

    function check(address signer, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return KeyedSignatures.isSignedBy(signer, digest, signature);
    }

    function handleOf(bytes calldata of_) external pure returns (address) {
        return KeyedSignatures.handleOf(of_);
    }

    function _check(address signer, bytes memory signature) private view returns (bool) {
        return this.check(signer, DIGEST, signature);
    }
}
