package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an incremental backup holds what has changed since its parent. */
public enum IncrementalMethod {
    /** The changed blocks of every file, as PostgreSQL 17 and newer send them. */
    PAGES,
    /** No files at all: the WAL since the parent, sealed. For servers without incremental backups. */
    WAL;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
