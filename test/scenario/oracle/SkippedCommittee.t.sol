// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {OperatorRegistry} from "../../../contracts/oracle/OperatorRegistry.sol";
import {ConfigDigest} from "../../../contracts/types/Identifiers.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Bonds are freed by the time at which a committee was replaced in the registry. The oracle must not let it sign
/// any longer, whichever committees it never heard of.
contract SkippedCommitteeScenarioTest is Test {
    uint40 internal constant START = 1_780_000_000;
    uint40 internal constant GRACE = 1 days;
    uint96 internal constant MIN_BOND = 1 ether;
    uint40 internal constant UNBONDING_DELAY = 40 days;

    OperatorRegistry internal registry;
    IInferenceOracle internal oracle;

    function setUp() public {
        vm.warp(START);
        address authority = deploy("AccessManager", abi.encode(this));
        registry = OperatorRegistry(deploy("OperatorRegistry", abi.encode(authority, MIN_BOND, UNBONDING_DELAY)));
        IInferenceOracle.Wiring memory wiring;
        wiring.operators = registry;
        wiring.challengeWindow = 1 hours;
        address modes = deploy("AnswerModes", abi.encode(authority, wiring));
        IInferenceOracle.FeeSchedule memory free;
        oracle = IInferenceOracle(deploy("InferenceOracle", abi.encode(authority, wiring, free, modes)));
    }

    /// @dev A committee of one.
    function _form(string memory name) private returns (ConfigDigest) {
        (address signer, uint256 key) = makeAddrAndKey(name);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("OperatorRegistry"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        bytes32 proof = keccak256(
            abi.encode(
                keccak256("SignerProof(address operator,address signer,bytes32 encryptionKey)"),
                signer,
                signer,
                keccak256(bytes(name))
            )
        );
        vm.deal(signer, MIN_BOND);
        bytes memory signature = signLong(key, keccak256(abi.encodePacked(hex"1901", domain, proof)));
        vm.prank(signer);
        registry.register{value: MIN_BOND}(signer, keccak256(bytes(name)), signature);
        address[] memory operators = new address[](1);
        operators[0] = signer;
        return registry.setConfig(operators, 0, 1);
    }

    function test_GraceRunsFromTheReplacementThoughACommitteeBetweenWasNeverAdopted() external {
        ConfigDigest first = _form("first");
        oracle.adoptConfig(first);
        vm.warp(START + 10 days);
        _form("second");
        vm.warp(START + 50 days);
        ConfigDigest third = _form("third");
        oracle.adoptConfig(third);
        (,,, uint40 expiresAt,) = oracle.configOf(first);
        assertEq(uint256(expiresAt), START + 10 days + GRACE, "the first committee's last second");
    }
}
