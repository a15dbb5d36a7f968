package org.theorder.lifeboat.backup.settings;

import java.util.Locale;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A setting that breaks a rule; REQUEST_INVALID naming the field as REST does. */
public final class SettingInvalid extends LifeboatException {
    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String fault;

    /**
     * @param setting as JSON names it, for example {@code retention.fullDays}
     * @param fault what is wrong and what is allowed
     */
    public SettingInvalid(String setting, String fault) {
        super(ErrorCode.REQUEST_INVALID, setting + ": " + fault);
        this.setting = setting;
        this.fault = fault;
    }

    /** The same as the configuration names it: CONFIGURATION_INVALID naming the key below the prefix. */
    public LifeboatException inConfiguration(String prefix) {
        String key = setting.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return new LifeboatException(ErrorCode.CONFIGURATION_INVALID, prefix + "." + key + ": " + fault, this);
    }

    static void require(boolean holds, String setting, String otherwise) {
        if (!holds) {
            throw new SettingInvalid(setting, otherwise);
        }
    }

    static void requireRange(long value, long least, long most, String setting) {
        require(value >= least && value <= most, setting, value + " is not between " + least + " and " + most);
    }
}
