package org.theorder.lifeboat.restore.breakglass;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point in time or in the WAL as people type it. */
final class TargetOption implements ITypeConverter<RecoveryTarget> {
    static final String FORMS =
            "latest, immediate, a time with its offset (2026-11-22T11:59:00Z, 2026-11-22T12:59:00+01:00), a position"
                    + " (16/B374D848), a transaction (xid:771) or a restore point (name:before-migration)";
    private static final Pattern TRANSACTION = Pattern.compile("xid:([0-9]{1,18})");
    private static final String NAME = "name:";
    private static final Pattern POSITION = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");

    @Override
    public RecoveryTarget convert(String text) {
        if (text.equalsIgnoreCase("latest")) {
            return new RecoveryTarget.Latest();
        }
        if (text.equalsIgnoreCase("immediate")) {
            return new RecoveryTarget.Immediate();
        }
        Matcher transaction = TRANSACTION.matcher(text);
        if (transaction.matches()) {
            return new RecoveryTarget.AtTransaction(Long.parseLong(transaction.group(1)), null);
        }
        if (text.startsWith(NAME)) {
            return new RecoveryTarget.AtName(text.substring(NAME.length()));
        }
        if (POSITION.matcher(text).matches()) {
            return new RecoveryTarget.AtLsn(Lsn.parse(text));
        }
        try {
            return new RecoveryTarget.AtTime(
                    OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant());
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is none of: " + FORMS);
        }
    }

    /** The same, but with what is named left out. */
    static RecoveryTarget exclusive(RecoveryTarget target) {
        return switch (target) {
            case RecoveryTarget.AtTime at -> new RecoveryTarget.AtTime(at.time(), false);
            case RecoveryTarget.AtLsn at -> new RecoveryTarget.AtLsn(at.lsn(), false);
            case RecoveryTarget.AtTransaction at -> new RecoveryTarget.AtTransaction(at.xid(), false);
            case RecoveryTarget.AtName _, RecoveryTarget.Latest _, RecoveryTarget.Immediate _ -> target;
        };
    }
}
