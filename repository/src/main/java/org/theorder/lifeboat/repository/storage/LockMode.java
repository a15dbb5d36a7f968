package org.theorder.lifeboat.repository.storage;

/** How strongly a region's store locks an object version against deletion until a moment. */
public enum LockMode {
    /** Who has the privilege to bypass it may delete earlier; nobody else. Azure: an unlocked immutability policy. */
    GOVERNANCE,
    /** Nobody deletes earlier or shortens it, the account's owner included. Azure: a locked immutability policy. */
    COMPLIANCE
}
