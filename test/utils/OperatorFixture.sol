// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperatorRegistry} from "../../contracts/interfaces/IOperatorRegistry.sol";
import {ConfigDigest, RequestId} from "../../contracts/types/Identifiers.sol";
import {Eip712} from "./Eip712.sol";
import {Test} from "./Test.sol";

/// @title The operator registry with a court, seven operators and a committee of the first four, two of whom must sign
abstract contract OperatorFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    uint96 internal constant MIN_BOND = 1 ether;
    uint40 internal constant UNBONDING_DELAY = 40 days;
    uint40 internal constant NOTICE = 30 days;
    uint40 internal constant GRACE = 1 days;
    uint8 internal constant N = 4;
    uint8 internal constant F = 1;
    uint8 internal constant T = 2;
    address internal constant BURNT = 0x000000000000000000000000000000000000dEaD;
    RequestId internal constant OFFENCE = RequestId.wrap(keccak256("the request that was answered falsely"));

    struct Users {
        address admin;
        address relayer;
        address reporter;
        address mallory;
    }

    Users internal users;
    address internal authority;
    IOperatorRegistry internal registry;
    address internal court;
    address internal pauper;
    ConfigDigest internal config;
    address[] internal operators;
    uint256[] internal signerKeys;

    function setUp() public virtual {
        vm.warp(START);
        users = Users(makeAddr("admin"), makeAddr("relayer"), makeAddr("reporter"), makeAddr("mallory"));
        authority = deploy("OneAdmin", abi.encode(users.admin));
        registry = _newRegistry(authority, UNBONDING_DELAY);
        court = _newCourt();
        pauper = makeAddr("a contract that takes no ether");
        vm.etch(pauper, hex"fe");
        vm.prank(users.admin);
        registry.bindCourt(court);
        for (uint256 i; i < 7; ++i) {
            _registerOperator(i);
        }
        config = _setConfig(0, N, F, T);
    }

    /// @dev An account with code that a test acts as, unless there is a real one.
    function _newCourt() internal virtual returns (address stand) {
        stand = makeAddr("court");
        vm.etch(stand, hex"00");
    }

    function _newRegistry(address manager, uint40 delay) internal returns (IOperatorRegistry) {
        return IOperatorRegistry(deploy("OperatorRegistry", abi.encode(manager, MIN_BOND, delay)));
    }

    function _registerOperator(uint256 i) internal {
        (address operator,) = makeAddrAndKey(string.concat("operator", vm.toString(i)));
        (address signer, uint256 key) = makeAddrAndKey(string.concat("signer", vm.toString(i)));
        bytes32 encryptionKey = keccak256(abi.encode("encryption", i));
        vm.deal(operator, MIN_BOND);
        bytes memory proof = _signerProof(operator, signer, encryptionKey, key);
        vm.prank(operator);
        registry.register{value: MIN_BOND}(signer, encryptionKey, proof);
        operators.push(operator);
        signerKeys.push(key);
    }

    /// @dev A committee of the operators `first` to `first + n - 1`.
    function _setConfig(uint256 first, uint8 n, uint8 f, uint8 t) internal returns (ConfigDigest) {
        address[] memory members = new address[](n);
        for (uint256 i; i < n; ++i) {
            members[i] = operators[first + i];
        }
        vm.prank(users.admin);
        return registry.setConfig(members, f, t);
    }

    function _slash(address operator) internal returns (uint96 amount, uint96 reward) {
        vm.prank(court);
        return registry.slash(operator, OFFENCE, users.reporter);
    }

    // PROOFS OF POSSESSION

    function _signerProof(address operator, address signer, bytes32 encryptionKey, uint256 key)
        internal
        view
        returns (bytes memory)
    {
        bytes32 typehash = keccak256("SignerProof(address operator,address signer,bytes32 encryptionKey)");
        return _prove(keccak256(abi.encode(typehash, operator, signer, encryptionKey)), key);
    }

    function _rotationProof(address operator, address signer, bytes32 encryptionKey, uint40 effectiveAt, uint256 key)
        internal
        view
        returns (bytes memory)
    {
        bytes32 typehash =
            keccak256("KeyRotation(address operator,address signer,bytes32 encryptionKey,uint40 effectiveAt)");
        return _prove(keccak256(abi.encode(typehash, operator, signer, encryptionKey, effectiveAt)), key);
    }

    function _prove(bytes32 structHash, uint256 key) private view returns (bytes memory) {
        return signCompact(key, Eip712.digest("OperatorRegistry", block.chainid, address(registry), structHash));
    }
}
