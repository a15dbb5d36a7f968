package org.theorder.lifeboat.restore.breakglass;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point in time or in the WAL as people type it. */
final class TargetOption implements ITypeConverter<RecoveryTarget> {
    static final String FORMS =
            "latest, immediate, a time with its offset (2026-11-22T11:59:00Z, 2026-11-22T12:59:00+01:00) or a position"
                    + " (16/B374D848)";
    private static final Pattern POSITION = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");

    @Override
    public RecoveryTarget convert(String text) {
        if (text.equalsIgnoreCase("latest")) {
            return new RecoveryTarget.Latest();
        }
        if (text.equalsIgnoreCase("immediate")) {
            return new RecoveryTarget.Immediate();
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
}
