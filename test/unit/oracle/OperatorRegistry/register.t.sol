// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {OperatorFixture} from "../../../utils/OperatorFixture.sol";

contract OperatorRegistryRegisterTest is OperatorFixture {
    bytes32 private constant ENCRYPTION_KEY = keccak256("an X25519 public key");

    address private newcomer;
    address private signer;
    uint256 private key;

    function setUp() public override {
        super.setUp();
        newcomer = makeAddr("newcomer");
        (signer, key) = makeAddrAndKey("newcomer's signer");
        vm.deal(newcomer, 10 ether);
    }

    function test_RevertGiven_CallerRegistered() external {
        bytes memory proof = _signerProof(operators[0], signer, ENCRYPTION_KEY, key);
        vm.deal(operators[0], MIN_BOND);
        vm.prank(operators[0]);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_AlreadyRegistered.selector, operators[0])
        );
        registry.register{value: MIN_BOND}(signer, ENCRYPTION_KEY, proof);
    }

    function test_RevertWhen_BondTooLow() external {
        _expect(
            MIN_BOND - 1,
            signer,
            ENCRYPTION_KEY,
            _proof(),
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_BondTooLow.selector, MIN_BOND - 1, MIN_BOND)
        );
    }

    function test_RevertWhen_EncryptionKeyEmpty() external {
        _expect(
            MIN_BOND,
            signer,
            0,
            _proof(),
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_EmptyEncryptionKey.selector)
        );
    }

    function test_RevertGiven_SignerAnotherOperators() external {
        address taken = vm.addr(signerKeys[2]);
        bytes memory proof = _signerProof(newcomer, taken, ENCRYPTION_KEY, signerKeys[2]);
        _expect(
            MIN_BOND,
            taken,
            ENCRYPTION_KEY,
            proof,
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_SignerTaken.selector, taken, operators[2])
        );
    }

    function test_RevertWhen_ProofAnotherKeysForAnotherOperatorOrEmpty() external {
        bytes memory reason =
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_BadProofOfPossession.selector, newcomer, signer);
        _expect(MIN_BOND, signer, ENCRYPTION_KEY, _signerProof(newcomer, signer, ENCRYPTION_KEY, 7), reason);
        _expect(MIN_BOND, signer, ENCRYPTION_KEY, _signerProof(users.mallory, signer, ENCRYPTION_KEY, key), reason);
        _expect(MIN_BOND, signer, ENCRYPTION_KEY, "", reason);
        reason = abi.encodeWithSelector(
            IOperatorRegistry.OperatorRegistry_BadProofOfPossession.selector, newcomer, address(0)
        );
        _expect(MIN_BOND, address(0), ENCRYPTION_KEY, "", reason);
    }

    function test_GivenOperatorLeftAndComesBack_TakesOldSignerNobodyElseCan() external {
        address old = vm.addr(signerKeys[6]);
        vm.startPrank(operators[6]);
        registry.requestUnbond();
        vm.warp(START + UNBONDING_DELAY);
        registry.withdrawBond(payable(operators[6]));
        vm.stopPrank();
        bytes memory proof = _signerProof(newcomer, old, ENCRYPTION_KEY, signerKeys[6]);
        _expect(
            MIN_BOND,
            old,
            ENCRYPTION_KEY,
            proof,
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_SignerTaken.selector, old, operators[6])
        );
        proof = _signerProof(operators[6], old, ENCRYPTION_KEY, signerKeys[6]);
        vm.prank(operators[6]);
        registry.register{value: MIN_BOND}(old, ENCRYPTION_KEY, proof);
        assertEq(registry.operatorOf(operators[6]).signer, old, "back");
    }

    function test_RevertWhen_UnbondingDelayTooShortAtDeployment() external {
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_UnbondingDelayTooShort.selector, 37 days, 37 days)
        );
        this.deployRegistry(37 days);
    }

    /// @dev Outside, so that the cheatcode which fetches the code is not the call that must revert.
    function deployRegistry(uint40 unbondingDelay) external {
        _newRegistry(users.admin, unbondingDelay);
    }

    function test_WhenAllInOrder_KeepsBondAndKeys() external {
        bytes memory proof = _proof();
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.OperatorRegistered(newcomer, signer, ENCRYPTION_KEY, MIN_BOND + 5);
        vm.prank(newcomer);
        registry.register{value: MIN_BOND + 5}(signer, ENCRYPTION_KEY, proof);
        IOperatorRegistry.Operator memory operator = registry.operatorOf(newcomer);
        assertEq(operator.signer, signer, "signer");
        assertEq(uint256(operator.bond), MIN_BOND + 5, "bond");
        assertEq(operator.encryptionKey, ENCRYPTION_KEY, "encryption key");
        assertEq(uint256(operator.servesUntil), 0, "in no committee");
        assertEq(uint256(operator.unbondsAt), 0, "stays");
        assertEq(uint256(registry.MIN_BOND()), MIN_BOND, "MIN_BOND");
        assertEq(uint256(registry.UNBONDING_DELAY()), UNBONDING_DELAY, "UNBONDING_DELAY");
    }

    function _proof() private view returns (bytes memory) {
        return _signerProof(newcomer, signer, ENCRYPTION_KEY, key);
    }

    function _expect(uint256 bond, address who, bytes32 encryptionKey, bytes memory proof, bytes memory reason)
        private
    {
        vm.prank(newcomer);
        vm.expectRevert(reason);
        registry.register{value: bond}(who, encryptionKey, proof);
    }
}
