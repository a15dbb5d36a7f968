package org.theorder.lifeboat.backup.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.theorder.lifeboat.edge.schedule.CronFields;

/**
 * When something is due: the five fields of Unix cron (minute, hour, day of month, month, day of week), or {@code off}
 * for never. The zone stands in {@link ScheduleSettings#zone}.
 */
@Schema(type = SchemaType.STRING, examples = "0 2 * * *")
public record Cron(@JsonValue String text) {
    /** Never. */
    public static final Cron OFF = new Cron("off");

    /** @throws SettingInvalid with the setting {@code cron} */
    @JsonCreator
    public Cron {
        text = text.strip();
        if (!text.equals("off")) {
            try {
                var _ = CronFields.parse(text);
            } catch (IllegalArgumentException e) {
                throw new SettingInvalid("cron", fault(text, e));
            }
        }
    }

    public boolean isOff() {
        return text.equals("off");
    }

    /** @throws SettingInvalid naming the setting */
    static Cron of(String setting, String text) {
        try {
            return new Cron(text);
        } catch (SettingInvalid e) {
            throw new SettingInvalid(setting, e.explanation().substring("cron: ".length()));
        }
    }

    /** The times it stands for; not for {@link #OFF}. */
    public CronFields fields() {
        return CronFields.parse(text);
    }

    private static String fault(String text, IllegalArgumentException e) {
        return "'" + text.replaceAll("\\p{Cntrl}", "?")
                + "' is not off, nor five fields as cron has them (minute, hour, day of month, month, day of week),"
                + " for example 0 2 * * *: " + e.getMessage();
    }

    @Override
    public String toString() {
        return text;
    }
}
