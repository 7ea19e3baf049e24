// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {SignerBlob} from "../libraries/SignerBlob.sol";
import {ConfigDigest} from "../types/Identifiers.sol";
import {CONFIG_GRACE, NEVER} from "../types/Inference.sol";
import {OperatorBonds} from "./OperatorBonds.sol";
import {OperatorKeys} from "./OperatorKeys.sol";

/// @title OperatorRegistry
/// @dev A bond outlasts everything its operator may have signed: it can be asked for only when no committee with the
/// operator can sign any more, and is paid only after UNBONDING_DELAY.
contract OperatorRegistry is OperatorKeys {
    // CONSTANTS

    /// @inheritdoc IOperatorRegistry
    uint256 public constant MAX_OPERATORS = 32;
    /// @inheritdoc IOperatorRegistry
    uint40 public constant LEAVE_NOTICE = 30 days;

    uint40 private constant NOT_REPLACED = 0;
    ConfigDigest private constant NO_CONFIG = ConfigDigest.wrap(0);

    // STORAGE

    uint64 private _configCount;
    ConfigDigest private _current;
    mapping(ConfigDigest digest => Config) private _configs;

    constructor(address authority, uint96 minBond, uint40 unbondingDelay)
        AccessManaged(authority)
        EIP712("OperatorRegistry", "1")
        OperatorBonds(minBond, unbondingDelay)
    {}

    // FORM

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
        if (config.signers == NOBODY) return; // the first committee, or one after a retired one, takes nobody's place
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
            // Check: bonded, here to stay, and named once. Whoever serves now was enlisted in this very loop.
            _checkMember(operators[i], operator);

            // Effect: a member until the next config, with the keys of today.
            _takeOverRotation(operators[i], operator);
            operator.servesUntil = NEVER;
            signers[i] = operator.signer;
        }
    }

    function _checkMember(address account, Operator storage operator) private view {
        if (operator.bond < MIN_BOND) revert OperatorRegistry_UnderBonded(account, operator.bond, MIN_BOND);
        if (operator.unbondsAt != NOT_ASKED) revert OperatorRegistry_Unbonding(account, operator.unbondsAt);
        if (operator.retirableAt != NOT_ASKED) revert OperatorRegistry_Leaving(account, operator.retirableAt);
        if (operator.servesUntil == NEVER) revert OperatorRegistry_DuplicateOperator(account);
    }

    // LEAVE

    /// @inheritdoc IOperatorRegistry
    function announceLeave() external {
        Operator storage operator = _registered(msg.sender);
        // Check: a member of the current committee, who asks once.
        if (operator.servesUntil != NEVER) revert OperatorRegistry_NotServing(msg.sender);
        if (operator.retirableAt != NOT_ASKED) revert OperatorRegistry_Leaving(msg.sender, operator.retirableAt);

        // Effect: out of every later committee, and out of this one after the notice.
        uint40 retirableAt = uint40(block.timestamp) + LEAVE_NOTICE;
        operator.retirableAt = retirableAt;
        emit LeaveAnnounced(msg.sender, retirableAt);
    }

    /// @inheritdoc IOperatorRegistry
    function retireConfig(address member) external {
        Operator storage operator = _registered(member);
        // Check: a member's notice is over, and nobody has replaced the committee.
        if (operator.servesUntil != NEVER) revert OperatorRegistry_NotServing(member);
        if (operator.retirableAt == NOT_ASKED) revert OperatorRegistry_LeaveNotAnnounced(member);
        if (block.timestamp < operator.retirableAt) {
            revert OperatorRegistry_NoticeNotOver(member, operator.retirableAt);
        }

        // Effect: no committee until governance forms one; the last one serves out its grace.
        ConfigDigest retired = _current;
        _dismiss(retired);
        _current = NO_CONFIG;
        emit ConfigRetired(retired);
    }

    // VIEWS

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
        Config storage config = _known(digest);
        signers = SignerBlob.read(config.signers, 0, config.n);
        operators = SignerBlob.read(config.signers, config.n, config.n);
    }

    /// @inheritdoc IOperatorRegistry
    function backingOf(ConfigDigest digest) external view returns (uint256 wei_) {
        Config storage config = _known(digest);
        (uint256 n, uint256 t) = (config.n, config.t);
        address[] memory operators = SignerBlob.read(config.signers, n, n);
        uint256[] memory bonds = new uint256[](n); // those seen so far, ascending
        for (uint256 i; i < n; ++i) {
            uint256 bond = _operators[operators[i]].bond;
            uint256 place = i;
            for (; place != 0 && bonds[place - 1] > bond; --place) {
                bonds[place] = bonds[place - 1];
            }
            bonds[place] = bond;
        }
        for (uint256 i; i < t; ++i) {
            wei_ += bonds[i];
        }
    }

    // HELPERS

    function _known(ConfigDigest digest) private view returns (Config storage config) {
        config = _configs[digest];
        if (config.signers == NOBODY) revert OperatorRegistry_UnknownConfig(digest);
    }
}
