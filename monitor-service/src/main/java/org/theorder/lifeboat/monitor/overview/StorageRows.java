package org.theorder.lifeboat.monitor.overview;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.monitor.check.Check;
import org.theorder.lifeboat.monitor.rule.RuleName;

/** How full file systems, databases and repositories are, as their checks say. */
final class StorageRows {
    /** How every look at storage begins its value: {@code 82.1 % used, …}. */
    private static final Pattern USED = Pattern.compile("([0-9]{1,3})(?:\\.[0-9]+)? % .*");

    private StorageRows() {}

    static List<Overview.StorageRow> of(List<Check> checks) {
        return checks.stream()
                .filter(check -> check.rule().equals(RuleName.STORAGE_USED.wireName()))
                .map(check -> new Overview.StorageRow(
                        check.subject(),
                        OverviewBuilder.chip(check.state()),
                        percent(check.value()).orElse(null),
                        check.value()))
                .toList();
    }

    private static Optional<Integer> percent(String value) {
        Matcher used = USED.matcher(value);
        return used.matches() ? Optional.of(Math.min(100, Integer.parseInt(used.group(1)))) : Optional.empty();
    }
}
