// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Who holds records, and who of its staff may break the glass or review that
interface ICustodianRegistry {
    enum StaffRole {
        None,
        /// May open an emergency.
        Clinician,
        /// Reviews emergencies of other units.
        PrivacyOfficer
    }

    struct Staff {
        address custodian;
        StaffRole role;
        /// Ward or department, as the custodian numbers them: nobody reviews its own unit.
        uint16 unit;
        /// Last second of the role.
        uint40 until;
    }

    event CustodianListed(address indexed custodian);
    event CustodianUnlisted(address indexed custodian);
    event StaffAppointed(address indexed custodian, address indexed member, StaffRole role, uint16 unit, uint40 until);
    event StaffDismissed(address indexed custodian, address indexed member);

    /// @notice Thrown when the caller, or the account to be listed, is none.
    error CustodianRegistry_NotCustodian(address caller);
    /// @notice Thrown when the member holds a role at another custodian, or none that the caller could take.
    error CustodianRegistry_NotOwnStaff(address custodian, address member);
    /// @notice Thrown when nobody, no role, or a time that is over or more than MAX_TERM away is appointed.
    error CustodianRegistry_StaffOutOfRange(address member, StaffRole role, uint40 until, uint256 now_);

    /// @notice Lists a custodian; nothing happens if it is listed. Restricted.
    function list(address custodian) external;
    /// @notice Unlists a custodian: its staff loses its roles with it, for good: whoever is listed again appoints anew.
    /// What it anchored stays, and it may still erase. Restricted.
    function unlist(address custodian) external;
    /// @notice Gives a member of the caller's staff a role until `until`, at most MAX_TERM (two years) ahead, or changes
    /// it. Nobody works for two custodians by one key.
    function appoint(address member, StaffRole role, uint16 unit, uint40 until) external;
    /// @notice Ends a role at once. The custodian, listed or not, or the member itself.
    function dismiss(address member) external;

    function isCustodian(address custodian) external view returns (bool);
    /// @notice The member's role now. All fields are zero, `role` is None, if it is over or the custodian is not listed.
    function staffOf(address member) external view returns (Staff memory);
}
