// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICustodianRegistry} from "../interfaces/ICustodianRegistry.sol";

/// @title CustodianRegistry
/// @dev A role counts only under the listing in which it was given: unlisting ends all of a custodian's roles in one
/// write, and listing again brings none of them back.
contract CustodianRegistry is ICustodianRegistry, AccessManaged {
    struct Listing {
        bool listed;
        /// How often the custodian was listed.
        uint32 serial;
    }

    /// A role and the listing in which it was given.
    struct Appointment {
        address custodian;
        StaffRole role;
        uint16 unit;
        uint40 until;
        uint32 serial;
    }

    // CONSTANTS

    /// @notice The longest that a role is given for.
    uint40 public constant MAX_TERM = 2 * 365 days;

    address private constant NOBODY = address(0);

    // STORAGE

    //   255            40 39       8 7       0
    //   |     unused     | serial 32 | listed 8 |
    mapping(address custodian => Listing) private _listings;

    //   255    224 223    184 183    168 167     160 159            0
    //   |serial 32| until 40 | unit 16  |  role 8   | custodian 160 |
    mapping(address member => Appointment) private _appointments;

    constructor(address authority) AccessManaged(authority) {}

    // LISTING

    /// @inheritdoc ICustodianRegistry
    function list(address custodian) external restricted {
        // Check: somebody, not listed yet.
        if (custodian == NOBODY) revert CustodianRegistry_NotCustodian(custodian);
        Listing storage listing = _listings[custodian];
        if (listing.listed) return;

        // Effect: a new listing, without staff.
        listing.listed = true;
        ++listing.serial;
        emit CustodianListed(custodian);
    }

    /// @inheritdoc ICustodianRegistry
    function unlist(address custodian) external restricted {
        Listing storage listing = _listings[custodian];
        if (!listing.listed) return;

        // Effect: every role under this listing is over.
        listing.listed = false;
        emit CustodianUnlisted(custodian);
    }

    // STAFF

    /// @inheritdoc ICustodianRegistry
    function appoint(address member, StaffRole role, uint16 unit, uint40 until) external {
        // Check: a custodian, and a role for somebody and a time that is not over.
        Listing memory listing = _listings[msg.sender];
        if (!listing.listed) revert CustodianRegistry_NotCustodian(msg.sender);
        if (member == NOBODY || role == StaffRole.None || until < block.timestamp || until > block.timestamp + MAX_TERM)
        {
            revert CustodianRegistry_StaffOutOfRange(member, role, until, block.timestamp);
        }
        // Check: nobody else's staff.
        Appointment memory present = _appointments[member];
        if (present.custodian != msg.sender && _counts(present)) {
            revert CustodianRegistry_NotOwnStaff(msg.sender, member);
        }

        // Effect: the role, in place of any before.
        _appointments[member] = Appointment(msg.sender, role, unit, until, listing.serial);
        emit StaffAppointed(msg.sender, member, role, unit, until);
    }

    /// @inheritdoc ICustodianRegistry
    function dismiss(address member) external {
        // Check: the member's custodian, or the member. Whether the role still counts does not matter.
        address custodian = _appointments[member].custodian;
        if (custodian == NOBODY || (msg.sender != custodian && msg.sender != member)) {
            revert CustodianRegistry_NotOwnStaff(msg.sender, member);
        }

        // Effect: no role.
        delete _appointments[member];
        emit StaffDismissed(custodian, member);
    }

    // VIEWS

    /// @inheritdoc ICustodianRegistry
    function isCustodian(address custodian) external view returns (bool) {
        return _listings[custodian].listed;
    }

    /// @inheritdoc ICustodianRegistry
    function staffOf(address member) external view returns (Staff memory staff) {
        Appointment memory held = _appointments[member];
        if (_counts(held)) staff = Staff(held.custodian, held.role, held.unit, held.until);
    }

    // HELPERS

    /// @dev In time, and under the present listing of a custodian. Nobody's listing is never listed.
    function _counts(Appointment memory held) private view returns (bool) {
        if (block.timestamp > held.until) return false;
        Listing memory listing = _listings[held.custodian];
        return listing.listed && listing.serial == held.serial;
    }
}
