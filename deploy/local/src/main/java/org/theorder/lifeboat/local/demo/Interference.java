package org.theorder.lifeboat.local.demo;

/** Somebody who may do harm at the worst moments: the test that kills services. The demo itself leaves it alone. */
public interface Interference {
    /** When things are most fragile. */
    enum Moment {
        BACKUP_RUNNING,
        DISASTER_HAS_STRUCK,
        INCIDENT_IS_OPEN,
        RESTORE_RUNNING
    }

    void at(Moment moment);
}
