// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../../contracts/interfaces/ICustodianRegistry.sol";
import {IEmergencyAccess} from "../../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../../contracts/types/Identifiers.sol";
import {Test} from "../../utils/Test.sol";

/// @title Two custodians whose staff comes, moves and goes, breaks the glass and reviews, each as it pleases
/// @dev The handler keeps its own book of roles, times and verdicts; the invariants compare.
contract EmergencyHandler is Test {
    uint256 public constant PEOPLE = 4;
    uint256 private constant CUSTODIANS = 2;
    uint256 private constant UNITS = 3;
    uint256 private constant MAX_EMERGENCIES = 20;
    uint256 private constant REVIEW_PERIOD = 72 hours;
    uint256 private constant MAX_UNREVIEWED = 5;

    struct Role {
        uint256 custodian;
        ICustodianRegistry.StaffRole role;
        uint16 unit;
        bool held;
    }

    struct Case {
        uint256 clinician;
        uint256 custodian;
        uint16 unit;
        uint256 openedAt;
        uint256 endsAt;
        IEmergencyAccess.Review verdict;
        bool exists;
    }

    ICustodianRegistry private _custodians;
    IEmergencyAccess private _emergencies;
    address private _admin;
    address[] private _houses;
    address[] private _people;
    bool[] private _listed;

    mapping(uint256 person => Role) private _roles;
    /// @dev Ghost: suspended by a verdict or a flag, and not reinstated.
    mapping(uint256 person => bool) public suspended;
    Case[] private _cases;

    /// @dev Ghosts: calls that succeeded and must not have, or failed and must not have.
    uint256 public openedWrongly;
    uint256 public reviewedWrongly;
    uint256 public flaggedWrongly;
    uint256 public reinstatedWrongly;

    constructor(ICustodianRegistry custodians, IEmergencyAccess emergencies, address admin) {
        (_custodians, _emergencies, _admin) = (custodians, emergencies, admin);
        for (uint256 i; i < CUSTODIANS; ++i) {
            _houses.push(makeAddr(string.concat("custodian", vm.toString(i))));
            _listed.push(false);
            _setListed(i, true);
        }
        for (uint256 i; i < PEOPLE; ++i) {
            _people.push(makeAddr(string.concat("person", vm.toString(i))));
            ICustodianRegistry.StaffRole role =
                i < 2 ? ICustodianRegistry.StaffRole.Clinician : ICustodianRegistry.StaffRole.PrivacyOfficer;
            _give(i, 0, role, uint16(i));
        }
    }

    // STAFF

    /// @dev A role, now and then at the other custodian.
    function appoint(uint256 who, uint256 house, bool clinician, uint16 unit) external {
        (who, house) = (who % PEOPLE, house % 8 == 7 ? 1 : 0);
        Role memory held = _roles[who];
        if (!_listed[house] || (held.held && held.custodian != house)) return;
        ICustodianRegistry.StaffRole role =
            clinician ? ICustodianRegistry.StaffRole.Clinician : ICustodianRegistry.StaffRole.PrivacyOfficer;
        _give(who, house, role, unit % uint16(UNITS));
    }

    /// @dev Seldom, or soon nobody is left to do anything.
    function dismiss(uint256 who, uint256 chance) external {
        who %= PEOPLE;
        if (!_roles[who].held || chance % 4 != 3) return;
        vm.prank(_houses[_roles[who].custodian]);
        _custodians.dismiss(_people[who]);
        delete _roles[who];
    }

    /// @dev Seldom unlists; lists again at once when it can.
    function relist(uint256 house, uint256 chance) external {
        house %= CUSTODIANS;
        if (_listed[house] && chance % 16 != 15) return;
        _setListed(house, !_listed[house]);
        for (uint256 i; i < PEOPLE; ++i) {
            if (_roles[i].held && _roles[i].custodian == house) delete _roles[i];
        }
    }

    // EMERGENCIES

    function open(uint256 who, uint256 period) external {
        if (_cases.length == MAX_EMERGENCIES) return;
        who %= PEOPLE;
        period = bound(period, 1, 24 hours);
        uint256 now_ = vm.getBlockTimestamp();
        Role memory role = _roles[who];
        bool may = role.held && role.role == ICustodianRegistry.StaffRole.Clinician && !suspended[who]
            && !_hasOverdue(who) && _waiting(who) < MAX_UNREVIEWED;
        vm.prank(_people[who]);
        try _emergencies.open(tagAt(_cases.length), 2, 2, uint40(now_ + period), bytes32(0)) {
            if (!may) ++openedWrongly;
            _cases.push(
                Case(who, role.custodian, role.unit, now_, now_ + period, IEmergencyAccess.Review.Pending, true)
            );
        } catch {
            if (may) ++openedWrongly;
        }
    }

    function close(uint256 which) external {
        if (_cases.length == 0) return;
        Case storage one = _cases[which % _cases.length];
        uint256 now_ = vm.getBlockTimestamp();
        if (now_ > one.endsAt) return;
        vm.prank(_people[one.clinician]);
        _emergencies.close(tagAt(which % _cases.length));
        one.endsAt = now_ - 1;
    }

    function review(uint256 who, uint256 which, bool justified) external {
        if (_cases.length == 0) return;
        (who, which) = (who % PEOPLE, which % _cases.length);
        Case storage one = _cases[which];
        bool may = one.verdict == IEmergencyAccess.Review.Pending && vm.getBlockTimestamp() > one.endsAt
            && _isIndependent(who, one.clinician, one.custodian, one.unit);
        vm.prank(_people[who]);
        try _emergencies.review(tagAt(which), justified, bytes32(0)) {
            if (!may) ++reviewedWrongly;
            if (one.verdict == IEmergencyAccess.Review.Pending) {
                one.verdict = justified ? IEmergencyAccess.Review.Justified : IEmergencyAccess.Review.Unjustified;
            }
            if (!justified) suspended[one.clinician] = true;
        } catch {
            if (may) ++reviewedWrongly;
        }
    }

    function flag(uint256 which) external {
        if (_cases.length == 0) return;
        which %= _cases.length;
        bool may = _isOverdue(_cases[which]);
        try _emergencies.flagOverdue(tagAt(which)) {
            if (!may) ++flaggedWrongly;
            suspended[_cases[which].clinician] = true;
        } catch {
            if (may) ++flaggedWrongly;
        }
    }

    function reinstate(uint256 who, uint256 whom) external {
        (who, whom) = (who % PEOPLE, whom % PEOPLE);
        Role memory role = _roles[whom];
        bool may =
            suspended[whom] && !_hasOverdue(whom) && role.held && _isIndependent(who, whom, role.custodian, role.unit);
        vm.prank(_people[who]);
        try _emergencies.reinstate(_people[whom]) {
            if (!may) ++reinstatedWrongly;
            suspended[whom] = false;
        } catch {
            if (may) ++reinstatedWrongly;
        }
    }

    function wait(uint256 time) external {
        vm.warp(vm.getBlockTimestamp() + bound(time, 1 hours, 40 hours));
    }

    // VIEWS

    function count() external view returns (uint256) {
        return _cases.length;
    }

    function caseAt(uint256 which) external view returns (Case memory) {
        return _cases[which];
    }

    function personAt(uint256 who) external view returns (address) {
        return _people[who];
    }

    /// @dev Whether that person is a clinician of that custodian, by the handler's book.
    function isClinicianOf(uint256 who, uint256 house) external view returns (bool) {
        Role memory role = _roles[who];
        return role.held && role.custodian == house && role.role == ICustodianRegistry.StaffRole.Clinician;
    }

    function waiting(uint256 who) external view returns (uint256) {
        return _waiting(who);
    }

    function tagAt(uint256 which) public pure returns (EmergencyTag) {
        return EmergencyTag.wrap(keccak256(abi.encode(which)));
    }

    // HELPERS

    function _give(uint256 who, uint256 house, ICustodianRegistry.StaffRole role, uint16 unit) private {
        vm.prank(_houses[house]);
        _custodians.appoint(_people[who], role, unit, uint40(vm.getBlockTimestamp() + 2 * 365 days));
        _roles[who] = Role(house, role, unit, true);
    }

    function _setListed(uint256 house, bool listed) private {
        vm.prank(_admin);
        if (listed) _custodians.list(_houses[house]);
        else _custodians.unlist(_houses[house]);
        _listed[house] = listed;
    }

    function _isOverdue(Case memory one) private view returns (bool) {
        return one.verdict == IEmergencyAccess.Review.Pending && vm.getBlockTimestamp() > one.endsAt + REVIEW_PERIOD;
    }

    function _hasOverdue(uint256 who) private view returns (bool) {
        for (uint256 i; i < _cases.length; ++i) {
            if (_cases[i].clinician == who && _isOverdue(_cases[i])) return true;
        }
        return false;
    }

    function _waiting(uint256 who) private view returns (uint256 number) {
        for (uint256 i; i < _cases.length; ++i) {
            if (_cases[i].clinician == who && _cases[i].verdict == IEmergencyAccess.Review.Pending) ++number;
        }
    }

    function _isIndependent(uint256 who, uint256 clinician, uint256 house, uint16 unit) private view returns (bool) {
        Role memory officer = _roles[who];
        Role memory present = _roles[clinician];
        if (!officer.held || officer.role != ICustodianRegistry.StaffRole.PrivacyOfficer) return false;
        if (officer.custodian != house || officer.unit == unit || who == clinician || suspended[who]) return false;
        return !(present.held && present.custodian == house && present.unit == officer.unit);
    }
}
