// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {ConfigDigest} from "../../../../contracts/types/Identifiers.sol";
import {OperatorFixture} from "../../../utils/OperatorFixture.sol";

contract OperatorRegistryRotateKeysTest is OperatorFixture {
    uint40 private constant LATER = START + 2 days;
    bytes32 private constant NEW_ENCRYPTION_KEY = keccak256("another X25519 public key");

    address private operator;
    address private oldSigner;
    bytes32 private oldEncryptionKey;
    address private newSigner;
    uint256 private newKey;

    function setUp() public override {
        super.setUp();
        operator = operators[0];
        oldSigner = vm.addr(signerKeys[0]);
        oldEncryptionKey = registry.encryptionKeyOf(operator);
        (newSigner, newKey) = makeAddrAndKey("the next signer");
    }

    function test_RevertGiven_CallerUnknown() external {
        bytes memory proof = _rotationProof(users.mallory, newSigner, NEW_ENCRYPTION_KEY, LATER, newKey);
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_UnknownOperator.selector, users.mallory)
        );
        registry.rotateKeys(newSigner, NEW_ENCRYPTION_KEY, LATER, proof);
    }

    function test_RevertWhen_DateInPast() external {
        _expect(
            newSigner,
            NEW_ENCRYPTION_KEY,
            START - 1,
            _rotationProof(operator, newSigner, NEW_ENCRYPTION_KEY, START - 1, newKey),
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistry_RotationInPast.selector, START - 1, uint256(START)
            )
        );
    }

    function test_RevertWhen_EncryptionKeyEmpty() external {
        _expect(
            newSigner,
            0,
            LATER,
            _rotationProof(operator, newSigner, 0, LATER, newKey),
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_EmptyEncryptionKey.selector)
        );
    }

    function test_RevertGiven_NewSignerAnotherOperators() external {
        address taken = vm.addr(signerKeys[5]);
        _expect(
            taken,
            NEW_ENCRYPTION_KEY,
            LATER,
            _rotationProof(operator, taken, NEW_ENCRYPTION_KEY, LATER, signerKeys[5]),
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_SignerTaken.selector, taken, operators[5])
        );
    }

    function test_RevertWhen_ProofAnotherKeysForAnotherDateOrOfRegistration() external {
        bytes memory reason = abi.encodeWithSelector(
            IOperatorRegistry.OperatorRegistry_BadProofOfPossession.selector, operator, newSigner
        );
        bytes32 k = NEW_ENCRYPTION_KEY;
        _expect(newSigner, k, LATER, _rotationProof(operator, newSigner, k, LATER, signerKeys[0]), reason);
        _expect(newSigner, k, LATER, _rotationProof(operator, newSigner, k, LATER + 1, newKey), reason);
        _expect(newSigner, k, LATER, _rotationProof(operators[1], newSigner, k, LATER, newKey), reason);
        _expect(newSigner, k, LATER, _signerProof(operator, newSigner, k, newKey), reason);
    }

    function test_GivenDateHasNotCome_KeepsOldKeysForCommitteesAndPayloadsOwnsNewSigner() external {
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.KeyRotationAnnounced(operator, newSigner, NEW_ENCRYPTION_KEY, LATER);
        _rotate(newSigner, newKey, NEW_ENCRYPTION_KEY, LATER);
        vm.warp(LATER - 1);
        assertEq(registry.encryptionKeyOf(operator), oldEncryptionKey, "payloads");
        assertEq(_signerIn(_setConfig(0, N, F, T)), oldSigner, "committees");
        assertEq(registry.operatorOfSigner(newSigner), operator, "owned");
        assertEq(registry.rotationOf(operator).signer, newSigner, "pending");
    }

    function test_GivenDateHasCome_EncryptsPayloadsToNewKeyKeepsOldSignerInFormedCommittees() external {
        _rotate(newSigner, newKey, NEW_ENCRYPTION_KEY, LATER);
        vm.warp(LATER);
        assertEq(registry.encryptionKeyOf(operator), NEW_ENCRYPTION_KEY, "payloads");
        assertEq(registry.operatorOf(operator).encryptionKey, NEW_ENCRYPTION_KEY, "the same");
        assertEq(_signerIn(config), oldSigner, "formed");
    }

    function test_GivenDateHasComeAndCommitteeFormed_SignsWithNewSignerKeepsOldSignersAuthor() external {
        _rotate(newSigner, newKey, NEW_ENCRYPTION_KEY, LATER);
        vm.warp(LATER);
        assertEq(_signerIn(_setConfig(0, N, F, T)), newSigner, "taken over");
        assertEq(registry.operatorOfSigner(oldSigner), operator, "author");
        assertEq(registry.operatorOfSigner(newSigner), operator, "author of the new");
        assertEq(registry.rotationOf(operator).signer, address(0), "nothing pending");
        assertEq(registry.operatorOf(operator).signer, newSigner, "signer");
    }

    function test_GivenRotationPending_ReplacesItByLaterCall() external {
        _rotate(newSigner, newKey, NEW_ENCRYPTION_KEY, LATER);
        (address third, uint256 thirdKey) = makeAddrAndKey("a third signer");
        _rotate(third, thirdKey, keccak256("third"), LATER + 1);
        vm.warp(LATER);
        assertEq(registry.encryptionKeyOf(operator), oldEncryptionKey, "the first one never comes");
        vm.warp(LATER + 1);
        assertEq(registry.encryptionKeyOf(operator), keccak256("third"), "the second does");
    }

    function test_GivenRotationDue_KeepsItInForceUntilLaterOneIs() external {
        _rotate(newSigner, newKey, NEW_ENCRYPTION_KEY, START);
        (address third, uint256 thirdKey) = makeAddrAndKey("a third signer");
        _rotate(third, thirdKey, keccak256("third"), LATER);
        assertEq(registry.encryptionKeyOf(operator), NEW_ENCRYPTION_KEY, "the first");
        assertEq(_signerIn(_setConfig(0, N, F, T)), newSigner, "the first signer");
        vm.warp(LATER);
        assertEq(registry.encryptionKeyOf(operator), keccak256("third"), "the second");
    }

    function test_WhenOnlyEncryptionKeyChanges_TakesSameSigner() external {
        _rotate(oldSigner, signerKeys[0], NEW_ENCRYPTION_KEY, START);
        assertEq(registry.encryptionKeyOf(operator), NEW_ENCRYPTION_KEY, "new");
        assertEq(registry.operatorOf(operator).signer, oldSigner, "same");
    }

    function test_GivenOperatorLeavesAndComesBack_ForgetsWhatWasPending() external {
        operator = operators[6];
        _rotate(newSigner, newKey, NEW_ENCRYPTION_KEY, START + 100 days);
        vm.startPrank(operator);
        registry.requestUnbond();
        vm.warp(START + UNBONDING_DELAY);
        registry.withdrawBond(payable(operator));
        address signer = vm.addr(signerKeys[6]);
        bytes memory proof = _signerProof(operator, signer, oldEncryptionKey, signerKeys[6]);
        registry.register{value: MIN_BOND}(signer, oldEncryptionKey, proof);
        vm.stopPrank();
        vm.warp(START + 100 days);
        assertEq(registry.encryptionKeyOf(operator), oldEncryptionKey, "forgotten");
        assertEq(registry.operatorOfSigner(newSigner), operator, "but for its author");
    }

    function _rotate(address signer, uint256 key, bytes32 encryptionKey, uint40 effectiveAt) private {
        bytes memory proof = _rotationProof(operator, signer, encryptionKey, effectiveAt, key);
        vm.prank(operator);
        registry.rotateKeys(signer, encryptionKey, effectiveAt, proof);
    }

    function _signerIn(ConfigDigest digest) private view returns (address) {
        (, address[] memory signers) = registry.membersOf(digest);
        return signers[0];
    }

    function _expect(address signer, bytes32 encryptionKey, uint40 effectiveAt, bytes memory proof, bytes memory reason)
        private
    {
        vm.prank(operator);
        vm.expectRevert(reason);
        registry.rotateKeys(signer, encryptionKey, effectiveAt, proof);
    }
}
