// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {SignerBlob} from "../libraries/SignerBlob.sol";
import {ConfigDigest} from "../types/Identifiers.sol";
import {CONFIG_GRACE, MAX_REQUEST_LIFETIME, NEVER} from "../types/Inference.sol";

/// @title OperatorRegistry
/// @dev A bond outlasts everything its operator may have signed: it can be asked for only when no committee with the
/// operator can sign any more, and is paid only after UNBONDING_DELAY.
contract OperatorRegistry is IOperatorRegistry, AccessManaged, EIP712 {
    // CONSTANTS

    /// @inheritdoc IOperatorRegistry
    uint256 public constant MAX_OPERATORS = 32;

    bytes32 private constant SIGNER_PROOF_TYPEHASH =
        keccak256("SignerProof(address operator,address signer,bytes32 encryptionKey)");
    address private constant NOBODY = address(0);
    uint40 private constant NOT_ASKED = 0;
    uint40 private constant NOT_REPLACED = 0;

    // IMMUTABLES

    /// @inheritdoc IOperatorRegistry
    uint96 public immutable MIN_BOND;
    /// @inheritdoc IOperatorRegistry
    uint40 public immutable UNBONDING_DELAY;

    // STORAGE

    uint64 private _configCount;
    ConfigDigest private _current;
    mapping(address operator => Operator) private _operators;
    /// @dev A signing key belongs to one operator for good, so that old signatures keep their author.
    mapping(address signer => address operator) private _operatorOfSigner;
    mapping(ConfigDigest digest => Config) private _configs;

    constructor(address authority, uint96 minBond, uint40 unbondingDelay)
        AccessManaged(authority)
        EIP712("OperatorRegistry", "1")
    {
        if (unbondingDelay <= CONFIG_GRACE + MAX_REQUEST_LIFETIME) {
            revert OperatorRegistry_UnbondingDelayTooShort(unbondingDelay, CONFIG_GRACE + MAX_REQUEST_LIFETIME);
        }
        MIN_BOND = minBond;
        UNBONDING_DELAY = unbondingDelay;
    }

    // OPERATORS

    /// @inheritdoc IOperatorRegistry
    function register(address signer, bytes32 encryptionKey, bytes calldata proofOfPossession) external payable {
        // Check: new, bonded, reachable, and in possession of a key that nobody else has used.
        if (_operators[msg.sender].signer != NOBODY) revert OperatorRegistry_AlreadyRegistered(msg.sender);
        if (msg.value < MIN_BOND) revert OperatorRegistry_BondTooLow(msg.value, MIN_BOND);
        if (encryptionKey == bytes32(0)) revert OperatorRegistry_EmptyEncryptionKey();
        address owner = _operatorOfSigner[signer];
        if (owner != NOBODY && owner != msg.sender) revert OperatorRegistry_SignerTaken(signer, owner);
        bytes32 digest =
            _hashTypedDataV4(keccak256(abi.encode(SIGNER_PROOF_TYPEHASH, msg.sender, signer, encryptionKey)));
        if (signer == NOBODY || Signatures.recover(digest, proofOfPossession) != signer) {
            revert OperatorRegistry_BadProofOfPossession(msg.sender, signer);
        }

        // Effect: an operator outside every committee.
        uint96 bond = SafeCast.toUint96(msg.value);
        _operatorOfSigner[signer] = msg.sender;
        _operators[msg.sender] = Operator(signer, bond, encryptionKey, 0, NOT_ASKED);
        emit OperatorRegistered(msg.sender, signer, encryptionKey, bond);
    }

    /// @inheritdoc IOperatorRegistry
    function addBond() external payable {
        Operator storage operator = _registered(msg.sender);

        // Effect: a greater bond, and no withdrawal on its way.
        uint96 bond = SafeCast.toUint96(operator.bond + msg.value);
        operator.bond = bond;
        operator.unbondsAt = NOT_ASKED;
        emit BondAdded(msg.sender, uint96(msg.value), bond); // safe cast: less than the sum, which fits
    }

    /// @inheritdoc IOperatorRegistry
    function requestUnbond() external {
        Operator storage operator = _registered(msg.sender);
        // Check: asked once, by an operator who can no longer sign for any committee.
        if (operator.unbondsAt != NOT_ASKED) revert OperatorRegistry_Unbonding(msg.sender, operator.unbondsAt);
        if (operator.servesUntil >= block.timestamp) {
            revert OperatorRegistry_StillServing(msg.sender, operator.servesUntil);
        }

        // Effect: out of every later committee, and paid after the delay.
        uint40 unbondsAt = uint40(block.timestamp) + UNBONDING_DELAY;
        operator.unbondsAt = unbondsAt;
        emit UnbondRequested(msg.sender, unbondsAt);
    }

    /// @inheritdoc IOperatorRegistry
    function withdrawBond(address payable to) external {
        Operator storage operator = _registered(msg.sender);
        // Check: asked for, and the delay is over.
        uint40 unbondsAt = operator.unbondsAt;
        if (unbondsAt == NOT_ASKED) revert OperatorRegistry_UnbondNotRequested(msg.sender);
        if (block.timestamp < unbondsAt) revert OperatorRegistry_StillBonded(msg.sender, unbondsAt);

        // Effect: forgotten, but for the key, which stays the operator's.
        uint96 amount = operator.bond;
        delete _operators[msg.sender];
        emit BondWithdrawn(msg.sender, to, amount);

        // Interaction: pay the bond.
        (bool paid,) = to.call{value: amount}("");
        if (!paid) revert OperatorRegistry_TransferFailed(to, amount);
    }

    // COMMITTEES

    /// @inheritdoc IOperatorRegistry
    function setConfig(address[] calldata operators, uint8 f, uint8 t)
        external
        restricted
        returns (ConfigDigest digest)
    {
        // Check: enough honest members for f faulty ones, and a threshold that neither f can reach nor f can block.
        uint256 n = operators.length;
        if (n == 0 || n > MAX_OPERATORS || n < 3 * uint256(f) + 1 || t < uint256(f) + 1 || t > n - f) {
            revert OperatorRegistry_ThresholdOutOfRange(n, f, t);
        }

        // Effect: members of the old committee serve out its grace, members of the new one serve.
        ConfigDigest previous = _current;
        _dismiss(previous);
        address[] memory signers = _enlist(operators);
        digest = ConfigDigest.wrap(
            keccak256(abi.encode(block.chainid, address(this), ++_configCount, operators, signers, f, t))
        );
        _configs[digest] = Config({
            signers: SignerBlob.write(signers, operators),
            n: uint8(n), // safe cast: at most 32
            f: f,
            t: t,
            replacedAt: NOT_REPLACED,
            previous: previous,
            activatedAt: uint40(block.timestamp)
        });
        _current = digest;
        emit ConfigSet(digest, previous, operators, signers, f, t);
    }

    function _dismiss(ConfigDigest digest) private {
        Config storage config = _configs[digest];
        if (config.signers == NOBODY) return; // the first committee takes nobody's place
        config.replacedAt = uint40(block.timestamp);
        address[] memory operators = SignerBlob.read(config.signers, config.n, config.n);
        for (uint256 i; i < operators.length; ++i) {
            _operators[operators[i]].servesUntil = uint40(block.timestamp) + CONFIG_GRACE;
        }
    }

    function _enlist(address[] calldata operators) private returns (address[] memory signers) {
        signers = new address[](operators.length);
        for (uint256 i; i < operators.length; ++i) {
            Operator storage operator = _registered(operators[i]);
            // Check: here to stay, and named once. Whoever serves now was enlisted in this very loop.
            if (operator.unbondsAt != NOT_ASKED) {
                revert OperatorRegistry_Unbonding(operators[i], operator.unbondsAt);
            }
            if (operator.servesUntil == NEVER) revert OperatorRegistry_DuplicateOperator(operators[i]);

            // Effect: a member until the next config.
            operator.servesUntil = NEVER;
            signers[i] = operator.signer;
        }
    }

    // VIEWS

    /// @inheritdoc IOperatorRegistry
    function operatorOf(address operator) external view returns (Operator memory) {
        return _operators[operator];
    }

    /// @inheritdoc IOperatorRegistry
    function configOf(ConfigDigest digest) external view returns (Config memory) {
        return _configs[digest];
    }

    /// @inheritdoc IOperatorRegistry
    function currentConfig() external view returns (ConfigDigest digest) {
        return _current;
    }

    /// @inheritdoc IOperatorRegistry
    function membersOf(ConfigDigest digest)
        external
        view
        returns (address[] memory operators, address[] memory signers)
    {
        Config memory config = _configs[digest];
        if (config.signers == NOBODY) revert OperatorRegistry_UnknownConfig(digest);
        signers = SignerBlob.read(config.signers, 0, config.n);
        operators = SignerBlob.read(config.signers, config.n, config.n);
    }

    // HELPERS

    function _registered(address account) private view returns (Operator storage operator) {
        operator = _operators[account];
        if (operator.signer == NOBODY) revert OperatorRegistry_UnknownOperator(account);
    }
}
