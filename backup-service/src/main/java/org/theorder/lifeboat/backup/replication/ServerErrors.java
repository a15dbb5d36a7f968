package org.theorder.lifeboat.backup.replication;

import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * What an error of the server means for us and what to do about it. Decided by SQLSTATE (PostgreSQL {@code
 * errcodes.txt}), because the message may be in any language.
 */
final class ServerErrors {
    private static final Pattern SQL = Pattern.compile("^\\s*(select|checkpoint)\\b");
    private static final Pattern ZERO_SENDERS = Pattern.compile("max_wal_senders\\D*\\b0\\b");

    private ServerErrors() {}

    /** An error while connecting and logging in. */
    static LifeboatException atLogin(ServerMessage error, ServerAddress address) {
        String who = "role " + Text.shown(address.user()) + " at " + address.display();
        return switch (error.sqlState()) {
            case "28P01" ->
                refused(
                        ErrorCode.CREDENTIALS_REFUSED,
                        error,
                        "PostgreSQL refused the password of " + who + "; correct the cluster's password");
            case "28000" ->
                refused(
                        ErrorCode.CREDENTIALS_REFUSED,
                        error,
                        "PostgreSQL does not let " + who + " in; add a line like 'hostssl replication "
                                + Text.shown(address.user())
                                + " <address of backup-service>/32 scram-sha-256' to pg_hba.conf and reload, and check"
                                + " that the role exists and has LOGIN");
            case "42501" ->
                refused(
                        ErrorCode.PRIVILEGE_MISSING,
                        error,
                        "the " + who + " may not replicate; run: ALTER ROLE \"" + Text.shown(address.user())
                                + "\" REPLICATION");
            case "53300" ->
                ZERO_SENDERS.matcher(error.message()).find()
                        ? refused(
                                ErrorCode.SERVER_UNSUITABLE,
                                error,
                                "PostgreSQL at " + address.display()
                                        + " cannot stream because max_wal_senders is 0; set"
                                        + " wal_level = replica and max_wal_senders = 10 and restart it")
                        : refused(
                                ErrorCode.BUSY,
                                error,
                                "all WAL senders or connections of PostgreSQL at " + address.display()
                                        + " are in use; raise max_wal_senders (two per cluster are needed) and restart"
                                        + " it, or end another replication client");
            case "57P03" ->
                refused(
                        ErrorCode.SERVER_UNREACHABLE,
                        error,
                        "PostgreSQL at " + address.display() + " is starting or stopping; tried again by itself");
            default -> of(error, address, "log in");
        };
    }

    /**
     * An error of a command.
     *
     * @param command what was run; its text is shown, so it must hold no secret
     */
    static LifeboatException of(ServerMessage error, ServerAddress address, String command) {
        String at = "PostgreSQL at " + address.display();
        String could = at + " could not do " + firstWords(command);
        boolean streaming = command.startsWith("START_REPLICATION");
        if (error.sqlState().equals("42501") && SQL.matcher(command).find()) {
            return refused(ErrorCode.PRIVILEGE_MISSING, error, could + " for role " + Text.shown(address.user()));
        }
        if (isNoToAnIncremental(error, command)) {
            return refused(
                    command.startsWith("UPLOAD") ? ErrorCode.CHAIN_BROKEN : ErrorCode.SUMMARIES_MISSING,
                    error,
                    at + " cannot take an incremental on top of this parent; a full backup is needed");
        }
        if (command.equals(BaseBackupExchange.AFTER_START) && error.sqlState().equals("55000")) {
            return refused(
                    ErrorCode.TIMELINE_CHANGED,
                    error,
                    at + " changed its role while it was being backed up; the backup is begun again");
        }
        return switch (error.sqlState()) {
            case "42501" ->
                refused(
                        ErrorCode.PRIVILEGE_MISSING,
                        error,
                        could + " for role " + Text.shown(address.user()) + "; run: ALTER ROLE \""
                                + Text.shown(address.user()) + "\" REPLICATION");
            case "42704" ->
                refused(
                        ErrorCode.SLOT_LOST,
                        error,
                        "the replication slot is gone from " + at + "; it is made again and checked for a gap");
            case "58P01" ->
                refused(
                        ErrorCode.WAL_GAP,
                        error,
                        at + " no longer has the WAL that comes next; a full backup closes the gap");
            case "55006" ->
                refused(
                        ErrorCode.SLOT_IN_USE,
                        error,
                        "the replication slot of " + at
                                + " is in use by another connection; tried again by itself. If that stays so, another"
                                + " Lifeboat or program streams from this slot: end it, or protect the server there under"
                                + " another cluster name, which makes another slot");
            case "42710" -> refused(ErrorCode.ALREADY_EXISTS, error, "the replication slot exists already at " + at);
            case "53400" ->
                refused(
                        ErrorCode.SERVER_UNSUITABLE,
                        error,
                        "all replication slots of " + at
                                + " are in use; raise max_replication_slots and restart it, or drop a slot that nobody"
                                + " needs");
            case "55000" ->
                streaming
                        ? refused(
                                ErrorCode.SLOT_LOST,
                                error,
                                "the replication slot of " + at + " has been invalidated; it is made again and checked"
                                        + " for a gap; raise max_slot_wal_keep_size to keep it next time")
                        : refused(
                                ErrorCode.SERVER_UNSUITABLE,
                                error,
                                could + "; set wal_level = replica, max_wal_senders and max_replication_slots above 0,"
                                        + " and restart it");
            case "42601", "0A000" ->
                refused(
                        ErrorCode.SERVER_UNSUITABLE,
                        error,
                        could + "; is it a PostgreSQL server of version 15 or newer, and no proxy between?");
            case "XX001", "XX002" ->
                refused(
                        ErrorCode.CORRUPT,
                        error,
                        could + " because its own data is damaged; find the damaged table (pg_amcheck) before old"
                                + " backups expire");
            case "53100" -> refused(ErrorCode.NO_SPACE, error, at + " has no disk space left");
            default -> refused(generalCode(error), error, could);
        };
    }

    /**
     * What {@code basebackup_incremental.c} answers when the present state of the server does not allow this incremental:
     * summaries off, missing, incomplete or not progressing, another timeline, too little WAL since the parent (55000); or
     * a manifest that it does not accept (XX000, for example another system's, or a wrong checksum).
     */
    private static boolean isNoToAnIncremental(ServerMessage error, String command) {
        return switch (error.sqlState()) {
            case "55000" ->
                command.startsWith("UPLOAD_MANIFEST")
                        || (command.startsWith("BASE_BACKUP (") && command.contains(BaseBackupOptions.INCREMENTAL));
            case "XX000" -> command.startsWith("UPLOAD_MANIFEST");
            default -> false;
        };
    }

    private static ErrorCode generalCode(ServerMessage error) {
        String state = error.sqlState();
        if (state.startsWith("57") || state.startsWith("58")) {
            return ErrorCode.SERVER_UNREACHABLE;
        }
        return state.startsWith("53") ? ErrorCode.BUSY : ErrorCode.PROTOCOL_BROKEN;
    }

    private static String firstWords(String command) {
        int end = command.indexOf(" (");
        return Text.shown(end < 0 ? command : command.substring(0, end));
    }

    private static LifeboatException refused(ErrorCode code, ServerMessage error, String explanation) {
        return new LifeboatException(code, explanation + ". The server says: " + error.display());
    }
}
