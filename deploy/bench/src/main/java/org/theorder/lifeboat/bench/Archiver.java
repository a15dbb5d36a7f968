package org.theorder.lifeboat.bench;

/** Somebody who carries WAL away while it is written. */
interface Archiver {
    String name();

    /** All WAL before this byte is in all of its repositories; 0 if nothing is. */
    long durable();
}
