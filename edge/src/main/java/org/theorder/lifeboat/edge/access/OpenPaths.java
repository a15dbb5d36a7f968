package org.theorder.lifeboat.edge.access;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** The requests that need no token. */
record OpenPaths(List<Rule> rules) {
    private static final List<Rule> ALWAYS = List.of(
            new Rule(null, "/livez", false),
            new Rule(null, "/readyz", false),
            new Rule(null, "/sign-in", false),
            new Rule("POST", "/sign-in", false),
            new Rule("POST", "/sign-out", false));

    private static final Pattern ENTRY = Pattern.compile("(?:([A-Z]+) +)?(/[A-Za-z0-9._~/-]*)(\\*)?");

    // no ; % \ or empty segment: what others may read differently than we do is never open
    private static final Pattern PLAIN = Pattern.compile("/|(?:/[A-Za-z0-9._~@:+,=-]+)+/?");

    /**
     * @param method null for GET and HEAD
     * @param path the whole path, or how it begins
     */
    record Rule(@Nullable String method, String path, boolean prefix) {
        boolean allows(String askedMethod, String askedPath) {
            return methodMatches(askedMethod) && (prefix ? askedPath.startsWith(path) : askedPath.equals(path));
        }

        private boolean methodMatches(String asked) {
            return method == null ? asked.equals("GET") || asked.equals("HEAD") : method.equals(asked);
        }
    }

    /** @throws LifeboatException CONFIGURATION_INVALID if an entry is not {@code [METHOD ]/path[*]} or opens everything */
    static OpenPaths of(List<String> configured) {
        List<Rule> rules = new ArrayList<>(ALWAYS);
        for (String entry : configured) {
            var matcher = ENTRY.matcher(entry.strip());
            if (!matcher.matches()
                    || (matcher.group(3) != null && matcher.group(2).equals("/"))) {
                throw new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "lifeboat.edge.public-paths has '" + entry
                                + "'; give a path such as / or a prefix such as /api/v2/*, but not /* which would open everything");
            }
            rules.add(new Rule(matcher.group(1), matcher.group(2), matcher.group(3) != null));
        }
        return new OpenPaths(List.copyOf(rules));
    }

    /** @param path normalised as the router does */
    boolean allow(String method, String path) {
        return PLAIN.matcher(path).matches() && rules.stream().anyMatch(rule -> rule.allows(method, path));
    }
}
