package org.theorder.lifeboat.backup.settings;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When what is stored is read back and checked.
 *
 * @param cron in the schedule's zone; default Sundays at 04:30
 * @param samplePercent how much of it each time, 1 to 100; default all
 */
public record VerifySettings(Cron cron, int samplePercent) {
    public static final VerifySettings DEFAULT = new VerifySettings(new Cron("30 4 * * 0"), 100);

    public VerifySettings {
        SettingInvalid.requireRange(samplePercent, 1, 100, "verify.samplePercent");
    }

    /** What somebody declared of it; null where nothing was said. */
    public record Draft(@Nullable String cron, @Nullable Integer samplePercent) {
        VerifySettings over(VerifySettings base) {
            return new VerifySettings(
                    cron == null ? base.cron : Cron.of("verify.cron", cron),
                    Objects.requireNonNullElse(samplePercent, base.samplePercent));
        }
    }
}
