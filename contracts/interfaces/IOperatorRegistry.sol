// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConfigDigest, RequestId} from "../types/Identifiers.sol";

/// @title Operators, their bonds and keys, and the committees formed of them
interface IOperatorRegistry {
    struct Operator {
        /// Signs reports. Proved by a signed `SignerProof(address operator,address signer,bytes32 encryptionKey)`.
        address signer;
        uint96 bond;
        /// X25519 public key that payloads are encrypted to.
        bytes32 encryptionKey;
        /// Until then the operator may still sign under some config; NEVER while in the current one.
        uint40 servesUntil;
        /// When an asked-for withdrawal becomes possible, zero if none was asked for.
        uint40 unbondsAt;
        /// When a committee with the operator may be retired, zero if it did not ask to leave.
        uint40 retirableAt;
    }

    /// @dev A committee. The signers are those of the day it was formed, whatever keys rotate since. `signers` is a code blob: one zero byte, then n x 20 bytes of signer addresses, then n x 20
    /// bytes of operator addresses in the same order.
    struct Config {
        address signers;
        uint8 n;
        uint8 f;
        uint8 t;
        /// When another committee took its place or it was retired, zero while it is the current one.
        uint40 replacedAt;
        ConfigDigest previous;
        uint40 activatedAt;
    }

    /// @dev Keys that take over at a date.
    struct Rotation {
        address signer;
        uint40 effectiveAt;
        bytes32 encryptionKey;
    }

    event OperatorRegistered(address indexed operator, address indexed signer, bytes32 encryptionKey, uint96 bond);
    event BondAdded(address indexed operator, uint96 amount, uint96 bond);
    event UnbondRequested(address indexed operator, uint40 unbondsAt);
    event BondWithdrawn(address indexed operator, address to, uint96 amount);
    /// @dev Takes the place of a rotation that was announced before and is not due. From `effectiveAt` on payloads are encrypted to the new key, and later committees take the new signer.
    event KeyRotationAnnounced(
        address indexed operator, address indexed signer, bytes32 encryptionKey, uint40 effectiveAt
    );
    /// @dev `amount` is the whole bond; what is not `reward` was burned.
    event Slashed(
        address indexed operator, RequestId indexed id, address indexed reporter, uint96 amount, uint96 reward
    );
    event RewardWithdrawn(address indexed account, address to, uint256 amount);
    event CourtBound(address court);
    event LeaveAnnounced(address indexed operator, uint40 retirableAt);
    /// @dev A committee was ended without another in its place.
    event ConfigRetired(ConfigDigest indexed digest);
    event ConfigSet(
        ConfigDigest indexed digest,
        ConfigDigest indexed previous,
        address[] operators,
        address[] signers,
        uint8 f,
        uint8 t
    );

    error OperatorRegistry_UnbondingDelayTooShort(uint40 delay, uint40 minimum);
    error OperatorRegistry_AlreadyRegistered(address operator);
    error OperatorRegistry_UnknownOperator(address operator);
    error OperatorRegistry_SignerTaken(address signer, address operator);
    error OperatorRegistry_BadProofOfPossession(address operator, address signer);
    error OperatorRegistry_BondTooLow(uint256 bond, uint256 minimum);
    error OperatorRegistry_ThresholdOutOfRange(uint256 n, uint256 f, uint256 t);
    error OperatorRegistry_DuplicateOperator(address operator);
    error OperatorRegistry_EmptyEncryptionKey();
    error OperatorRegistry_StillServing(address operator, uint40 until);
    error OperatorRegistry_StillBonded(address operator, uint40 until);
    error OperatorRegistry_UnbondNotRequested(address operator);
    error OperatorRegistry_Unbonding(address operator, uint40 until);
    error OperatorRegistry_UnknownConfig(ConfigDigest digest);
    error OperatorRegistry_RotationInPast(uint40 effectiveAt, uint256 now_);
    /// @notice Thrown when a member of a new committee has lost its bond.
    error OperatorRegistry_UnderBonded(address operator, uint256 bond, uint256 minimum);
    /// @notice Thrown when a member of a new committee asked to leave; adding to its bond takes that back.
    error OperatorRegistry_Leaving(address operator, uint40 retirableAt);
    error OperatorRegistry_NotServing(address operator);
    error OperatorRegistry_LeaveNotAnnounced(address operator);
    error OperatorRegistry_NoticeNotOver(address operator, uint40 retirableAt);
    error OperatorRegistry_NotCourt(address caller, address court);
    error OperatorRegistry_CourtAlreadyBound(address court);
    error OperatorRegistry_NotAContract(address account);
    error OperatorRegistry_NothingToWithdraw(address account);
    error OperatorRegistry_TransferFailed(address to, uint256 amount);

    /// @notice Registers the caller as operator with a bond of at least MIN_BOND.
    function register(address signer, bytes32 encryptionKey, bytes calldata proofOfPossession) external payable;
    /// @notice Adds to the caller's bond, and takes back a withdrawal or a leave that was asked for.
    function addBond() external payable;
    /// @notice Asks for the bond back. Refused while the operator may still sign under a live config.
    function requestUnbond() external;
    /// @notice Pays the whole bond out and forgets the operator, who may register again.
    function withdrawBond(address payable to) external;
    /// @notice Forms a committee: n = operators.length <= 32, n >= 3f + 1, f + 1 <= t <= n - f. Its members have their
    /// bond and do not leave; rotations of theirs that are due take effect first. Restricted.
    function setConfig(address[] calldata operators, uint8 f, uint8 t) external returns (ConfigDigest digest);

    /// @notice Announces new keys of the caller from `effectiveAt` on, now or later, with a `KeyRotation(address
    /// operator,address signer,bytes32 encryptionKey,uint40 effectiveAt)` signed by the new signer. Committees that are
    /// formed already keep the old signer; its signatures keep their author and stay slashable.
    function rotateKeys(address signer, bytes32 encryptionKey, uint40 effectiveAt, bytes calldata proofOfPossession)
        external;
    /// @notice Asks to be left out of the committee. If governance has not replaced it by the end of the notice, anyone
    /// may retire it, so that nobody's bond can be kept for ever.
    function announceLeave() external;
    /// @notice Ends the current committee after the notice of `member`; anyone. It may sign during its grace.
    function retireConfig(address member) external;
    /// @notice Names the court, once. Restricted.
    function bindCourt(address court) external;
    /// @notice Takes the whole bond of an operator who signed what it must not, serving, unbonding or neither: at least
    /// half is burned, the rest is the reporter's to withdraw. Court only. Of an operator without a bond it takes
    /// nothing, and that is no error.
    function slash(address operator, RequestId id, address reporter) external returns (uint96 amount, uint96 reward);
    /// @notice Pays out what the caller earned by reporting.
    function withdrawReward(address payable to) external returns (uint256 amount);

    function court() external view returns (address);
    function rewardOf(address account) external view returns (uint256);
    /// @notice Author of a signing key, past or present.
    function operatorOfSigner(address signer) external view returns (address operator);
    /// @notice Rotation that was announced and that no committee has taken over yet.
    function rotationOf(address operator) external view returns (Rotation memory);
    /// @notice Key that payloads are encrypted to now.
    function encryptionKeyOf(address operator) external view returns (bytes32);
    /// @notice The least that t colluding members of a committee would lose: sum of its t smallest bonds, in wei.
    function backingOf(ConfigDigest digest) external view returns (uint256 wei_);
    function MAX_OPERATORS() external view returns (uint256);
    /// @notice Least bond in wei.
    function MIN_BOND() external view returns (uint96);
    /// @notice Seconds from a leave to the end of the committee without governance.
    function LEAVE_NOTICE() external view returns (uint40);
    /// @notice Seconds between asking for the bond and its payment; longer than grace, longest request, challenge and
    /// defence together.
    function UNBONDING_DELAY() external view returns (uint40);
    /// @notice Bond, dates and the keys that a committee formed now would take.
    function operatorOf(address operator) external view returns (Operator memory);
    function configOf(ConfigDigest digest) external view returns (Config memory);
    function currentConfig() external view returns (ConfigDigest digest);
    /// @notice Operators and signers of a config, in bit order.
    function membersOf(ConfigDigest digest) external view returns (address[] memory operators, address[] memory signers);
}
